"""Credits of measures and causes of change: tables, lines and charts."""
