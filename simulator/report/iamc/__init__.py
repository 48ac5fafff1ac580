"""Results as tables of the integrated assessment community."""
