//! Any bytes as a `Content-Type`: judged alike whatever case and parameters.
#![no_main]

use ferroapi_core::http::media_type::is_json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let judged = is_json(input);
    assert_eq!(is_json(&input.to_ascii_uppercase()), judged);
    if judged.is_some() {
        assert_eq!(is_json(&[input, b";charset=utf-8"].concat()), judged);
    }
});
