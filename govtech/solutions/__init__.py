"""Solutions: what companies and civic groups offer to municipalities."""
