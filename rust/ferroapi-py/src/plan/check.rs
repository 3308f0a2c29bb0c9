//! What the pipeline takes for granted of a description: looked at once, when a plan is made.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::{Node, PlanData};

/// # Errors
/// `ValueError` for a description that the pipeline could not carry out.
pub(super) fn check(plan: &PlanData) -> PyResult<()> {
    if plan.nodes.is_empty() {
        return Err(PyValueError::new_err("a plan needs an endpoint"));
    }
    let wrong = (plan.nodes.iter().enumerate())
        .find_map(|(index, node)| mistake(index, node).map(|mistake| (index, mistake)));
    match wrong {
        None => Ok(()),
        Some((index, mistake)) => Err(PyValueError::new_err(format!("node {index} {mistake}"))),
    }
}

fn mistake(index: usize, node: &Node) -> Option<&'static str> {
    let mut earlier = [&node.children, &node.arguments, &node.twins]
        .into_iter()
        .flatten();
    let nameless = node.params.iter().any(|param| param.aliases.is_empty())
        || node
            .body_fields
            .iter()
            .any(|field| field.aliases.is_empty());
    let mistakes = [
        (nameless, "has a parameter or body field without a name"),
        (
            node.body_single && node.body_fields.len() != 1,
            "takes the whole body, but has not one body field",
        ),
        (
            earlier.any(|node| *node >= index),
            "needs a node that is not solved before it",
        ),
    ];
    (mistakes.into_iter()).find_map(|(wrong, mistake)| wrong.then_some(mistake))
}
