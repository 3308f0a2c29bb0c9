//! The Python objects the pipeline calls, looked up once.
//!
//! Anything that a test or plugin is known to replace at run time is *not* here
//! but compared where it is used.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

/// One field per object; see where each is used for why.
pub(crate) struct Kit {
    pub(crate) request: Py<PyType>,
    pub(crate) response: Py<PyType>,
    /// Starlette's response classes whose `__call__` only sends head and body.
    pub(crate) plain_responses: Vec<Py<PyType>>,
    pub(crate) response_call: Py<PyAny>,
    pub(crate) http_exception: Py<PyType>,
    pub(crate) request_validation_error: Py<PyType>,
    pub(crate) validation_error: Py<PyType>,
    pub(crate) schema_error: Py<PyType>,
    pub(crate) uuid: Py<PyType>,
    pub(crate) from_json: Py<PyAny>,
    /// The namespace of the module `json`: `dumps` and `loads` may be replaced in it.
    pub(crate) json: Py<PyDict>,
    pub(crate) json_dumps: Py<PyAny>,
    pub(crate) run_in_threadpool: Py<PyAny>,
    pub(crate) exit_stack: Py<PyAny>,
    pub(crate) cancel_scope: Py<PyAny>,
    pub(crate) checkpoint_if_cancelled: Py<PyAny>,
    pub(crate) running_loop: Py<PyAny>,
    /// `("from_attributes",)`
    pub(crate) from_attributes: Py<PyTuple>,
    /// `("include_url",)`
    pub(crate) include_url: Py<PyTuple>,
    pub(crate) http_exception_handler: Py<PyAny>,
    pub(crate) validation_exception_handler: Py<PyAny>,
    pub(crate) cold: Cold,
}

/// The doors of `ferroapi._cold` that the pipeline enters.
pub(crate) struct Cold {
    pub(crate) background_tasks: Py<PyAny>,
    pub(crate) injected_response: Py<PyAny>,
    pub(crate) security_scopes: Py<PyAny>,
    pub(crate) extract_param: Py<PyAny>,
    pub(crate) is_json_media_type: Py<PyAny>,
    pub(crate) body_error: Py<PyAny>,
    pub(crate) encode_json: Py<PyAny>,
    pub(crate) make_response: Py<PyAny>,
    pub(crate) native_response: Py<PyAny>,
    pub(crate) response_errors: Py<PyAny>,
    pub(crate) validate_in_thread: Py<PyAny>,
    pub(crate) validation_exception: Py<PyAny>,
    pub(crate) http_error: Py<PyAny>,
    pub(crate) swallowed: Py<PyAny>,
    pub(crate) missing_response: Py<PyAny>,
    pub(crate) run_handler: Py<PyAny>,
    pub(crate) server_error: Py<PyAny>,
    pub(crate) redirect: Py<PyAny>,
    pub(crate) throw_into: Py<PyAny>,
    pub(crate) did_not_stop: Py<PyAny>,
    pub(crate) limited_call: Py<PyAny>,
    pub(crate) thread_context: Py<PyAny>,
    pub(crate) limited_context: Py<PyAny>,
    pub(crate) push_exits: Py<PyAny>,
    pub(crate) to_uuid: Py<PyAny>,
    pub(crate) detailed_arguments: Py<PyAny>,
    pub(crate) detailed_response: Py<PyAny>,
    pub(crate) door_solve: Py<PyAny>,
    pub(crate) door_call: Py<PyAny>,
    pub(crate) foreign_scope: Py<PyAny>,
    pub(crate) unpack_pair: Py<PyAny>,
}

static KIT: PyOnceLock<Kit> = PyOnceLock::new();

/// The objects, imported at first use.
pub(crate) fn kit(py: Python<'_>) -> PyResult<&'static Kit> {
    KIT.get_or_try_init(py, || Kit::import(py))
}

fn attribute<T>(py: Python<'_>, module: &str, name: &str) -> PyResult<Py<T>>
where
    T: pyo3::PyTypeCheck,
{
    let value = py.import(module)?.getattr(name)?;
    Ok(value.cast_into::<T>().map_err(PyErr::from)?.unbind())
}

impl Kit {
    fn import(py: Python<'_>) -> PyResult<Self> {
        let responses = "starlette.responses";
        let response: Py<PyType> = attribute(py, responses, "Response")?;
        let plain_responses = [
            "Response",
            "JSONResponse",
            "HTMLResponse",
            "PlainTextResponse",
            "RedirectResponse",
        ]
        .into_iter()
        .map(|name| attribute(py, responses, name))
        .collect::<PyResult<_>>()?;
        let handlers = "ferroapi.exception_handlers";
        Ok(Self {
            request: attribute(py, "starlette.requests", "Request")?,
            response_call: response.bind(py).getattr("__call__")?.unbind(),
            response,
            plain_responses,
            http_exception: attribute(py, "starlette.exceptions", "HTTPException")?,
            request_validation_error: attribute(
                py,
                "ferroapi.exceptions",
                "RequestValidationError",
            )?,
            validation_error: attribute(py, "pydantic_core", "ValidationError")?,
            schema_error: attribute(py, "pydantic_core", "SchemaError")?,
            uuid: attribute(py, "uuid", "UUID")?,
            from_json: attribute(py, "pydantic_core", "from_json")?,
            json: py.import("json")?.dict().unbind(),
            json_dumps: attribute(py, "json", "dumps")?,
            run_in_threadpool: attribute(py, "starlette.concurrency", "run_in_threadpool")?,
            exit_stack: attribute(py, "contextlib", "AsyncExitStack")?,
            cancel_scope: attribute(py, "anyio", "CancelScope")?,
            checkpoint_if_cancelled: attribute(py, "anyio.lowlevel", "checkpoint_if_cancelled")?,
            running_loop: attribute(py, "asyncio", "_get_running_loop")?,
            from_attributes: PyTuple::new(py, ["from_attributes"])?.unbind(),
            include_url: PyTuple::new(py, ["include_url"])?.unbind(),
            http_exception_handler: attribute(py, handlers, "http_exception_handler")?,
            validation_exception_handler: attribute(
                py,
                handlers,
                "request_validation_exception_handler",
            )?,
            cold: Cold::import(py)?,
        })
    }
}

impl Cold {
    fn import(py: Python<'_>) -> PyResult<Self> {
        let door = |name: &str| attribute(py, "ferroapi._cold", name);
        Ok(Self {
            background_tasks: door("BackgroundTasks")?,
            injected_response: door("injected_response")?,
            security_scopes: door("SecurityScopes")?,
            extract_param: door("extract_param")?,
            is_json_media_type: door("is_json_media_type")?,
            body_error: door("body_error")?,
            encode_json: door("encode_json")?,
            make_response: door("make_response")?,
            native_response: door("native_response")?,
            response_errors: door("response_errors")?,
            validate_in_thread: door("validate_in_thread")?,
            validation_exception: door("validation_exception")?,
            http_error: door("http_error")?,
            swallowed: door("swallowed")?,
            missing_response: door("missing_response")?,
            run_handler: door("run_handler")?,
            server_error: door("server_error")?,
            redirect: door("redirect")?,
            throw_into: door("throw_into")?,
            did_not_stop: door("did_not_stop")?,
            limited_call: door("limited_call")?,
            thread_context: door("thread_context")?,
            limited_context: door("limited_context")?,
            push_exits: door("push_exits")?,
            to_uuid: door("to_uuid")?,
            detailed_arguments: door("detailed_arguments")?,
            detailed_response: door("detailed_response")?,
            door_solve: door("door_solve")?,
            door_call: door("door_call")?,
            foreign_scope: door("foreign_scope")?,
            unpack_pair: door("unpack_pair")?,
        })
    }
}
