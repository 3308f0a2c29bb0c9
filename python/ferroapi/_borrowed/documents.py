"""Parts of an OpenAPI document under the names and in the shapes of FastAPI's private functions,
for plug-ins. The document itself is made in `ferroapi.openapi`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ferroapi.dependencies.models import Dependant, _get_security_scheme
from ferroapi.openapi.inputs import Inputs, gather_inputs
from ferroapi.openapi.parameters import describe_parameters
from ferroapi.openapi.schemas import Schemas
from ferroapi.openapi.security import describe_requirements, describe_schemes
from ferroapi.routing import APIRoute

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.openapi.route import RouteLike
    from ferroapi.routing import RouteContext


@dataclass
class _OpenAPIDependencyData:
    """Declared parameters by place, and the dependants of security schemes with their scopes."""

    path_params: list[ModelField] = field(default_factory=list)
    query_params: list[ModelField] = field(default_factory=list)
    header_params: list[ModelField] = field(default_factory=list)
    cookie_params: list[ModelField] = field(default_factory=list)
    security_dependencies: list[tuple[Dependant, list[str]]] = field(default_factory=list)


def _get_openapi_dependency_data(dependant: Dependant) -> _OpenAPIDependencyData:
    """What a path operation reads, over its whole tree."""
    inputs = gather_inputs(dependant)
    security: list[tuple[Any, list[str]]] = [*inputs.security]
    schemes = [(Dependant(call=scheme), scopes) for scheme, scopes in security]
    return _OpenAPIDependencyData(inputs.path, inputs.query, inputs.header, inputs.cookie, schemes)


def _get_openapi_security_definitions(
    security_dependencies: Iterable[tuple[Dependant, list[str]]],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Schemes by name, and what an operation requires of them."""
    uses = [(_get_security_scheme(dependant=one), scopes) for one, scopes in security_dependencies]
    return describe_schemes(uses), cast("list[dict[str, Any]]", describe_requirements(uses))


def _get_openapi_operation_parameters(
    *,
    dependency_data: _OpenAPIDependencyData,
    model_name_map: Any,
    field_mapping: Any,
    separate_input_output_schemas: bool = True,
) -> list[dict[str, Any]]:
    """The `parameters` of an operation."""
    data = dependency_data
    inputs = Inputs(data.path_params, data.query_params, data.header_params, data.cookie_params)
    return describe_parameters(inputs, Schemas(field_mapping, separate_input_output_schemas))


def _get_api_route_for_openapi(route_context: RouteContext) -> RouteLike | None:
    """The context of a path operation; None for other routes."""
    if isinstance(route_context.original_route, APIRoute):
        return cast("RouteLike", route_context)
    return None
