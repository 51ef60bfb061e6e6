//! Any bytes are survived by the JSON reader, and it comes to an end.
#![no_main]

use formats::json::{Json, Next, Stop};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut json = Json::new(bytes);
    if walk(&mut json).is_err() {
        assert!(json.defects.is_broken(), "reading stopped without saying why");
    }
    json.end();
});

/// Takes one value whole.
fn walk(json: &mut Json<'_>) -> Result<(), Stop> {
    match json.peek()? {
        Next::Object => {
            if json.object()? {
                while json.key()?.is_some() {
                    walk(json)?;
                }
            }
        }
        Next::Array => {
            if json.array()? {
                while json.element()? {
                    walk(json)?;
                }
            }
        }
        Next::String => drop(json.text()?),
        Next::Number => drop(json.number()?),
        Next::Bool => drop(json.boolean()?),
        Next::Null => json.skip()?,
    }
    Ok(())
}
