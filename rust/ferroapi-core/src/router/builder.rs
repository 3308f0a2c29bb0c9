//! Collecting routes, in the order of their declaration.

use super::methods::Methods;
use super::table::{Route, Router};
use super::template;

/// A route as the router sees it.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// A path template in Starlette's syntax with its methods.
    Template {
        /// For example `/items/{id:int}`. A caller whose convertor of a standard
        /// name was replaced pushes [`Entry::Opaque`] instead.
        template: &'a str,
        /// Upper case, as registered; empty means any method.
        methods: &'a [&'a str],
    },
    /// A route only Python can match: a candidate for every path.
    Opaque,
}

/// Collects routes; [`RouterBuilder::build`] makes the immutable [`Router`].
#[derive(Debug, Default)]
pub struct RouterBuilder {
    routes: Vec<Route>,
    methods: Methods,
}

impl RouterBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route behind all others and returns its id: 0 for the first, then
    /// one more each time.
    pub fn push(&mut self, entry: Entry<'_>) -> u32 {
        let id = self.routes.len();
        let route = match entry {
            Entry::Template { template, methods } => self.native(template, methods),
            Entry::Opaque => None,
        };
        self.routes.push(route.unwrap_or(Route::Opaque));
        u32::try_from(id).unwrap_or(u32::MAX)
    }

    /// The route if its template and methods can be matched here.
    fn native(&mut self, text: &str, methods: &[&str]) -> Option<Route> {
        let template = template::parse(text)?;
        let methods = self.methods.set(methods)?;
        Some(Route::Template {
            template,
            text: text.into(),
            methods,
        })
    }

    /// Computes the tables.
    #[must_use]
    pub fn build(self) -> Router {
        Router::new(self.routes, self.methods)
    }
}
