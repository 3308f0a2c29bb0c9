"""Mistakes and oddities at registration: the exception (or warning) that a decorator or constructor
ends in.
"""

from typing import Annotated, Any, ForwardRef, Union

from pydantic import BaseModel

from ..case import Case, case
from ..record import get


class Item(BaseModel):
    n: int


def _mistake(api: Any, name: str) -> Any:
    """Each branch of the table makes one mistake on a fresh app."""
    app = api.FastAPI()
    MISTAKES[name](api, app)
    return app


def _path_default(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(n: int = api.Path(5)): ...


def _path_annotated_default(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(n: Annotated[int, api.Path()] = 5): ...


def _path_as_query(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(n: Annotated[int, api.Query()]): ...


def _query_default_twice(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[int, api.Query(default=3)] = 4): ...


def _query_model_default(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Item = api.Query()): ...


def _query_of_dict(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: dict[str, int] = api.Query()): ...


def _query_of_models(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[list[Item], api.Query()]): ...


def _header_of_dict(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[dict[str, str], api.Header()]): ...


def _path_of_list(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(n: list[int]): ...


def _path_of_model(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(n: Item): ...


def _depends_twice(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[int, api.Depends(lambda: 1)] = api.Depends(lambda: 2)): ...


def _depends_and_query(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[int, api.Query(), api.Depends(lambda: 1)]): ...


def _depends_default_and_annotated(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[int, api.Query()] = api.Depends(lambda: 1)): ...


def _depends_not_callable(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[int, api.Depends(5)]): ...


def _bare_depends(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n=api.Depends()): ...


def _query_for_request(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(r: Annotated[api.Request, api.Query()]): ...


def _not_a_field(api: Any, app: Any) -> None:
    class Anything:
        pass

    @app.get("/")
    def endpoint(n: Anything): ...


def _unresolved(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: "NotThere"): ...  # noqa: F821


def _unresolved_body(api: Any, app: Any) -> None:
    @app.post("/")
    def endpoint(n: ForwardRef("NotThere")): ...


def _no_leading_slash(api: Any, app: Any) -> None:
    app.get("x")(lambda: 1)


def _prefix_without_slash(api: Any, app: Any) -> None:
    api.APIRouter(prefix="x")


def _prefix_with_trailing_slash(api: Any, app: Any) -> None:
    api.APIRouter(prefix="/x/")


def _include_prefix(api: Any, app: Any) -> None:
    app.include_router(api.APIRouter(), prefix="/x/")


def _include_empty(api: Any, app: Any) -> None:
    router = api.APIRouter()
    router.get("")(lambda: 1)
    app.include_router(router)


def _include_itself(api: Any, app: Any) -> None:
    router = api.APIRouter()
    router.include_router(router)


def _include_circle(api: Any, app: Any) -> None:
    one, two = api.APIRouter(), api.APIRouter()
    one.include_router(two)
    two.include_router(one)
    app.include_router(one)


def _unknown_convertor(api: Any, app: Any) -> None:
    app.get("/{n:nope}")(lambda n: 1)


def _duplicate_parameter(api: Any, app: Any) -> None:
    app.get("/{n}/{n}")(lambda n: 1)


def _status_as_text(api: Any, app: Any) -> None:
    app.get("/", status_code="201")(lambda: 1)


def _status_as_model(api: Any, app: Any) -> None:
    app.get("/", status_code=204, response_model=Item)(lambda: 1)


def _response_204_annotated(api: Any, app: Any) -> None:
    @app.get("/", status_code=204)
    def endpoint() -> Item: ...


def _response_key(api: Any, app: Any) -> None:
    app.get("/", responses={"nope": {"description": "x"}})(lambda: 1)


def _response_not_a_dict(api: Any, app: Any) -> None:
    app.get("/", responses={404: "x"})(lambda: 1)


def _response_204_model(api: Any, app: Any) -> None:
    app.get("/", responses={204: {"model": Item}})(lambda: 1)


def _response_bad_model(api: Any, app: Any) -> None:
    app.get("/", responses={404: {"model": object()}})(lambda: 1)


def _unknown_keyword(api: Any, app: Any) -> None:
    app.get("/", nope=1)(lambda: 1)


def _unknown_app_keyword(api: Any, app: Any) -> None:
    api.FastAPI(nope=1)


def _no_title(api: Any, app: Any) -> None:
    api.FastAPI(title="")


def _no_version(api: Any, app: Any) -> None:
    api.FastAPI(version="")


def _both_lifespans(api: Any, app: Any) -> None:
    api.FastAPI(lifespan=lambda app: None, on_startup=[lambda: 1])


def _path_positional(api: Any, app: Any) -> None:
    app.get()(lambda: 1)


def _methods_as_text(api: Any, app: Any) -> None:
    app.api_route("/", methods="GET")(lambda: 1)


def _not_callable(api: Any, app: Any) -> None:
    app.get("/")(5)


def _router_default_none(api: Any, app: Any) -> None:
    app.include_router(None)


def _regex_deprecated(api: Any, app: Any) -> None:
    app.get("/")(_with_default(api.Query(regex="a")))


def _example_deprecated(api: Any, app: Any) -> None:
    app.get("/")(_with_default(api.Query(example="a")))


def _param_extra(api: Any, app: Any) -> None:
    api.Query(nope=1)


def _default_and_factory(api: Any, app: Any) -> None:
    api.Query(default=1, default_factory=int)


def _multiple_of_on_text(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[str, api.Query(gt=3)]): ...


def _bad_pattern(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[str, api.Query(pattern="(")]): ...


def _union_of_models_and_scalar(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: Annotated[Union[Item, int], api.Query()]): ...


def _alias_mismatch_path(api: Any, app: Any) -> None:
    @app.get("/{n}")
    def endpoint(m: Annotated[int, api.Path()]): ...


def _var_keyword(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(*args, **kwargs): ...


def _positional_only(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(n: int, /): ...


def _underscore_name(api: Any, app: Any) -> None:
    @app.get("/")
    def endpoint(_n: int, __m: int = 1): ...


def _header_keep_alias(api: Any, app: Any) -> None:
    api.Header(alias="a", convert_underscores="yes")


def _http_exception_bad(api: Any, app: Any) -> None:
    api.HTTPException()


def _http_exception_unknown(api: Any, app: Any) -> None:
    api.HTTPException(999)


def _callbacks_wrong(api: Any, app: Any) -> None:
    app.get("/", callbacks=5)(lambda: 1)


def _tags_as_text(api: Any, app: Any) -> None:
    app.get("/", tags="abc")(lambda: 1)


def _security_scopes_text(api: Any, app: Any) -> None:
    app.get("/", dependencies=[api.Security(lambda: 1, scopes="abc")])(lambda: 1)


def _dependency_not_depends(api: Any, app: Any) -> None:
    app.get("/", dependencies=[lambda: 1])(lambda: 1)


def _concurrency_zero(api: Any, app: Any) -> None:
    app.get("/", dependencies=[api.Depends(lambda: 1, max_concurrency=0)])(lambda: 1)


def _concurrency_text(api: Any, app: Any) -> None:
    app.get("/", dependencies=[api.Depends(lambda: 1, max_concurrency="x")])(lambda: 1)


def _depends_positional(api: Any, app: Any) -> None:
    api.Depends(lambda: 1, False)


def _routes_argument(api: Any, app: Any) -> None:
    api.FastAPI(routes=[])


def _with_default(default: Any) -> Any:
    def endpoint(n: str = default): ...

    return endpoint


MISTAKES = {
    name.removeprefix("_"): value
    for name, value in list(globals().items())
    if getattr(value, "__code__", None) is not None
    and value.__code__.co_varnames[:2] == ("api", "app")
    and name.startswith("_")
}


def _as_case(name: str) -> Case:
    def build(api: Any) -> Any:
        return _mistake(api, name)

    build.__name__ = name
    build.__module__ = __name__
    return case(get("/"), get("/?n=1"), get("/5"))(build)


globals().update({f"case_{name}": _as_case(name) for name in MISTAKES})
