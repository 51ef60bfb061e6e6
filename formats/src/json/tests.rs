use super::{Json, Next, Stop};
use crate::defect::Wrong;
use proptest::prelude::*;

fn text(json: &str) -> Option<String> {
    Json::new(json.as_bytes()).text().ok().flatten().map(|text| text.into_owned())
}

#[test]
fn escapes_are_read() {
    assert_eq!(text(r#""a\"\\\/\n\u00e9\ud83d\ude00""#).as_deref(), Some("a\"\\/\né😀"));
}

#[test]
fn a_number_is_taken_as_a_text_and_noted() {
    let mut json = Json::new(b"12.50");
    assert_eq!(json.text().unwrap().as_deref(), Some("12.50"));
    assert_eq!(json.defects.count(), 1);
}

#[test]
fn a_lone_surrogate_and_bad_utf8_do_not_stop() {
    let mut json = Json::new(b"[\"\\ud83dx\", \"a\xff\", \"good\"]");
    let mut seen = Vec::new();
    assert!(json.array().unwrap());
    while json.element().unwrap() {
        seen.push(json.text().unwrap().unwrap().into_owned());
    }
    assert_eq!(seen, ["\u{fffd}x", "a\u{fffd}", "good"]);
    assert_eq!(json.defects.count(), 2);
}

#[test]
fn a_missing_comma_is_noted_and_read_over() {
    let mut json = Json::new(br#"{"a": 1 "b": 2}"#);
    assert!(json.object().unwrap());
    let mut keys = Vec::new();
    while let Some(key) = json.key().unwrap() {
        keys.push(key.into_owned());
        json.skip().unwrap();
    }
    assert_eq!(keys, ["a", "b"]);
    assert_eq!(json.defects.kept()[0].wrong, Wrong::MissingComma);
}

#[test]
fn a_million_open_brackets_are_passed_over() {
    let deep = [b'['; 1_000_000];
    let mut json = Json::new(&deep);
    assert_eq!(json.skip(), Err(Stop));
    assert!(json.defects.is_broken());
}

#[test]
fn the_wrong_type_is_passed_over() {
    let mut json = Json::new(br#"[{"a": [1]}, "x"]"#);
    assert!(!json.object().unwrap());
    json.end();
    assert_eq!(json.defects.count(), 1);
}

/// Reads any value the way readers do, entering everything.
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
        Next::String | Next::Number | Next::Bool | Next::Null => {
            json.text()?;
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_end_of_a_text_is_found_at_any_length(text in proptest::collection::vec(prop_oneof![9 => any::<u8>(), 1 => Just(b'"'), 1 => Just(b'\\')], 0..80)) {
        prop_assert_eq!(super::string::quote_or_backslash(&text), memchr::memchr2(b'"', b'\\', &text));
    }

    #[test]
    fn plain_text_is_passed_at_any_length(text in "[a-z!#\\[\\]é]{0,80}\"?") {
        let text = text.as_bytes();
        prop_assert_eq!(super::string::quote_or_backslash(text), memchr::memchr2(b'"', b'\\', text));
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut json = Json::new(&bytes);
        if walk(&mut json).is_ok() { json.end(); }
        let mut json = Json::new(&bytes);
        let _ = json.skip();
    }

    #[test]
    fn json_like_bytes_are_survived(text in r#"[\[\]{}",:\\u0-9a-f tnl.\-]{0,200}"#) {
        let mut json = Json::new(text.as_bytes());
        if walk(&mut json).is_ok() { json.end(); }
    }

    #[test]
    fn what_a_library_reads_is_read_the_same(text in any::<String>()) {
        let written = serde_json::to_string(&text).unwrap();
        let mut json = Json::new(written.as_bytes());
        prop_assert_eq!(json.text().unwrap().unwrap().into_owned(), text);
        prop_assert_eq!(json.defects.count(), 0);
    }
}
