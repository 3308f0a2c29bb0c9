//! Strings and floats against what `json.dumps` and `repr` answer.

mod vectors;

use ferroapi_core::json::{Buffer, write_f64, write_str};
use vectors::{bytes, rows, text};

#[test]
fn floats_are_written_as_repr_writes_them() {
    for row in rows(include_str!("vectors/floats.tsv")) {
        let bits = bytes(row[0]).try_into().expect("eight bytes");
        let mut out = Buffer::new();
        write_f64(&mut out, f64::from_be_bytes(bits));
        assert_eq!(String::from_utf8_lossy(&out), text(row[1]));
    }
}

#[test]
fn strings_are_written_as_json_dumps_writes_them() {
    for row in rows(include_str!("vectors/strings.tsv")) {
        let mut out = Buffer::new();
        out.extend_from_slice(b"before");
        write_str(&mut out, &text(row[0]));
        assert_eq!(
            String::from_utf8_lossy(&out),
            format!("before{}", text(row[1]))
        );
    }
}
