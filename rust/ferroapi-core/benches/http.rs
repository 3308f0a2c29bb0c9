//! Reading what the head of a request carries.

mod harness;

use std::hint::black_box;

use ferroapi_core::http::{cookie, media_type, query};
use harness::bench;

fn main() {
    let plain = b"q=something&limit=10&offset=200&sort=name".as_slice();
    assert_eq!(query::find_last(plain, "offset").as_deref(), Some("200"));
    bench("query/all of four, plain", || {
        query::parse(black_box(plain)).count()
    });
    bench("query/one of four, plain", || {
        query::find_last(black_box(plain), "offset")
    });

    let escaped = b"q=caf%C3%A9+au+lait&limit=10".as_slice();
    assert_eq!(
        query::find_last(escaped, "q").as_deref(),
        Some("café au lait")
    );
    bench("query/one of two, escaped", || {
        query::find_last(black_box(escaped), "q")
    });

    let header = b"session=0123456789abcdef; theme=dark; lang=de".as_slice();
    assert_eq!(
        cookie::find_last(header, "lang").map(|one| one.value),
        Some("de".into())
    );
    bench("cookie/one of three", || {
        cookie::find_last(black_box(header), "lang")
    });

    let usual = b"application/json".as_slice();
    assert_eq!(media_type::is_json(usual), Some(true));
    bench("media type/usual", || media_type::is_json(black_box(usual)));
    let charset = b"application/json; charset=utf-8".as_slice();
    assert_eq!(media_type::is_json(charset), Some(true));
    bench("media type/charset", || {
        media_type::is_json(black_box(charset))
    });
}
