//! Path templates: `/items/{id:int}/files/{rest:path}`.
//!
//! Grammar: Starlette's `compile_path`. A parameter is `{name}` or
//! `{name:convertor}`, name and convertor being ASCII identifiers; any other
//! brace is literal text. [`parse`] answers `None` for what is only exact as a
//! regular expression, which makes the route opaque: two parameters in one
//! segment, a `path` parameter with text behind it, an unknown convertor, a
//! newline, a template that does not start with a slash.

use super::captures::Captures;
use super::convertor::{Convertor, Fit};
use crate::swar;

/// A template as alternating literal texts and parameters.
#[derive(Debug)]
pub(super) struct Template {
    params: Box<[Param]>,
    /// What follows the last parameter's segment; the whole template if it has
    /// no parameter.
    end: Box<str>,
}

#[derive(Debug)]
struct Param {
    /// The text before the parameter, from the end of the previous one's segment.
    before: Box<str>,
    convertor: Convertor,
    /// The text after it in the same segment.
    suffix: Box<str>,
}

/// Matching a template against a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Matched,
    Missed,
    /// The expression matches, but its conversion is Python's to judge.
    Unsure,
}

/// One segment of a template, slashes excluded.
pub(super) enum Segment<'t> {
    Literal(&'t str),
    Param {
        prefix: &'t str,
        convertor: Convertor,
        suffix: &'t str,
    },
}

impl Template {
    /// The path this template stands for, if it has no parameters.
    pub(super) fn as_static(&self) -> Option<&str> {
        self.params.is_empty().then_some(&*self.end)
    }

    /// Matches a path that contains no newline. `captures` holds the parameters
    /// if the answer is [`Outcome::Matched`], otherwise anything.
    #[inline]
    pub(super) fn capture<'p>(&self, path: &'p str, captures: &mut Captures<'p>) -> Outcome {
        let mut unsure = false;
        let mut rest = path;
        for param in &self.params {
            let Some((text, after)) = param.take(rest) else {
                return Outcome::Missed;
            };
            match param.convertor.fit(text) {
                Fit::Yes => {}
                Fit::No => return Outcome::Missed,
                Fit::Unsure => unsure = true,
            }
            captures.push((param.convertor, text));
            rest = after;
        }
        if !swar::same(rest.as_bytes(), self.end.as_bytes()) {
            return Outcome::Missed;
        }
        if unsure {
            Outcome::Unsure
        } else {
            Outcome::Matched
        }
    }
}

impl Param {
    /// Splits `path` into this parameter's text and what follows its segment.
    #[inline]
    fn take<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str)> {
        let rest = strip_prefix(path, &self.before)?;
        if self.convertor == Convertor::Path {
            return Some((rest, ""));
        }
        let end = swar::find(rest.as_bytes(), b'/').unwrap_or(rest.len());
        let (segment, after) = rest.split_at(end);
        Some((strip_suffix(segment, &self.suffix)?, after))
    }
}

// `str`'s own functions call `memcmp`, for empty texts too: those point to no
// mapped page, and glibc's masked load from there costs some 40 ns on AMD.

#[inline(always)]
fn strip_prefix<'p>(text: &'p str, prefix: &str) -> Option<&'p str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    swar::same(head.as_bytes(), prefix.as_bytes()).then_some(rest)
}

#[inline(always)]
fn strip_suffix<'p>(text: &'p str, suffix: &str) -> Option<&'p str> {
    let (rest, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    swar::same(tail.as_bytes(), suffix.as_bytes()).then_some(rest)
}

/// Reads a template; `None` if only its regular expression is exact.
pub(super) fn parse(template: &str) -> Option<Template> {
    let mut params = Vec::new();
    let mut literal = String::new();
    let mut segments = segments(template)?.peekable();
    while let Some(segment) = segments.next() {
        literal.push('/');
        match parse_segment(segment)? {
            Segment::Literal(text) => literal.push_str(text),
            Segment::Param {
                prefix,
                convertor,
                suffix,
            } => {
                let closed = segments.peek().is_some() || !suffix.is_empty();
                if convertor == Convertor::Path && closed {
                    return None;
                }
                literal.push_str(prefix);
                let before = std::mem::take(&mut literal).into_boxed_str();
                params.push(Param {
                    before,
                    convertor,
                    suffix: suffix.into(),
                });
            }
        }
    }
    Some(Template {
        params: params.into(),
        end: literal.into(),
    })
}

/// The segments of a template that starts with a slash and has no newline.
pub(super) fn segments(template: &str) -> Option<std::str::Split<'_, char>> {
    let rest = template.strip_prefix('/')?;
    (!rest.contains('\n')).then(|| rest.split('/'))
}

/// Reads one segment; `None` for two parameters or a custom convertor.
pub(super) fn parse_segment(segment: &str) -> Option<Segment<'_>> {
    let Some((prefix, convertor, suffix)) = split_at_param(segment) else {
        return Some(Segment::Literal(segment));
    };
    if split_at_param(suffix).is_some() {
        return None;
    }
    let convertor = Convertor::from_name(convertor)?;
    Some(Segment::Param {
        prefix,
        convertor,
        suffix,
    })
}

/// Finds the first parameter: the text before it, its convertor's name, the
/// text behind it.
fn split_at_param(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('{').find_map(|(open, _)| {
        let rest = &text[open + 1..];
        let rest = &rest[identifier(rest)?..];
        if let Some(suffix) = rest.strip_prefix('}') {
            return Some((&text[..open], "str", suffix));
        }
        let rest = rest.strip_prefix(':')?;
        let (convertor, rest) = rest.split_at(identifier(rest)?);
        Some((&text[..open], convertor, rest.strip_prefix('}')?))
    })
}

/// The length of the ASCII identifier at the start of `text`, if there is one.
fn identifier(text: &str) -> Option<usize> {
    let continues = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let length = text
        .bytes()
        .position(|byte| !continues(byte))
        .unwrap_or(text.len());
    (length > 0 && !text.as_bytes()[0].is_ascii_digit()).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::{Captures, Outcome, parse};

    fn capture<'p>(template: &str, path: &'p str) -> (Outcome, Captures<'p>) {
        let mut captures = Captures::new();
        let template = parse(template).expect("a native template");
        (template.capture(path, &mut captures), captures)
    }

    fn matched(template: &str, path: &str) -> Option<Vec<String>> {
        let (outcome, found) = capture(template, path);
        assert_ne!(outcome, Outcome::Unsure);
        let texts = || found.iter().map(|(_, text)| (*text).to_owned()).collect();
        (outcome == Outcome::Matched).then(texts)
    }

    fn texts(values: &[&str]) -> Option<Vec<String>> {
        Some(values.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn parameters_take_one_segment() {
        assert_eq!(matched("/items/{id}", "/items/7"), texts(&["7"]));
        assert_eq!(matched("/items/{id}", "/items/7/"), None);
        assert_eq!(matched("/items/{id}", "/items/"), None);
        assert_eq!(
            matched("/a/{b}/c/{d:int}/e", "/a/x/c/3/e"),
            texts(&["x", "3"])
        );
        assert_eq!(matched("/a/{b}/c/{d:int}/e", "/a/x/c/y/e"), None);
        assert_eq!(matched("/{a}", "/é"), texts(&["é"]));
    }

    #[test]
    fn a_parameter_may_share_its_segment_with_literal_text() {
        assert_eq!(matched("/@{user}", "/@ada"), texts(&["ada"]));
        assert_eq!(matched("/@{user}", "/ada"), None);
        assert_eq!(matched("/v{n:int}.json/x", "/v12.json/x"), texts(&["12"]));
        assert_eq!(matched("/v{n}.json", "/v.json"), None);
        assert_eq!(matched("/v{n}.json", "/va.json.json"), texts(&["a.json"]));
    }

    #[test]
    fn a_path_parameter_takes_the_rest() {
        assert_eq!(matched("/files/{rest:path}", "/files/a/b"), texts(&["a/b"]));
        assert_eq!(matched("/files/{rest:path}", "/files/"), texts(&[""]));
        assert_eq!(matched("/files/{rest:path}", "/files"), None);
        assert_eq!(
            matched("/{a}/x{rest:path}", "/1/xyz//"),
            texts(&["1", "yz//"])
        );
    }

    #[test]
    fn other_braces_are_literal() {
        assert_eq!(
            matched("/{}/{1a}/{a b}/{{x}}", "/{}/{1a}/{a b}/{7}"),
            texts(&["7"])
        );
        assert_eq!(matched("/{a:}", "/{a:}"), texts(&[]));
    }

    #[test]
    fn what_needs_a_regular_expression_is_opaque() {
        for template in [
            "",
            "items",
            "/{a}-{b}",
            "/{p:path}/edit",
            "/{p:path}.html",
            "/{d:date}",
            "/a\nb",
        ] {
            assert!(parse(template).is_none(), "{template}");
        }
    }

    #[test]
    fn long_integers_are_unsure_only_if_the_rest_matches() {
        let long = "1".repeat(1000);
        assert_eq!(
            capture("/{n:int}/x", &format!("/{long}/x")).0,
            Outcome::Unsure
        );
        assert_eq!(
            capture("/{n:int}/x", &format!("/{long}/y")).0,
            Outcome::Missed
        );
    }

    #[test]
    fn only_a_template_without_parameters_stands_for_one_path() {
        let text = |template: &str| {
            let template = parse(template).expect("a native template");
            template.as_static().map(str::to_owned)
        };
        assert_eq!(text("/a/b").as_deref(), Some("/a/b"));
        assert_eq!(text("/a/{b}"), None);
    }
}
