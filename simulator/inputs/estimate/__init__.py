"""The base-year balance from published anchors."""
