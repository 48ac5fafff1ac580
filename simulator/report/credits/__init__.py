"""Credits of measures and causes of change, as tables, lines and chart data."""
