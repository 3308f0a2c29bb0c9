"""FastAPI 0.165.0 and FerroAPI side by side: one factory, two apps, every observable compared."""
