"""Agreeing: each municipality's positions, the consultation, the check, and the freeze of a joint specification."""
