"""A path divided among sectors or sub-areas."""
