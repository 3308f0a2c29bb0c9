//! From a failure back to *send*: the only step backwards.
//!
//! Levels, inside out: 0 is the route's own handling, 1 the exception middleware's (which
//! also catches what a handler raised), 2 the server error middleware's. The default
//! answers are written natively; a handler of the user's gets the real exception object.

use ferroapi_core::json::Buffer;
use pyo3::exceptions::{PyException, PyRuntimeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::outcome::{NativeAnswer, Outcome, allow_header, has_body, has_content_length};
use super::run::{Mode, Room, Run, Stage, Step};
use crate::asgi::Handlers;
use crate::error::{Cause, Failure, Reject};
use crate::ffi::dict::HeldPairs;
use crate::ffi::handled::{exception_of, in_context, raised_from};
use crate::ffi::make::{bytes, dict, list, memory_error};
use crate::python::kit;
use crate::serialize::json::{Encoded, encode};

const ROUTE: u8 = 0;
const MIDDLEWARE: u8 = 1;
const SERVER: u8 = 2;

/// What stands for a failure's handler.
enum Handler<'py> {
    /// FastAPI's default for this class: written natively.
    Default,
    Python(Bound<'py, PyAny>),
    None,
}

impl Run {
    /// Routes a failure to whoever catches it in the room it happened in.
    pub(crate) fn fail(&mut self, py: Python<'_>, failure: Failure) -> Step {
        match self.room {
            Room::Outside => self.handle(py, MIDDLEWARE, failure),
            Room::Handling(level) => {
                let failure = self.in_context_of_rejection(py, failure);
                self.handle(py, level + 1, failure)
            }
            Room::Sending => match self.exception(py, failure) {
                Ok(error) | Err(error) => self.leave_request(py, Some(error)),
            },
            Room::Plan if self.has_no_exits(py) && matches!(self.mode, Mode::Asgi(_)) => {
                self.handle(py, ROUTE, failure)
            }
            Room::Plan => match self.exception(py, failure) {
                Ok(error) | Err(error) => self.leave_function(py, Some(error)),
            },
        }
    }

    /// Answers a failure at `level`, or passes it on.
    pub(crate) fn handle(&mut self, py: Python<'_>, level: u8, failure: Failure) -> Step {
        self.room = Room::Handling(level);
        if level == MIDDLEWARE && self.exits.shown.has_files(py) {
            let error = match self.exception(py, failure) {
                Ok(error) | Err(error) => error,
            };
            return match self.leave_files(py, Some(&error)) {
                Some(step) => step,
                None => self.handle(py, level, error.into()),
            };
        }
        if level == MIDDLEWARE && self.is_bare_router() {
            return self.leave_to_outer_app(py, failure);
        }
        if level >= SERVER {
            return self.server_error(py, failure);
        }
        let handled = match failure.into_cause() {
            Cause::Reject(reject) => self.handle_rejection(py, level, reject),
            Cause::Raise(error) => self.handle_exception(py, level, error),
        };
        match handled {
            Ok(step) => step,
            Err(error) => {
                let failure = self.in_context_of_rejection(py, error.into());
                self.handle(py, level + 1, failure)
            }
        }
    }

    fn is_bare_router(&self) -> bool {
        matches!(&self.mode, Mode::Asgi(pipeline) if pipeline.get().is_router())
    }

    /// A router without an application: the exception belongs to the one around it, if any.
    fn leave_to_outer_app(&mut self, py: Python<'_>, failure: Failure) -> Step {
        let has_app = self
            .io
            .scope
            .bind(py)
            .contains(intern!(py, "app"))
            .unwrap_or(true);
        let (status, text, allow) = match failure.into_cause() {
            Cause::Reject(Reject::NotFound) if !has_app => (404, "Not Found", None),
            Cause::Reject(Reject::MethodNotAllowed(allow)) if !has_app => {
                (405, "Method Not Allowed", Some(allow))
            }
            Cause::Raise(error) => return Step::raise(error),
            Cause::Reject(reject) => {
                return match self.reject_as_exception(py, &reject) {
                    Ok(error) | Err(error) => Step::raise(error),
                };
            }
        };
        self.room = Room::Handling(SERVER);
        let answer = NativeAnswer::text(py, status, text, allow.as_deref());
        match answer.and_then(|answer| self.answer_failure(py, Outcome::Native(answer))) {
            Ok(step) => step,
            Err(error) => Step::raise(error),
        }
    }

    fn handle_rejection(
        &mut self,
        py: Python<'_>,
        level: u8,
        reject: Reject,
    ) -> Result<Step, PyErr> {
        let Mode::Asgi(pipeline) = &self.mode else {
            return Err(self.reject_as_exception(py, &reject)?);
        };
        let handlers = pipeline.get().handlers(py, self.io.scope.bind(py))?;
        let native = match &reject {
            Reject::NotFound => handlers.default_for_status(py, 404)?,
            Reject::MethodNotAllowed(_) => handlers.default_for_status(py, 405)?,
            Reject::Validation { .. } => handlers.default_for_validation(py)?,
        };
        if !native {
            let error = self.reject_as_exception(py, &reject)?;
            return self.handle_exception(py, level, error);
        }
        let answer = self.rejection_answer(py, &reject);
        self.rejected = Some(Box::new(reject));
        answer.and_then(|answer| self.answer_failure(py, Outcome::Native(answer)))
    }

    /// FastAPI's default answer to a rejection.
    fn rejection_answer(&self, py: Python<'_>, reject: &Reject) -> PyResult<NativeAnswer> {
        Ok(match reject {
            Reject::NotFound => NativeAnswer::json(py, 404, br#"{"detail":"Not Found"}"#)?,
            Reject::MethodNotAllowed(allow) => {
                let mut answer =
                    NativeAnswer::json(py, 405, br#"{"detail":"Method Not Allowed"}"#)?;
                answer.before = Some(allow_header(py, allow)?);
                answer
            }
            Reject::Validation { errors, .. } => validation_answer(py, errors.bind(py))?,
        })
    }

    /// The default answer failed: the exception that nobody asked for is the context now.
    fn in_context_of_rejection(&mut self, py: Python<'_>, failure: Failure) -> Failure {
        let Some(reject) = self.rejected.take() else {
            return failure;
        };
        match (failure.into_cause(), self.reject_as_exception(py, &reject)) {
            (Cause::Raise(error), Ok(rejection)) => {
                in_context(py, &error, rejection.value(py));
                error.into()
            }
            (Cause::Raise(error), Err(_)) => error.into(),
            (Cause::Reject(reject), _) => reject.into(),
        }
    }

    fn handle_exception(&mut self, py: Python<'_>, level: u8, error: PyErr) -> Result<Step, PyErr> {
        if !error.is_instance_of::<PyException>(py) {
            // Cancellation and exits belong to whoever drives us.
            return Ok(Step::raise(error));
        }
        self.caught.catch(py, &error);
        let handler = self.find_handler(py, &error)?;
        if matches!(handler, Handler::None) {
            return Err(error);
        }
        if self.has_started() {
            return Err(already_started(py, &error));
        }
        if matches!(handler, Handler::Default)
            && let Some(answer) = http_exception_answer(py, &error)?
        {
            return self.answer_failure(py, Outcome::Native(answer));
        }
        let handler = match handler {
            Handler::Python(handler) => handler,
            _ => kit(py)?.http_exception_handler.bind(py).clone(),
        };
        self.show_scope(py)?;
        let request = if level == ROUTE {
            self.request(py)?
        } else {
            self.new_request(py)?
        };
        let run = kit(py)?.cold.run_handler.bind(py);
        let call = run.call1((handler, request, exception_of(py, &error)))?;
        Ok(self.wait(call, Stage::Handler))
    }

    fn find_handler<'py>(&self, py: Python<'py>, error: &PyErr) -> PyResult<Handler<'py>> {
        let Mode::Asgi(pipeline) = &self.mode else {
            return Ok(Handler::None);
        };
        let handlers = pipeline.get().handlers(py, self.io.scope.bind(py))?;
        let Some(handler) = handlers.find(py, error)? else {
            return Ok(Handler::None);
        };
        if handler.is(&kit(py)?.http_exception_handler) {
            return Ok(Handler::Default);
        }
        Ok(Handler::Python(handler))
    }

    /// A user's handler returned: a response, or none.
    pub(crate) fn handler_answered(
        &mut self,
        py: Python<'_>,
        response: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        if response.is_none() {
            return self.handled_and_sent(py);
        }
        Ok(self.answer_failure(py, Outcome::Object(response.clone().unbind()))?)
    }

    fn answer_failure(&mut self, py: Python<'_>, outcome: Outcome) -> Result<Step, PyErr> {
        self.outcome = Some(outcome);
        let sending = self.send_outcome(py);
        Ok(self.settle(py, sending))
    }

    /// The error is answered: the exception object must not keep this request's frames.
    pub(crate) fn handled_and_sent(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        if let Some(error) = self.caught.exception(py) {
            error.setattr(intern!(py, "__traceback__"), py.None())?;
        }
        self.caught.leave(py);
        if matches!(self.room, Room::Handling(ROUTE)) {
            return Ok(self.over(py));
        }
        Ok(Step::Done(None))
    }

    fn has_no_exits(&self, py: Python<'_>) -> bool {
        self.exits.is_empty() && self.exits.has_nothing_pushed(py)
    }

    /// Nobody handled it: the application's 500 handler, then the exception goes on.
    fn server_error(&mut self, py: Python<'_>, failure: Failure) -> Step {
        let error = match self.exception(py, failure) {
            Ok(error) | Err(error) => error,
        };
        let Mode::Asgi(pipeline) = &self.mode else {
            return Step::raise(error);
        };
        let pipeline = pipeline.get();
        let answered = self.stage == Stage::ServerError;
        if answered || !pipeline.standalone || !error.is_instance_of::<PyException>(py) {
            return Step::raise(error);
        }
        self.caught.catch(py, &error);
        let io = &self.io;
        let started = self.has_started();
        let answered = kit(py).and_then(|kit| {
            let handler = pipeline.server_error_handler(py);
            let arguments = (
                handler,
                &*io.scope,
                &*io.receive,
                &*io.send,
                exception_of(py, &error),
                started,
            );
            kit.cold.server_error.bind(py).call1(arguments)
        });
        self.room = Room::Handling(SERVER + 1);
        match answered {
            Ok(call) => self.wait(call, Stage::ServerError),
            Err(error) => Step::raise(error),
        }
    }

    /// The failure as a Python exception.
    fn exception(&self, py: Python<'_>, failure: Failure) -> PyResult<PyErr> {
        match failure.into_cause() {
            Cause::Raise(error) => Ok(error),
            Cause::Reject(reject) => self.reject_as_exception(py, &reject),
        }
    }

    fn reject_as_exception(&self, py: Python<'_>, reject: &Reject) -> PyResult<PyErr> {
        let cold = &kit(py)?.cold;
        let exception = match reject {
            Reject::NotFound => cold.http_error.bind(py).call1((404, py.None()))?,
            Reject::MethodNotAllowed(allow) => cold.http_error.bind(py).call1((405, allow))?,
            Reject::Validation {
                errors,
                body,
                cause,
            } => {
                let (call, path) = self.endpoint_context(py)?;
                let arguments = (errors, body, call, path, self.io.scope.bind(py), cause);
                cold.validation_exception.bind(py).call1(arguments)?
            }
        };
        Ok(PyErr::from_value(exception))
    }
}

fn already_started(py: Python<'_>, cause: &PyErr) -> PyErr {
    let error = PyRuntimeError::new_err("Caught handled exception, but response already started.");
    raised_from(py, &error, cause);
    error
}

/// `{"detail": errors}` as FastAPI's default 422 answer.
fn validation_answer(py: Python<'_>, errors: &Bound<'_, PyList>) -> PyResult<NativeAnswer> {
    let mut out = Buffer::new();
    if let Some(body) = detail_body(errors, &mut out)? {
        return NativeAnswer::json(py, 422, body);
    }
    let detail = dict(py)?;
    detail.set_item(intern!(py, "detail"), errors)?;
    let body = kit(py)?.cold.encode_json.bind(py).call1((detail,))?;
    NativeAnswer::json_bytes(py, 422, body.cast_into()?)
}

/// `{"detail": detail}`, where that is plain values.
fn detail_body<'o>(detail: &Bound<'_, PyAny>, out: &'o mut Buffer) -> PyResult<Option<&'o [u8]>> {
    out.extend_from_slice(br#"{"detail":"#);
    let encoded = encode(detail, out)?;
    out.push(b'}');
    let body = out.finish().map_err(memory_error)?;
    Ok((encoded == Encoded::Done).then_some(body))
}

/// The default answer to an `HTTPException`, where its detail and headers are plain.
fn http_exception_answer(py: Python<'_>, error: &PyErr) -> PyResult<Option<NativeAnswer>> {
    let exception = error.value(py);
    let Ok(status) = exception
        .getattr(intern!(py, "status_code"))?
        .extract::<u16>()
    else {
        return Ok(None);
    };
    let headers = match exception.getattr_opt(intern!(py, "headers"))? {
        None => None,
        Some(headers) if headers.is_none() => None,
        Some(headers) => match plain_headers(&headers)? {
            Some(pairs) => Some(pairs),
            None => return Ok(None),
        },
    };
    let mut answer = if has_body(status) {
        let detail = exception.getattr(intern!(py, "detail"))?;
        if !(detail.is_exact_instance_of::<PyString>() || detail.is_none()) {
            return Ok(None);
        }
        let mut out = Buffer::new();
        let Some(body) = detail_body(&detail, &mut out)? else {
            return Ok(None);
        };
        NativeAnswer::json(py, status, body)?
    } else {
        let mut answer = NativeAnswer::json(py, status, b"")?;
        answer.content_type = None;
        answer
    };
    if !has_content_length(status) {
        answer.content_length = None;
    }
    answer.before = headers.map(Bound::unbind);
    Ok(Some(answer))
}

/// Header pairs as a response would store them; `None` when Python must look at them.
fn plain_headers<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyList>>> {
    let py = headers.py();
    let Ok(headers) = headers.cast_exact::<PyDict>() else {
        return Ok(None);
    };
    let list = list(py)?;
    // Making objects can run the collector, and that the owner's code, which may change them.
    let mut pairs = HeldPairs::of(headers);
    while let Some((name, value)) = pairs.next() {
        let (Ok(name), Ok(value)) = (name.extract::<&str>(), value.extract::<&str>()) else {
            return Ok(None);
        };
        if !name.is_ascii() || !value.is_ascii() {
            return Ok(None);
        }
        let name = bytes(py, name.as_bytes())?.call_method0(intern!(py, "lower"))?;
        list.append((name, bytes(py, value.as_bytes())?))?;
    }
    Ok(Some(list))
}

impl Handlers {
    fn default_for_status(&self, py: Python<'_>, status: u16) -> PyResult<bool> {
        let by_status = self.by_status.bind(py);
        if !by_status.is_empty() && by_status.contains(status)? {
            return Ok(false);
        }
        let kit = kit(py)?;
        self.is_default(py, kit.http_exception.bind(py), &kit.http_exception_handler)
    }

    fn default_for_validation(&self, py: Python<'_>) -> PyResult<bool> {
        let kit = kit(py)?;
        let class = kit.request_validation_error.bind(py);
        self.is_default(py, class, &kit.validation_exception_handler)
    }

    fn is_default(
        &self,
        py: Python<'_>,
        class: &Bound<'_, pyo3::types::PyType>,
        handler: &Py<PyAny>,
    ) -> PyResult<bool> {
        Ok(self
            .by_class
            .bind(py)
            .get_item(class)?
            .is_some_and(|found| found.is(handler)))
    }

    /// The handler for an exception: by status code first, then along its class's MRO.
    fn find<'py>(&self, py: Python<'py>, error: &PyErr) -> PyResult<Option<Bound<'py, PyAny>>> {
        let by_status = self.by_status.bind(py);
        let exception = error.value(py);
        if !by_status.is_empty() && error.is_instance(py, kit(py)?.http_exception.bind(py)) {
            let status = exception.getattr(intern!(py, "status_code"))?;
            if let Some(handler) = by_status.get_item(status)? {
                return Ok(Some(handler));
            }
        }
        let by_class = self.by_class.bind(py);
        for class in exception.get_type().mro() {
            if let Some(handler) = by_class.get_item(class)? {
                return Ok(Some(handler));
            }
        }
        Ok(None)
    }
}
