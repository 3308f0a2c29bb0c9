"""The differences from FastAPI 0.165.0 that are meant, each with its reason.

Only what is listed here passes in `test_cases.py`; an entry whose difference is no longer seen
fails there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar


class Finding(Protocol):
    """What a finding must tell to be judged (`compare.Finding` does)."""

    @property
    def case(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def aspect(self) -> str: ...


F = TypeVar("F", bound=Finding)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Findings that are let through. `case` names one case; `step` is a pattern (`*` for every
    step).
    """

    case: str
    aspect: str
    reason: str
    step: str = "*"

    def covers(self, finding: Finding) -> bool:
        return (
            finding.case == self.case
            and finding.aspect == self.aspect
            and (self.step == "*" or fnmatchcase(finding.step, self.step))
        )


USERS_LINE = "the warning points at the user's line, where FastAPI's stack level misses it"
LIVE_REMOVAL = "a route taken out of an included router is gone at once; FastAPI keeps its old list"
NO_STACK = "a router alone answers; FastAPI's operations want an exit stack of an app in the scope"
TOLD_EARLY = "a status code that is no number is refused where it is written, not at each answer"
ACCIDENT = "the text of a TypeError that FastAPI's own code runs into, and does not word"
READ_LATE = "parameters are read from the scope when they are due, FastAPI reads all sources first"

MEANT: tuple[Difference, ...] = (
    Difference(case="application.lifespan_events", aspect="warnings", reason=USERS_LINE),
    Difference(case="returned_responses.deprecated_classes", aspect="warnings", reason=USERS_LINE),
    *(
        Difference(
            case="routers.live", step="GET /outer/inner/early", aspect=aspect, reason=LIVE_REMOVAL
        )
        for aspect in ("status", "headers", "body", "scope")
    ),
    Difference(case="routers.live", step="openapi()", aspect="openapi", reason=LIVE_REMOVAL),
    *(
        Difference(
            case="app_object.router_alone", step="GET /in/b*", aspect=aspect, reason=NO_STACK
        )
        for aspect in ("status", "headers", "body", "messages", "raised")
    ),
    Difference(case="registration.status_as_text", aspect="raised", reason=TOLD_EARLY),
    Difference(case="registration.status_as_text", aspect="step", reason=TOLD_EARLY),
    Difference(case="registration.callbacks_wrong", aspect="raised", reason=ACCIDENT),
    Difference(
        case="registration.path_positional",
        aspect="raised",
        reason="the verbs are methods of one mixin for app and router, and Python names it",
    ),
    Difference(case="request_views.replaced_in_scope", aspect="body", reason=READ_LATE),
)


def judge(case: str, findings: Sequence[F]) -> tuple[list[F], list[Difference]]:
    """What is not covered by an entry, and the entries of `case` that cover nothing any more."""
    entries = [entry for entry in MEANT if entry.case == case]
    unexpected = [item for item in findings if not any(entry.covers(item) for entry in entries)]
    stale = [entry for entry in entries if not any(entry.covers(item) for item in findings)]
    return unexpected, stale


PRIVATE_SCOPE_KEYS = frozenset(
    {
        "fastapi_async_cleanup_scopes",
        "fastapi_function_astack",
        "fastapi_inner_astack",
        "fastapi_middleware_astack",
        "starlette.exception_handlers",
    }
)
"""Hidden channels between FastAPI's own layers: set for whoever gets the scope inside the
application (`cases/hidden_scope.py`), and not for a request whose scope only the server has.

They cost a dictionary entry and an object each. After the call a server finds them in FastAPI's
scope: spent exit stacks, and the application's handlers.
"""

MISSING_NAMES: frozenset[str] = frozenset(
    {
        ".encoders.PyExtraColor",  # FastAPI's stand-in where pydantic-extra-types is not installed
    }
)
"""`.module.name` of FastAPI's names that FerroAPI does not have, each with its reason beside it."""

_MISSING_BY_REASON: dict[str, dict[str, str]] = {
    "body limits are not built yet": {
        "": "_body_limit",
        ".applications": "AppBodyLimitMiddleware",
        ".routing": "MAX_BODY_SIZE_SCOPE_KEY get_body_limit_error get_body_size_limit"
        " validate_max_body_size wrap_app_with_body_limit",
    },
    "telemetry is not built yet": {
        ".applications": "ExceptionTelemetryMiddleware NativeTelemetry _legacy_otel",
        ".background": "_operation",
        ".routing": "_operation _route_selected _run_sync_endpoint _validation_failed",
        ".telemetry": "_api _asgi",
    },
    "streams are not built yet": {".routing": "ObjectReceiveStream"},
    "forms are not built yet": {
        "._form_limits": "_form_limits_adapter _validate_form_limits",
        ".dependencies.utils": "_add_form_union_validators _apply_form_body_schema"
        " _extract_form_body _extract_form_items _extract_form_model _get_form_model"
        " _get_form_model_schema _get_form_models _get_form_union_models _is_form_model_supplied"
        " _normalize_form_model ensure_multipart_is_installed",
        ".routing": "_FASTAPI_FORM_LIMITS_KEY _apply_router_form_limits _resolve_form_limits"
        " _validate_form_limits",
    },
    "`frontend` is not built yet": {
        ".routing": "_FASTAPI_FRONTEND_PATH_KEY _FASTAPI_FRONTEND_SPECIFICITY_KEY _FrontendRoute"
        " _FrontendRouteGroup _FrontendStaticFiles _frontend_dependency_endpoint"
        " _frontend_path_specificity _frontend_scope_specificity _get_resolved_absolute_path"
        " _is_frontend_navigation_request _iter_accept_media_types _join_frontend_paths"
        " _normalize_frontend_path _resolve_frontend_check_dir",
    },
    "Pydantic's is deprecated and warns; a stand-in for a package that is not installed": {
        ".encoders": "Color PyExtraColor",
    },
    "the package's own name inside of it": {".utils": "fastapi"},
}
MISSING_IMPORTS: frozenset[str] = frozenset(
    f"{module}.{name}"
    for modules in _MISSING_BY_REASON.values()
    for module, names in modules.items()
    for name in names.split()
)
"""`.module.name` of names that FastAPI's modules hold, if only because they import them, and
FerroAPI's do not."""

MISSING_MODULES: frozenset[str] = frozenset(
    {"._body_limit", ".telemetry._api", ".telemetry._asgi", ".telemetry._runtime"}
)
"""Modules of what is not built yet."""

OTHER_SIGNATURES: frozenset[str] = frozenset(
    {
        # The default is made when the scheme is: a model at import would cost every program.
        ".security.OAuth2",
        ".security.oauth2.OAuth2",
    }
)
"""`.module.name` whose signature differs on purpose, each with its reason beside it."""
