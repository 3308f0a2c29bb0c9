//! Reading what the head of a request carries.

mod harness;

use std::borrow::Cow;
use std::hint::black_box;

use ferroapi_core::http::{cookie, media_type, query};
use harness::bench;

/// What a lookup of one parameter costs.
fn find<'q>(query: &'q [u8], key: &str) -> Option<Cow<'q, str>> {
    let index = query::Index::of(query).ok()?;
    index.find_last(key).ok()?
}

fn cookie<'h>(header: &'h [u8], name: &str) -> Option<&'h [u8]> {
    let mut jar = cookie::Jar::default();
    jar.add(header).ok()?;
    jar.find_last(name).map(|one| one.value)
}

fn main() {
    let plain = b"q=something&limit=10&offset=200&sort=name".as_slice();
    assert_eq!(find(plain, "offset").as_deref(), Some("200"));
    bench("query/all of four, plain", || {
        query::parse(black_box(plain)).count()
    });
    bench("query/one of four, plain", || {
        find(black_box(plain), "offset")
    });

    let escaped = b"q=caf%C3%A9+au+lait&limit=10".as_slice();
    assert_eq!(find(escaped, "q").as_deref(), Some("café au lait"));
    bench("query/one of two, escaped", || {
        find(black_box(escaped), "q")
    });

    let header = b"session=0123456789abcdef; theme=dark; lang=de".as_slice();
    assert_eq!(cookie(header, "lang"), Some(b"de".as_slice()));
    bench("cookie/one of three", || cookie(black_box(header), "lang"));

    let usual = b"application/json".as_slice();
    assert_eq!(media_type::is_json(usual), Some(true));
    bench("media type/usual", || media_type::is_json(black_box(usual)));
    let charset = b"application/json; charset=utf-8".as_slice();
    assert_eq!(media_type::is_json(charset), Some(true));
    bench("media type/charset", || {
        media_type::is_json(black_box(charset))
    });
}
