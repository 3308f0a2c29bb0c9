//! Reads the vectors that `generate.py` wrote.

/// The cases of a file: fields of each line.
pub(crate) fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines().map(|line| line.split('\t').collect())
}

/// Decodes a field of bytes.
pub(crate) fn bytes(field: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a hexadecimal digit") as u8;
    let (pairs, rest) = field.as_bytes().as_chunks::<2>();
    assert!(rest.is_empty(), "an odd number of digits: {field}");
    pairs
        .iter()
        .map(|[high, low]| digit(*high) << 4 | digit(*low))
        .collect()
}

/// Decodes a field of text.
pub(crate) fn text(field: &str) -> String {
    String::from_utf8(bytes(field)).expect("utf-8")
}
