"""Beginnings: how a joint specification starts, from a template, a Word file, an older one, a need or nothing."""
