"""A comparison on the screen, as tables, as charts, and as a folder."""
