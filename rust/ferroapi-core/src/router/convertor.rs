//! The convertors of path templates: `{id:int}` and its relatives.
//!
//! Grammar: Starlette's `convertors.py`, whose regular expressions are
//! `[^/]+` (str), `[0-9]+` (int), `[0-9]+(\.[0-9]+)?` (float), 8-4-4-4-12
//! hexadecimal digits with each hyphen optional (uuid) and `.*` (path). Here
//! they are only recognised; making an `int` or a `UUID` is the caller's.

/// What kind of text a parameter of a path template takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convertor {
    /// `{name}` or `{name:str}`: a non-empty text without a slash.
    Str,
    /// `{name:int}`: ASCII digits.
    Int,
    /// `{name:float}`: ASCII digits, then perhaps a point and more digits.
    Float,
    /// `{name:uuid}`: 32 hexadecimal digits, hyphens optional.
    Uuid,
    /// `{name:path}`: the rest of the path, slashes included, perhaps empty.
    Path,
}

/// How a text fits a convertor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    /// The expression matches but converting may raise: only Python can tell.
    Unsure,
}

/// The lowest limit `sys.set_int_max_str_digits` accepts: up to here `int()`
/// never raises, beyond it depends on the interpreter's setting.
const SURELY_CONVERTIBLE_DIGITS: usize = 640;

/// Digits between the places where a UUID may have a hyphen.
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

impl Convertor {
    /// The convertor registered under `name`; `None` for a custom one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "str" => Self::Str,
            "int" => Self::Int,
            "float" => Self::Float,
            "uuid" => Self::Uuid,
            "path" => Self::Path,
            _ => return None,
        })
    }

    /// Does `text` match the expression? It holds no newline, and no slash
    /// unless this is [`Convertor::Path`].
    #[inline]
    pub(super) fn fit(self, text: &str) -> Fit {
        let matches = match self {
            Self::Str => !text.is_empty(),
            Self::Path => true,
            Self::Int if text.len() > SURELY_CONVERTIBLE_DIGITS && is_digits(text.as_bytes()) => {
                return Fit::Unsure;
            }
            Self::Int => is_digits(text.as_bytes()),
            Self::Float => is_decimal(text),
            Self::Uuid => is_uuid(text.as_bytes()),
        };
        if matches { Fit::Yes } else { Fit::No }
    }
}

fn is_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        None => is_digits(text.as_bytes()),
        Some((whole, fraction)) => is_digits(whole.as_bytes()) && is_digits(fraction.as_bytes()),
    }
}

fn is_uuid(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for (index, size) in UUID_GROUPS.into_iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(b"-").unwrap_or(rest);
        }
        let Some((group, after)) = rest.split_at_checked(size) else {
            return false;
        };
        if !group.iter().all(u8::is_ascii_hexdigit) {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Convertor, Fit};

    fn fits(convertor: Convertor, text: &str) -> bool {
        convertor.fit(text) == Fit::Yes
    }

    #[test]
    fn names_are_starlettes() {
        assert_eq!(Convertor::from_name("uuid"), Some(Convertor::Uuid));
        assert_eq!(Convertor::from_name("date"), None);
    }

    #[test]
    fn str_takes_anything_but_nothing() {
        assert!(fits(Convertor::Str, "é"));
        assert!(!fits(Convertor::Str, ""));
        assert!(fits(Convertor::Path, ""));
    }

    #[test]
    fn numbers_are_plain_ascii_digits() {
        for yes in ["0", "007", "12345678901234567890"] {
            assert!(fits(Convertor::Int, yes), "{yes}");
            assert!(fits(Convertor::Float, yes), "{yes}");
        }
        for no in ["", "-1", "+1", "1_0", " 1", "٣", "1e3", "0x1"] {
            assert!(!fits(Convertor::Int, no), "{no}");
            assert!(!fits(Convertor::Float, no), "{no}");
        }
        assert!(fits(Convertor::Float, "1.50"));
        for no in [".5", "5.", "1.2.3", "1.-2"] {
            assert!(!fits(Convertor::Float, no), "{no}");
        }
    }

    #[test]
    fn a_number_python_might_refuse_is_left_to_python() {
        assert_eq!(Convertor::Int.fit(&"9".repeat(640)), Fit::Yes);
        assert_eq!(Convertor::Int.fit(&"9".repeat(641)), Fit::Unsure);
        assert_eq!(Convertor::Int.fit(&"x".repeat(641)), Fit::No);
        assert_eq!(Convertor::Float.fit(&"9".repeat(5000)), Fit::Yes);
    }

    #[test]
    fn uuid_hyphens_are_optional_one_by_one() {
        for yes in [
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567E89B12D3A456426614174000",
            "123e4567e89b-12d3a456-426614174000",
        ] {
            assert!(fits(Convertor::Uuid, yes), "{yes}");
        }
        for no in [
            "",
            "123e4567-e89b-12d3-a456-42661417400",
            "123e4567-e89b-12d3-a456-4266141740000",
            "123e4567--e89b-12d3-a456-42661417400",
            "g23e4567-e89b-12d3-a456-426614174000",
            "123e456-7e89b-12d3-a456-426614174000",
        ] {
            assert!(!fits(Convertor::Uuid, no), "{no}");
        }
    }

    #[test]
    fn a_uuid_may_lack_dashes_and_has_none_around_it() {
        let whole = "123e4567-e89b-12d3-A456-426614174000";
        assert!(fits(Convertor::Uuid, whole));
        assert!(fits(Convertor::Uuid, &whole.replace('-', "")));
        for no in [
            format!("-{whole}"),
            format!("{whole}-"),
            whole.replacen('-', "--", 1),
        ] {
            assert!(!fits(Convertor::Uuid, &no), "{no}");
        }
    }
}
