"""What the other models stand on."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class BaseModelWithConfig(BaseModel):
    """Base of every object that may carry keys beyond those the specification lists."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", defer_build=True)


class Reference(BaseModel):
    """Stands for a component described elsewhere in the document."""

    model_config: ClassVar[ConfigDict] = ConfigDict(defer_build=True)

    ref: str = Field(alias="$ref")
