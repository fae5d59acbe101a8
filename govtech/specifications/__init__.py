"""Standard specification templates, and the joint specifications that will be drafted from them."""
