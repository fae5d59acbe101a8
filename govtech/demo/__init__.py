"""Demonstration content: written for this product, marked as a sample, loaded through the services."""
