"""What can go wrong for a client besides bad input, and how it is told."""

from typing import ClassVar

from ferroapi import FerroAPI, Request
from ferroapi.responses import JSONResponse


class NotesError(Exception):
    """A refusal with a machine-readable code. Subclasses set the class variables."""

    status_code: ClassVar[int]
    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(NotesError):
    """There is no such thing, or it is somebody else's: the answer does not tell which."""

    status_code = 404
    code = "not_found"


class NameTakenError(NotesError):
    """An account of that name exists."""

    status_code = 409
    code = "name_taken"


class WrongCredentialsError(NotesError):
    """Name or password is wrong: the answer does not tell which."""

    status_code = 401
    code = "wrong_credentials"


async def _answer(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, NotesError):
        raise error
    content = {"error": {"code": error.code, "message": error.message}}
    return JSONResponse(content, status_code=error.status_code)


def install_error_handlers(app: FerroAPI) -> None:
    """Answer every :class:`NotesError` as ``{"error": {"code": …, "message": …}}``."""
    app.add_exception_handler(NotesError, _answer)
