//! Lines of templates, then a path: the router against the plain walk.
#![no_main]

#[path = "../../tests/reference/mod.rs"]
mod reference;

use ferroapi_core::router::{Entry, RouterBuilder, Verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<String>, String)| {
    let (templates, path) = input;
    // The walk backtracks, so it needs short inputs.
    if path.len() > 40 || templates.iter().any(|template| template.len() > 40) {
        return;
    }
    let mut builder = RouterBuilder::new();
    for template in &templates {
        builder.push(Entry::Template {
            template,
            methods: &["GET"],
        });
    }
    let router = builder.build();
    let found: Vec<_> = router
        .candidates(&path, "GET")
        .map(|one| {
            let verdict = match one.verdict {
                Verdict::Full => 'F',
                Verdict::Partial => 'P',
                Verdict::Opaque => 'O',
            };
            (
                one.id,
                verdict,
                one.captures
                    .iter()
                    .map(|(_, text)| (*text).to_owned())
                    .collect(),
            )
        })
        .collect();
    let routes: Vec<reference::Route> = templates
        .into_iter()
        .map(|template| (Some(template), vec!["GET".to_owned()]))
        .collect();
    assert_eq!(found, reference::candidates(&routes, &path, "GET"));
});
