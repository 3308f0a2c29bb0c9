"""The OpenAPI document of an application and the pages that show it.

Who lives where: `document` walks the routes, `operation` describes one of them with the help of
`inputs`, `parameters`, `request_body`, `responses` and `security`; `schemas` answers "what is the
JSON Schema of this field"; `models` checks the result; `docs` makes the HTML pages.
Nothing here runs for a request: the application calls it when somebody asks for the document.
`models` is slow to import, so only functions that need it import it.
"""

from typing import TYPE_CHECKING

from .._borrowed import submodules

if not TYPE_CHECKING:
    __getattr__ = submodules(__name__, "constants", "docs", "models", "utils")
