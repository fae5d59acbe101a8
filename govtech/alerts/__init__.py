"""Alerts: searches that somebody saved and wants to hear of."""
