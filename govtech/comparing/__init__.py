"""Comparing: two specifications side by side, a specification and its template, what several have in common."""
