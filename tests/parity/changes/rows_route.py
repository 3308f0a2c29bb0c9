"""Rows for routes: as they were declared, and as they are reached."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.convertors import StringConvertor
from starlette.responses import PlainTextResponse
from starlette.routing import Match

from .program import MOVED, Item, World
from .row import Row, Rows, answer, around, assigning, handled, writing


def _route_rows(get: Callable[[World], Any]) -> Rows:
    def mapped(change: Callable[[World, Any], object]) -> Row:
        return lambda world: change(world, get(world))

    def of_body(change: Callable[[World, Any], object]) -> Row:
        def row(world: World) -> object:
            declared = get(world) is world.declared()
            found = world.declared if declared else world.reached
            return change(world, writing(world, found))

        return row

    rows: dict[str, Callable[[World, Any], object]] = {
        "path_regex": lambda w, r: setattr(r, "path_regex", MOVED),
        "path_regex with a slash": lambda w, r: setattr(
            r, "path_regex", re.compile(r.path_regex.pattern.replace("$", "/?$"))
        ),
        "path_regex given back": lambda w, r: setattr(r, "path_regex", r.path_regex),
        "param_convertors": lambda w, r: setattr(r, "param_convertors", {"number": Upper()}),
        "param_convertors set": lambda w, r: r.param_convertors.update(number=Upper()),
        "methods": lambda w, r: setattr(r, "methods", {"PUT"}),
        "methods none": lambda w, r: setattr(r, "methods", None),
        "methods added": lambda w, r: r.methods.add("PUT"),
        "methods united": lambda w, r: r.methods.__ior__({"PUT"}),
        "methods cleared": lambda w, r: r.methods.clear(),
        "methods discarded": lambda w, r: r.methods.discard("GET"),
        "endpoint": lambda w, r: setattr(r, "endpoint", w.noting("endpoint")),
        "app": lambda w, r: setattr(r, "app", answer),
        "app wrapped": lambda w, r: setattr(r, "app", around(w, r.app)),
        "dependant": lambda w, r: setattr(r, "dependant", w.dependant(w.noting("new", "new"))),
        "dependencies appended": lambda w, r: r.dependencies.append(
            w.api.Depends(w.noting("added"))
        ),
        "dependencies": lambda w, r: setattr(r, "dependencies", [w.api.Depends(w.noting("added"))]),
        "matches": lambda w, r: setattr(r, "matches", lambda scope: (Match.NONE, {})),
        "url_path_for": lambda w, r: setattr(r, "url_path_for", lambda name, **_: "changed"),
        "handle": lambda w, r: setattr(r, "handle", answer),
        "get_route_handler": lambda w, r: setattr(r, "get_route_handler", lambda: handled),
        "app made again": lambda w, r: (
            setattr(r, "status_code", 203),
            setattr(r, "app", w.api.routing.request_response(r.get_route_handler())),
        ),
    }
    simple: dict[str, Any] = {
        "path": "/moved/{number}",
        "path_format": "/moved/{number}",
        "name": "changed",
        "include_in_schema": False,
        "unique_id": "changed",
        "operation_id": "changed",
        "summary": "changed",
        "description": "changed",
        "response_description": "changed",
        "tags": ["changed"],
        "deprecated": True,
        "status_code": 202,
        "responses": {418: {"description": "changed"}},
        "response_fields": {},
        "response_class": PlainTextResponse,
        "response_model": Item,
        "response_model_include": {"number"},
        "response_model_exclude": {"number"},
        "response_model_by_alias": False,
        "response_model_exclude_unset": True,
        "response_model_exclude_defaults": True,
        "response_model_exclude_none": True,
        "callbacks": [],
        "openapi_extra": {"x-changed": 1},
        "generate_unique_id_function": lambda route: "changed",
        "dependency_overrides_provider": None,
        "strict_content_type": False,
        "stream_item_type": None,
        "stream_item_field": None,
        "is_sse_stream": False,
        "is_json_stream": False,
        "max_body_size": None,
        "form_limits": {},
    }
    bodily: dict[str, Callable[[World, Any], object]] = {
        "response_field": lambda w, r: setattr(r, "response_field", None),
        "body_field": lambda w, r: setattr(r, "body_field", None),
        "_embed_body_fields": lambda w, r: setattr(r, "_embed_body_fields", True),
        "response_model_exclude of an answer": lambda w, r: setattr(
            r, "response_model_exclude", {"price"}
        ),
        "response_model removed": lambda w, r: setattr(r, "response_model", None),
        "status_code of an answer": lambda w, r: setattr(r, "status_code", 201),
    }
    return {
        **assigning(get, **simple),
        **{name: mapped(change) for name, change in rows.items()},
        **{name: of_body(change) for name, change in bodily.items()},
    }


class Upper(StringConvertor):
    """A convertor that can be told from others."""

    def convert(self, value: str) -> Any:
        return f"{value}{len(value)}"


ROUTE: Rows = _route_rows(lambda world: world.declared())
REACHED: Rows = _route_rows(lambda world: world.reached())
