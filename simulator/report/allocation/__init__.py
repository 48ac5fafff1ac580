"""A divided path on the screen, as tables, and as an annex."""
