"""What the flows mean: indicators, peaks, targets, balances."""
