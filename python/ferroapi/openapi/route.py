"""What the document reads of a route: an `APIRoute`, or the context of an included one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from ferroapi import routing

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.datastructures import DefaultPlaceholder
    from ferroapi.dependencies.models import Dependant

Routes: TypeAlias = "Sequence[BaseRoute | routing.RouteContext]"


class RouteLike(Protocol):
    """The attributes of a path operation, as FastAPI names them."""

    path: str
    path_format: str
    methods: set[str] | None
    endpoint: Callable[..., Any]
    body_field: ModelField | None
    callbacks: list[BaseRoute] | None
    # texts
    name: str
    unique_id: str
    operation_id: str | None
    tags: list[str | Enum]
    summary: str | None
    description: str
    deprecated: bool | None
    include_in_schema: bool
    openapi_extra: dict[str, Any] | None
    # answers
    status_code: int | None
    response_class: type[Response] | DefaultPlaceholder
    response_description: str
    response_field: ModelField | None
    responses: dict[int | str, dict[str, Any]]
    response_fields: dict[int | str, ModelField]
    is_json_stream: bool
    is_sse_stream: bool
    stream_item_field: ModelField | None

    @property
    def _dependant_now(self) -> Dependant: ...


def path_operations(routes: Iterable[BaseRoute | routing.RouteContext]) -> Iterator[RouteLike]:
    """The path operations among `routes`, in order, also those of included routers."""
    for context in routing.iter_route_contexts(list(routes)):
        if isinstance(context.original_route, routing.APIRoute):
            yield cast(RouteLike, context)


def own_path_operations(routes: Iterable[BaseRoute]) -> Iterator[RouteLike]:
    """The path operations that stand in `routes` themselves; included routers are passed over."""
    for route in routes:
        if isinstance(route, routing.APIRoute):
            yield cast(RouteLike, route)
