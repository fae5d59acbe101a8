"""Words that mean the same: the list that coordinators keep and search uses when it is asked."""
