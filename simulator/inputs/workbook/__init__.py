"""The data workbook of a region: made, opened, read back."""
