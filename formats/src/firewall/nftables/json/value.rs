//! Values: what conditions compare with, elements of sets, pairs of maps.

use super::statement::plain;
use crate::firewall::nftables::{Element, Outcome, Values};
use crate::json::{Json, Next, Stop};
use std::borrow::Cow;

/// The right side, and whether something in it was not understood.
pub(super) fn right<'a>(json: &mut Json<'a>) -> Result<(Option<Values<'a>>, bool), Stop> {
    match json.peek()? {
        Next::String => {
            let text = json.text_or_empty()?;
            Ok(match text.strip_prefix('@') {
                Some(name) => (Some(Values::Named(Cow::Owned(name.to_owned()))), false),
                None => (Some(Values::Here(vec![Element::one(text)])), false),
            })
        }
        Next::Array => {
            let mut elements = Vec::new();
            let unsure = list(json, &mut elements)?;
            Ok((Some(Values::Here(elements)), unsure))
        }
        _ => {
            let mut elements = Vec::new();
            let unsure = value(json, &mut elements)?;
            Ok((Some(Values::Here(elements)), unsure))
        }
    }
}

/// Elements of a list, pairs of a map among them; whether one was not understood.
pub(super) fn list<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    if json.peek()? != Next::Array {
        return value(json, elements);
    }
    let mut unsure = false;
    json.elements(|json| {
        if json.peek()? == Next::Array {
            unsure |= pair(json, elements)?;
        } else {
            unsure |= value(json, elements)?;
        }
        Ok(())
    })?;
    Ok(unsure)
}

/// `[key, verdict]`
fn pair<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    let (mut place, mut unsure) = (0, false);
    json.elements(|json| {
        match place {
            0 => unsure |= value(json, elements)?,
            _ => {
                let leads = outcome(json)?;
                if let Some(last) = elements.last_mut() {
                    last.outcome = Some(leads);
                }
            }
        }
        place += 1;
        Ok(())
    })?;
    Ok(unsure || place != 2)
}

fn outcome<'a>(json: &mut Json<'a>) -> Result<Outcome<'a>, Stop> {
    if json.peek()? != Next::Object || !json.object()? {
        json.skip()?;
        return Ok(Outcome::Other);
    }
    let mut outcome = Outcome::Other;
    while let Some(key) = json.key()? {
        outcome = match key.as_ref() {
            "jump" => Outcome::Jump(json.text_of("target")?),
            "goto" => Outcome::Goto(json.text_of("target")?),
            word => {
                let word = plain(word);
                json.skip()?;
                word
            }
        };
    }
    Ok(outcome)
}

/// One value as nft would write it; several for a set inside; whether it was not understood.
fn value<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    match json.peek()? {
        Next::String | Next::Number => {
            elements.push(Element::one(json.text_or_empty()?));
            return Ok(false);
        }
        Next::Object => {}
        _ => {
            json.skip()?;
            return Ok(true);
        }
    }
    if !json.object()? {
        return Ok(true);
    }
    let mut unsure = false;
    while let Some(key) = json.key()? {
        match key.as_ref() {
            "set" => unsure |= list(json, elements)?,
            "prefix" => {
                let (mut address, mut length) = (Cow::default(), Cow::default());
                json.fields(|json, key| {
                    match key {
                        "addr" => address = json.text_or_empty()?,
                        "len" => length = json.text_or_empty()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                elements.push(Element::one(Cow::Owned(format!("{address}/{length}"))));
            }
            "range" => {
                let mut ends = Vec::new();
                unsure |= list(json, &mut ends)?;
                let [low, high] = ends.as_slice() else {
                    unsure = true;
                    continue;
                };
                elements.push(Element::one(Cow::Owned(format!("{}-{}", low.first, high.first))));
            }
            "concat" => {
                let mut parts = Vec::new();
                unsure |= list(json, &mut parts)?;
                let mut parts = parts.into_iter().map(|part| part.first);
                match parts.next() {
                    Some(first) => elements.push(Element { first, more: parts.collect(), outcome: None }),
                    None => unsure = true,
                }
            }
            "elem" => json.fields(|json, key| {
                match key {
                    "val" => unsure |= value(json, elements)?,
                    "comment" | "counter" => json.skip()?,
                    _ => {
                        unsure = true;
                        return Ok(false);
                    }
                }
                Ok(true)
            })?,
            _ => {
                unsure = true;
                json.skip()?;
            }
        }
    }
    Ok(unsure)
}
