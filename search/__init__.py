"""Search over what the platform holds: Japanese analysis, engines behind one interface; knows nothing of the rest."""
