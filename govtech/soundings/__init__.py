"""Soundings: remarks of the public and of companies on a draft, answered one by one and published."""
