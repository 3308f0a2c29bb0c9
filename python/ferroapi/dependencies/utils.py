"""The names of FastAPI's module at this path; nothing is defined here but two texts.

Signatures and fields live in `_compile`, reading values in `_cold.extraction`, solving in
`_cold.doors`.
"""

from typing import Any

from ferroapi._compile import bodies, dependants, fields
from ferroapi._compile.classify import ParamDetails as ParamDetails
from ferroapi._compile.classify import analyze_param as analyze_param
from ferroapi._compile.dependants import add_param_to_fields as add_param_to_fields
from ferroapi._compile.dependants import get_dependant as get_dependant
from ferroapi._compile.dependants import get_flat_params as get_flat_params
from ferroapi._compile.dependants import (
    get_parameterless_sub_dependant as get_parameterless_sub_dependant,
)
from ferroapi._compile.fields import get_validation_alias as get_validation_alias
from ferroapi._compile.signature import get_stream_item_type as get_stream_item_type
from ferroapi._compile.signature import get_typed_annotation as get_typed_annotation
from ferroapi._compile.signature import get_typed_return_annotation as get_typed_return_annotation
from ferroapi._compile.signature import get_typed_signature as get_typed_signature

from .._borrowed import Listing, lend

_get_body_field = bodies.get_body_field
_should_embed_body_fields = bodies.should_embed_body_fields
_get_flat_body_params = dependants.get_flat_body_params
_get_flat_fields_from_params = fields.get_flat_fields
_get_param_aliases = fields.get_param_aliases

_INSTALL = "pip install python-multipart\n"
_REQUIRED = 'Form data requires "python-multipart" to be installed. '

multipart_not_installed_error = (
    f'{_REQUIRED}\nYou can install "python-multipart" with: \n\n{_INSTALL}'
)
multipart_incorrect_install_error = (
    f'{_REQUIRED}It seems you installed "multipart" instead. \n'
    'You can remove "multipart" with: \n\npip uninstall multipart\n\n'
    f'And then install "python-multipart" with: \n\n{_INSTALL}'
)

# Loaded at their first use: these belong to requests, this module to registration.
_LATER = {
    "SolvedDependency": "doors",
    "solve_dependencies": "doors",
    "request_body_to_args": "extraction",
    "request_params_to_args": "extraction",
    "_read_file_bytes": "extraction",
}


__dir__: Listing
_borrowed, __dir__ = lend(__name__, _LATER)


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        return _borrowed(name)
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"ferroapi._cold.{_LATER[name]}"), name)
    return found
