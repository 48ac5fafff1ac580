"""The annex of an action plan, chapter by chapter."""
