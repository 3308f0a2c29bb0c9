"""The framework's logger. Its name stays FastAPI's, because logging configurations name it."""

import logging

logger: logging.Logger = logging.getLogger("fastapi")
