"""How early, how low, how cheaply a region can peak, and what decides it."""
