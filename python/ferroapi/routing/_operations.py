"""The eight verbs, written once for application and router."""

# Annotations are evaluated here: signatures show the types themselves.
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Unpack

from ferroapi._options import RouteOptions
from ferroapi._signatures import VERB, signed
from ferroapi.types import DecoratedCallable


class Operations:
    """Decorators that declare a path operation.

    `path` is a template like "/items/{item_id}"; the keywords are described in `RouteOptions`. The
    decorated function is returned as it is. Raises at once for every mistake in its signature.
    """

    @abstractmethod
    def _operation(self, verb: str, path: str, options: Mapping[str, Any]) -> Callable[[Any], Any]:
        """Declare an operation of a verb in lower case; the options are known ones."""

    @signed(VERB)
    def get(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a GET operation."""
        return self._operation("get", path, options)

    @signed(VERB)
    def put(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a PUT operation."""
        return self._operation("put", path, options)

    @signed(VERB)
    def post(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a POST operation."""
        return self._operation("post", path, options)

    @signed(VERB)
    def delete(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a DELETE operation."""
        return self._operation("delete", path, options)

    @signed(VERB)
    def options(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare an OPTIONS operation."""
        return self._operation("options", path, options)

    @signed(VERB)
    def head(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a HEAD operation."""
        return self._operation("head", path, options)

    @signed(VERB)
    def patch(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a PATCH operation."""
        return self._operation("patch", path, options)

    @signed(VERB)
    def trace(
        self, path: str, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a TRACE operation."""
        return self._operation("trace", path, options)
