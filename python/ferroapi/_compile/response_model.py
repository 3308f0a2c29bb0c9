"""Step *respond*: what a route declares about its answers: the response model, and the fields made
of it.

Called by `routing` when a route is declared. Serializing with these fields is the plan's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from ferroapi._compat.shared import lenient_issubclass
from ferroapi._compat.v2 import ModelField
from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.exceptions import UsageError
from ferroapi.utils import is_body_allowed_for_status_code

from .fields import create_model_field
from .signature import get_typed_return_annotation


def resolve_response_model(endpoint: Callable[..., Any], response_model: Any) -> Any:
    """`response_model` if it was given; else the return annotation, unless that is a `Response`."""
    if not isinstance(response_model, DefaultPlaceholder):
        return response_model
    annotation = get_typed_return_annotation(endpoint)
    return None if lenient_issubclass(annotation, Response) else annotation


def build_response_field(
    response_model: Any, unique_id: str, status_code: int | None
) -> ModelField | None:
    """The field that validates and serializes what the endpoint returns; None without a model.

    Raises `UsageError` for a status without a body, `FastAPIError` for a model that pydantic cannot
    validate.
    """
    if not response_model:
        return None
    _require_body(status_code)
    return _serializing(f"Response_{unique_id}", response_model)


def build_response_fields(
    responses: Mapping[int | str, Any], unique_id: str
) -> dict[int | str, ModelField]:
    """The fields of the models in `responses={status: {"model": …}}`; raises as
    `build_response_field` does.
    """
    fields: dict[int | str, ModelField] = {}
    for status, response in responses.items():
        if not isinstance(response, dict):
            raise UsageError("An additional response must be a dict")
        if model := response.get("model"):
            _require_body(status)
            fields[status] = _serializing(f"Response_{status}_{unique_id}", model)
    return fields


def _require_body(status: int | str | None) -> None:
    if not is_body_allowed_for_status_code(status):
        raise UsageError(f"Status code {status} must not have a response body")


def _serializing(name: str, model: Any) -> ModelField:
    return create_model_field(name, model, mode="serialization")
