"""Procurements: what municipalities buy together, from the plan on."""
