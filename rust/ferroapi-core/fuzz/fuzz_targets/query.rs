//! Any bytes as a query: the scans agree with the full parse.
#![no_main]

use ferroapi_core::http::query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let pairs: Result<Vec<_>, _> = query::parse(input).collect();
    let pairs = pairs.expect("memory");
    let index = query::Index::of(input).expect("memory");
    for (name, _) in &pairs {
        let values: Vec<_> = pairs
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value)
            .collect();
        assert_eq!(
            index.find_last(name).expect("memory").as_ref(),
            values.last().copied()
        );
        let all: Result<Vec<_>, _> = index.find_all(name).collect();
        assert!(all.expect("memory").iter().eq(values));
    }
});
