"""Notices: what a person is told, in the app and by mail, and what they wish to be told."""
