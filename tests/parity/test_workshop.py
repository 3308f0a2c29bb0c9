"""Private functions of FastAPI that plug-ins call: the same questions to both packages."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, computed_field
from starlette.background import BackgroundTasks
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from .record import fold_names


class Plain(BaseModel):
    number: int


class Computed(Plain):
    @computed_field
    def double(self) -> int:
        return self.number * 2


def endpoint(number: int, body: Plain, more: str = "x") -> None: ...


def numbers(first: int) -> Iterator[int]:
    yield first + 1


class Failing:
    def __enter__(self) -> int:
        return 1

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        return kind is ValueError


def _dependant(api: Any, path: str = "/{number}") -> Any:
    return api("dependencies.utils").get_dependant(path=path, call=endpoint)


def _parameterless(api: Any) -> Any:
    depends = api("params").Depends(numbers)
    made = api("routing")._build_dependant_with_parameterless_dependencies(
        path="/{number}", call=endpoint, dependencies=[depends]
    )
    dependant, body, embed = made
    return [one.call for one in dependant.dependencies], [one.name for one in body], embed


def _special(api: Any) -> Any:
    dependant = api("dependencies.models").Dependant()
    add = api("dependencies.utils").add_non_field_param_to_dependency
    kinds = (Request, Response, BackgroundTasks, int)
    added = [
        add(param_name=kind.__name__, type_annotation=kind, dependant=dependant) for kind in kinds
    ]
    return added, dependant.request_param_name, dependant.response_param_name


def _generator(api: Any) -> Any:
    async def solve() -> Any:
        dependant = api("dependencies.models").Dependant(call=numbers)
        async with AsyncExitStack() as stack:
            request = SimpleNamespace(scope={"fastapi_inner_astack": stack})
            return await api("dependencies.utils")._solve_generator(
                dependant=dependant, stack=stack, sub_values={"first": 1}, request=request
            )

    return asyncio.run(solve())


def _validated(api: Any) -> Any:
    validate = api("dependencies.utils")._validate_value_with_model_field
    undefined = api("_compat").Undefined
    fields = [*_dependant(api).path_params, *_dependant(api).query_params]
    values: list[Any] = ["3", "x", undefined]
    return [
        validate(field=field, value=value, values={}, loc=("query", "q"))
        for field in fields
        for value in values
    ]


def _populated(api: Any) -> Any:
    route = SimpleNamespace()
    api("routing")._populate_api_route_state(route, "/{number}", endpoint, tags=["t"], name="n")
    names = ("path_format", "unique_id", "tags", "methods", "status_code", "description")
    return [getattr(route, name) for name in names], route.body_field.name


def _args(api: Any) -> Any:
    build = api("routing")._build_response_args
    tasks = BackgroundTasks()
    return [
        build(
            status_code=status,
            solved_result=SimpleNamespace(
                background_tasks=tasks, response=SimpleNamespace(status_code=own)
            ),
        )
        == {"background": tasks} | expected
        for status, own, expected in (
            *((None, None, {}), (201, None, {"status_code": 201})),
            *((201, 202, {"status_code": 202}), (None, 202, {"status_code": 202})),
        )
    ]


def _document(api: Any) -> Any:
    utils, security = api("openapi.utils"), api("security")
    scheme = security.APIKeyHeader(name="key")

    def guarded(number: int, key: str = api("params").Depends(scheme), more: int = 2) -> None: ...

    dependant = api("dependencies.utils").get_dependant(path="/{number}", call=guarded)
    data = utils._get_openapi_dependency_data(dependant)
    fields = [*data.path_params, *data.query_params]
    mapping, _ = api("_compat").get_definitions(fields=fields, model_name_map={})
    parameters = utils._get_openapi_operation_parameters(
        dependency_data=data, model_name_map={}, field_mapping=mapping
    )
    return parameters, utils._get_openapi_security_definitions(data.security_dependencies)


def _scopes(api: Any) -> Any:
    routing = api("routing")
    scope: dict[str, Any] = {"fastapi": {"a": 1}}
    routing._update_scope(scope, {"fastapi": {"b": 2}, "c": 3})
    routing._restore_fastapi_scope_key(scope, "a", routing._SCOPE_MISSING)
    empty: dict[str, Any] = {}
    found = (routing._get_fastapi_scope(empty), routing._get_scope_included_router(scope))
    return scope, empty, found, routing._get_scope_effective_route_context(scope)


def _computed(api: Any) -> Any:
    has = api("_compat.v2")._annotation_has_computed_fields
    return [
        has(kind, known_models=set())
        for kind in (Plain, Computed, list[Computed], int, list[Plain])
    ]


async def _lifted(api: Any) -> Any:
    manager = api("routing")._AsyncLiftContextManager(Failing())
    async with manager as value:
        raise ValueError
    return value


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "parameterless": _parameterless,
    "special": _special,
    "generator": _generator,
    "validated": _validated,
    "populated": _populated,
    "args": _args,
    "document": _document,
    "scopes": _scopes,
    "computed": _computed,
    "lifted": lambda api: asyncio.run(_lifted(api)),
    "no floats": lambda api: api("routing")._normalize_non_finite_floats(
        {"a": [float("inf"), 1.5, "x", {"b": float("nan")}], "c": (float("inf"),)}
    ),
    "source": lambda api: api("routing")._extract_endpoint_context(endpoint),
    "no source": lambda api: api("routing")._extract_endpoint_context(print),
    "script": lambda api: api("openapi.docs")._html_safe_json({"a": "</script>&"}),
    "located": lambda api: api("_compat.v2")._regenerate_error_with_loc(
        errors=[{"loc": ("a",)}, {}], loc_prefix=("body",)
    ),
    "uploads": lambda api: [
        api("dependencies.utils")._is_empty_file_input(value)
        for value in (UploadFile(file=None, size=0, filename=""), "x")  # type: ignore[arg-type]
    ],
    "lines": lambda api: api("sse")._split_sse_lines("a\r\nb\rc\n"),
    "one line": lambda api: (
        api("sse")._check_id_valid("x") + api("sse")._check_event_single_line("y")
    ),
    "two lines": lambda api: api("sse")._check_single_line("a\nb", "data"),
    "null": lambda api: api("sse")._check_id_valid("\0"),
    "sequences": lambda api: [
        api("_compat.shared")._annotation_is_sequence(kind) for kind in (list, str, bytes, int)
    ],
    "complex": lambda api: [
        bool(api("_compat.shared")._annotation_is_complex(kind)) for kind in (list, str, Plain, int)
    ],
    "libraries": lambda api: api("responses").ujson,
    "attributes": lambda api: sorted(api("_compat.v2")._Attrs),
}


def _answer(package: str, question: Callable[[Any], Any]) -> str:
    def api(module: str) -> Any:
        return importlib.import_module(f"{package}.{module}")

    try:
        return fold_names(repr(question(api)))
    except Exception as error:
        return fold_names(repr(error))


@pytest.mark.parametrize("name", QUESTIONS)
def test_same_as_fastapi(name: str) -> None:
    assert _answer("ferroapi", QUESTIONS[name]) == _answer("fastapi", QUESTIONS[name])
