//! What a document says about its own making: authors, tools, points of the life cycle.

use crate::json::{Json, Next, Stop};
use sbom::Document;
use std::borrow::Cow;

/// `[{"name": …, "email": …}]`
pub(super) fn authors<'a>(json: &mut Json<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        let (mut name, mut email) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "name" => name = json.text_or_empty()?,
                "email" => email = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        push(&mut into.authors, if name.is_empty() { email } else { name });
        Ok(())
    })
}

/// `[{"vendor": …, "name": …, "version": …}]`, since 1.5 also `{"components": […], "services": […]}`.
pub(super) fn tools<'a>(json: &mut Json<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    if json.peek()? == Next::Array {
        return json.elements(|json| tool(json, into));
    }
    json.fields(|json, key| {
        let known = matches!(key, "components" | "services");
        if known {
            json.elements(|json| tool(json, into))?;
        }
        Ok(known)
    })
}

fn tool<'a>(json: &mut Json<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    let (mut name, mut version) = (Cow::Borrowed(""), Cow::Borrowed(""));
    json.fields(|json, key| {
        match key {
            "name" => name = json.text_or_empty()?,
            "version" => version = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    push(&mut into.tools, named(name, &version));
    Ok(())
}

/// `name version`
pub(super) fn named<'a>(name: Cow<'a, str>, version: &str) -> Cow<'a, str> {
    if version.is_empty() || name.is_empty() { name } else { Cow::Owned(format!("{name} {version}")) }
}

/// `[{"phase": …} | {"name": …}]`
pub(super) fn lifecycles<'a>(json: &mut Json<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        let mut context = Cow::Borrowed("");
        json.fields(|json, key| {
            let known = matches!(key, "phase" | "name");
            if known {
                context = json.text_or_empty()?;
            }
            Ok(known)
        })?;
        push(&mut into.contexts, context);
        Ok(())
    })
}

/// Adds a text that says something.
pub(super) fn push<'a>(into: &mut Vec<Cow<'a, str>>, text: Cow<'a, str>) {
    if !text.is_empty() {
        into.push(text);
    }
}
