"""The encoders that `jsonable_encoder` knows by type, and how the table of them is made.

The types are named, not imported: some of them (networks, colours) are expensive to load, and some
belong to packages that need not be installed. `encoders.py` publishes the result.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

Encoder: TypeAlias = Callable[[Any], Any]


def isoformat(o: datetime.date | datetime.time) -> str:
    """ISO 8601."""
    return o.isoformat()


def decimal_encoder(dec_value: Decimal) -> int | float:
    """An int where the number has no fraction digits (`Decimal("1.0")` has one), else the nearest
    float.
    """
    exponent = dec_value.as_tuple().exponent
    has_fraction = isinstance(exponent, str) or exponent < 0  # a text for infinities and NaN
    return float(dec_value) if has_fraction else int(dec_value)


def generate_encoders_by_class_tuples(
    type_encoder_map: dict[Any, Encoder],
) -> dict[Encoder, tuple[Any, ...]]:
    """The table the other way round: each encoder with all its types, for `isinstance`."""
    inverted: dict[Encoder, tuple[Any, ...]] = {}
    for kind, encoder in type_encoder_map.items():
        inverted[encoder] = (*inverted.get(encoder, ()), kind)
    return inverted


_ENCODERS: tuple[tuple[Encoder, str], ...] = (
    (bytes.decode, "builtins.bytes"),
    (str, "pydantic.color.Color pydantic_extra_types.color.Color"),
    (isoformat, "datetime.date datetime.datetime datetime.time"),
    (lambda period: period.total_seconds(), "datetime.timedelta"),
    (decimal_encoder, "decimal.Decimal"),
    (lambda member: member.value, "enum.Enum"),
    (list, "builtins.frozenset collections.deque types.GeneratorType"),
    (str, "ipaddress.IPv4Address ipaddress.IPv4Interface ipaddress.IPv4Network"),
    (str, "ipaddress.IPv6Address ipaddress.IPv6Interface ipaddress.IPv6Network"),
    (str, "pydantic.networks.NameEmail pathlib.Path"),
    (lambda regex: regex.pattern, "re.Pattern"),
    (str, "pydantic.types.SecretBytes pydantic.types.SecretStr"),
    (list, "builtins.set"),
    (str, "uuid.UUID pydantic_core.Url pydantic.networks.AnyUrl"),
)


def default_encoders() -> dict[type[Any], Encoder]:
    """A new table of every type that can be imported."""
    return {
        kind: encoder
        for encoder, names in _ENCODERS
        for name in names.split()
        if (kind := _find_type(name)) is not None
    }


def _find_type(name: str) -> type[Any] | None:
    """The type of that name, or `None` where its package is not installed."""
    module, _, attribute = name.rpartition(".")
    try:
        kind: type[Any] = getattr(import_module(module), attribute)
    except ImportError:
        return None
    return kind
