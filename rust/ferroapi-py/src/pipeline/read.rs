//! The read room: the request body, only for plans that declared one.
//!
//! Parsed fast, and on any error parsed again by `json.loads`, so that results and
//! messages are the interpreter's own.

use ferroapi_core::memory::{is_there, reserve};
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::run::{Mode, Run, Stage, Step};
use super::solve::Body;
use crate::error::{Awaited, Cause, Failure, Reject, left_generator};
use crate::extract::content_type;
use crate::ffi::handled::exception_of;
use crate::ffi::make::{bytes, latin1, memory_error};
use crate::python::kit;

impl Run {
    /// Starts a plan: its body first, if it has one.
    pub(crate) fn enter_plan(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        self.room = super::run::Room::Plan;
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        self.solving.prepare(plan);
        match &self.mode {
            Mode::Asgi(pipeline) if pipeline.get().standalone => {}
            Mode::Asgi(_) => self.show_scope(py)?,
            _ => self.adopt_stacks(py)?,
        }
        if !plan.reads_body {
            return self.begin_solving(py);
        }
        let reading = match self.given_request(py) {
            Some(request) => {
                self.wait_for_method(&request, intern!(py, "body"), Stage::RequestBody)
            }
            None => self.receive(py),
        };
        reading.map_err(|failure| self.body_failure(py, failure))
    }

    /// The `Request` that `Plan.handle` was called with.
    fn given_request<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        match (&self.mode, &self.request) {
            (Mode::Request, Some(request)) => Some(request.bind(py).clone()),
            _ => None,
        }
    }

    fn receive(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        match self.io.receive.bind(py).call0() {
            Ok(message) => Ok(self.wait(message, Stage::Receive)),
            Err(error) => Err(left_generator(py, error).into()),
        }
    }

    /// A message, the body of a `Request`, or its `json()` arrived.
    pub(crate) fn received(
        &mut self,
        py: Python<'_>,
        result: Awaited<'_>,
    ) -> Result<Step, Failure> {
        let step = result
            .map_err(|error| match self.stage {
                Stage::Receive => left_generator(py, *error).into(),
                _ => Failure::from(error),
            })
            .and_then(|value| match self.stage {
                Stage::Receive => self.message_received(py, &value),
                Stage::RequestBody => self.body_received(py, value),
                _ => {
                    self.solving.body = Body::Json(value.unbind());
                    Ok(None)
                }
            });
        match step {
            Ok(Some(step)) => Ok(step),
            Ok(None) => self.begin_solving(py),
            Err(failure) => Err(self.body_failure(py, failure)),
        }
    }

    fn message_received(
        &mut self,
        py: Python<'_>,
        message: &Bound<'_, PyAny>,
    ) -> Result<Option<Step>, Failure> {
        let kind = message.get_item(intern!(py, "type"))?;
        if !kind.eq(intern!(py, "http.request"))? {
            return self.other_message(py, &kind);
        }
        let body = get(message, intern!(py, "body"))?;
        let more = match get(message, intern!(py, "more_body"))? {
            Some(more) => more.is_truthy()?,
            None => false,
        };
        let whole = !more && self.chunks.is_empty();
        if let Some(body) = &body {
            if whole && body.is_exact_instance_of::<PyBytes>() {
                return self.body_received(py, body.clone());
            }
            self.add_chunk(py, body)?;
        }
        if more {
            return self.receive(py).map(Some);
        }
        let body = bytes(py, &std::mem::take(&mut self.chunks))?;
        self.body_received(py, body.into_any())
    }

    /// Of a message that brings no body, only a disconnect means something.
    fn other_message(
        &mut self,
        py: Python<'_>,
        kind: &Bound<'_, PyAny>,
    ) -> Result<Option<Step>, Failure> {
        if !kind.eq(intern!(py, "http.disconnect"))? {
            return self.receive(py).map(Some);
        }
        let disconnect = py
            .import("starlette.requests")?
            .getattr("ClientDisconnect")?;
        Err(PyErr::from_value(disconnect.call0()?).into())
    }

    fn add_chunk(&mut self, py: Python<'_>, body: &Bound<'_, PyAny>) -> PyResult<()> {
        let joined;
        let chunk = if let Ok(chunk) = body.cast::<PyBytes>() {
            chunk.as_bytes()
        } else if body.is_truthy()? {
            // A server or a middleware may hand over its own buffer: whatever `bytes` can join.
            joined = bytes(py, b"")?.call_method1(intern!(py, "join"), ((body,),))?;
            joined.cast::<PyBytes>()?.as_bytes()
        } else {
            return Ok(());
        };
        reserve(&mut self.chunks, chunk.len()).map_err(memory_error)?;
        self.chunks.extend_from_slice(chunk);
        Ok(())
    }

    fn body_received(
        &mut self,
        py: Python<'_>,
        body: Bound<'_, PyAny>,
    ) -> Result<Option<Step>, Failure> {
        self.solving.raw_body = Some(body.clone().unbind());
        if body.len()? == 0 {
            return Ok(None);
        }
        if !self.is_json(py)? {
            self.solving.body = Body::Bytes(body.unbind());
            return Ok(None);
        }
        if let Some(request) = self.given_request(py) {
            // A user's `Request` class may parse in its own way.
            return self
                .wait_for_method(&request, intern!(py, "json"), Stage::RequestJson)
                .map(Some);
        }
        let parsed = parse_json(py, &body)?;
        self.solving.body = Body::Json(parsed.unbind());
        Ok(None)
    }

    /// Whether the content type says JSON; without one, what `strict_content_type` says.
    fn is_json(&mut self, py: Python<'_>) -> PyResult<bool> {
        let strict = self
            .plan
            .as_ref()
            .is_none_or(|plan| plan.get().strict_content_type);
        let Some(value) = content_type(self, py)? else {
            return Ok(!strict);
        };
        let value = value.as_bytes();
        if value.is_empty() {
            return Ok(!strict);
        }
        match ferroapi_core::http::media_type::is_json(value) {
            Some(answer) => Ok(answer),
            None => {
                let text = latin1(py, value)?;
                kit(py)?
                    .cold
                    .is_json_media_type
                    .bind(py)
                    .call1((text,))?
                    .is_truthy()
            }
        }
    }

    /// What a failure while reading means to the client.
    fn body_failure(&mut self, py: Python<'_>, failure: Failure) -> Failure {
        let error = match failure.into_cause() {
            Cause::Raise(error) if error.is_instance_of::<PyException>(py) => error,
            Cause::Raise(error) => return error.into(),
            Cause::Reject(reject) => return reject.into(),
        };
        let translated = kit(py).and_then(|kit| {
            let answer = kit
                .cold
                .body_error
                .bind(py)
                .call1((exception_of(py, &error),))?;
            let (errors, document, exception): (Option<Py<_>>, Py<PyAny>, Py<PyAny>) =
                answer.extract()?;
            Ok(match errors {
                Some(errors) => Reject::Validation {
                    errors,
                    body: Some(document),
                    cause: Some(exception_of(py, &error).unbind()),
                }
                .into(),
                None => PyErr::from_value(exception.into_bound(py)).into(),
            })
        });
        translated.unwrap_or_else(Failure::from)
    }

    /// A `Request` made after the body was read must know it.
    pub(crate) fn seed_body(&self, py: Python<'_>, request: &Bound<'_, PyAny>) -> PyResult<()> {
        let Some(body) = &self.solving.raw_body else {
            return Ok(());
        };
        request.setattr(intern!(py, "_body"), body)?;
        request.setattr(intern!(py, "_stream_consumed"), true)?;
        if let Body::Json(parsed) = &self.solving.body {
            request.setattr(intern!(py, "_json"), parsed)?;
        }
        Ok(())
    }
}

/// `message.get(key)`
fn get<'py>(
    message: &Bound<'py, PyAny>,
    key: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Ok(message) = message.cast_exact::<PyDict>() {
        return message.get_item(key);
    }
    let found = message.call_method1(intern!(message.py(), "get"), (key,))?;
    Ok((!found.is_none()).then_some(found))
}

/// `json.loads(body)`, by way of the faster parser where both agree.
fn parse_json<'py>(py: Python<'py>, body: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let kit = kit(py)?;
    if is_surely_parsed(body.len()?)
        && let Ok(parsed) = kit.from_json.bind(py).call1((body,))
    {
        return Ok(parsed);
    }
    kit.json
        .bind(py)
        .as_any()
        .get_item(intern!(py, "loads"))?
        .call1((body,))
}

/// Whether there is memory for what a body of this length becomes, however many values it has: the
/// faster parser ends the process where there is none, the interpreter's raises. Asking takes a
/// microsecond and touches no memory; a body that long takes a hundred to parse.
fn is_surely_parsed(length: usize) -> bool {
    const LONG: usize = 1 << 15;
    /// Lists of one number each are the most, with the room a growing list takes.
    const PER_BYTE: usize = 40;
    length < LONG || is_there(length.saturating_mul(PER_BYTE))
}
