//! The send room: two messages, then the background tasks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

use super::outcome::{NativeAnswer, Outcome};
use super::run::{Room, Run, Stage, Step};
use crate::error::Failure;
use crate::ffi::call::call_one;
use crate::ffi::cell::GilCell;
use crate::ffi::dict::references;
use crate::ffi::make::list;
use crate::python::{Kit, kit};
use crate::serialize::head;
use crate::stack;

impl Run {
    /// Sends the head of the answer.
    pub(crate) fn send_outcome(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let Some(outcome) = &self.outcome else {
            return self.sent(py);
        };
        let message = match outcome {
            Outcome::Native(answer) => {
                let headers = raw_headers(py, answer)?.into_any();
                head::start_message(py, answer.status, &headers)?
            }
            Outcome::Object(response) => {
                let response = response.bind(py).clone();
                if !sends_plainly(&response, kit(py)?)? {
                    return self.send_object(py, &response);
                }
                let status = response.getattr(intern!(py, "status_code"))?;
                let headers = response.getattr(intern!(py, "raw_headers"))?;
                let message = head::start_message(py, status.extract().unwrap_or(0), &headers)?;
                message.set_item(intern!(py, "status"), status)?;
                message
            }
        };
        self.started = true;
        self.send_message(py, message, Stage::SendStart)
    }

    pub(crate) fn send_body(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let body = match &self.outcome {
            Some(Outcome::Native(answer)) => answer.body.bind(py).clone().into_any(),
            Some(Outcome::Object(response)) => response.bind(py).getattr(intern!(py, "body"))?,
            None => return self.sent(py),
        };
        let message = head::body_message(py, &body)?;
        self.send_message(py, message, Stage::SendBody)
    }

    fn send_message(
        &mut self,
        py: Python<'_>,
        message: Bound<'_, PyDict>,
        stage: Stage,
    ) -> Result<Step, Failure> {
        let sent = call_one(self.io.send.bind(py), message.as_any())?;
        Ok(self.wait(sent, stage))
    }

    pub(crate) fn run_background(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let background = match &self.outcome {
            Some(Outcome::Native(answer)) => answer
                .background
                .as_ref()
                .map(|tasks| tasks.bind(py).clone()),
            Some(Outcome::Object(response)) => {
                Some(response.bind(py).getattr(intern!(py, "background"))?)
            }
            None => None,
        };
        match background.filter(|background| !background.is_none()) {
            Some(background) => Ok(self.wait(background.call0()?, Stage::Background)),
            None => self.sent(py),
        }
    }

    /// A response with a way of its own: streaming, files, user classes.
    fn send_object(
        &mut self,
        py: Python<'_>,
        response: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        self.show_scope(py)?;
        let sender = self.sender(py)?;
        let io = &self.io;
        match response.call1((io.scope.bind(py), io.receive.bind(py), sender)) {
            Ok(call) => Ok(self.wait(call, Stage::SendObject)),
            Err(error) => self.object_failed(py, error),
        }
    }

    /// FastAPI awaits such a response in the frame that holds the request's exit stack: what is
    /// left sees the error as it is, a `StopIteration` too.
    pub(crate) fn object_failed(&mut self, py: Python<'_>, error: PyErr) -> Result<Step, Failure> {
        match self.room {
            Room::Sending => Ok(self.leave_request(py, Some(error))),
            _ => Err(error.into()),
        }
    }

    /// A `send` that notices the start of a response.
    pub(crate) fn sender(&mut self, py: Python<'_>) -> PyResult<Py<Sender>> {
        let started = self
            .sender_started
            .get_or_insert_with(|| Arc::new(AtomicBool::new(self.started)))
            .clone();
        Py::new(
            py,
            Sender {
                send: GilCell::new(Some(self.io.send.clone_ref(py))),
                started,
            },
        )
    }

    pub(crate) fn has_started(&self) -> bool {
        self.started
            || self
                .sender_started
                .as_ref()
                .is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// The whole answer is out.
    pub(crate) fn sent(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        self.outcome = None;
        if matches!(self.room, Room::Handling(_)) {
            return self.handled_and_sent(py);
        }
        Ok(self.leave_request(py, None))
    }
}

/// The answer's headers as a fresh list of byte pairs: middleware may change it.
pub(crate) fn raw_headers<'py>(
    py: Python<'py>,
    answer: &NativeAnswer,
) -> PyResult<Bound<'py, PyList>> {
    let length = answer
        .content_length
        .map(|length| head::content_length(py, length))
        .transpose()?;
    let kind = answer
        .content_type
        .as_ref()
        .map(|pair| pair.bind(py).clone());
    let headers = match (&answer.before, length, kind) {
        (None, Some(length), Some(kind)) => PyList::new(py, [length, kind])?,
        (before, length, kind) => {
            let list = list(py)?;
            let mut names = Vec::new();
            if let Some(before) = before {
                for pair in before.bind(py) {
                    names.push(
                        pair.cast::<PyTuple>()?
                            .get_item(0)?
                            .cast_into::<PyBytes>()?,
                    );
                    list.append(pair)?;
                }
            }
            let named = |name: &[u8]| names.iter().any(|known| known.as_bytes() == name);
            if let Some(length) = length.filter(|_| !named(b"content-length")) {
                list.append(length)?;
            }
            if let Some(kind) = kind.filter(|_| !named(b"content-type")) {
                list.append(kind)?;
            }
            list
        }
    };
    if let Some(after) = &answer.after {
        for pair in after.bind(py) {
            headers.append(pair)?;
        }
    }
    Ok(headers)
}

/// Whether a response object only sends its head and body: Starlette's own `__call__`.
fn sends_plainly(response: &Bound<'_, PyAny>, kit: &Kit) -> PyResult<bool> {
    let py = response.py();
    let class = response.get_type();
    if kit.plain_responses.iter().any(|known| class.is(known)) {
        return Ok(true);
    }
    Ok(class
        .getattr(intern!(py, "__call__"))?
        .is(&kit.response_call))
}

/// `send`, passed to foreign code: remembers whether a response was started.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct Sender {
    /// Taken out only when this object goes.
    send: GilCell<Option<Py<PyAny>>>,
    started: Arc<AtomicBool>,
}

#[pymethods]
impl Sender {
    fn __call__(&self, message: Bound<'_, PyAny>) -> PyResult<Option<Py<PyAny>>> {
        let py = message.py();
        let kind = message.get_item(intern!(py, "type"))?;
        if kind.eq(intern!(py, "http.response.start"))? {
            self.started.store(true, Ordering::Relaxed);
        }
        let Some(send) = self.send.get(py) else {
            return Ok(None);
        };
        let send = send.bind(py);
        let sent = stack::level(false, || call_one(send, &message).map_err(|error| *error))?;
        Ok(Some(sent.unbind()))
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        self.send.traverse(&visit)
    }
}

impl Drop for Sender {
    /// Applications within each other make a chain of these, which goes link by link: one dropped
    /// within the other, a long one would end the stack.
    fn drop(&mut self) {
        Python::attach(|py| {
            let mut next = self.send.replace(py, None);
            while let Some(send) = next {
                let send = send.into_bound(py);
                next = match send.cast::<Self>() {
                    Ok(link) if references(&send) == 1 => link.get().send.replace(py, None),
                    _ => None,
                };
            }
        });
    }
}
