"""`get_request_handler`: a plan behind a function from request to response.

The way of a request through a custom `get_route_handler`, and of everything that replaces this
function in the package to see each endpoint (Sentry). The native pipeline runs the same plan
without it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.exceptions import UsageError

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi._form_limits import _FormLimits
    from ferroapi.dependencies.models import Dependant
    from ferroapi.types import IncEx

_JSON: DefaultPlaceholder = DefaultPlaceholder(JSONResponse)
_STRICT: DefaultPlaceholder = DefaultPlaceholder(True)


def get_request_handler(
    dependant: Dependant,
    body_field: ModelField | None = None,
    status_code: int | None = None,
    response_class: type[Response] | DefaultPlaceholder = _JSON,
    response_field: ModelField | None = None,
    response_model_include: IncEx | None = None,
    response_model_exclude: IncEx | None = None,
    response_model_by_alias: bool = True,
    response_model_exclude_unset: bool = False,
    response_model_exclude_defaults: bool = False,
    response_model_exclude_none: bool = False,
    dependency_overrides_provider: Any | None = None,
    embed_body_fields: bool = False,
    strict_content_type: bool | DefaultPlaceholder = _STRICT,
    stream_item_field: ModelField | None = None,
    is_json_stream: bool = False,
    form_limits: _FormLimits | None = None,
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """A coroutine function that reads the request, solves the dependencies, calls the endpoint and
    serializes.

    The keywords are attributes of a route. Raises `UsageError` where the dependant has no callable.
    """
    keywords = dict(locals())
    if dependant.call is None:
        raise UsageError("dependant.call must be a function")
    planned = _Planned(keywords)

    async def handler(request: Request) -> Response:
        response: Response = await planned.plan.handle(request)
        return response

    return handler


class _Planned:
    """A plan that pickles and copies as what it is made of."""

    def __init__(self, keywords: dict[str, Any]) -> None:
        from ferroapi._compile.plan import build_plan

        self.plan = build_plan(**keywords)
        self._keywords = keywords

    def __reduce__(self) -> tuple[Any, ...]:
        return _Planned, (self._keywords,)
