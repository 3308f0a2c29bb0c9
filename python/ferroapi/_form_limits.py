"""The shape of `form_limits`.

Forms are not built yet: an application that sets limits is refused at registration.
"""

from typing import TYPE_CHECKING, TypedDict

from ._borrowed import lend


class _FormLimits(TypedDict, total=False):
    """Limits of one form: how many fields, how many files, how many bytes a field may have."""

    max_fields: int
    max_files: int
    max_part_size: int


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
