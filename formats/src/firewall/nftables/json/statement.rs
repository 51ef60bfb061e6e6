//! Statements of a rule.

use super::value::right;
use crate::firewall::nftables::{Key, Operator, Outcome, Statement};
use crate::json::{Json, Next, Stop};
use std::borrow::Cow;

/// One statement; `None` for one that decides nothing.
pub(super) fn statement<'a>(json: &mut Json<'a>) -> Result<Option<Statement<'a>>, Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(Some(Statement::Unknown(Cow::Borrowed("?"))));
    }
    let mut found = None;
    while let Some(key) = json.key()? {
        found = match key.as_ref() {
            "match" => Some(condition(json, start)?),
            "vmap" => Some(verdict_map(json, start)?),
            "accept" | "drop" | "return" | "continue" => {
                json.skip()?;
                Some(Statement::Verdict(plain(&key)))
            }
            "jump" | "goto" => {
                let target = json.text_of("target")?;
                Some(Statement::Verdict(if key == "jump" { Outcome::Jump(target) } else { Outcome::Goto(target) }))
            }
            "reject" => {
                json.skip()?;
                Some(Statement::Verdict(Outcome::Drop))
            }
            "counter" | "log" | "comment" => {
                json.skip()?;
                None
            }
            "mangle" => {
                json.skip()?;
                let text = raw(json, start);
                // A mark that is set decides nothing by itself; a changed header does.
                if text.contains("\"payload\"") { Some(Statement::Changes(text)) } else { None }
            }
            "snat" | "dnat" | "masquerade" | "redirect" | "tproxy" | "notrack" | "flow" => {
                json.skip()?;
                Some(Statement::Changes(raw(json, start)))
            }
            "limit" | "quota" | "set" | "map" | "ct count" => {
                json.skip()?;
                Some(Statement::Unsure(raw(json, start)))
            }
            _ => {
                json.skip()?;
                Some(Statement::Unknown(raw(json, start)))
            }
        };
    }
    Ok(found)
}

pub(super) fn plain<'a>(word: &str) -> Outcome<'a> {
    match word {
        "accept" => Outcome::Accept,
        "drop" => Outcome::Drop,
        "return" => Outcome::Return,
        "continue" => Outcome::Continue,
        _ => Outcome::Other,
    }
}

/// The text since an offset, as far as one shows it.
fn raw<'a>(json: &Json<'a>, start: usize) -> Cow<'a, str> {
    let bytes = json.bytes().get(start..start + json.since(start).len().min(120)).unwrap_or_default();
    String::from_utf8_lossy(bytes)
}

fn condition<'a>(json: &mut Json<'a>, start: usize) -> Result<Statement<'a>, Stop> {
    let (mut keys, mut operator, mut values, mut unsure) = (Vec::new(), None, None, false);
    json.fields(|json, key| {
        match key {
            "op" => {
                operator = match json.text_or_empty()?.as_ref() {
                    "==" | "in" => Some(Operator::Is),
                    "!=" => Some(Operator::IsNot),
                    _ => None,
                }
            }
            "left" => unsure |= !left(json, &mut keys)?,
            "right" => {
                let (found, doubt) = right(json)?;
                values = found;
                unsure |= doubt;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match (operator, values) {
        (Some(operator), Some(values)) if !unsure && !keys.is_empty() => Ok(Statement::Match(keys, operator, values)),
        _ => Ok(Statement::Unsure(raw(json, start))),
    }
}

fn verdict_map<'a>(json: &mut Json<'a>, start: usize) -> Result<Statement<'a>, Stop> {
    let (mut keys, mut values, mut unsure) = (Vec::new(), None, false);
    json.fields(|json, key| {
        match key {
            "key" => unsure |= !left(json, &mut keys)?,
            "data" => {
                let (found, doubt) = right(json)?;
                values = found;
                unsure |= doubt;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match values {
        Some(values) if !unsure && !keys.is_empty() => Ok(Statement::Map(keys, values)),
        _ => Ok(Statement::Unknown(raw(json, start))),
    }
}

/// The keys of a condition; `false` when one is not understood.
fn left(json: &mut Json<'_>, keys: &mut Vec<Key>) -> Result<bool, Stop> {
    if json.peek()? != Next::Object || !json.object()? {
        json.skip()?;
        return Ok(false);
    }
    let mut understood = true;
    while let Some(kind) = json.key()? {
        match kind.as_ref() {
            "payload" | "meta" | "ct" => {
                let (mut protocol, mut field, mut strange) = (kind.clone(), Cow::default(), false);
                json.fields(|json, key| {
                    match key {
                        "protocol" => protocol = json.text_or_empty()?,
                        "field" | "key" => field = json.text_or_empty()?,
                        // Direction of a connection, raw offsets: not followed.
                        _ => {
                            strange = true;
                            return Ok(false);
                        }
                    }
                    Ok(true)
                })?;
                match Key::of(&protocol, &field) {
                    Some(key) if !strange => keys.push(key),
                    _ => understood = false,
                }
            }
            "concat" => json.elements(|json| {
                understood &= left(json, keys)?;
                Ok(())
            })?,
            _ => {
                understood = false;
                json.skip()?;
            }
        }
    }
    Ok(understood)
}
