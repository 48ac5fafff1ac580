"""Scenarios and regions set beside each other."""
