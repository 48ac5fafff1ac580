"""The workbook of live formulas: every number of a run, worked out in cells."""
