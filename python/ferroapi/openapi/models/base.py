"""What the other models stand on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BaseModelWithConfig(BaseModel):
    """Base of every object that may carry keys beyond those the specification lists."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class Reference(BaseModel):
    """Stands for a component described elsewhere in the document."""

    model_config = ConfigDict(defer_build=True)

    ref: str = Field(alias="$ref")
