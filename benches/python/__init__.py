"""In-process ASGI benches: FastAPI, FerroAPI and a hand-written control in one interleaved run."""
