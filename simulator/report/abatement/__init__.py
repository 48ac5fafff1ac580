"""The abatement cost curve on the screen, as tables, chart and folder."""
