"""The corpus: one module per area, one factory per small app, its requests beside it."""
