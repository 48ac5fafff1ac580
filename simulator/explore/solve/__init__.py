"""From targets to measures: trials, goals, searches, what closes a gap."""
