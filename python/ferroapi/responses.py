"""Response classes: Starlette's, at FastAPI's path, and two deprecated ones with other JSON
libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse as FileResponse
from starlette.responses import HTMLResponse as HTMLResponse
from starlette.responses import JSONResponse as JSONResponse
from starlette.responses import PlainTextResponse as PlainTextResponse
from starlette.responses import RedirectResponse as RedirectResponse
from starlette.responses import Response as Response
from starlette.responses import StreamingResponse as StreamingResponse
from typing_extensions import deprecated

from ._borrowed import lend
from .exceptions import FastAPIDeprecationWarning, UsageError
from .sse import EventSourceResponse as EventSourceResponse

_NOT_NEEDED_ANY_MORE = (
    " is deprecated, FastAPI now serializes data directly to JSON bytes via Pydantic when a return "
    "type or response model is set, which is faster and doesn't need a custom response class. Read "
    "more in the FastAPI docs: https://fastapi.tiangolo.com/advanced/custom-response/"
    "#orjson-or-response-model and https://fastapi.tiangolo.com/tutorial/response-model/"
)


def _library(name: str, response: type) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise UsageError(f"{name} must be installed to use {response.__name__}") from None


@deprecated("UJSONResponse" + _NOT_NEEDED_ANY_MORE, category=FastAPIDeprecationWarning)
class UJSONResponse(JSONResponse):
    """Deprecated: JSON written by ujson. Non-ASCII text is not escaped."""

    def render(self, content: Any) -> bytes:
        """JSON in UTF-8."""
        text: str = _library("ujson", type(self)).dumps(content, ensure_ascii=False)
        return text.encode()


@deprecated("ORJSONResponse" + _NOT_NEEDED_ANY_MORE, category=FastAPIDeprecationWarning)
class ORJSONResponse(JSONResponse):
    """Deprecated: JSON written by orjson. Keys need not be texts; NumPy's types are accepted."""

    def render(self, content: Any) -> bytes:
        """JSON in UTF-8."""
        library = _library("orjson", type(self))
        options = library.OPT_NON_STR_KEYS | library.OPT_SERIALIZE_NUMPY
        encoded: bytes = library.dumps(content, option=options)
        return encoded


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
