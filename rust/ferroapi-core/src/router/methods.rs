//! Request methods as bits, so that a route's set of methods is one word.

use crate::swar;

/// The method set of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MethodSet(u64);

impl MethodSet {
    const ANY: Self = Self(u64::MAX);

    /// Does the route answer the method behind `bit`?
    #[inline]
    pub(super) fn contains(self, bit: MethodBit) -> bool {
        self.0 & bit.0 != 0
    }
}

/// One method of a router, or "some other".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MethodBit(u64);

/// The bit of every method no route names: only [`MethodSet::ANY`] has it.
const OTHER: MethodBit = MethodBit(1 << 63);

/// The distinct methods of a router, in order of first mention.
#[derive(Debug, Default)]
pub(super) struct Methods {
    names: Vec<Box<str>>,
}

impl Methods {
    /// The set of `methods`, all of them if empty. `None` when the router names
    /// more methods than there are bits.
    pub(super) fn set(&mut self, methods: &[&str]) -> Option<MethodSet> {
        if methods.is_empty() {
            return Some(MethodSet::ANY);
        }
        methods.iter().try_fold(MethodSet(0), |set, method| {
            Some(MethodSet(set.0 | self.add(method)?.0))
        })
    }

    fn add(&mut self, method: &str) -> Option<MethodBit> {
        let known = self.bit(method);
        if known != OTHER {
            return Some(known);
        }
        let bit = MethodBit(1 << self.names.len());
        if bit == OTHER {
            return None;
        }
        self.names.push(method.into());
        Some(bit)
    }

    /// The bit of a request's method, compared as Python compares: exactly.
    #[inline]
    pub(super) fn bit(&self, method: &str) -> MethodBit {
        self.names
            .iter()
            .position(|name| swar::same(name.as_bytes(), method.as_bytes()))
            .map_or(OTHER, |index| MethodBit(1 << index))
    }
}

#[cfg(test)]
mod tests {
    use super::Methods;

    #[test]
    fn sets_contain_what_they_name() {
        let mut methods = Methods::default();
        let read = methods.set(&["GET", "HEAD"]).expect("fits");
        let write = methods.set(&["POST"]).expect("fits");
        let any = methods.set(&[]).expect("fits");
        assert!(read.contains(methods.bit("HEAD")) && !read.contains(methods.bit("POST")));
        assert!(write.contains(methods.bit("POST")) && !write.contains(methods.bit("post")));
        assert!(any.contains(methods.bit("GET")) && any.contains(methods.bit("BREW")));
        assert!(!read.contains(methods.bit("BREW")));
    }

    #[test]
    fn the_sixty_fourth_method_does_not_fit() {
        let mut methods = Methods::default();
        for index in 0..63 {
            assert!(methods.set(&[format!("M{index}").as_str()]).is_some());
        }
        assert!(methods.set(&["M63"]).is_none());
        assert!(methods.set(&["M62"]).is_some());
    }
}
