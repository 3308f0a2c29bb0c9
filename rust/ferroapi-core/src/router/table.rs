//! The router's tables: exact paths, shapes, opaque routes.
//!
//! Built once by [`RouterBuilder`](super::RouterBuilder), then only read; the
//! module documentation of [`router`](super) says how they work together and
//! `search.rs` walks them.

use std::collections::HashMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::captures::Captures;
use super::methods::{MethodSet, Methods};
use super::search::Candidates;
use super::segments::{HASHED, Segments, hash};
use super::template::{Outcome, Segment, Template, parse_segment, segments};

/// One route, by its id.
#[derive(Debug)]
pub(super) enum Route {
    Template {
        template: Template,
        text: Box<str>,
        methods: MethodSet,
    },
    Opaque,
}

/// An immutable routing table; see the [module documentation](super).
#[derive(Debug)]
pub struct Router {
    pub(super) routes: Box<[Route]>,
    pub(super) methods: Methods,
    /// Every static path with all templates that match it, ascending.
    pub(super) exact: HashMap<Box<str>, Box<[u32]>, FxBuildHasher>,
    pub(super) shapes: Shapes,
    /// Ids of the routes only Python can match, ascending.
    pub(super) opaque: Box<[u32]>,
}

/// Which segments of a template are literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Bit *i*: segment *i* is literal (only the first [`HASHED`] are marked).
    literal: u32,
    /// How many segments; at least as many if `open`.
    length: usize,
    /// The last segment holds a `path` parameter.
    open: bool,
    /// Tells the keys of two shapes apart.
    seed: u64,
}

/// All templates with parameters, grouped by shape.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Index *n*: the shapes that may match a path of *n* segments; the last
    /// entry also serves every longer path.
    by_count: Vec<Vec<Shape>>,
    /// Key of a shape and its literal texts → ids, ascending.
    buckets: FxHashMap<u64, Vec<u32>>,
}

impl Router {
    pub(super) fn new(routes: Vec<Route>, methods: Methods) -> Self {
        let ids = || 0_u32..;
        let opaque = ids()
            .zip(&routes)
            .filter(|(_, route)| matches!(route, Route::Opaque))
            .map(|(id, _)| id)
            .collect();
        let shapes = Shapes::of(
            ids()
                .zip(&routes)
                .filter_map(|(id, route)| Some((id, route.dynamic()?))),
        );
        let mut router = Self {
            routes: routes.into(),
            methods,
            exact: HashMap::default(),
            shapes,
            opaque,
        };
        router.exact = router.exact_table();
        router
    }

    /// Every route that may answer `path`, ascending by id, computed as it is
    /// asked for. `path` is the decoded path without `root_path`; `method` is
    /// compared exactly.
    ///
    /// A path that contains a newline makes every route a candidate of
    /// [`Verdict::Opaque`](super::Verdict::Opaque).
    #[inline]
    pub fn candidates<'r, 'p>(&'r self, path: &'p str, method: &str) -> Candidates<'r, 'p> {
        Candidates::new(self, path, self.methods.bit(method))
    }

    /// The first candidate, when it matches wholly: the everyday case, without an iterator.
    ///
    /// `captures`, empty before, holds the parameters' texts if there is an answer, otherwise
    /// anything. Without an answer [`candidates`](Self::candidates) knows more.
    #[must_use]
    #[inline]
    pub fn direct<'p>(
        &self,
        path: &'p str,
        method: &str,
        captures: &mut Captures<'p>,
    ) -> Option<u32> {
        let id = match self.exact.get(path) {
            Some(ids) => *ids.first()?,
            None => self.shapes.earliest(&Segments::of(path)?, 0)?,
        };
        if self.opaque.first().is_some_and(|opaque| *opaque < id) {
            return None;
        }
        let Route::Template {
            template, methods, ..
        } = self.routes.get(id as usize)?
        else {
            return None;
        };
        let full = methods.contains(self.methods.bit(method))
            && template.capture(path, captures) == Outcome::Matched;
        full.then_some(id)
    }

    /// The number of routes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.routes.len()
    }

    /// Is there no route at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// For each static path, the ids of the templates that match it.
    fn exact_table(&self) -> HashMap<Box<str>, Box<[u32]>, FxBuildHasher> {
        let mut table: HashMap<&str, Vec<u32>, FxBuildHasher> = HashMap::default();
        for (id, route) in (0..).zip(&self.routes) {
            if let Some(path) = route.as_static() {
                table
                    .entry(path)
                    .or_insert_with(|| self.dynamic_matches(path))
                    .push(id);
            }
        }
        let sorted = |mut ids: Vec<u32>| {
            ids.sort_unstable();
            ids.into_boxed_slice()
        };
        table
            .into_iter()
            .map(|(path, ids)| (path.into(), sorted(ids)))
            .collect()
    }

    /// The templates with parameters that match `path`. Called while the exact
    /// table is empty, so the search answers from the shapes.
    fn dynamic_matches(&self, path: &str) -> Vec<u32> {
        self.candidates(path, "")
            .map(|candidate| candidate.id)
            .filter(|id| self.opaque.binary_search(id).is_err())
            .collect()
    }
}

impl Route {
    fn as_static(&self) -> Option<&str> {
        match self {
            Self::Template { template, .. } => template.as_static(),
            Self::Opaque => None,
        }
    }

    /// The template's text if it has parameters.
    fn dynamic(&self) -> Option<&str> {
        match self {
            Self::Template { template, text, .. } => {
                template.as_static().is_none().then_some(&**text)
            }
            Self::Opaque => None,
        }
    }
}

impl Shape {
    fn of(template: &str) -> Option<Self> {
        let mut shape = Self {
            literal: 0,
            length: 0,
            open: false,
            seed: 0,
        };
        for segment in segments(template)? {
            match parse_segment(segment)? {
                Segment::Literal(_) if shape.length < HASHED => shape.literal |= 1 << shape.length,
                Segment::Literal(_) => {}
                Segment::Param { convertor, .. } => {
                    shape.open = convertor == super::Convertor::Path
                }
            }
            shape.length += 1;
        }
        Some(shape)
    }

    fn accepts(&self, count: usize) -> bool {
        if self.open {
            count >= self.length
        } else {
            count == self.length
        }
    }

    /// The key of the literal texts at this shape's places.
    #[inline]
    fn key(&self, hash_at: impl Fn(usize) -> u64) -> u64 {
        let mut key = self.seed;
        let mut places = self.literal;
        while places != 0 {
            let place = places.trailing_zeros() as usize;
            key = (key.rotate_left(5) ^ hash_at(place)).wrapping_mul(0xf135_7aea_2e62_a9c5);
            places &= places - 1;
        }
        key
    }
}

impl Shapes {
    fn of<'t>(templates: impl Iterator<Item = (u32, &'t str)>) -> Self {
        let mut shapes: Vec<Shape> = Vec::new();
        let mut buckets: FxHashMap<u64, Vec<u32>> = HashMap::default();
        for (id, template) in templates {
            let Some(mut shape) = Shape::of(template) else {
                continue;
            };
            let same = |known: &&Shape| Shape { seed: 0, ..**known } == shape;
            if let Some(known) = shapes.iter().find(same) {
                shape = *known;
            } else {
                shape.seed = shapes.len() as u64 + 1;
                shapes.push(shape);
            }
            let texts: Vec<_> = template[1..].split('/').collect();
            let key = shape.key(|place| hash(texts[place].as_bytes()));
            buckets.entry(key).or_default().push(id);
        }
        let longest = shapes.iter().map(|shape| shape.length).max().unwrap_or(0);
        let by_count = (0..=longest + 1)
            .map(|count| {
                shapes
                    .iter()
                    .filter(|shape| shape.accepts(count))
                    .copied()
                    .collect()
            })
            .collect();
        Self { by_count, buckets }
    }

    /// The first template with an id of at least `from` that may match the path.
    #[inline]
    pub(super) fn earliest(&self, path: &Segments, from: u32) -> Option<u32> {
        match self.for_count(path.count()) {
            [only] => self.first(only, path, from),
            shapes => shapes
                .iter()
                .filter_map(|shape| self.first(shape, path, from))
                .min(),
        }
    }

    /// The shapes a path of `count` segments may have.
    #[inline]
    fn for_count(&self, count: usize) -> &[Shape] {
        let last = self.by_count.len().saturating_sub(1);
        self.by_count
            .get(count.min(last))
            .map_or(&[], Vec::as_slice)
    }

    /// The first template of `shape` with an id of at least `from` whose literal
    /// texts agree with the path.
    #[inline]
    fn first(&self, shape: &Shape, path: &Segments, from: u32) -> Option<u32> {
        let ids = self.buckets.get(&shape.key(|place| path.hash(place)))?;
        ids.get(ids.partition_point(|id| *id < from)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{HASHED, Shape, Shapes};

    fn shape(template: &str) -> Shape {
        Shape::of(template).expect("a native template")
    }

    #[test]
    fn a_shape_tells_where_the_literals_are() {
        assert_eq!(shape("/{a}/b/{c}/d").literal, 0b1010);
        assert_eq!(shape("/a/{b}").literal, 0b01);
        let deep = format!("{}/{{x}}", "/s".repeat(HASHED + 1));
        assert_eq!(shape(&deep).literal.count_ones() as usize, HASHED);
    }

    #[test]
    fn a_shape_accepts_its_own_length_and_an_open_one_more() {
        let (closed, open) = (shape("/a/{b}"), shape("/a/{b:path}"));
        assert_eq!(
            [1, 2, 3].map(|count| closed.accepts(count)),
            [false, true, false]
        );
        assert_eq!(
            [1, 2, 3].map(|count| open.accepts(count)),
            [false, true, true]
        );
    }

    #[test]
    fn equal_shapes_are_kept_once_and_longer_paths_have_the_open_ones() {
        let templates = ["/a/{x}", "/b/{y}", "/{z}/c", "/d/{rest:path}"];
        let shapes = Shapes::of((0..).zip(templates));
        assert_eq!(
            [0, 1, 2, 3, 9].map(|count| shapes.for_count(count).len()),
            [0, 0, 3, 1, 1]
        );
    }
}
