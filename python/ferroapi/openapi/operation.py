"""One path operation: its texts, what it reads, what it answers, and what it calls back."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ferroapi.exceptions import UsageError
from ferroapi.utils import deep_dict_update

from . import validation_error
from .constants import METHODS_WITH_BODY
from .inputs import InputsCache
from .parameters import describe_parameters
from .request_body import describe_request_body
from .responses import describe_responses
from .route import own_path_operations
from .security import describe_requirements, describe_schemes

if TYPE_CHECKING:
    from .route import RouteLike
    from .schemas import Schemas


@dataclass(slots=True)
class PathPart:
    """What one route adds to a document: operations by method, and the components they need."""

    operations: dict[str, Any] = field(default_factory=dict)
    security_schemes: dict[str, Any] = field(default_factory=dict)
    definitions: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Describer:
    """Describes the operations of one document.

    `operation_ids` are those given so far; `inputs` remembers the walk over each operation's
    dependencies, which is needed twice: for the fields of the document and for the operation.
    """

    schemas: Schemas
    operation_ids: set[str] = field(default_factory=set)
    inputs: InputsCache = field(default_factory=InputsCache)

    def describe(self, route: RouteLike) -> PathPart:
        """Describe what `route` adds to its path: nothing if it stays out of the document.

        Raises:
            UsageError: the route has no methods or no response class.
        """
        if route.methods is None:
            raise UsageError("Methods must be a list")
        part = PathPart()
        if not route.include_in_schema:
            return part
        inputs = self.inputs.of(route._dependant_now)
        part.security_schemes = describe_schemes(inputs.security)
        requirements = describe_requirements(inputs.security)
        parameters = describe_parameters(inputs, self.schemas)
        for method in route.methods:
            operation = self.describe_texts(route)
            if requirements:
                operation["security"] = requirements
            if parameters:
                operation["parameters"] = parameters
            self._add_body(operation, route, method)
            self._add_callbacks(operation, route)
            self._add_responses(operation, route, part)
            if route.openapi_extra:
                deep_dict_update(operation, route.openapi_extra)
            part.operations[method.lower()] = operation
        return part

    def describe_texts(self, route: RouteLike) -> dict[str, Any]:
        """Tags, texts and the operation's id; warns when another operation has the same id."""
        texts: dict[str, Any] = {"tags": route.tags} if route.tags else {}
        texts["summary"] = summary_of(route)
        if route.description:
            texts["description"] = route.description
        texts["operationId"] = self._register_id(route)
        if route.deprecated:
            texts["deprecated"] = route.deprecated
        return texts

    def _register_id(self, route: RouteLike) -> str:
        operation_id = route.operation_id or route.unique_id
        if operation_id in self.operation_ids:
            warnings.warn(_duplicate_id_text(operation_id, route.endpoint), stacklevel=1)
        self.operation_ids.add(operation_id)
        return operation_id

    def _add_body(self, operation: dict[str, Any], route: RouteLike, method: str) -> None:
        if route.body_field and method in METHODS_WITH_BODY:
            operation["requestBody"] = describe_request_body(route.body_field, self.schemas)

    def _add_callbacks(self, operation: dict[str, Any], route: RouteLike) -> None:
        if not route.callbacks:
            return
        operation["callbacks"] = {
            callback.name: {callback.path: self.describe(callback).operations}
            for callback in own_path_operations(route.callbacks)
        }

    def _add_responses(self, operation: dict[str, Any], route: RouteLike, part: PathPart) -> None:
        # Parameters that stay out of the document count too: they may be invalid as well.
        reads_input = bool(route.body_field or self.inputs.of(route._dependant_now).flat_fields())
        responses, refers = describe_responses(route, self.schemas, reads_input=reads_input)
        operation["responses"] = responses
        if refers:
            part.definitions = validation_error.definitions()


def summary_of(route: RouteLike) -> str:
    """The summary of an operation: by default its name as words."""
    return route.summary or route.name.replace("_", " ").title()


def _duplicate_id_text(operation_id: str, endpoint: Any) -> str:
    name = getattr(endpoint, "__name__", "<unnamed_endpoint>")
    text = f"Duplicate Operation ID {operation_id} for function {name}"
    file = getattr(endpoint, "__globals__", {}).get("__file__")
    return f"{text} at {file}" if file else text
