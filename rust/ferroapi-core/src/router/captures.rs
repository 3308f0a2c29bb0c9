//! The texts a template captured from a path.

use smallvec::SmallVec;

use super::Convertor;

/// One captured parameter: how to convert it, and its text in the path.
pub type Capture<'p> = (Convertor, &'p str);

/// The captured parameters of a template, in its order. Up to four stay off the heap; more room
/// would have to be moved with every candidate.
pub type Captures<'p> = SmallVec<[Capture<'p>; 4]>;
