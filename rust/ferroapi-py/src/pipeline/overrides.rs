//! The lookup of what stands in for a dependency, right before it is solved.
//!
//! Every way into a plan ends in the solve room, which asks here: a server's request, a handler's,
//! `solve_dependencies`. A plan is a guess that is confirmed dependency by dependency, by identity;
//! where it is wrong, the rest of the request runs by another one (`ferroapi._compile.recipe`).

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::run::{Mode, Run};
use crate::plan::{Entry, Plan, PlanData, Provider};

impl Run {
    /// Another plan than `plan` for the rest of the request, where overrides say so for one of the
    /// dependencies that are reached at this node.
    #[inline]
    pub(crate) fn follow_overrides<'py>(
        &mut self,
        py: Python<'py>,
        plan: &Bound<'py, Plan>,
    ) -> PyResult<Option<Bound<'py, Plan>>> {
        if self.solving.node > 0
            && let Some(changed) = Plan::changed_at(plan, self.solving.node)?
        {
            self.solving.prepare(changed.get());
            self.plan = Some(changed.clone().into());
            let followed = self.follow_overrides(py, &changed)?;
            return Ok(followed.or(Some(changed)));
        }
        let node = &plan.get().nodes[self.solving.node];
        if node.enters.is_empty() || self.provider(plan.get()).is_none() {
            return Ok(None);
        }
        for (position, entry) in node.enters.iter().enumerate() {
            let now = self.look_up(py, plan.get(), entry)?;
            if !entry.agrees(now.as_ref()) {
                return self.change_plan(py, plan, position, now).map(Some);
            }
        }
        Ok(None)
    }

    fn provider<'a>(&'a self, plan: &'a PlanData) -> Option<&'a Provider> {
        match &self.mode {
            Mode::Solve(provider) => provider.as_ref(),
            _ => plan.provider.as_ref(),
        }
    }

    fn look_up<'py>(
        &self,
        py: Python<'py>,
        plan: &PlanData,
        entry: &Entry,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.provider(plan) {
            Some(provider) => provider.look_up(py, &entry.declared),
            None => Ok(None),
        }
    }

    #[cold]
    fn change_plan<'py>(
        &mut self,
        py: Python<'py>,
        plan: &Bound<'py, Plan>,
        mut position: usize,
        mut now: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Plan>> {
        let node = self.solving.node;
        let mut plan = match latest(plan, node + position, now.as_ref())? {
            Some(plan) => plan,
            None => self.replan(py, plan, position, now)?,
        };
        loop {
            position += 1;
            let Some(entry) = plan.get().nodes[node].enters.get(position) else {
                break;
            };
            now = self.look_up(py, plan.get(), entry)?;
            if !entry.agrees(now.as_ref()) {
                plan = self.replan(py, &plan, position, now)?;
            }
        }
        self.solving.prepare(plan.get());
        self.plan = Some(plan.clone().into());
        Ok(plan)
    }

    fn replan<'py>(
        &self,
        py: Python<'py>,
        plan: &Bound<'py, Plan>,
        position: usize,
        now: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Plan>> {
        let plan = plan.get();
        let overrides = match (&now, self.provider(plan)) {
            (Some(_), Some(provider)) => provider.overrides(py)?,
            _ => None,
        };
        let found = PyTuple::new(py, now)?;
        let arguments = (&plan.tree, (self.solving.node, position), found, overrides);
        let recipe = plan.recipe.bind(py);
        let replanned = recipe.call_method1(intern!(py, "replan"), arguments)?;
        Ok(replanned.cast_into()?)
    }
}

/// The plan that was made last for other overrides than `plan`'s, at the very start of a request.
fn latest<'py>(
    plan: &Bound<'py, Plan>,
    passed: usize,
    now: Option<&Bound<'py, PyAny>>,
) -> PyResult<Option<Bound<'py, Plan>>> {
    let py = plan.py();
    if passed > 0 {
        return Ok(None);
    }
    let latest = plan.get().recipe.bind(py).getattr(intern!(py, "latest"))?;
    let latest: Option<Bound<'py, Plan>> = latest.extract()?;
    Ok(latest.filter(|latest| {
        let first = latest.get().nodes[0].enters.first();
        first.is_some_and(|entry| entry.agrees(now))
    }))
}
