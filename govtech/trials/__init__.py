"""Trials: a solution tried out in a municipality, with measures and an end."""
