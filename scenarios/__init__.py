"""Bundled scenarios: YAML files in one folder per region, each only its difference from what it extends."""
