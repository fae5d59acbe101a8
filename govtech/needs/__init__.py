"""The matching board: needs of municipalities, and what suppliers answer."""
