"""FerroAPI: FastAPI's programming interface on a Rust core.

Every public name is here, under FastAPI's name; `FastAPI` is `FerroAPI`. The package needs its
native extension: there is no slower fallback.
"""

from __future__ import annotations

try:
    from . import _ferroapi as _ferroapi
except ImportError as _error:
    raise ImportError(
        "FerroAPI's native extension `ferroapi._ferroapi` cannot be loaded: it is not there, or "
        f"not built for this Python ({_error}). Install a wheel made for this interpreter with "
        "`pip install ferroapi`, or build one in a clone with `make wheel`.",
        name="ferroapi._ferroapi",
    ) from _error

from typing import TYPE_CHECKING

from starlette import status as status

from ._borrowed import submodules
from .applications import FastAPI as FastAPI
from .applications import FerroAPI as FerroAPI
from .background import BackgroundTasks as BackgroundTasks
from .datastructures import UploadFile as UploadFile
from .exceptions import HTTPException as HTTPException
from .exceptions import WebSocketException as WebSocketException
from .param_functions import Body as Body
from .param_functions import Cookie as Cookie
from .param_functions import Depends as Depends
from .param_functions import File as File
from .param_functions import Form as Form
from .param_functions import Header as Header
from .param_functions import Path as Path
from .param_functions import Query as Query
from .param_functions import Security as Security
from .requests import Request as Request
from .responses import Response as Response
from .routing import APIRouter as APIRouter
from .websockets import WebSocket as WebSocket
from .websockets import WebSocketDisconnect as WebSocketDisconnect

__version__ = _ferroapi.__version__

if not TYPE_CHECKING:
    # What FastAPI has loaded once it is imported; the rest is there already.
    __getattr__ = submodules(
        __name__, "dependencies", "logger", "middleware", "openapi", "telemetry"
    )
