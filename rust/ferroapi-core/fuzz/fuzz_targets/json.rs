//! Strings and floats of JSON: what was written reads back the same.
#![no_main]

use ferroapi_core::json::{Buffer, write_f64, write_str};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, f64)| {
    let (text, number) = input;
    let mut out = Buffer::new();
    write_str(&mut out, text);
    assert_eq!(read_string(std::str::from_utf8(&out).expect("utf-8")), text);

    if number.is_finite() {
        out.clear();
        write_f64(&mut out, number);
        let written = std::str::from_utf8(&out).expect("ascii");
        assert_eq!(
            written.parse::<f64>().map(f64::to_bits),
            Ok(number.to_bits())
        );
    }
});

/// Undoes the escapes, one character at a time.
fn read_string(json: &str) -> String {
    let inside = json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .expect("quotes");
    let mut text = String::new();
    let mut chars = inside.chars();
    while let Some(one) = chars.next() {
        assert!(one >= ' ' && one != '"', "unescaped {one:?}");
        text.push(if one == '\\' {
            read_escape(&mut chars)
        } else {
            one
        });
    }
    text
}

fn read_escape(chars: &mut std::str::Chars<'_>) -> char {
    match chars.next().expect("an escape") {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let digits: String = chars.take(4).collect();
            let code = u32::from_str_radix(&digits, 16).expect("digits");
            char::from_u32(code).expect("a character")
        }
        plain => plain,
    }
}
