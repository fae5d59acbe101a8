"""Organisations: municipalities, companies, civic groups and the secretariat, and the facts about them."""
