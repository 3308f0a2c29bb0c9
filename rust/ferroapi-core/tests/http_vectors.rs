//! The grammars of `http` against what CPython and Starlette answer.

mod vectors;

use ferroapi_core::http::{cookie, media_type, query};
use vectors::{bytes, rows, text};

/// A list of `a:b` or `a:b:c`, each part a text.
fn groups(field: &str) -> Vec<Vec<String>> {
    let groups = field.split(',').filter(|group| !group.is_empty());
    groups
        .map(|group| group.split(':').map(text).collect())
        .collect()
}

#[test]
fn queries_read_as_parse_qsl_reads_them() {
    for row in rows(include_str!("vectors/queries.tsv")) {
        let input = bytes(row[0]);
        let expected = groups(row[1]);
        let found: Vec<Vec<String>> = query::parse(&input)
            .map(|pair| pair.expect("memory"))
            .map(|(name, value)| vec![name.into(), value.into()])
            .collect();
        assert_eq!(found, expected, "{}", input.escape_ascii());
        for [name, _] in expected
            .iter()
            .filter_map(|pair| pair.as_chunks::<2>().0.first())
        {
            let all: Vec<_> = expected
                .iter()
                .filter(|pair| pair[0] == *name)
                .map(|pair| pair[1].as_str())
                .collect();
            let index = query::Index::of(&input).expect("memory");
            let found: Result<Vec<_>, _> = index.find_all(name).collect();
            assert_eq!(found.expect("memory"), all, "{}", input.escape_ascii());
            let last = index.find_last(name).expect("memory");
            assert_eq!(last.as_deref(), all.last().copied());
        }
    }
}

#[test]
fn cookies_read_as_starlette_reads_them() {
    for row in rows(include_str!("vectors/cookies.tsv")) {
        let input = bytes(row[0]);
        let expected = groups(row[1]);
        let found: Vec<_> = cookie::parse(&input).collect();
        assert_eq!(found.len(), expected.len(), "{}", input.escape_ascii());
        for (found, expected) in found.iter().zip(&expected) {
            let value = if found.quoted {
                &expected[1]
            } else {
                &expected[2]
            };
            assert_eq!(
                (latin1(found.name), latin1(found.value)),
                (expected[0].clone(), value.clone()),
                "{}",
                input.escape_ascii()
            );
            let last = expected_last(&groups(row[1]), &expected[0], found.quoted);
            let mut jar = cookie::Jar::default();
            jar.add(&input).expect("memory");
            let raw = jar.find_last(&expected[0]);
            let raw = raw.filter(|one| one.quoted == found.quoted);
            assert!(raw.is_none_or(|one| last.contains(&latin1(one.value))));
        }
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The values the last cookie named `name` may show.
fn expected_last(all: &[Vec<String>], name: &str, quoted: bool) -> Vec<String> {
    let last = all
        .iter()
        .rfind(|one| one[0] == name)
        .map(|one| one[if quoted { 1 } else { 2 }].clone());
    last.into_iter().collect()
}

#[test]
fn media_types_are_judged_as_email_judges_them() {
    for row in rows(include_str!("vectors/media_types.tsv")) {
        let input = bytes(row[0]);
        assert_eq!(
            media_type::is_json(&input),
            Some(row[1] == "1"),
            "{}",
            input.escape_ascii()
        );
    }
}
