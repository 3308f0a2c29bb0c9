//! The serialize room: an endpoint's result becomes an answer.

use ferroapi_core::json::Buffer;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use super::outcome::{NativeAnswer, Outcome, has_body, has_content_length};
use super::run::{Run, Stage, Step};
use crate::asgi::replaced::known;
use crate::error::Failure;
use crate::ffi::call::call_with_constants;
use crate::ffi::cell::GilCell;
use crate::ffi::make::{bytes, dict, memory_error};
use crate::ffi::scope_dict::lookup;
use crate::ffi::text::utf8;
use crate::plan::{CallKind, Encoding, Respond};
use crate::python::kit;
use crate::serialize::json::{Encoded, encode};
use crate::serialize::model::write_shaped;

impl Run {
    /// Takes the endpoint's result.
    pub(crate) fn respond(
        &mut self,
        py: Python<'_>,
        result: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        if !is_plain(result) && result.is_instance(kit(py)?.response.bind(py))? {
            return self.respond_object(py, result);
        }
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        if known().details() {
            return self.make_answer(py, plan, result);
        }
        let respond = &plan.respond;
        let Some(validate) = &respond.validate else {
            return self.answer(py, respond, result);
        };
        if plan
            .endpoint()
            .is_some_and(|endpoint| endpoint.kind != CallKind::Coroutine)
        {
            // FastAPI validates a plain function's result in a worker thread as well.
            let kit = kit(py)?;
            let call = kit
                .cold
                .validate_in_thread
                .bind(py)
                .call1((validate, result))?;
            self.solving.arguments.clear();
            self.solving.arguments.push(result.clone().into());
            return Ok(self.wait(call, Stage::ResponseValidation));
        }
        let kit = kit(py)?;
        let validated = call_with_constants(
            validate.bind(py),
            result,
            &[PyBool::new(py, true).to_owned().into_any().unbind()],
            kit.from_attributes.bind(py),
        );
        match validated {
            Ok(value) => self.answer(py, respond, &value),
            Err(error) => Err(self.response_error(py, error, result)),
        }
    }

    /// The worker thread has validated: `(value, None)` or `(None, error)`.
    pub(crate) fn validated(
        &mut self,
        py: Python<'_>,
        pair: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let (value, error): (Bound<'_, PyAny>, Option<Bound<'_, PyAny>>) = pair.extract()?;
        let result = self.solving.arguments.pop();
        if let Some(error) = error {
            let result = result.map_or_else(|| py.None(), |result| result.clone_ref(py));
            return Err(self.response_error(py, PyErr::from_value(error), result.bind(py)));
        }
        match self.plan(py) {
            Some(plan) => self.answer(py, &plan.get().respond, &value),
            None => Ok(Step::Done(None)),
        }
    }

    fn response_error(&self, py: Python<'_>, error: PyErr, result: &Bound<'_, PyAny>) -> Failure {
        let Ok(kit) = kit(py) else {
            return error.into();
        };
        if !error.is_instance(py, kit.validation_error.bind(py)) {
            return error.into();
        }
        let raised = self.endpoint_context(py).and_then(|(call, path)| {
            let arguments = (error.value(py), result, call, path, self.io.scope.bind(py));
            kit.cold.response_errors.bind(py).call1(arguments)
        });
        raised.map_or_else(|error| error, PyErr::from_value).into()
    }

    /// A returned `Response`: it only gets the background tasks.
    pub(crate) fn respond_object(
        &mut self,
        py: Python<'_>,
        response: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let background = intern!(py, "background");
        if response.getattr(background)?.is_none() {
            response.setattr(background, self.solving.background.as_ref())?;
        }
        self.outcome = Some(Outcome::Object(response.clone().unbind()));
        Ok(self.leave_function(py, None))
    }

    fn answer(
        &mut self,
        py: Python<'_>,
        respond: &Respond,
        value: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let status = self.status(py, respond)?;
        let outcome = match respond.encoding {
            Encoding::Field => {
                let body = field_body(py, respond, value)?;
                self.native(py, respond, status, &body)?
            }
            Encoding::Json => {
                let body = json_body(py, value)?;
                self.native(py, respond, status, &body)?
            }
            Encoding::Text | Encoding::Class => {
                let content = match &respond.validate {
                    Some(_) => serialize(py, respond, value)?,
                    None => value.clone(),
                };
                match text_body(respond, &content)? {
                    Some(body) => self.native(py, respond, status, &body)?,
                    None => self.instance(py, respond, status, &content)?,
                }
            }
        };
        self.outcome = Some(outcome);
        Ok(self.leave_function(py, None))
    }

    /// The status: the injected response's, else the route's, else the class's own. A zero only
    /// counts where nobody else says anything, as in FastAPI.
    fn status(&self, py: Python<'_>, respond: &Respond) -> PyResult<Option<u16>> {
        let Some(injected) = &self.solving.response else {
            return Ok(respond.status_code);
        };
        let injected: Option<u16> = injected
            .bind(py)
            .getattr(intern!(py, "status_code"))?
            .extract()?;
        let set = |status: Option<u16>| status.filter(|status| *status != 0);
        Ok(set(injected).or(set(respond.status_code)).or(injected))
    }

    fn native(
        &mut self,
        py: Python<'_>,
        respond: &Respond,
        status: Option<u16>,
        body: &Bound<'_, PyBytes>,
    ) -> PyResult<Outcome> {
        let status = status.unwrap_or(200);
        let length = body.as_bytes().len();
        let body = if has_body(status) {
            body.clone()
        } else {
            bytes(py, b"")?
        };
        Ok(Outcome::Native(NativeAnswer {
            status,
            before: None,
            content_length: has_content_length(status).then_some(length),
            content_type: respond
                .content_type
                .as_ref()
                .map(|value| value.bind(py).clone().into()),
            after: self.injected_headers(py)?,
            body: body.into(),
            background: self.solving.background.as_ref().map(|b| b.clone_ref(py)),
        }))
    }

    fn injected_headers(&self, py: Python<'_>) -> PyResult<Option<Py<PyList>>> {
        let Some(injected) = &self.solving.response else {
            return Ok(None);
        };
        let raw = injected
            .bind(py)
            .getattr(intern!(py, "headers"))?
            .getattr(intern!(py, "raw"))?;
        Ok(Some(raw.cast_into::<PyList>()?.unbind()))
    }

    /// An instance of the response class, made and completed in Python.
    fn instance(
        &mut self,
        py: Python<'_>,
        respond: &Respond,
        status: Option<u16>,
        content: &Bound<'_, PyAny>,
    ) -> PyResult<Outcome> {
        let keywords = dict(py)?;
        keywords.set_item(intern!(py, "background"), self.solving.background.as_ref())?;
        if let Some(status) = status {
            keywords.set_item(intern!(py, "status_code"), status)?;
        }
        let headers = self.injected_headers(py)?;
        let encoded = respond.validate.is_some();
        let make = kit(py)?.cold.make_response.bind(py);
        let class = &respond.response_class;
        let response = make.call1((class, content, encoded, keywords, headers))?;
        Ok(Outcome::Object(response.unbind()))
    }

    /// The answer as a `Response` object, for `Plan.handle`.
    pub(crate) fn outcome_as_response(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let answer = match self.outcome.take() {
            Some(Outcome::Object(response)) => return Ok(response),
            Some(Outcome::Native(answer)) => answer,
            None => return Ok(py.None()),
        };
        let class = self
            .plan
            .as_ref()
            .map(|plan| plan.get().respond.response_class.clone_ref(py));
        let headers = super::send::raw_headers(py, &answer)?;
        let make = kit(py)?.cold.native_response.bind(py);
        Ok(make
            .call1((
                class,
                answer.status,
                headers,
                &*answer.body,
                answer.background,
            ))?
            .unbind())
    }

    /// The endpoint and the path as declared, for error texts.
    pub(crate) fn endpoint_context(
        &self,
        py: Python<'_>,
    ) -> PyResult<(Py<PyAny>, Option<Py<PyString>>)> {
        let Some(plan) = &self.plan else {
            return Ok((py.None(), None));
        };
        let plan = plan.get();
        let call = plan
            .endpoint()
            .map_or_else(|| py.None(), |node| node.call.clone_ref(py));
        Ok((call, plan.path.as_ref().map(|path| path.clone_ref(py))))
    }
}

/// Exact builtin types cannot be responses: no instance check for them.
fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<PyDict>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyList>()
        || value.is_none()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyTuple>()
}

fn serialize<'py>(
    py: Python<'py>,
    respond: &Respond,
    value: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let names = respond.option_names.bind(py);
    call_with_constants(respond.serialize.bind(py), value, &respond.options, names)
}

/// The answer's JSON, as pydantic-core's `to_json` makes it.
fn field_body<'py>(
    py: Python<'py>,
    respond: &Respond,
    value: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let Respond {
        shapes,
        exclude_none,
        ..
    } = respond;
    let write = |out: &mut Buffer| Ok(write_shaped(shapes, *exclude_none, value, out));
    if !shapes.is_empty()
        && let Some(body) = with_buffer(py, write)?
    {
        return Ok(body);
    }
    Ok(serialize(py, respond, value)?.cast_into()?)
}

/// `json.dumps(jsonable_encoder(value))` as JSONResponse renders it.
fn json_body<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let kit = kit(py)?;
    let dumps = lookup(kit.json.bind(py), intern!(py, "dumps"));
    if dumps.is_some_and(|dumps| dumps.is(&kit.json_dumps))
        && let Some(body) = with_buffer(py, |out| encode(value, out))?
    {
        return Ok(body);
    }
    Ok(kit.cold.encode_json.bind(py).call1((value,))?.cast_into()?)
}

/// Encodes into a buffer kept between requests: growing one anew costs more than most bodies.
fn with_buffer<'py>(
    py: Python<'py>,
    write: impl FnOnce(&mut Buffer) -> PyResult<Encoded>,
) -> PyResult<Option<Bound<'py, PyBytes>>> {
    let mut buffer = BUFFER.replace(py, Buffer::new());
    buffer.clear();
    let written = write(&mut buffer)?;
    let text = buffer.finish().map_err(memory_error)?;
    let body = match written {
        Encoded::Done => Some(bytes(py, text)?),
        Encoded::Fallback => None,
    };
    if buffer.capacity() <= KEPT {
        BUFFER.replace(py, buffer);
    }
    Ok(body)
}

/// A buffer grown beyond this is given back, in bytes.
const KEPT: usize = 1 << 20;

static BUFFER: GilCell<Buffer> = GilCell::new(Buffer::new());

/// The text itself, for a class that sends it as it is.
fn text_body<'py>(
    respond: &Respond,
    value: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if respond.encoding != Encoding::Text {
        return Ok(None);
    }
    let text = value.cast_exact::<PyString>().ok().and_then(utf8);
    text.map(|text| bytes(value.py(), text.as_bytes()))
        .transpose()
}
