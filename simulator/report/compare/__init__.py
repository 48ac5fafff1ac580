"""A comparison on the screen, as tables, and as a folder."""
