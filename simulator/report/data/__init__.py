"""What the commands of `sim data`, `sim track` and `sim project` say."""
