"""Discussions: comments, mentions and suggested wordings on the sections and items of a joint specification."""
