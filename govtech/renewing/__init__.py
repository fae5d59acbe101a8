"""Renewing: what templates changed comes into drafts, and what drafts made better goes back into templates."""
