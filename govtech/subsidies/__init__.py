"""Subsidies: who gives how much for what, until when; imported from jGrants or entered by the secretariat."""
