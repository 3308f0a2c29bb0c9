//! Eight bytes at a time in one register ("SIMD within a register").
//!
//! The scans of this crate look at short texts (a path, a query value, a JSON
//! string), where the call overhead of a vectorised search outweighs its
//! width. Every mask has 0x80 in each byte that meets the condition and zero
//! elsewhere; bytes are in memory order, so the lowest set bit is the first.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// How many bytes one word holds.
pub(crate) const WIDTH: usize = 8;

/// Loads eight bytes; `chunk` must have exactly that many.
#[inline(always)]
pub(crate) fn load(chunk: &[u8; WIDTH]) -> u64 {
    u64::from_le_bytes(*chunk)
}

/// Loads one to seven bytes as a word made of them alone: some stand in it
/// twice, which no question of "is there any" minds. `None` for no bytes.
#[inline(always)]
fn load_some(bytes: &[u8]) -> Option<u64> {
    if let (Some(head), Some(tail)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (head, tail) = (u32::from_le_bytes(*head), u32::from_le_bytes(*tail));
        return Some(u64::from(head) | (u64::from(tail) << 32));
    }
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    let middle = u64::from(bytes[bytes.len() / 2]);
    let word = u64::from(first) | (middle << 8) | (u64::from(last) << 16);
    let filler = (LOW << 24) * u64::from(last);
    Some(word | filler)
}

/// Does `test` mark any byte of `bytes`? It must judge each byte by itself.
#[inline(always)]
pub(crate) fn any(bytes: &[u8], test: impl Fn(u64) -> u64) -> bool {
    let (words, _) = bytes.as_chunks::<WIDTH>();
    match bytes.last_chunk::<WIDTH>() {
        Some(end) => words.iter().any(|chunk| test(load(chunk)) != 0) || test(load(end)) != 0,
        None => load_some(bytes).is_some_and(|word| test(word) != 0),
    }
}

/// Marks the bytes equal to `byte`.
#[inline(always)]
pub(crate) fn equal(word: u64, byte: u8) -> u64 {
    zero(word ^ (LOW * u64::from(byte)))
}

/// Marks the zero bytes, exactly: no borrow runs from one byte into the next.
#[inline(always)]
fn zero(word: u64) -> u64 {
    !(((word & !HIGH) + !HIGH) | word | !HIGH)
}

/// Non-zero if JSON must escape any byte: below 0x20, `"` or `\`. Cheaper than
/// a mask: a borrow may mark the byte behind one that is marked rightly.
#[inline(always)]
pub(crate) fn json_special(word: u64) -> u64 {
    let control = word.wrapping_sub(LOW * 0x20);
    let quote = (word ^ (LOW * u64::from(b'"'))).wrapping_sub(LOW);
    let backslash = (word ^ (LOW * u64::from(b'\\'))).wrapping_sub(LOW);
    (control | quote | backslash) & !word & HIGH
}

/// Marks the bytes above 0x7f.
#[inline(always)]
pub(crate) fn not_ascii(word: u64) -> u64 {
    word & HIGH
}

/// The index of the first marked byte; [`WIDTH`] if there is none.
#[inline(always)]
pub(crate) fn first(mask: u64) -> usize {
    mask.trailing_zeros() as usize / 8
}

/// Are two short texts equal? Inlined, where `==` calls `memcmp`.
#[inline(always)]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (Some(a_end), Some(b_end)) = (a.last_chunk::<WIDTH>(), b.last_chunk::<WIDTH>()) else {
        return a.iter().zip(b).all(|(a, b)| a == b);
    };
    let (a_words, _) = a.as_chunks::<WIDTH>();
    let (b_words, _) = b.as_chunks::<WIDTH>();
    a_words.iter().zip(b_words).all(|(a, b)| load(a) == load(b)) && load(a_end) == load(b_end)
}

/// The place of the first `byte`.
#[inline(always)]
pub(crate) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    let (words, tail) = bytes.as_chunks::<WIDTH>();
    for (index, chunk) in words.iter().enumerate() {
        let mask = equal(load(chunk), byte);
        if mask != 0 {
            return Some(index * WIDTH + first(mask));
        }
    }
    let place = tail.iter().position(|other| *other == byte)?;
    Some(bytes.len() - tail.len() + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(mask: u64) -> Vec<usize> {
        (0..WIDTH).filter(|i| mask >> (8 * i) & 0x80 != 0).collect()
    }

    #[test]
    fn masks_are_exact_for_every_byte_in_every_place() {
        for place in 0..WIDTH {
            for byte in 0..=u8::MAX {
                let mut chunk = *b"abc/ef0h";
                chunk[place] = byte;
                let word = load(&chunk);
                let expect = |test: &dyn Fn(u8) -> bool| -> Vec<usize> {
                    (0..WIDTH).filter(|i| test(chunk[*i])).collect()
                };
                assert_eq!(marked(equal(word, b'/')), expect(&|b| b == b'/'));
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(json_special(word) != 0, special);
                assert_eq!(marked(not_ascii(word)), expect(&|b| b > 0x7f));
            }
        }
    }

    #[test]
    fn neighbours_do_not_disturb_each_other() {
        assert_eq!(marked(equal(load(b"//.//0//"), b'/')), [0, 1, 3, 4, 6, 7]);
        assert_eq!(first(equal(load(b"abcdefgh"), b'/')), WIDTH);
        assert_eq!(first(equal(load(b"abc/e/gh"), b'/')), 3);
    }

    #[test]
    fn find_and_same_agree_with_the_standard_library() {
        let text = b"0123456789abcdefghijklm";
        for end in 0..=text.len() {
            let part = &text[..end];
            assert_eq!(find(part, b'!'), None);
            assert!(same(part, part.to_vec().as_slice()));
            for place in 0..end {
                assert_eq!(find(part, text[place]), Some(place));
                let mut other = part.to_vec();
                other[place] = b'!';
                assert!(!same(part, &other));
                assert!(!same(part, &part[..place]));
            }
        }
    }

    #[test]
    fn any_looks_at_every_byte_and_at_no_other() {
        let text = [b'.'; 30];
        for end in 0..=text.len() {
            assert!(!any(&text[..end], |word| equal(word, b'!') | json_special(word)));
            for place in 0..end {
                let mut other = text;
                other[place] = b'!';
                assert!(
                    any(&other[..end], |word| equal(word, b'!')),
                    "{place} of {end}"
                );
            }
        }
    }
}
