//! Strings of JSON.
//!
//! RFC 8259 §7, written as CPython's `py_encode_basestring` writes: escaped are
//! `"`, `\` and what is below U+0020, with the short form where there is one
//! and lower-case digits where there is none; all else stays UTF-8.

use super::append::{SHORT, compose, copy};
use super::buffer::Buffer;
use crate::swar;

/// The escape of each byte: zero for none, `u` for `\u00XX`, else the letter
/// behind the backslash.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = b'u';
        control += 1;
    }
    table[0x08] = b'b';
    table[b'\t' as usize] = b't';
    table[b'\n' as usize] = b'n';
    table[0x0c] = b'f';
    table[b'\r' as usize] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Bytes judged at once in a long string, by the compiler's vector instructions.
const BLOCK: usize = 64;

/// Writes `text` as a JSON string, quotes included.
#[inline]
pub fn write_str(out: &mut Buffer, text: &str) {
    let bytes = text.as_bytes();
    if bytes.len() > SHORT || swar::any(bytes, swar::json_special) {
        return write_long(out, bytes);
    }
    compose::<{ SHORT + 2 }>(out, |room| {
        room[0] = b'"';
        let length = copy(&mut room[1..], bytes);
        room[length + 1] = b'"';
        length + 2
    });
}

/// Writes a string that is long or needs escapes.
#[inline(never)]
fn write_long(out: &mut Buffer, bytes: &[u8]) {
    // With room for some of what follows: a whole answer of one long text is not moved for its end.
    out.expect(bytes.len() + bytes.len() / 8 + 2);
    out.push(b'"');
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_plain = |block: &&[u8; BLOCK]| {
        !block
            .iter()
            .fold(false, |found, byte| found | needs_escape(*byte))
    };
    let plain = blocks.iter().take_while(is_plain).count() * BLOCK;
    let (head, rest) = bytes.split_at(plain);
    out.extend_from_slice(head);
    if swar::any(rest, swar::json_special) {
        write_escaped(out, rest);
    } else {
        out.extend_from_slice(rest);
    }
    out.push(b'"');
}

#[inline(always)]
fn needs_escape(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// Writes a text with escapes in it.
fn write_escaped(out: &mut Buffer, mut bytes: &[u8]) {
    while let Some(place) = bytes
        .iter()
        .position(|byte| ESCAPES[usize::from(*byte)] != 0)
    {
        out.extend_from_slice(&bytes[..place]);
        push_escape(out, bytes[place]);
        bytes = &bytes[place + 1..];
    }
    out.extend_from_slice(bytes);
}

fn push_escape(out: &mut Buffer, byte: u8) {
    let letter = ESCAPES[usize::from(byte)];
    out.extend_from_slice(&[b'\\', letter]);
    if letter == b'u' {
        let digit = |value: u8| HEX[usize::from(value)];
        out.extend_from_slice(&[b'0', b'0', digit(byte >> 4), digit(byte & 0xf)]);
    }
}

#[cfg(test)]
mod tests {
    use super::{Buffer, ESCAPES, needs_escape, write_str};

    fn dumps(text: &str) -> String {
        let mut out = Buffer::new();
        write_str(&mut out, text);
        String::from_utf8(out.to_vec()).expect("utf-8")
    }

    #[test]
    fn plain_text_of_every_length() {
        let text = "abcdefghijklmnopqrstuvwxyz".repeat(4);
        for end in 0..=text.len() {
            assert_eq!(dumps(&text[..end]), format!("\"{}\"", &text[..end]));
        }
    }

    #[test]
    fn every_control_character_in_every_place() {
        for code in 0..0x80_u8 {
            let expected = match code {
                b'"' => "\\\"".to_owned(),
                b'\\' => "\\\\".to_owned(),
                b'\n' => "\\n".to_owned(),
                b'\r' => "\\r".to_owned(),
                b'\t' => "\\t".to_owned(),
                0x08 => "\\b".to_owned(),
                0x0c => "\\f".to_owned(),
                0..0x20 => format!("\\u{code:04x}"),
                _ => char::from(code).to_string(),
            };
            for before in 0..70 {
                let text = format!("{}{}é", "x".repeat(before), char::from(code));
                assert_eq!(
                    dumps(&text),
                    format!("\"{}{expected}é\"", "x".repeat(before))
                );
            }
        }
    }

    #[test]
    fn a_block_is_judged_by_the_table_of_escapes() {
        for byte in 0..=u8::MAX {
            assert_eq!(
                needs_escape(byte),
                ESCAPES[usize::from(byte)] != 0,
                "{byte}"
            );
        }
    }

    #[test]
    fn next_to_an_escape_the_rest_stays() {
        assert_eq!(dumps("\""), r#""\"""#);
        assert_eq!(dumps(" \" !#[]^\u{7f}"), format!("\" \\\" !#[]^\u{7f}\""));
    }

    #[test]
    fn what_is_above_ascii_stays() {
        assert_eq!(dumps("\u{7f}é\u{2028}😀"), "\"\u{7f}é\u{2028}😀\"");
    }
}
