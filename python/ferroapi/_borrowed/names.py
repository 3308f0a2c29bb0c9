"""Which names are lent, and where they are at home.

`MODULE -> home -> names`; `stored=home` where a module has another name for it.
"""

from collections.abc import Mapping

_SHAPES = "ferroapi._compat.shared"
_FIELDS = "ferroapi._compat.v2"
_PARAMETERS: Mapping[str, str] = {
    "pydantic": "AliasChoices AliasPath Discriminator",
    "ferroapi.openapi.models": "Example",
}
_UNAUTHORIZED: Mapping[str, str] = {"starlette.status": "HTTP_401_UNAUTHORIZED"}
_SECURITY: Mapping[str, str] = {**_UNAUTHORIZED, "starlette.exceptions": "HTTPException"}
BORROWED: Mapping[str, Mapping[str, str]] = {
    "_compat.v2": {
        "ferroapi._compat": "get_definitions get_flat_models_from_fields get_model_name_map"
        " get_schema_from_model_field lenient_issubclass",
        "ferroapi._compat.flat_models": "get_flat_models_from_annotation get_flat_models_from_field"
        " get_flat_models_from_model normalize_name",
    },
    "applications": {
        "enum": "Enum",
        "ferroapi.datastructures": "Default DefaultPlaceholder",
        "ferroapi.exceptions": "FastAPIDeprecationWarning",
        "ferroapi.middleware.asyncexitstack": "AsyncExitStackMiddleware",
        "ferroapi.params": "Depends",
        "ferroapi.telemetry": "TelemetryConfig",
        "ferroapi.types": "IncEx",
        "ferroapi.utils": "generate_unique_id",
        "starlette.middleware.base": "BaseHTTPMiddleware",
        "starlette.middleware.errors": "ServerErrorMiddleware",
        "starlette.middleware.exceptions": "ExceptionMiddleware",
        "starlette.requests": "Request",
        "starlette.responses": "HTMLResponse JSONResponse Response",
        "starlette.routing": "BaseRoute",
        "starlette.types": "ExceptionHandler Lifespan",
    },
    "concurrency": {
        "anyio": "CancelScope CapacityLimiter Semaphore",
        "anyio.lowlevel": "RunVar checkpoint_if_cancelled",
    },
    "datastructures": {"pydantic": "GetJsonSchemaHandler"},
    "dependencies.models": {
        "dataclasses": "dataclass field",
        "ferroapi._compat": "ModelField",
        "ferroapi.types": "DependencyCacheKey",
        "functools": "lru_cache partial",
    },
    "dependencies.utils": {
        "anyio": "CancelScope",
        "contextlib": "AsyncExitStack asynccontextmanager contextmanager",
        "copy": "copy deepcopy",
        "dataclasses": "dataclass",
        "ferroapi._compat": "RequiredParam Undefined sequence_types",
        "ferroapi._cold.extraction": "get_cached_model_fields",
        "ferroapi.background": "BackgroundTasks",
        "ferroapi.concurrency": "contextmanager_in_threadpool run_in_threadpool",
        "ferroapi.dependencies.models": "Dependant",
        "ferroapi.exceptions": "DependencyScopeError",
        "ferroapi.logger": "logger",
        "ferroapi.security": "SecurityScopes",
        "ferroapi.types": "DependencyCacheKey UnionType",
        "ferroapi.utils": "create_model_field get_path_param_names",
        "functools": "partial",
        "pydantic": "AliasChoices AliasPath BaseModel BeforeValidator ConfigDict"
        " GetJsonSchemaHandler GetPydanticSchema Json Tag",
        "pydantic.fields": "FieldInfo",
        "pydantic_core": "CoreSchema",
        "starlette.background": "StarletteBackgroundTasks=BackgroundTasks",
        "starlette.datastructures": "FormData Headers ImmutableMultiDict QueryParams UploadFile",
        "starlette.requests": "HTTPConnection Request",
        "starlette.responses": "Response",
        "starlette.websockets": "WebSocket",
        "typing_inspection.typing_objects": "is_typealiastype",
        _FIELDS: "ModelField copy_field_info create_body_model evaluate_forwardref"
        " get_missing_field_error is_scalar_field serialize_sequence_value",
        _SHAPES: "field_annotation_is_scalar field_annotation_is_scalar_sequence"
        " field_annotation_is_sequence is_bytes_or_nonable_bytes_annotation"
        " is_bytes_sequence_annotation is_uploadfile_or_nonable_uploadfile_annotation"
        " is_uploadfile_sequence_annotation lenient_issubclass value_is_sequence",
    },
    "encoders": {
        "collections": "defaultdict",
        "decimal": "Decimal",
        "ipaddress": "IPv4Address IPv4Interface IPv4Network IPv6Address IPv6Interface IPv6Network",
        "pathlib": "Path",
        "pydantic": "AnyUrl NameEmail SecretBytes SecretStr",
        "pydantic_core": "Url",
        "re": "Pattern",
        "uuid": "UUID",
        "ferroapi.types": "IncEx",
        _SHAPES: "is_pydantic_v1_model_instance",
    },
    "exception_handlers": {"starlette.status": "WS_1008_POLICY_VIOLATION"},
    "exceptions": {"pydantic": "BaseModel create_model"},
    "openapi.models": {
        "enum": "Enum",
        "ferroapi.logger": "logger",
        "pydantic": "AnyUrl BaseModel Field GetJsonSchemaHandler",
        "pydantic_core.core_schema": "with_info_plain_validator_function",
    },
    "openapi.utils": {
        "dataclasses": "dataclass field",
        "ferroapi._compat": "ModelField get_definitions get_flat_models_from_fields"
        " get_model_name_map get_schema_from_model_field lenient_issubclass",
        "ferroapi.datastructures": "DefaultPlaceholder",
        "ferroapi.dependencies.models": "Dependant",
        "ferroapi.dependencies.utils": "get_flat_params",
        "ferroapi.encoders": "jsonable_encoder",
        "ferroapi.openapi.constants": "METHODS_WITH_BODY REF_PREFIX",
        "ferroapi.openapi.models": "OpenAPI",
        "ferroapi.params": "Body ParamTypes",
        "ferroapi.types": "DependencyCacheKey ModelNameMap",
        "ferroapi.utils": "deep_dict_update generate_operation_id_for_path"
        " is_body_allowed_for_status_code",
        "starlette.responses": "JSONResponse Response",
        "starlette.routing": "BaseRoute",
    },
    "param_functions": {**_PARAMETERS, "ferroapi._compat": "Undefined"},
    "params": {**_PARAMETERS, "ferroapi.exceptions": "FastAPIDeprecationWarning"},
    "routing": {
        "contextlib": "AbstractAsyncContextManager AbstractContextManager AsyncExitStack"
        " asynccontextmanager",
        "contextvars": "ContextVar",
        "dataclasses": "dataclass field",
        "enum": "Enum IntEnum",
        "ferroapi._compat": "ModelField Undefined lenient_issubclass",
        "ferroapi._cold.doors": "SolvedDependency",
        "ferroapi.concurrency": "iterate_in_threadpool run_in_threadpool",
        "ferroapi.datastructures": "Default DefaultPlaceholder",
        "ferroapi.dependencies.models": "Dependant",
        "ferroapi.dependencies.utils": "get_dependant get_parameterless_sub_dependant"
        " get_stream_item_type get_typed_return_annotation _get_body_field"
        " _get_flat_body_params _should_embed_body_fields",
        "ferroapi.encoders": "jsonable_encoder",
        "ferroapi.exceptions": "EndpointContext FastAPIError RequestValidationError"
        " ResponseValidationError WebSocketRequestValidationError",
        "ferroapi.sse": "EventSourceResponse KEEPALIVE_COMMENT ServerSentEvent format_sse_event",
        "ferroapi.telemetry": "get_telemetry_data",
        "ferroapi.types": "DecoratedCallable IncEx",
        "ferroapi.utils": "create_model_field generate_unique_id get_value_or_default"
        " is_body_allowed_for_status_code",
        "starlette._exception_handler": "wrap_app_handling_exceptions",
        "starlette._utils": "get_route_path is_async_callable",
        "starlette.datastructures": "URL URLPath",
        "starlette.exceptions": "HTTPException",
        "starlette.middleware": "Middleware",
        "starlette.requests": "Request",
        "starlette.responses": "JSONResponse PlainTextResponse RedirectResponse Response"
        " StreamingResponse",
        "starlette.routing": "BaseRoute Match NoMatchFound compile_path get_name",
        "starlette.staticfiles": "StaticFiles",
        "starlette.types": "AppType Lifespan",
        "starlette.websockets": "WebSocket",
    },
    "security.api_key": {**_SECURITY, "ferroapi.openapi.models": "APIKey APIKeyIn"},
    "security.base": {"ferroapi.openapi.models": "SecurityBaseModel=SecurityBase"},
    "security.http": {
        **_UNAUTHORIZED,
        "ferroapi.openapi.models": "HTTPBaseModel=HTTPBase HTTPBearerModel=HTTPBearer",
    },
    "security.oauth2": {
        **_UNAUTHORIZED,
        "ferroapi.openapi.models": "OAuth2Model=OAuth2 OAuthFlowsModel=OAuthFlows",
    },
    "security.open_id_connect_url": {
        **_SECURITY,
        "ferroapi.openapi.models": "OpenIdConnectModel=OpenIdConnect",
    },
    "sse": {"pydantic": "AfterValidator BaseModel Field model_validator"},
    "utils": {
        "ferroapi._compat": "ModelField Undefined annotation_is_pydantic_v1",
        "ferroapi.exceptions": "FastAPIDeprecationWarning PydanticV1NotSupportedError",
        "pydantic": "PydanticSchemaGenerationError",
        "pydantic.fields": "FieldInfo",
    },
}
