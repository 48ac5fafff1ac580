"""Numbers with unit, source and grade: factors, the measure library and the regions; never code."""
