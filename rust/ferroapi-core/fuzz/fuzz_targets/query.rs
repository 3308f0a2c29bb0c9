//! Any bytes as a query: the scans agree with the full parse.
#![no_main]

use ferroapi_core::http::query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let pairs: Vec<_> = query::parse(input).collect();
    for (name, _) in &pairs {
        let values: Vec<_> = pairs
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value)
            .collect();
        assert_eq!(
            query::find_last(input, name).as_ref(),
            values.last().copied()
        );
        assert!(query::find_all(input, name).eq(values.into_iter().cloned()));
    }
});
