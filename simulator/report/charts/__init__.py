"""How charts look, and the charts of a run: layout, labels, colours, the flow of energy."""
