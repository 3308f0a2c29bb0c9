//! Any bytes as a `Cookie` header: lookup agrees with the full parse.
#![no_main]

use ferroapi_core::http::cookie::{self, Jar};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let cookies: Vec<_> = cookie::parse(input).collect();
    let mut jar = Jar::default();
    jar.add(input).expect("memory");
    for one in &cookies {
        let last = cookies.iter().rfind(|other| other.name == one.name);
        let name: String = one.name.iter().copied().map(char::from).collect();
        assert_eq!(jar.find_last(&name).as_ref(), last);
        assert!(!(one.name.is_empty() && one.value.is_empty() && one.quoted));
    }
});
