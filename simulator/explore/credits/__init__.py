"""Whose doing a difference is, and through what: contributions of measures, decomposition."""
