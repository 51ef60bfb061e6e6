//! The JSON of groups; what a template nests under `properties` reads the same.

use super::rule::{Group, Rule};
use crate::firewall::build::Builder;
use crate::firewall::json_place::Places;
use crate::firewall::lines::end_of;
use crate::json::{Json, Next, Stop};

/// Reads a file.
pub(super) fn file(file: u16, text: &str, groups: &mut Vec<Group>, builder: &mut Builder) {
    let mut json = Json::new(text.as_bytes());
    let mut places = Places::new(file);
    let before = groups.len();
    let stopped = any(&mut json, &mut places, groups).is_err();
    if stopped || json.defects.count() > 0 {
        builder.unread(end_of(file, text), "the JSON breaks off, or holds values of another type than expected");
    } else if groups.len() == before {
        builder.unread(end_of(file, text), "no network security group");
    }
}

/// A group, a list of groups, or an object with a list of them (`value`, `resources`).
fn any(json: &mut Json<'_>, places: &mut Places, groups: &mut Vec<Group>) -> Result<(), Stop> {
    match json.peek()? {
        Next::Array => json.elements(|json| any(json, places, groups)),
        Next::Object => {
            let start = json.offset();
            let span = places.span(json, start);
            let mut group = Group { span, rules: Vec::new(), defaults: false };
            let mut found = false;
            json.fields(|json, key| members(json, key, places, groups, &mut group, &mut found))?;
            if found {
                groups.push(group);
            }
            Ok(())
        }
        _ => json.skip(),
    }
}

fn members(
    json: &mut Json<'_>,
    key: &str,
    places: &mut Places,
    groups: &mut Vec<Group>,
    group: &mut Group,
    found: &mut bool,
) -> Result<bool, Stop> {
    match key {
        "securityRules" | "defaultSecurityRules" => {
            *found = true;
            group.defaults |= key == "defaultSecurityRules";
            json.list(|json| rule(json, places).map(|rule| group.rules.push(rule)))?;
        }
        "properties" => json.fields(|json, key| members(json, key, places, groups, group, found))?,
        "value" | "resources" => any(json, places, groups)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn rule(json: &mut Json<'_>, places: &mut Places) -> Result<Rule, Stop> {
    let start = json.offset();
    let mut rule = Rule::default();
    json.fields(|json, key| field(json, key, &mut rule))?;
    rule.span = places.span(json, start);
    Ok(rule)
}

fn field(json: &mut Json<'_>, key: &str, rule: &mut Rule) -> Result<bool, Stop> {
    let [from, to] = &mut rule.addresses;
    let [from_ports, to_ports] = &mut rule.ports;
    let list = match key {
        "properties" => return json.fields(|json, key| field(json, key, rule)).map(|()| true),
        "priority" => return take(json, &mut rule.priority),
        "direction" => return take(json, &mut rule.direction),
        "access" => return take(json, &mut rule.access),
        "protocol" => return take(json, &mut rule.protocol),
        "sourceAddressPrefix" | "sourceAddressPrefixes" => from,
        "destinationAddressPrefix" | "destinationAddressPrefixes" => to,
        "sourcePortRange" | "sourcePortRanges" => from_ports,
        "destinationPortRange" | "destinationPortRanges" => to_ports,
        "sourceApplicationSecurityGroups" => {
            json.elements(|json| json.text_of("id").map(|id| rule.groups[0].push(id.into_owned())))?;
            return Ok(true);
        }
        "destinationApplicationSecurityGroups" => {
            json.elements(|json| json.text_of("id").map(|id| rule.groups[1].push(id.into_owned())))?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    match json.peek()? {
        Next::Array => json.elements(|json| json.text_or_empty().map(|text| list.push(text.into_owned())))?,
        _ => list.extend(json.text()?.filter(|text| !text.is_empty()).map(|text| text.into_owned())),
    }
    Ok(true)
}

fn take(json: &mut Json<'_>, into: &mut String) -> Result<bool, Stop> {
    *into = match json.peek()? {
        Next::Number => json.number()?.map(|number| number.to_string()).unwrap_or_default(),
        _ => json.text_or_empty()?.into_owned(),
    };
    Ok(true)
}
