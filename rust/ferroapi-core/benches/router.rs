//! Looking up one path among 500 routes. The aim: at most 60 ns each.

mod harness;

use std::hint::black_box;

use ferroapi_core::router::{Entry, Router, RouterBuilder, Verdict};
use harness::bench;

const ROUTES: usize = 500;

fn router(template: impl Fn(usize) -> String) -> Router {
    let mut builder = RouterBuilder::new();
    for index in 0..ROUTES {
        let template = template(index);
        builder.push(Entry::Template {
            template: &template,
            methods: &["GET"],
        });
    }
    builder.build()
}

/// The id of the route that answers, as the pipeline would ask for it.
fn answer(router: &Router, path: &str, method: &str) -> Option<u32> {
    let mut candidates = router.candidates(black_box(path), black_box(method));
    candidates
        .find(|found| found.verdict == Verdict::Full)
        .map(|found| found.id)
}

fn case(name: &str, router: &Router, path: &str, expected: Option<u32>) {
    assert_eq!(answer(router, path, "GET"), expected, "{name}");
    bench(name, || answer(router, path, "GET"));
}

fn main() {
    let last = Some(ROUTES as u32 - 1);
    let fixed = router(|index| format!("/items{index}/list"));
    case("router/static, last of 500", &fixed, "/items499/list", last);
    case("router/static, 404", &fixed, "/items499/lost", None);

    let dynamic = router(|index| format!("/items{index}/{{id}}"));
    case(
        "router/dynamic, last of 500",
        &dynamic,
        "/items499/12345",
        last,
    );
    case("router/dynamic, 404", &dynamic, "/items500/12345", None);

    let typed = router(|index| format!("/api/v1/items{index}/{{id:int}}/parts/{{part:uuid}}"));
    let path = "/api/v1/items499/77/parts/123e4567-e89b-12d3-a456-426614174000";
    case("router/typed, last of 500", &typed, path, last);

    let mixed = router(|index| match index % 5 {
        0 => format!("/api/v1/items{index}"),
        1 => format!("/api/v1/items{index}/{{id}}"),
        2 => format!("/api/v1/items{index}/{{id}}/parts"),
        3 => format!("/api/v1/{{tenant}}/items{index}/{{id}}"),
        _ => format!("/api/v1/items{index}/{{id}}/parts/{{part}}"),
    });
    case(
        "router/mixed, static",
        &mixed,
        "/api/v1/items495",
        Some(495),
    );
    case(
        "router/mixed, last of 500",
        &mixed,
        "/api/v1/items499/12/parts/a",
        last,
    );
    case(
        "router/mixed, 404",
        &mixed,
        "/api/v1/items500/12/lost/a",
        None,
    );
}
