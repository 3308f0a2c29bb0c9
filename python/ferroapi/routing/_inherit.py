"""What routers pass on to the routes inside them, and how the outer and the inner value of each
option combine.

The same rules hold in three places: a route declared on a router, a router included in another, and
an included route as it is reached through all the inclusions around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ferroapi.datastructures import DefaultPlaceholder

if TYPE_CHECKING:
    from ._api_route import APIRoute
    from ._router import APIRouter


def innermost(inner: Any, *outer: Any) -> Any:
    """The first value that somebody gave, looking outwards; `inner` where all are placeholders."""
    if not isinstance(inner, DefaultPlaceholder):
        return inner
    return next((value for value in outer if not isinstance(value, DefaultPlaceholder)), inner)


def _appended(outer: list[Any], inner: list[Any]) -> list[Any]:
    return [*outer, *inner]


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "prefix": lambda outer, inner: outer + inner,
    "tags": _appended,
    "dependencies": _appended,
    "callbacks": _appended,
    "responses": lambda outer, inner: {**outer, **inner},
    "deprecated": lambda outer, inner: inner or outer,
    "include_in_schema": lambda outer, inner: inner and outer,
    "response_class": lambda outer, inner: innermost(inner, outer),
    "generate_unique_id_function": lambda outer, inner: innermost(inner, outer),
    "strict_content_type": lambda outer, inner: innermost(inner, outer),
    "dependency_overrides_provider": lambda outer, inner: outer,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """The options that a surrounding router has a say in, as they stand at one level."""

    prefix: str
    tags: list[Any]
    dependencies: list[Any]
    callbacks: list[Any]
    responses: dict[int | str, dict[str, Any]]
    deprecated: bool | None
    include_in_schema: bool
    response_class: Any
    generate_unique_id_function: Any
    strict_content_type: Any
    dependency_overrides_provider: Any

    def around(self, inner: Inherited) -> Inherited:
        """`inner` as it is inside of this level."""
        merged = {
            name: rule(getattr(self, name), getattr(inner, name)) for name, rule in _RULES.items()
        }
        return Inherited(**merged)

    @classmethod
    def of_router(cls, router: APIRouter) -> Inherited:
        """What `router` gives to the routes and routers in it."""
        return cls(
            prefix=router.prefix,
            tags=router.tags,
            dependencies=router.dependencies,
            callbacks=router.callbacks,
            responses=router.responses,
            deprecated=router.deprecated,
            include_in_schema=router.include_in_schema,
            response_class=router.default_response_class,
            generate_unique_id_function=router.generate_unique_id_function,
            strict_content_type=router.strict_content_type,
            dependency_overrides_provider=router.dependency_overrides_provider,
        )

    @classmethod
    def of_route(cls, route: APIRoute, router: APIRouter) -> Inherited:
        """What `route` says itself; where it leaves a default, what `router`, which holds it,
        says today."""
        return cls(
            prefix=route.path,
            tags=route.tags,
            dependencies=route.dependencies,
            callbacks=route.callbacks or [],
            responses=route.responses,
            deprecated=route.deprecated,
            include_in_schema=route.include_in_schema,
            response_class=innermost(route.response_class, router.default_response_class),
            generate_unique_id_function=innermost(
                route.generate_unique_id_function, router.generate_unique_id_function
            ),
            strict_content_type=innermost(route.strict_content_type, router.strict_content_type),
            dependency_overrides_provider=None,
        )

    @classmethod
    def of_options(
        cls, path: str, given: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> Inherited:
        """What the keywords of a declaration or of an inclusion say."""
        options = {**defaults, **given}
        response_class = (
            "response_class" if "response_class" in options else "default_response_class"
        )
        return cls(
            prefix=path,
            tags=options["tags"] or [],
            dependencies=options["dependencies"] or [],
            callbacks=options["callbacks"] or [],
            responses=options["responses"] or {},
            deprecated=options["deprecated"],
            include_in_schema=options["include_in_schema"],
            response_class=options[response_class],
            generate_unique_id_function=options["generate_unique_id_function"],
            strict_content_type=options.get("strict_content_type", _NOT_GIVEN),
            dependency_overrides_provider=None,
        )

    def route_options(self) -> dict[str, Any]:
        """The same as keywords of `APIRoute`; the path is apart."""
        return {name: getattr(self, name) for name in _RULES if name != "prefix"}


_NOT_GIVEN = DefaultPlaceholder(True)
