"""The rows: for each class, attribute by attribute, what a program may do to it.

A row is named after the attribute it changes, with the manner behind it where there are several.
Attributes without a row fail the test, so that a new one gets its row.
"""

from __future__ import annotations

from .row import Rows
from .rows_application import APPLICATION, ROUTER
from .rows_dependant import DEPENDANT, REACHED_DEPENDANT
from .rows_parameter import PARAMETER, REACHED_PARAMETER
from .rows_route import REACHED, ROUTE

TABLE: dict[str, Rows] = {
    "application": APPLICATION,
    "router": ROUTER,
    "route": ROUTE,
    "reached": REACHED,
    "dependant": DEPENDANT,
    "reached-dependant": REACHED_DEPENDANT,
    "parameter": PARAMETER,
    "reached-parameter": REACHED_PARAMETER,
}
