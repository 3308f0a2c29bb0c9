"""What a compiled plan cannot do natively: Python steps that the pipeline calls.

The extension imports these names once, at the first request. Nothing here decides what a request
means; each function is one step of the one pipeline (`rust/ferroapi-py/src/pipeline`).
"""

from uuid import UUID

from ferroapi.background import BackgroundTasks
from ferroapi.security.scopes import SecurityScopes

from .calls import (
    did_not_stop,
    limited_call,
    limited_context,
    push_exits,
    thread_context,
    throw_into,
    validate_in_thread,
)
from .details import detailed_arguments, detailed_response
from .doors import door_call, door_solve
from .errors import (
    body_error,
    http_error,
    missing_response,
    response_errors,
    run_handler,
    server_error,
    swallowed,
    validation_exception,
)
from .extraction import extract_param
from .odd_scopes import foreign_scope, unpack_pair
from .other_scopes import other_scope
from .reading import is_json_media_type
from .responding import encode_json, injected_response, make_response, native_response, redirect

to_uuid = UUID

__all__ = [
    "BackgroundTasks",
    "SecurityScopes",
    "body_error",
    "detailed_arguments",
    "detailed_response",
    "did_not_stop",
    "door_call",
    "door_solve",
    "encode_json",
    "extract_param",
    "foreign_scope",
    "http_error",
    "injected_response",
    "is_json_media_type",
    "limited_call",
    "limited_context",
    "make_response",
    "missing_response",
    "native_response",
    "other_scope",
    "push_exits",
    "redirect",
    "response_errors",
    "run_handler",
    "server_error",
    "swallowed",
    "thread_context",
    "throw_into",
    "to_uuid",
    "unpack_pair",
    "validate_in_thread",
    "validation_exception",
]
