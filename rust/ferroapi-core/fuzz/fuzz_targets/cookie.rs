//! Any bytes as a `Cookie` header: lookup agrees with the full parse.
#![no_main]

use ferroapi_core::http::cookie;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let cookies: Vec<_> = cookie::parse(input).collect();
    for one in &cookies {
        let last = cookies.iter().rfind(|other| other.name == one.name);
        assert_eq!(cookie::find_last(input, &one.name).as_ref(), last);
        assert!(!(one.name.is_empty() && one.value.is_empty() && one.quoted));
    }
});
