"""An answer on the screen and as a scenario file; what closes a gap."""
