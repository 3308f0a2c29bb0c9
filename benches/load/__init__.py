"""Server CPU per request under uvicorn: FerroAPI, the raw control and FastAPI in turns."""
