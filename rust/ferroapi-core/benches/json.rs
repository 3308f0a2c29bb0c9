//! Writing JSON's strings and numbers into a warm buffer.

mod harness;

use std::hint::black_box;

use ferroapi_core::json::{Buffer, write_f64, write_i64, write_str};
use harness::bench;

fn case(name: &str, expected: &str, write: impl Fn(&mut Buffer)) {
    let mut out = Buffer::new();
    out.expect(1 << 16);
    write(&mut out);
    assert_eq!(&*out, expected.as_bytes(), "{name}");
    bench(name, || {
        out.clear();
        write(&mut out);
        out.len()
    });
}

fn main() {
    for length in [4, 12, 40, 400, 10_000] {
        let text = "abcdefghij".repeat(length / 10 + 1)[..length].to_owned();
        let name = format!("json/string of {length}");
        case(&name, &format!("\"{text}\""), |out| {
            write_str(out, black_box(&text))
        });
    }
    let lines = "a line\n".repeat(10);
    let expected = format!("\"{}\"", lines.replace('\n', "\\n"));
    case("json/string with 10 newlines", &expected, |out| {
        write_str(out, black_box(&lines))
    });

    case("json/int", "12345", |out| write_i64(out, black_box(12345)));
    case("json/float, short", "12.5", |out| {
        write_f64(out, black_box(12.5))
    });
    case("json/float, long", "0.1234567890123457", |out| {
        write_f64(out, black_box(0.123_456_789_012_345_7));
    });
    case("json/float, small", "1.5e-07", |out| {
        write_f64(out, black_box(1.5e-7))
    });
}
