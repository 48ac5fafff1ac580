"""Every picture: charts of a run and of a comparison, credits, causes, flow of energy."""
