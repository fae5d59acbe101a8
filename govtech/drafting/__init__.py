"""Drafting: joint specifications, many municipalities, one text."""
