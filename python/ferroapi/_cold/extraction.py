"""Arguments from what was received, in Python: the step for parameters that the native extractor
leaves alone.

Those are groups declared by a model, several aliases, JSON texts in a parameter, and bodies that
are unusual objects. Called by the pipeline and, under FastAPI's names, by programs. Every function
gives `(value or values, errors)`; errors are pydantic's dictionaries with the place in the request.
Forms are not built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from copy import deepcopy
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import FormData, Headers, ImmutableMultiDict, UploadFile

from ferroapi import params
from ferroapi._compat.shared import field_annotation_is_sequence
from ferroapi._compat.v2 import (
    ModelField,
    Undefined,
    get_cached_model_fields,
    get_missing_field_error,
)
from ferroapi._compile.bodies import should_embed_body_fields
from ferroapi._compile.fields import get_param_aliases as get_param_aliases
from ferroapi._compile.fields import get_param_model as get_param_model
from ferroapi._compile.fields import is_json_field as is_json_field
from ferroapi._unsupported import refuse_forms
from ferroapi.exceptions import UsageError

Errors = list[dict[str, Any]]
Received = Mapping[str, Any]


def request_params_to_args(
    fields: Sequence[ModelField], received_params: Received
) -> tuple[dict[str, Any], Errors]:
    """The arguments for `fields`, all of one source, from its parameters, headers or cookies."""
    values: dict[str, Any] = {}
    errors: Errors = []
    for field in fields:
        value, problems = extract_param(field, get_param_model(field), received_params)
        if problems:
            errors += problems
        else:
            values[field.name] = value
    return values, errors


def validate_value(
    field: ModelField,
    value: Any,
    loc: tuple[int | str, ...],
    values: dict[str, Any] | None = None,
) -> tuple[Any, Errors]:
    """The validated value; the field's default, or the error that it is missing, where `value` is
    `Undefined`.
    """
    if value is Undefined:
        info = field.field_info
        if info.is_required():
            return None, [get_missing_field_error(loc)]
        value = deepcopy(field.default)
        if not info.validate_default:
            return value, []
    return field.validate(value, {} if values is None else values, loc=loc)


def _source(field: ModelField) -> str:
    info = field.field_info
    if not isinstance(info, params.Param):
        raise UsageError("Params must be subclasses of Param")
    return info.in_.value


def extract_param(
    field: ModelField, model: type[BaseModel] | None, received: Received
) -> tuple[Any, Errors]:
    """The argument for a parameter, or for a group where there is a `model` of it."""
    if model is not None:
        return _extract_model_param(field, model, received)
    _, name = _present_alias(get_param_aliases(field), received)
    return validate_value(field, _received_value(field, received, name), (_source(field), name))


def _present_alias(pairs: list[tuple[str, str]], received: Received) -> tuple[str, str]:
    """The first pair whose name was received; the preferred one where none was."""
    return next((pair for pair in pairs if pair[1] in received), pairs[0])


def _received_value(field: ModelField, received: Received, name: str) -> Any:
    """What was received under `name`, all of it for a sequence; `Undefined` for nothing."""
    is_sequence = field_annotation_is_sequence(field.field_info.annotation)
    if (
        is_sequence
        and isinstance(received, (ImmutableMultiDict, Headers))
        and not is_json_field(field)
    ):
        value: Any = received.getlist(name)
    else:
        value = received.get(name)
    if value is None or (is_sequence and not len(value)):
        return Undefined
    return value


def _extract_model_param(
    field: ModelField, model: type[BaseModel], received: Received
) -> tuple[Any, Errors]:
    """The argument of a group: an instance of `model` made of the parameters received."""
    group = _Group(field, model, received)
    value: Any = group.values
    is_optional = field.field_info.annotation is not model
    if is_optional and not group.is_supplied():
        value = Undefined
    result, errors = validate_value(field, value, (_source(field),))
    if group.renamed and model.model_config.get("loc_by_alias", True):
        for error in errors:
            _rename_place(error, group.renamed)
    return result, errors


def _rename_place(error: dict[str, Any], renamed: Mapping[str, str]) -> None:
    source, *path = error["loc"]
    if path and path[0] in renamed:
        error["loc"] = (source, renamed[path[0]], *path[1:])


class _Group:
    """The parameters of one model, gathered from what was received.

    `values` is the validator's input: the model's own parameters under the aliases it knows, then
    everything else, because what to do with extras is the model's decision. `renamed` has the
    header names that differ from aliases.
    """

    def __init__(self, field: ModelField, model: type[BaseModel], received: Received) -> None:
        self._model = model
        self._received = received
        self._is_headers = isinstance(received, Headers)
        self._converts = getattr(field.field_info, "convert_underscores", True)
        self._own_names: set[str] = set()
        self.values: dict[str, Any] = {}
        self.renamed: dict[str, str] = {}
        taken: set[str] = set()
        for member in get_cached_model_fields(model):
            taken |= self._take(member)
        self.values.update(_extras(received, taken))

    def _take(self, member: ModelField) -> set[str]:
        """Put one parameter into `values`; gives the names that are no extras from now on."""
        converts = getattr(member.field_info, "convert_underscores", self._converts)
        pairs = get_param_aliases(member, convert_underscores=self._is_headers and converts)
        self._own_names.update(self._folded(name) for _, name in pairs)
        alias, name = _present_alias(pairs, self._received)
        value = _received_value(member, self._received, name)
        if value is not Undefined:
            self.values[alias] = value
        if not self._is_headers:
            return {name}
        if alias != name:
            self.renamed[member.name] = name
        # A header with underscores must not slip in as an extra where it was refused as a
        # parameter.
        unconverted = {own.lower() for own, converted in pairs if own != converted}
        return {name.lower(), *unconverted}

    def _folded(self, name: str) -> str:
        return name.lower() if self._is_headers else name

    def is_supplied(self) -> bool:
        """Was anything received that belongs to the model (extras too, where it looks at them)?"""
        if not self._own_names.isdisjoint(self._received):
            return True
        return bool(self.values) and self._model.model_config.get("extra") in ("allow", "forbid")


def _extras(received: Received, taken: Set[str]) -> Iterator[tuple[str, Any]]:
    """What was received under other names than `taken`; a list where a name occurs repeatedly."""
    if isinstance(received, ImmutableMultiDict):
        pairs = received.multi_items()
    elif isinstance(received, Headers):
        pairs = received.items()
    else:
        yield from ((name, received.get(name)) for name in received if name not in taken)
        return
    # Gathered in one pass: asking for each name would read everything once per name.
    gathered: dict[str, list[Any]] = {}
    for name, value in pairs:
        if name not in taken:
            gathered.setdefault(name, []).append(value)
    for name, values in gathered.items():
        yield name, values if len(values) > 1 else values[0]


async def request_body_to_args(
    body_fields: list[ModelField], received_body: Any, embed_body_fields: bool
) -> tuple[dict[str, Any], Errors]:
    """The arguments for the body's fields; see `extract_body`."""
    return extract_body(body_fields, received_body, embed_body_fields)


def extract_body(
    fields: Sequence[ModelField], received: Any, embed: bool
) -> tuple[dict[str, Any], Errors]:
    """The arguments for the body's `fields` from the decoded body, which is `bytes` where it was
    not JSON.

    Raises `UnsupportedFeatureError` for a form.
    """
    if isinstance(received, FormData):
        refuse_forms(fields[0].name if fields else "")
    if not fields:
        raise UsageError("request_body_to_args() should be called with fields")
    first = fields[0]
    if len(fields) == 1 and not embed and not should_embed_body_fields(fields):
        value, errors = validate_value(first, received, ("body",))
        return {first.name: value}, errors
    return _extract_members(fields, received)


def _extract_members(fields: Sequence[ModelField], received: Any) -> tuple[dict[str, Any], Errors]:
    values: dict[str, Any] = {}
    errors: Errors = []
    has_members = received is not Undefined and not isinstance(received, bytes)
    for field in fields:
        names = [alias for alias, _ in get_param_aliases(field)]
        name, value = names[0], Undefined
        if has_members:
            try:
                name, value = _member(received, names)
            except AttributeError:  # a list, a text, null: it has no members to offer
                errors.append(get_missing_field_error(("body", name)))
                continue
        value, problems = validate_value(field, value, ("body", name))
        if problems:
            errors += problems
        else:
            values[field.name] = value
    return values, errors


def _member(received: Any, names: list[str]) -> tuple[str, Any]:
    for name in names:
        value = received.get(name, Undefined)
        if value is not Undefined:
            return name, value
    return names[0], Undefined


async def _read_file_bytes(file: UploadFile) -> bytes:
    """The whole content of an upload, which is left at the position where it stood."""
    position = file.file.tell()
    try:
        return await file.read()
    finally:
        await file.seek(position)
