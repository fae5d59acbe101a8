"""Compliance: what vendors answer to each requirement (○△×), read from their files and compared."""
