"""Read and check: tables and YAML files become typed objects that know their file and line."""
