//! The router against the plain walk of `reference`, on random tables.

mod reference;
mod vectors;

use ferroapi_core::router::{Candidate, Captures, Entry, Router, RouterBuilder, Verdict};
use reference::{Found, Route};
use vectors::{rows, text};

fn build(routes: &[Route]) -> Router {
    let mut builder = RouterBuilder::new();
    for (expected, (template, methods)) in (0..).zip(routes) {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        let entry = match template {
            Some(template) => Entry::Template {
                template,
                methods: &methods,
            },
            None => Entry::Opaque,
        };
        assert_eq!(builder.push(entry), expected);
    }
    builder.build()
}

fn plain(candidate: Candidate<'_>) -> Found {
    let verdict = match candidate.verdict {
        Verdict::Full => 'F',
        Verdict::Partial => 'P',
        Verdict::Opaque => 'O',
    };
    let texts = candidate
        .captures
        .iter()
        .map(|(_, text)| (*text).to_owned())
        .collect();
    (candidate.id, verdict, texts)
}

fn check(routes: &[Route], router: &Router, path: &str, method: &str) {
    let found: Vec<_> = router.candidates(path, method).map(plain).collect();
    assert_eq!(
        found,
        reference::candidates(routes, path, method),
        "{method} {path:?} in {routes:?}"
    );
    check_direct(router, path, method, found.first());
}

/// The short way finds the first candidate, or leaves it to the long one.
fn check_direct(router: &Router, path: &str, method: &str, first: Option<&Found>) {
    let mut captures = Captures::new();
    if let Some(id) = router.direct(path, method, &mut captures) {
        let texts = captures.iter().map(|(_, text)| (*text).to_owned());
        let direct = (id, 'F', texts.collect());
        assert_eq!(Some(&direct), first, "{method} {path:?}");
    }
}

#[test]
fn everyday_routes_are_found_directly() {
    let get = vec!["GET".to_owned()];
    let templates = ["/items", "/items/{id}", "/items/mine", "/{rest:path}"];
    let routes: Vec<Route> = templates
        .map(|template| (Some(template.to_owned()), get.clone()))
        .into();
    let router = build(&routes);
    let direct = |path, method| router.direct(path, method, &mut Captures::new());
    assert_eq!(direct("/items", "GET"), Some(0));
    assert_eq!(direct("/items/7", "GET"), Some(1));
    assert_eq!(direct("/items/mine", "GET"), Some(1));
    assert_eq!(direct("/other/7/8", "GET"), Some(3));
    assert_eq!(direct("/items", "POST"), None);
    assert_eq!(direct("other", "GET"), None);
}

/// SplitMix64: repeatable, and no dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % limit as u64) as usize
    }

    fn pick<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.below(choices.len())]
    }

    fn joined(&mut self, choices: &[&str], longest: usize) -> String {
        (0..self.below(longest))
            .map(|_| format!("/{}", self.pick(choices)))
            .collect()
    }
}

const SEGMENTS: [&str; 16] = [
    "a",
    "b",
    "a",
    "b",
    "items",
    "{x}",
    "{y}",
    "{n:int}",
    "{f:float}",
    "v{n:int}.x",
    "{p:path}",
    "",
    "{a}-{b}",
    "{d:date}",
    "a{p:path}",
    "é",
];
const VALUES: [&str; 12] = [
    "a", "b", "a", "b", "items", "7", "1.5", "v12.x", "", "é", "a-b", "a\n",
];
const METHODS: [&str; 3] = ["GET", "POST", "PUT"];

fn random_route(random: &mut Random) -> Route {
    if random.below(12) == 0 {
        return (None, Vec::new());
    }
    let methods = (0..random.below(3))
        .map(|_| random.pick(&METHODS).to_owned())
        .collect();
    (Some(random.joined(&SEGMENTS, 5)), methods)
}

#[test]
fn random_tables_and_paths_agree_with_the_walk() {
    let mut random = Random(7);
    for _ in 0..400 {
        let routes: Vec<_> = (0..random.below(40))
            .map(|_| random_route(&mut random))
            .collect();
        let router = build(&routes);
        assert_eq!(
            (router.len(), router.is_empty()),
            (routes.len(), routes.is_empty())
        );
        for _ in 0..60 {
            let path = random.joined(&VALUES, 6);
            check(
                &routes,
                &router,
                &path,
                random.pick(&["GET", "POST", "BREW"]),
            );
        }
        // Static templates, and templates with their braces, are paths too.
        for path in routes
            .iter()
            .filter_map(|(template, _)| template.as_deref())
        {
            check(&routes, &router, path, "GET");
        }
    }
}

#[test]
fn odd_paths_find_only_opaque_routes() {
    let routes: Vec<Route> = vec![
        (Some("/{p:path}".to_owned()), Vec::new()),
        (None, Vec::new()),
        (Some("/a".to_owned()), Vec::new()),
    ];
    let router = build(&routes);
    for path in ["", "*", "a", "/a\n", "\n", "/"] {
        check(&routes, &router, path, "GET");
    }
}

#[test]
fn deep_templates_are_verified_beyond_the_hashed_segments() {
    let deep = |end: &str| format!("/{{x}}{}/{end}", "/s".repeat(30));
    let routes: Vec<Route> = ["one", "two", "{y}", "two", "{p:path}"]
        .map(|end| (Some(deep(end)), Vec::new()))
        .into();
    let router = build(&routes);
    for end in ["one", "two", "three", "one/more", ""] {
        check(&routes, &router, &deep(end).replace("{x}", "7"), "GET");
    }
}

#[test]
fn more_captures_than_fit_inline() {
    let template: String = (0..20).map(|index| format!("/{{p{index}}}")).collect();
    let routes: Vec<Route> = vec![(Some(template), Vec::new())];
    let path: String = (0..20).map(|index| format!("/{index}")).collect();
    check(&routes, &build(&routes), &path, "GET");
}

#[test]
fn first_declared_wins_over_static_text() {
    let routes: Vec<Route> = vec![
        (Some("/items/{id}".to_owned()), vec!["POST".to_owned()]),
        (None, Vec::new()),
        (Some("/items/me".to_owned()), vec!["GET".to_owned()]),
        (Some("/items/{id}".to_owned()), vec!["GET".to_owned()]),
    ];
    let found: Vec<_> = build(&routes)
        .candidates("/items/me", "GET")
        .map(plain)
        .collect();
    let me = || vec!["me".to_owned()];
    assert_eq!(
        found,
        [
            (0, 'P', me()),
            (1, 'O', vec![]),
            (2, 'F', vec![]),
            (3, 'F', me())
        ]
    );
}

#[test]
fn a_number_python_may_refuse_is_opaque() {
    let routes: Vec<Route> = vec![(Some("/{n:int}".to_owned()), Vec::new())];
    let path = format!("/{}", "1".repeat(5000));
    let found: Vec<_> = build(&routes).candidates(&path, "GET").map(plain).collect();
    assert_eq!(found, [(0, 'O', vec![])]);
}

/// The reference itself, and the router, against Starlette's `compile_path`.
#[test]
fn templates_match_what_starlettes_expressions_match() {
    for row in rows(include_str!("vectors/templates.tsv")) {
        let (template, path) = (text(row[0]), text(row[1]));
        let expected = (row[2] != "-").then(|| {
            row[2]
                .split_terminator(".,")
                .map(|one| text(one.trim_end_matches('.')))
                .collect()
        });
        let tokens = reference::tokenize(&template).expect("starts with a slash");
        let texts: Option<Vec<String>> = reference::full_match(&tokens, &path);
        assert_eq!(texts, expected, "{template} {path}");
        let routes: Vec<Route> = vec![(Some(template), Vec::new())];
        check(&routes, &build(&routes), &path, "GET");
    }
}
