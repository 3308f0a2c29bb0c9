"""Fills in what a route knows of itself, from its path, its endpoint and its options.

The order is FastAPI's where it can be seen: a function that makes unique ids gets the route half
filled in, and the first mistake is the one reported. Called by `APIRoute` and, for what an
inclusion changes, by `_effective`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.convertors import CONVERTOR_TYPES, Convertor
from starlette.routing import PARAM_REGEX, compile_path, get_name

from ferroapi._compile.bodies import get_body_field, should_embed_body_fields
from ferroapi._compile.callables import is_generator_callable
from ferroapi._compile.dependants import get_flat_body_params, get_route_dependant
from ferroapi._compile.response_model import (
    build_response_field,
    build_response_fields,
    resolve_response_model,
)
from ferroapi._unsupported import refuse_generator
from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.exceptions import UsageError

from ._changes import Convertors, MethodSet

if TYPE_CHECKING:
    from ._api_route import APIRoute

PathParts = tuple[str, dict[str, Convertor[Any]]]


def describe(
    route: APIRoute, path: str, endpoint: Callable[..., Any], options: dict[str, Any]
) -> None:
    """Set every attribute of `route`; `options` are all the keywords of `APIRoute`.

    Raises `UsageError` for contradictions, `UnsupportedFeatureError` for what is not built yet,
    `FastAPIError` for types pydantic does not know.
    """
    name, methods = options["name"], options["methods"]
    vars(route).update(options, path=path, endpoint=endpoint, _matched_path=path)
    path_format, convertors = split_path(path)
    set_all(
        route,
        tags=route.tags or [],
        responses=route.responses or {},
        dependencies=list(route.dependencies or ()),
        form_limits={},
        # As FastAPI's handler, which is made with the route, keeps it.
        _overrides_provider=route.dependency_overrides_provider,
        stream_item_type=None,
        stream_item_field=None,
        is_sse_stream=False,
        is_json_stream=False,
        name=get_name(endpoint) if name is None else name,
        path_format=path_format,
        param_convertors=Convertors(convertors),
        methods=MethodSet({"GET"} if methods is None else {method.upper() for method in methods}),
    )
    set_all(route, unique_id=make_unique_id(route))
    set_all(
        route,
        status_code=_status_code(route),
        description=_description(route),
        response_fields=build_response_fields(route.responses, route.unique_id),
    )
    analyse_endpoint(route)
    set_all(route, response_model=resolve_response_model(endpoint, route.response_model))
    describe_response(route)


def set_all(route: APIRoute, **attributes: Any) -> None:
    """Set attributes of a route that is being made. A subclass may want to know of each; for our
    own classes, where nobody does, all at once costs a tenth."""
    if "_is_plain" in vars(type(route)):
        vars(route).update(attributes)
        return
    for name, value in attributes.items():
        setattr(route, name, value)


def split_path(path: str) -> PathParts:
    """The path without convertors, and the convertor of each parameter; what Starlette's
    `compile_path` returns beside the regular expression, which costs 50 times as much and is
    compiled when somebody asks for it."""
    if "{" not in path:
        return path, {}
    convertors: dict[str, Convertor[Any]] = {}
    found = PARAM_REGEX.findall(path)
    for name, convertor in found:
        kind = convertor[1:] or "str"
        if name in convertors or kind not in CONVERTOR_TYPES:
            break
        convertors[name] = CONVERTOR_TYPES[kind]
    if len(convertors) < len(found):
        return compile_path(path)[1:]  # Raises, with Starlette's text.
    return PARAM_REGEX.sub(r"{\1}", path), convertors


def make_unique_id(route: APIRoute) -> str:
    """The operation id, or what the function for unique ids makes of the route."""
    function: Any = route.generate_unique_id_function
    if isinstance(function, DefaultPlaceholder):
        function = function.value
    return route.operation_id or function(route)


def _status_code(route: APIRoute) -> int | None:
    given: Any = route.status_code
    if given is None:
        return None
    if isinstance(given, int):
        return int(given)
    number = given if isinstance(given, str) and given.isdecimal() else "201"
    raise UsageError(
        f"The status code of {route.name!r} ({route.path}) is {given!r}, which is not a number; "
        f"write it as one, for example status_code={number}"
    )


def _description(route: APIRoute) -> str:
    text = route.description or inspect.cleandoc(route.endpoint.__doc__ or "")
    return text.partition("\f")[0].strip()


def analyse_endpoint(route: APIRoute) -> None:
    """Take the signatures of the endpoint and of all dependencies apart: the dear part."""
    if not callable(route.endpoint):
        raise UsageError("An endpoint must be a callable")
    if is_generator_callable(route.endpoint):
        refuse_generator(f"{route.name}, {route.path}")
    analysed = get_route_dependant(
        path=route.path_format, call=route.endpoint, dependencies=route.dependencies
    )
    # What it was made from: an effective route shares the analysis as long as these are the same.
    set_all(route, _analysed=analysed, analysed_from=analysis_source(route))
    describe_body(route)


def analysis_source(route: APIRoute) -> tuple[Any, ...]:
    """What the analysis of `route` is made from now; class-based views give an endpoint another
    signature once it is declared."""
    signature = getattr(route.endpoint, "__signature__", None)
    return route.endpoint, signature, *route.dependencies


def describe_body(route: APIRoute) -> None:
    """Sum up the body parameters of the endpoint and of all dependencies."""
    fields = get_flat_body_params(route._analysed)
    embed = should_embed_body_fields(fields)
    body = get_body_field(body_params=fields, name=route.unique_id, embed_body_fields=embed)
    set_all(route, _embed_body_fields=embed, body_field=body)


def describe_response(route: APIRoute) -> None:
    """Make the field of the response model."""
    field = build_response_field(route.response_model, route.unique_id, route.status_code)
    set_all(route, response_field=field)
