"""What solving takes out of a request and what makes an answer of a result, step by step under
FastAPI's names: for while a program has replaced one of the functions that are called for it.

Called by the pipeline in place of its native steps, and by nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from ferroapi._compat import Undefined
from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.dependencies.models import Dependant

from .errors import endpoint_context

if TYPE_CHECKING:
    from .doors import Door

_SOURCES = (
    ("path_params", "path_params"),
    ("query_params", "query_params"),
    ("header_params", "headers"),
    ("cookie_params", "cookies"),
)


async def detailed_arguments(
    door: Door, dependant: Dependant, request: Request, body: tuple[Any, ...]
) -> tuple[dict[str, Any], list[Any]]:
    """A dependant's arguments from the request, and the errors; `body` is empty for none."""
    from ferroapi.dependencies import utils

    values: dict[str, Any] = {}
    errors: list[Any] = []
    for fields, source in _SOURCES:
        received = getattr(request, source)
        found, problems = utils.request_params_to_args(getattr(dependant, fields), received)
        values.update(found)
        errors += problems
    if dependant.body_params:
        found, problems = await utils.request_body_to_args(
            body_fields=dependant.body_params,
            received_body=body[0] if body else Undefined,
            embed_body_fields=door.embed_body_fields,
        )
        values.update(found)
        errors += problems
    return values, errors


async def detailed_response(
    door: Door,
    request: Request,
    result: Any,
    solved: tuple[BackgroundTasks | None, Response | None],
    is_coroutine: bool,
) -> Response:
    """The response for an endpoint's result; `solved` has the background tasks and the injected
    response."""
    from ferroapi import routing

    names: Any = routing
    options = dict(door.answer)
    field, status = options.pop("response_field", None), options.pop("status_code", None)
    response_class = options.pop("response_class")
    is_default = isinstance(response_class, DefaultPlaceholder)
    dumps = field is not None and is_default
    content = await names.serialize_response(
        field=field,
        response_content=result,
        **{name.removeprefix("response_model_"): value for name, value in options.items()},
        is_coroutine=is_coroutine,
        endpoint_ctx=_context(door.dependant, request),
        dump_json=dumps,
    )
    arguments = _response_arguments(status, *solved)
    if dumps:
        response = names.Response(content=content, media_type="application/json", **arguments)
    else:
        actual = response_class.value if is_default else response_class
        response = actual(content, **arguments)
    if not names.is_body_allowed_for_status_code(response.status_code):
        response.body = b""
    if solved[1] is not None:
        response.headers.raw.extend(solved[1].headers.raw)
    return response  # type: ignore[no-any-return]


def _response_arguments(
    declared: int | None, background: BackgroundTasks | None, injected: Response | None
) -> dict[str, Any]:
    """A status that is set wins over the declared one; without any the class has its own."""
    set_to = injected.status_code if injected is not None else None
    status = set_to or declared or set_to
    arguments: dict[str, Any] = {"background": background}
    return arguments if status is None else {**arguments, "status_code": status}


def _context(dependant: Dependant, request: Request) -> Any:
    return endpoint_context(dependant.call, dependant.path, request.scope, request.method)
