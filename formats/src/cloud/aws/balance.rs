//! Load balancers and their listeners.

use super::{Balancer, Listener, Reader};
use crate::json::{Json, Stop};

impl Reader<'_> {
    pub(super) fn balancer(&mut self) -> Result<(), Stop> {
        let mut balancer = Balancer { line: self.line(), ..Balancer::default() };
        self.json.fields(|json, key| {
            match key {
                "LoadBalancerArn" => balancer.arn = json.text_or_empty()?.into_owned(),
                "LoadBalancerName" => balancer.name = json.text_or_empty()?.into_owned(),
                "Scheme" => balancer.public = scheme(json)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.broken |= balancer.arn.is_empty();
        self.facts.balancers.push(balancer);
        Ok(())
    }

    pub(super) fn listener(&mut self) -> Result<(), Stop> {
        let mut listener = Listener { line: self.line(), ..Listener::default() };
        self.json.fields(|json, key| {
            match key {
                "LoadBalancerArn" => listener.of = json.text_or_empty()?.into_owned(),
                "Port" => listener.port = whole(json)?,
                "Protocol" => listener.protocol = json.text_or_empty()?.into_owned(),
                "SslPolicy" => listener.policies.extend(json.text()?.map(|text| text.into_owned())),
                "DefaultActions" => listener.redirects = redirects(json)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.broken |= listener.protocol.is_empty();
        self.facts.listeners.push(listener);
        Ok(())
    }

    /// A classic load balancer; its listeners stand inside it.
    pub(super) fn classic(&mut self) -> Result<(), Stop> {
        let (mut name, mut public, mut listeners) = (String::new(), None, None);
        let Reader { json, places, .. } = self;
        json.fields(|json, key| {
            match key {
                "LoadBalancerName" => name = json.text_or_empty()?.into_owned(),
                "Scheme" => public = scheme(json)?,
                "ListenerDescriptions" => json.list(|json| {
                    let start = json.offset();
                    let line = places.span(json, start).line;
                    let listener = classic_listener(json)?;
                    listeners.get_or_insert_with(Vec::new).push(Listener { line, ..listener });
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let listeners = listeners.unwrap_or_default();
        self.broken |= listeners.is_empty() || listeners.iter().any(|listener| listener.protocol.is_empty());
        self.facts.listeners.extend(listeners.into_iter().map(|listener| Listener {
            of: name.clone(),
            public,
            ..listener
        }));
        Ok(())
    }
}

fn scheme(json: &mut Json<'_>) -> Result<Option<bool>, Stop> {
    let scheme = json.text_or_empty()?;
    Ok(match scheme.as_ref() {
        "internet-facing" => Some(true),
        "internal" => Some(false),
        _ => None,
    })
}

fn classic_listener(json: &mut Json<'_>) -> Result<Listener, Stop> {
    let mut listener = Listener::default();
    json.fields(|json, key| {
        match key {
            "Listener" => json.fields(|json, key| {
                match key {
                    "LoadBalancerPort" => listener.port = whole(json)?,
                    "Protocol" => listener.protocol = json.text_or_empty()?.into_owned(),
                    _ => return Ok(false),
                }
                Ok(true)
            })?,
            "PolicyNames" => json.list(|json| {
                listener.policies.push(json.text_or_empty()?.into_owned());
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(listener)
}

/// Whether every action sends the caller on to HTTPS.
fn redirects(json: &mut Json<'_>) -> Result<bool, Stop> {
    let (mut some, mut all) = (false, true);
    json.list(|json| {
        let (mut redirect, mut to) = (false, String::new());
        json.fields(|json, key| {
            match key {
                "Type" => redirect = json.text_or_empty()? == "redirect",
                "RedirectConfig" => to = json.text_of("Protocol")?.into_owned(),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        some = true;
        all &= redirect && to == "HTTPS";
        Ok(())
    })?;
    Ok(some && all)
}

/// A whole number; one that is none counts as one no port has.
pub(super) fn whole(json: &mut Json<'_>) -> Result<Option<i64>, Stop> {
    Ok(json.number()?.map(|number| number.to_string().parse().unwrap_or(i64::MIN)))
}
