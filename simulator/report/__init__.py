"""Files and screens for people."""
