"""What each year will be: drivers, stocks and measures become the arrays a run is projected from."""
