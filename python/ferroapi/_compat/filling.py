"""Parameters while they are filled in.

A parameter tells when an attribute of it is set (`params._Declared`), through a method of Python's,
which costs more than all else about setting thirty of them. Before anybody has the parameter there
is nothing to tell: until then it is of a class that does not.
"""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo


class Filling(FieldInfo):  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    """A parameter that nobody has yet."""


FILLED: set[type[Any]] = set()
"""The classes of parameters that add nothing to how attributes are set; a program's own may."""
