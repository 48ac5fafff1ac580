"""The frontier of peaks on the screen, as tables and chart."""
