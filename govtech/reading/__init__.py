"""Reading joint specifications: the list, one whole text with what comes next, its files, search and open data."""
