"""Type aliases that FastAPI publishes at this path."""

import types
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pydantic import BaseModel
from pydantic.main import IncEx as IncEx

from ._borrowed import lend

UnionType = types.UnionType

DecoratedCallable = TypeVar("DecoratedCallable", bound=Callable[..., Any])

DependencyCacheKey: TypeAlias = tuple[Callable[..., Any] | None, tuple[str, ...], str]
"""A dependency's callable, its sorted scopes and its computed lifetime scope."""

ModelNameMap: TypeAlias = dict[type[BaseModel] | type[Enum], str]
"""The name of each model in an OpenAPI document."""

if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
