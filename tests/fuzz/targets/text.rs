//! Any bytes as text: decoded or refused, and divided into cells.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = huibiao::decode::text(bytes) {
        let _ = huibiao::decode::declared(&text);
        let _ = huibiao::decode::sniff(&text);
        let _ = huibiao::decode::is_table(&text);
    }
    let _ = huibiao::decode::markup(bytes);
    let _ = huibiao::decode::name(bytes);
});
