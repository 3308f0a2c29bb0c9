"""Names with an underscore, and others of FastAPI's own workshop, that plug-ins import; where they
are at home. What has no other use in FerroAPI stands in `workshop`."""

from collections.abc import Mapping

_WORKSHOP = "ferroapi._borrowed.workshop"
_SCHEMAS = "ferroapi._compat.json_schema"
_MODELS = "ferroapi.dependencies.models"
_FIELDS = "ferroapi._compile.fields"
_EXTRACTION = "ferroapi._cold.extraction"
_SCOPE = "ferroapi.routing._scope"
_LIFESPAN = "ferroapi.routing._lifespan"

PRIVATE: Mapping[str, Mapping[str, str]] = {
    "_compat.shared": {
        "pydantic.version": "PYDANTIC_VERSION=VERSION",
        "ferroapi._compat.shared": "_annotation_is_complex=_is_complex_class"
        " _annotation_is_sequence=_is_sequence_class",
        _WORKSHOP: "WithArgsTypes",
    },
    "_compat.v2": {
        "enum": "Enum",
        "ferroapi.openapi.constants": "REF_TEMPLATE",
        "ferroapi.types": "IncEx ModelNameMap UnionType",
        "pydantic": "GetJsonSchemaHandler",
        "pydantic._internal": "_pydantic_typing_extra=_typing_extra",
        "pydantic.json_schema": "_GenerateJsonSchema=GenerateJsonSchema JsonSchemaValue",
        _SCHEMAS: "GenerateJsonSchema _has_computed_fields TypeModelOrEnum TypeModelSet",
        _WORKSHOP: "_Attrs _annotation_has_computed_fields _regenerate_error_with_loc",
    },
    "_form_limits": {"pydantic": "ConfigDict NonNegativeInt TypeAdapter with_config"},
    "applications": {
        "ferroapi": "routing",
        "ferroapi._form_limits": "_FormLimits",
        "starlette.types": "AppType",
    },
    "background": {"typing_extensions": "ParamSpec", _WORKSHOP: "P"},
    "concurrency": {_WORKSHOP: "_dependency_semaphores"},
    "dependencies.models": {
        "ferroapi._compile.callables": "_CALLABLE_CLASSIFICATION_CACHE_SIZE=_REMEMBERED"
        " iscoroutinefunction",
        "ferroapi.concurrency": "_DependencyConcurrency",
    },
    "dependencies.utils": {
        "ferroapi": "params",
        "ferroapi.concurrency": "_DependencyConcurrency _asynccontextmanager_with_shielded_exit"
        " _contextmanager_with_concurrency_limit",
        _MODELS: "_UsesScopesCache _get_cache_key _get_computed_scope _get_oauth_scopes"
        " _is_async_gen_callable _is_coroutine_callable _is_gen_callable",
        "ferroapi._compile.signature": "_STREAM_ORIGINS=_STREAMS _get_signature=_signature",
        _FIELDS: "_get_model_type=model_type _get_param_model=get_param_model"
        " _is_json_field=is_json_field",
        _EXTRACTION: "_get_multidict_extras=_extras _get_multidict_value=_received_value"
        " _request_param_model_to_args=_extract_model_param",
        _WORKSHOP: "_is_empty_file_input _solve_generator _validate_value_with_model_field"
        " add_non_field_param_to_dependency",
    },
    "openapi.docs": {_WORKSHOP: "_html_safe_json"},
    "openapi.utils": {
        "ferroapi": "routing",
        "ferroapi.datastructures": "_Unset",
        "ferroapi.sse": "_SSE_EVENT_SCHEMA",
        _MODELS: "_UsesScopesCache _get_cache_key _get_oauth_scopes _get_security_scheme"
        " _is_security_scheme",
        _FIELDS: "_get_flat_fields_from_params=get_flat_fields"
        " _get_param_aliases=get_param_aliases _get_param_model=get_param_model",
        "ferroapi._borrowed.documents": "_OpenAPIDependencyData _get_api_route_for_openapi"
        " _get_openapi_dependency_data _get_openapi_operation_parameters"
        " _get_openapi_security_definitions",
    },
    "param_functions": {"ferroapi.datastructures": "_Unset"},
    "responses": {_WORKSHOP: "_OrjsonModule _UjsonModule orjson ujson"},
    "routing": {
        "ferroapi": "params",
        "ferroapi._cold.errors": "_endpoint_context_cache"
        " _extract_endpoint_context=extract_endpoint_context",
        "ferroapi._form_limits": "_FormLimits",
        "ferroapi.openapi.route": "_APIRouteLike=RouteLike",
        _MODELS: "_is_async_gen_callable _is_coroutine_callable _is_gen_callable",
        "ferroapi.routing._effective": "_RouterIncludeContext=Inclusion",
        _LIFESPAN: "_AsyncLiftContextManager _DefaultLifespan _merge_lifespan_context=merged"
        " _wrap_gen_lifespan_context=lifted",
        _SCOPE: "_FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY=CONTEXT_KEY"
        " _FASTAPI_INCLUDED_ROUTER_KEY=INCLUDED_KEY _FASTAPI_SCOPE_KEY=SCOPE_KEY"
        " _SCOPE_MISSING=_ABSENT _get_scope_effective_route_context=effective_context"
        " _get_scope_included_router=included_router _update_scope=update",
        "starlette": "routing",
        "starlette.types": "ASGIApp Receive Scope Send",
        _WORKSHOP: "_RouteWithPath _T _build_dependant_with_parameterless_dependencies"
        " _build_response_args _get_fastapi_scope _normalize_non_finite_floats"
        " _populate_api_route_state",
    },
    "sse": {
        "ferroapi.sse": "_split_sse_lines=_lines",
        _WORKSHOP: "_check_event_single_line _check_id_valid _check_single_line",
    },
    "utils": {"ferroapi._compat": "v2", _WORKSHOP: "_invalid_args_message"},
}
