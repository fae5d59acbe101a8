"""Full-text search and matching in Japanese: documents in, ranked and explained answers out."""
