"""Matching: which solutions fit a need, which needs fit a company, and why."""
