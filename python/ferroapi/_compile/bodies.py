"""The body: are its parameters embedded under their names, and the one field that describes it all.

That field is for OpenAPI and for knowing that there is a body; values are validated parameter by
parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict

from ferroapi import params
from ferroapi._compat.v2 import ModelField, create_body_model

# The model is described, never validated with: its schema is made when a document asks for it.
_LATER = ConfigDict(defer_build=True)


def should_embed_body_fields(fields: Sequence[ModelField]) -> bool:
    """Is the body an object with one member per parameter, rather than the parameter itself?

    Parameters of the same name, in different dependencies, are one.
    """
    if not fields:
        return False
    if len({field.name for field in fields}) > 1:
        return True
    return bool(getattr(fields[0].field_info, "embed", None))


def get_body_field(
    *, body_params: Sequence[ModelField], name: str, embed_body_fields: bool
) -> ModelField | None:
    """The body as one field: None without parameters, the only one as it is, or a model
    `Body_<name>` of all.
    """
    if not body_params:
        return None
    if not embed_body_fields:
        return body_params[0]
    model = create_body_model(fields=body_params, model_name=f"Body_{name}", config=_LATER)
    options: dict[str, Any] = {"annotation": model, "alias": "body"}
    if not any(field.field_info.is_required() for field in body_params):
        options["default"] = None
    media_types = {getattr(field.field_info, "media_type", None) for field in body_params}
    if len(media_types) == 1:
        options["media_type"] = media_types.pop()
    return ModelField.described(params.Body(**options), "body", None)
