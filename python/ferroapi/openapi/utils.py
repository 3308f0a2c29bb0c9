"""FastAPI's import path for making a document: `get_openapi`, and the functions for parts of one.

Thin: the document is made in `document`, `operation` and their neighbours.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from ferroapi.exceptions import FastAPIDeprecationWarning

from .._borrowed import lend
from .document import build_document, fields_of
from .inputs import InputsCache
from .operation import Describer, summary_of
from .request_body import describe_request_body
from .responses import status_code_ranges as status_code_ranges
from .route import path_operations
from .schemas import Schemas
from .validation_error import validation_error_definition as validation_error_definition
from .validation_error import (
    validation_error_response_definition as validation_error_response_definition,
)

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi._compat.json_schema import FieldMapping
    from ferroapi.types import ModelNameMap

    from .route import RouteLike, Routes


def get_openapi(
    *,
    title: str,
    version: str,
    openapi_version: str = "3.1.0",
    summary: str | None = None,
    description: str | None = None,
    routes: Routes,
    webhooks: Routes | None = None,
    tags: list[dict[str, Any]] | None = None,
    servers: list[dict[str, str | Any]] | None = None,
    terms_of_service: str | None = None,
    contact: dict[str, str | Any] | None = None,
    license_info: dict[str, str | Any] | None = None,
    separate_input_output_schemas: bool = True,
    external_docs: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the OpenAPI document of `routes`, ready for `json.dumps`.

    Args:
        title: name of the API.
        version: version of the API.
        openapi_version: version of the specification to state; the content is that of 3.1.0.
        summary: one line about the API.
        description: text about the API, in CommonMark.
        routes: what the API answers; routes that are no path operations are passed over.
        webhooks: operations the API sends to its users.
        tags: descriptions of tags, in the order in which tools show them.
        servers: where the API answers; by default, where the document was found.
        terms_of_service: URL of the terms of service.
        contact: whom to ask (`name`, `url`, `email`).
        license_info: the licence (`name`, and `identifier` or `url`).
        separate_input_output_schemas: whether a model gets two schemas where its output differs
            from its input.
        external_docs: link to further documentation (`url`, `description`).

    Raises:
        pydantic.ValidationError: something declared does not fit the specification.
        ValueError: an additional response stands under a key that is no status.
    """
    optional = {
        "summary": summary,
        "description": description,
        "termsOfService": terms_of_service,
        "contact": contact,
        "license": license_info,
    }
    info = {"title": title, "version": version} | _given(optional)
    return build_document(
        {"openapi": openapi_version, "info": info} | _given({"servers": servers}),
        _given({"tags": tags, "externalDocs": external_docs}),
        routes=routes,
        webhooks=webhooks or (),
        separate_input_output=separate_input_output_schemas,
    )


def get_openapi_path(
    *,
    route: RouteLike,
    operation_ids: set[str],
    model_name_map: ModelNameMap,
    field_mapping: FieldMapping,
    separate_input_output_schemas: bool = True,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Describe one route: operations by method, security schemes and definitions they need."""
    schemas = Schemas(field_mapping, separate_input_output_schemas)
    part = Describer(schemas, operation_ids).describe(route)
    return part.operations, part.security_schemes, part.definitions


def get_openapi_operation_request_body(
    *,
    body_field: ModelField | None,
    model_name_map: ModelNameMap,
    field_mapping: FieldMapping,
    separate_input_output_schemas: bool = True,
) -> dict[str, Any] | None:
    """Describe a request body; `None` if there is none."""
    if body_field is None:
        return None
    return describe_request_body(body_field, Schemas(field_mapping, separate_input_output_schemas))


def get_openapi_operation_metadata(
    *, route: RouteLike, method: str, operation_ids: set[str]
) -> dict[str, Any]:
    """Describe an operation's tags, texts and id, and add the id to `operation_ids`."""
    return Describer(Schemas({}, True), operation_ids).describe_texts(route)


def get_fields_from_routes(routes: Routes) -> list[ModelField]:
    """List every field that the document of `routes` needs a schema of."""
    return fields_of(path_operations(routes), InputsCache())


def generate_operation_summary(*, route: RouteLike, method: str) -> str:
    """The summary of an operation: the one declared, or its name as words."""
    return summary_of(route)


def generate_operation_id(*, route: RouteLike, method: str) -> str:
    """Deprecated: nothing here uses it; an operation's id is its route's `unique_id`."""
    warnings.warn(
        "fastapi.openapi.utils.generate_operation_id() was deprecated, "
        "it is not used internally, and will be removed soon",
        FastAPIDeprecationWarning,
        stacklevel=2,
    )
    if route.operation_id:
        return route.operation_id
    from ferroapi.utils import generate_operation_id_for_path

    return generate_operation_id_for_path(name=route.name, path=route.path_format, method=method)


def _given(entries: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value}


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
