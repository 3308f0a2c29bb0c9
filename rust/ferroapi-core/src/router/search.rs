//! The walk through the tables: candidates in ascending order of id.

use super::captures::Captures;
use super::methods::MethodBit;
use super::segments::Segments;
use super::table::{Route, Router};
use super::template::Outcome;

/// What a candidate is to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Path and method match.
    Full,
    /// The path matches, the method does not.
    Partial,
    /// Only Python can tell: ask the route itself.
    Opaque,
}

/// A route that may answer the request.
#[derive(Clone, Debug)]
pub struct Candidate<'p> {
    /// What [`RouterBuilder::push`](super::RouterBuilder::push) returned for it.
    pub id: u32,
    /// How well it matches.
    pub verdict: Verdict,
    /// The parameters' texts in template order; empty if the verdict is
    /// [`Verdict::Opaque`].
    pub captures: Captures<'p>,
}

/// Iterator over the candidates of one request, made by
/// [`Router::candidates`]. Takes no memory from the heap.
pub struct Candidates<'r, 'p> {
    router: &'r Router,
    path: &'p str,
    method: MethodBit,
    native: Native<'r>,
    /// Opaque routes still ahead.
    opaque: &'r [u32],
}

/// Where the templates that match the path come from.
enum Native<'r> {
    /// The path is in the exact table: these ids are still ahead.
    Exact(&'r [u32]),
    /// The path's segments, and the first id not yet looked at.
    Shaped { segments: Segments, from: u32 },
    /// The path has a newline: every route is opaque, the next id is this one.
    Newline(u32),
}

impl<'r, 'p> Candidates<'r, 'p> {
    #[inline]
    pub(super) fn new(router: &'r Router, path: &'p str, method: MethodBit) -> Self {
        let (native, opaque) = match router.exact.get(path) {
            Some(ids) => (Native::Exact(ids), &*router.opaque),
            None => Self::shaped(router, path),
        };
        Self {
            router,
            path,
            method,
            native,
            opaque,
        }
    }

    #[inline]
    fn shaped(router: &'r Router, path: &str) -> (Native<'r>, &'r [u32]) {
        match Segments::of(path) {
            Some(segments) => (Native::Shaped { segments, from: 0 }, &router.opaque),
            None => (Native::Newline(0), &[]),
        }
    }

    /// Judges template `id`: a candidate, or `None` if the path does not match.
    #[inline]
    fn judge(&self, id: u32) -> Option<Candidate<'p>> {
        let Route::Template {
            template, methods, ..
        } = self.router.routes.get(id as usize)?
        else {
            return Some(opaque(id));
        };
        let mut captures = Captures::new();
        match template.capture(self.path, &mut captures) {
            Outcome::Matched => {
                let full = methods.contains(self.method);
                let verdict = if full {
                    Verdict::Full
                } else {
                    Verdict::Partial
                };
                Some(Candidate {
                    id,
                    verdict,
                    captures,
                })
            }
            Outcome::Missed => None,
            Outcome::Unsure => Some(opaque(id)),
        }
    }
}

impl<'r> Native<'r> {
    /// The next template worth judging, without taking it.
    #[inline]
    fn peek(&self, router: &'r Router) -> Option<u32> {
        match self {
            Self::Exact(ids) => ids.first().copied(),
            Self::Shaped { segments, from } => router.shapes.earliest(segments, *from),
            Self::Newline(next) => ((*next as usize) < router.len()).then_some(*next),
        }
    }

    /// Steps behind `id`, which [`Self::peek`] returned.
    #[inline]
    fn pass(&mut self, id: u32) {
        match self {
            Self::Exact(ids) => *ids = &ids[1..],
            Self::Shaped { from, .. } => *from = id + 1,
            Self::Newline(next) => *next = id + 1,
        }
    }
}

impl<'p> Iterator for Candidates<'_, 'p> {
    type Item = Candidate<'p>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let native = self.native.peek(self.router);
            if let Some((id, ahead)) = self.opaque.split_first()
                && native.is_none_or(|native| *id < native)
            {
                self.opaque = ahead;
                return Some(opaque(*id));
            }
            let id = native?;
            self.native.pass(id);
            let found = match self.native {
                Native::Newline(_) => Some(opaque(id)),
                _ => self.judge(id),
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

impl std::iter::FusedIterator for Candidates<'_, '_> {}

fn opaque<'p>(id: u32) -> Candidate<'p> {
    Candidate {
        id,
        verdict: Verdict::Opaque,
        captures: Captures::new(),
    }
}
