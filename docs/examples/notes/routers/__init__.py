"""The two groups of path operations."""
