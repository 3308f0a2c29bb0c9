"""Facts of the OpenAPI document that several modules share. No logic here."""

from __future__ import annotations

from typing import Final

#: Where a document keeps its schemas; prefix of every reference to one.
REF_PREFIX: Final = "#/components/schemas/"

#: The same for Pydantic, which fills in the model's name.
REF_TEMPLATE: Final = REF_PREFIX + "{model}"

#: Methods whose operations are documented with a request body.
METHODS_WITH_BODY: Final = {"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"}
