"""What a tonne costs, and prices on carbon."""
