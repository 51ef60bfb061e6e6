//! Reads the JSON, rule by rule.

use super::lists::{AccessList, Matches, MudFile, Rule};
use super::{FLOW, PROFILE, ROLE};
use crate::defect::Defects;
use crate::json::{Json, Next, Stop};
use network::{Initiator, PortRange};

/// Reads the file; `None`: nothing in it makes it a MUD file.
pub(super) fn read(bytes: &[u8]) -> Option<(MudFile<'_>, Defects)> {
    let mut json = Json::new(bytes);
    let mut file = MudFile::default();
    let mut is_mud = false;
    // A stop is noted as a defect, so that the result carries it.
    let read = json.fields(|json, key| {
        match key {
            "ietf-mud:mud" => {
                is_mud = true;
                container(json, &mut file)?;
            }
            // RFC 8520 has `acls`, RFC 8519 `access-lists`, and files in use have both.
            "ietf-access-control-list:acls" | "ietf-access-control-list:access-lists" => lists(json, &mut file)?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    if read.is_ok() {
        json.end();
    }
    is_mud.then_some((file, json.defects))
}

fn container<'a>(json: &mut Json<'a>, file: &mut MudFile<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "mud-url" => file.url = json.text_or_empty()?,
            "last-update" => file.last_update = json.text_or_empty()?,
            "from-device-policy" => file.from.extend(policy(json)?),
            "to-device-policy" => file.to.extend(policy(json)?),
            PROFILE => file.profile = Some(raw(json)?),
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// The bytes of the next value.
fn raw<'a>(json: &mut Json<'a>) -> Result<&'a [u8], Stop> {
    let start = json.offset();
    json.skip()?;
    Ok(json.since(start))
}

fn policy<'a>(json: &mut Json<'a>) -> Result<Vec<std::borrow::Cow<'a, str>>, Stop> {
    let mut names = Vec::new();
    json.fields(|json, key| {
        if key != "access-lists" {
            return Ok(false);
        }
        json.fields(|json, key| {
            if key != "access-list" {
                return Ok(false);
            }
            json.elements(|json| {
                json.fields(|json, key| {
                    if key != "name" {
                        return Ok(false);
                    }
                    names.push(json.text_or_empty()?);
                    Ok(true)
                })
            })?;
            Ok(true)
        })?;
        Ok(true)
    })?;
    Ok(names)
}

fn lists<'a>(json: &mut Json<'a>, file: &mut MudFile<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        if key != "acl" {
            return Ok(false);
        }
        json.elements(|json| {
            let mut list = AccessList::default();
            json.fields(|json, key| {
                match key {
                    "name" => list.name = json.text_or_empty()?,
                    "aces" => rules(json, &mut list)?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            file.lists.push(list);
            Ok(())
        })?;
        Ok(true)
    })
}

fn rules<'a>(json: &mut Json<'a>, list: &mut AccessList<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        if key != "ace" {
            return Ok(false);
        }
        json.elements(|json| {
            let mut rule = Rule { at: json.offset(), ..Rule::default() };
            json.fields(|json, key| {
                match key {
                    "name" => rule.name = json.text_or_empty()?,
                    "matches" => matches(json, &mut rule.matches)?,
                    "actions" => {
                        json.fields(|json, key| {
                            if key != "forwarding" {
                                return Ok(false);
                            }
                            rule.forwarding = json.text_or_empty()?;
                            Ok(true)
                        })?;
                    }
                    FLOW => rule.flow = Some(raw(json)?),
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            list.rules.push(rule);
            Ok(())
        })?;
        Ok(true)
    })
}

fn matches<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "ipv4" | "ipv6" => network_layer(json, into)?,
            "tcp" | "udp" => transport(json, into, if key == "tcp" { 6 } else { 17 })?,
            "icmp" => icmp(json, into)?,
            "eth" => ethernet(json, into)?,
            "ietf-mud:mud" => class(json, into)?,
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

fn network_layer<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<(), Stop> {
    into.is_ip = true;
    json.fields(|json, key| {
        match key {
            "protocol" => match byte(json)? {
                Some(number) => protocol(into, number),
                None => into.not_understood("protocol"),
            },
            "ietf-acldns:dst-dnsname" | "destination-ipv4-network" | "destination-ipv6-network" => {
                into.destination.push(json.text_or_empty()?);
            }
            "ietf-acldns:src-dnsname" | "source-ipv4-network" | "source-ipv6-network" => {
                into.source.push(json.text_or_empty()?);
            }
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

/// Two layers that name different protocols match nothing.
fn protocol(into: &mut Matches<'_>, number: u8) {
    let known = *into.protocol.get_or_insert(number);
    if known != number {
        into.not_understood(format!("protocol {known} and {number}"));
    }
}

fn transport<'a>(json: &mut Json<'a>, into: &mut Matches<'a>, number: u8) -> Result<(), Stop> {
    protocol(into, number);
    json.fields(|json, key| {
        match key {
            "source-port" => into.source_ports = ports(json, into)?,
            "destination-port" => into.destination_ports = ports(json, into)?,
            "ietf-mud:direction-initiated" => match &*json.text_or_empty()? {
                "from-device" => into.initiated = Some(Initiator::Device),
                "to-device" => into.initiated = Some(Initiator::Peer),
                other => into.not_understood(format!("direction-initiated {other}")),
            },
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

/// A port with an operator, or a range (RFC 8519, 4.2, port-range-or-operator).
fn ports<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<Vec<PortRange>, Stop> {
    let (mut operator, mut port, mut lower, mut upper) = (None, None, None, None);
    json.fields(|json, key| {
        match key {
            "operator" => operator = json.text()?,
            "port" => port = number(json)?,
            "lower-port" => lower = number(json)?,
            "upper-port" => upper = number(json)?,
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })?;
    let range = |first: u16, last: u16| vec![PortRange { first, last }];
    Ok(match (operator.as_deref(), port, lower, upper) {
        (None | Some("range"), None, Some(lower), Some(upper)) if lower <= upper => range(lower, upper),
        (None | Some("eq"), Some(port), None, None) => range(port, port),
        (Some("lte"), Some(port), None, None) => range(0, port),
        (Some("gte"), Some(port), None, None) => range(port, u16::MAX),
        (Some("neq"), Some(port), None, None) => {
            let below = port.checked_sub(1).map(|last| PortRange { first: 0, last });
            let above = port.checked_add(1).map(|first| PortRange { first, last: u16::MAX });
            below.into_iter().chain(above).collect()
        }
        _ => {
            into.not_understood("port");
            Vec::new()
        }
    })
}

fn icmp<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "type" => match byte(json)? {
                Some(kind) => into.icmp_type = Some(kind),
                None => into.not_understood("icmp type"),
            },
            // A profile has types, not codes; code 0 is the only one of an echo.
            "code" => match byte(json)? {
                Some(0) => {}
                _ => into.not_understood("icmp code"),
            },
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

fn ethernet<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "ethertype" => {
                let kind = json.text_or_empty()?;
                let is_ip = matches!(&*kind.to_ascii_lowercase(), "0x0800" | "0x86dd" | "ipv4" | "ipv6");
                if !is_ip {
                    into.ethertype = Some(kind);
                }
            }
            "destination-mac-address" | "source-mac-address" => {
                into.hardware = true;
                json.skip()?;
            }
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

/// Classes of peers (RFC 8520, 8); an empty leaf is written as `[null]`.
fn class<'a>(json: &mut Json<'a>, into: &mut Matches<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        let named = |json: &mut Json<'a>| match json.peek()? {
            Next::String => json.text_or_empty().map(|text| text.into_owned()),
            _ => json.skip().map(|()| String::new()),
        };
        match key {
            "controller" => {
                let uri = named(json)?;
                match uri.strip_prefix(ROLE) {
                    Some(role) => into.classes.push(role.to_owned()),
                    None => into.classes.push(uri),
                }
            }
            "manufacturer" | "model" => {
                let name = named(json)?;
                into.classes.push(format!("{key}:{name}"));
            }
            "my-controller" | "local-networks" | "same-manufacturer" => {
                json.skip()?;
                into.classes.push(key.to_owned());
            }
            other => {
                into.not_understood(other);
                json.skip()?;
            }
        }
        Ok(true)
    })
}

fn number(json: &mut Json<'_>) -> Result<Option<u16>, Stop> {
    let number = json.number()?;
    Ok(number.filter(|number| number.fract() == 0.0 && (0.0..=65535.0).contains(number)).map(|number| number as u16))
}

fn byte(json: &mut Json<'_>) -> Result<Option<u8>, Stop> {
    Ok(number(json)?.and_then(|number| u8::try_from(number).ok()))
}
