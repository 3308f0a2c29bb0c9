"""Dependencies of an endpoint: their tree, and what FastAPI names for working with it."""
