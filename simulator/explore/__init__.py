"""Many runs through one kernel."""
