//! `compositions`: which sets of components the author calls complete, incomplete, or does not know (CycloneDX 1.3 to 1.7).

use crate::defect::Wrong;
use crate::json::{Json, Stop};
use crate::sbom::{Each, Met, shortened};
use sbom::{Completeness, Composition, Item};
use std::borrow::Cow;

/// `[{"aggregate": …, "assemblies": […], "dependencies": […]}]`
pub(super) fn read<'a>(json: &mut Json<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    json.elements(|json| one(json, each))
}

fn one<'a>(json: &mut Json<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    let offset = json.offset();
    let (mut word, mut about, mut references) = (Cow::Borrowed(""), Cow::Borrowed(""), 0);
    let (mut statements_only, mut met) = (false, Met::default());
    let outcome = json.fields(|json, key| {
        match key {
            "aggregate" if met.again(json, 0)? => {}
            "aggregate" => word = json.text_or_empty()?,
            "assemblies" | "dependencies" => json.elements(|json| {
                let reference = json.text_or_empty()?;
                references += 1;
                if references == 1 {
                    about = reference;
                }
                Ok(())
            })?,
            // Whether all vulnerabilities are told says nothing about the components.
            "vulnerabilities" => {
                statements_only = true;
                json.skip()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    });
    if references > 0 || !statements_only {
        let (completeness, wrong) = completeness(&word);
        if let Some(wrong) = wrong {
            json.note_at(offset, "aggregate", wrong);
        }
        each(Item::Composition(&Composition { completeness, word, about, references, offset }));
    }
    outcome
}

/// What the author's word means, and what is wrong with it. A word that the format does not know says nothing that could be
/// leaned on.
pub(super) fn completeness(word: &str) -> (Completeness, Option<Wrong>) {
    match word {
        "complete" => (Completeness::Complete, None),
        "unknown" | "not_specified" => (Completeness::Unknown, None),
        _ if word.starts_with("incomplete") => (Completeness::Incomplete, None),
        "" => (Completeness::Unknown, Some(Wrong::Missing)),
        _ => (Completeness::Unknown, Some(Wrong::NotAllowed { value: shortened(word) })),
    }
}
