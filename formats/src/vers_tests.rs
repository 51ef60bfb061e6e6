//! Test files of the `vers` specification (schema `vers-test` 0.2): `tests[]` with what goes in and what must come out.

use crate::defect::Defects;
use crate::json::{Json, Next, Stop};
use crate::record::elements;
use versions::vers::conformance::Case;

/// Reads a file and gives each test with the place where it starts.
pub fn read(bytes: &[u8], each: &mut dyn FnMut(usize, &Case)) -> Defects {
    let mut json = Json::new(bytes);
    // A stop is noted as a defect, so that the result carries it.
    let _ = document(&mut json, each);
    json.defects
}

fn document(json: &mut Json<'_>, each: &mut dyn FnMut(usize, &Case)) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "tests" => elements(json, &mut |json| {
                let start = json.offset();
                let mut case = Case::default();
                one(json, &mut case)?;
                each(start, &case);
                Ok(())
            })?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn one(json: &mut Json<'_>, case: &mut Case) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "test_type" => case.kind = json.text_or_empty()?.into_owned(),
            // `validate` takes a text, all other kinds an object.
            "input" if json.peek()? == Next::String => case.range = json.text_or_empty()?.into_owned(),
            "input" => input(json, case)?,
            "expected_output" => match json.peek()? {
                Next::Bool => case.holds = json.boolean()?,
                Next::Array => texts(json, &mut case.texts)?,
                Next::String | Next::Number | Next::Null | Next::Object => {
                    case.texts.push(json.text_or_empty()?.into_owned());
                }
            },
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn input(json: &mut Json<'_>, case: &mut Case) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "input_scheme" | "scheme" => case.scheme = json.text_or_empty()?.into_owned(),
            "versions" => texts(json, &mut case.versions)?,
            "native_range" | "vers" => case.range = json.text_or_empty()?.into_owned(),
            "version" => case.version = json.text_or_empty()?.into_owned(),
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn texts(json: &mut Json<'_>, into: &mut Vec<String>) -> Result<(), Stop> {
    elements(json, &mut |json| {
        into.push(json.text_or_empty()?.into_owned());
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::*;
    use versions::vers::conformance::Verdict;

    fn verdicts(text: &str) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        read(text.as_bytes(), &mut |_, case| verdicts.push(case.run()));
        verdicts
    }

    #[test]
    fn each_kind_of_test_is_run() {
        let text = r#"{"$schema":"x","tests":[
            {"test_type":"comparison","input":{"input_scheme":"deb","versions":["1.0","1.0~rc1"]},"expected_output":["1.0~rc1","1.0"]},
            {"test_type":"equality","input":{"input_scheme":"nuget","versions":["1.0","1.0.0"]},"expected_output":true},
            {"test_type":"containment","input":{"vers":"vers:npm/<2.0.0","version":"1.0.0"},"expected_output":true},
            {"test_type":"validate","input":"vers:npm/2.0.0|1.0.0","expected_output":"vers:npm/1.0.0|2.0.0"},
            {"test_type":"from_native","input":{"native_range":"~>2.0.8","scheme":"gem"},"expected_output":"vers:gem/>=2.0.8|<2.1"}]}"#;
        assert_eq!(verdicts(text), vec![Verdict::Agrees; 5]);
    }

    #[test]
    fn a_test_that_does_not_hold_and_one_of_another_kind_are_told() {
        let text = r#"{"tests":[
            {"test_type":"equality","input":{"input_scheme":"npm","versions":["1.0.0","1.0.1"]},"expected_output":true},
            {"test_type":"comparison","input":{"input_scheme":"nowhere","versions":["1"]},"expected_output":["1"]},
            {"test_type":"roundtrip","input":"x","expected_output":"x"}]}"#;
        let wanted = [Verdict::Fails("false".to_owned()), Verdict::Fails("no order".to_owned()), Verdict::UnknownKind];
        assert_eq!(verdicts(text), wanted);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes, &mut |_, case| { case.run(); });
        }
    }
}
