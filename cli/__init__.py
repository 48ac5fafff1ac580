"""The command line: one short file per command, no model logic."""
