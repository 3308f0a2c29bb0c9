"""The base of all security schemes: their description, and their refusal.

`model` is made at its first use: OpenAPI's models are expensive to import, and only the document
needs them.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from .._borrowed import lend

if TYPE_CHECKING:
    from ..openapi.models import SecurityBase as SecurityBaseModel


class SecurityBase:
    """A callable that reads credentials.

    Subclass it for a scheme of your own and set `model` and `scheme_name`.
    """

    scheme_name: str
    """The key of the scheme in the document's `securitySchemes`."""
    auto_error: bool = True
    """Whether missing credentials are refused; if not, the result is `None`."""

    _challenge = "Bearer"
    # Which of the two HTTPException classes is raised decides which exception handlers see it.
    _refusal: type[HTTPException] = HTTPException

    if TYPE_CHECKING:
        model: SecurityBaseModel
        """The scheme as OpenAPI describes it."""
    else:

        @cached_property
        def model(self) -> Any:  # noqa: D102 (told above)
            return self._described()

    def make_not_authenticated_error(self) -> HTTPException:
        """The refusal of a request without credentials; override it to answer in another way."""
        headers = {"WWW-Authenticate": self._challenge}
        return self._refusal(401, "Not authenticated", headers)

    def _declare(
        self, kind: str, fields: dict[str, Any], scheme_name: str | None, auto_error: bool
    ) -> None:
        """Keep what `openapi.models.<kind>` will be made of.

        Doubtful fields are validated at once, while the user's line is near.
        """
        self.scheme_name = scheme_name or type(self).__name__
        self.auto_error = auto_error
        self._kind, self._fields = kind, fields
        if not all(_is_safe(name, value) for name, value in fields.items()):
            self._describe_now()

    def _describe_now(self) -> None:
        self.model = self._described()

    def _described(self) -> "SecurityBaseModel":
        if not hasattr(self, "_kind"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute 'model'")
        from ..openapi import models

        model: SecurityBaseModel = getattr(models, self._kind)(**self._fields)
        return model

    def _missing(self) -> Any:
        """Refuse the request, or give `None` where this scheme is one of several."""
        if self.auto_error:
            raise self.make_not_authenticated_error()
        return None


_OPTIONAL = frozenset({"bearerFormat", "description", "refreshUrl"})


def _is_safe(name: object, value: object) -> bool:
    """Whether no model can refuse the field: a text, an optional one left out, or a dictionary of
    such.
    """
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_safe(key, item) for key, item in value.items())
    return isinstance(value, str) or (value is None and name in _OPTIONAL)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
