"""Python's own words and modules that FastAPI's modules hold: `fastapi.routing.json`."""

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "_compat.shared": "types typing warnings",
    "_compat.v2": "Annotated Union get_args re warnings",
    "_form_limits": "Annotated Doc",
    "applications": "Annotated Awaitable Coroutine Doc Literal Sequence TypeVar os warnings",
    "background": "Annotated Any Callable Doc",
    "concurrency": "AsyncGenerator",
    "datastructures": "Annotated Doc",
    "dependencies.models": "inspect sys",
    "dependencies.utils": "Annotated AsyncGenerator AsyncIterable AsyncIterator Callable"
    " ForwardRef Generator Iterable Iterator Literal Mapping Sequence Union cast dataclasses "
    "get_args get_origin inspect sys",
    "encoders": "Annotated Doc datetime",
    "exceptions": "Annotated Doc",
    "openapi.docs": "Annotated Doc",
    "openapi.models": "Annotated Any Callable Iterable Literal Mapping Optional TypedDict Union "
    "typing_deprecated=deprecated email_validator",
    "openapi.utils": "Literal Sequence cast copy http inspect",
    "param_functions": "Annotated Doc deprecated re",
    "params": "Annotated deprecated re warnings",
    "responses": "Protocol cast importlib",
    "routing": "Annotated AsyncIterator Awaitable Callable Collection Coroutine Doc Generator "
    "Iterator Literal Mapping Protocol Sequence TypeVar anyio cast contextlib copy "
    "deprecated email errno functools inspect json math os stat threading types "
    "warnings",
    "security.api_key": "Annotated Doc",
    "security.http": "Annotated Doc binascii",
    "security.oauth2": "Doc cast",
    "security.open_id_connect_url": "Annotated Doc",
    "sse": "Annotated Doc",
    "types": "Union",
    "utils": "warnings",
}
