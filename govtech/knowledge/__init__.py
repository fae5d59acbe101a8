"""What municipalities know: cases, who followed them, and the reference data that cases are sorted by."""
