use network::policy::Span;
use std::collections::{BTreeMap, HashMap};

/// Values by field.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// A named entry with its fields.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) fields: Fields,
}

impl Entry {
    pub(super) fn list(&self, field: &str) -> &[String] {
        self.fields.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn word(&self, field: &str) -> &str {
        self.list(field).first().map(String::as_str).unwrap_or_default()
    }

    pub(super) fn is_on(&self, field: &str) -> bool {
        self.word(field) == "yes"
    }
}

/// Entries in the order written.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) all: Vec<Entry>,
    places: HashMap<String, usize>,
}

impl Entries {
    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        self.places.get(name).and_then(|place| self.all.get(*place))
    }

    fn open(&mut self, name: &str, span: Span) -> &mut Entry {
        let place = *self.places.entry(name.to_owned()).or_insert_with(|| {
            self.all.push(Entry { name: name.to_owned(), span, fields: Fields::new() });
            self.all.len() - 1
        });
        &mut self.all[place]
    }
}

/// What one virtual system, device group or the shared part says.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) addresses: Entries,
    pub(super) groups: Entries,
    pub(super) services: Entries,
    pub(super) service_groups: Entries,
    pub(super) zones: Entries,
    /// Security rules before, of and behind the firewall's own.
    pub(super) pre: Entries,
    pub(super) own: Entries,
    pub(super) post: Entries,
    /// `intrazone-default` and `interzone-default`, where they were changed.
    pub(super) defaults: Entries,
    pub(super) nat: Entries,
}

impl Scope {
    pub(super) fn has_rules(&self) -> bool {
        [&self.pre, &self.own, &self.post].iter().any(|rules| !rules.all.is_empty())
    }
}

/// A configuration.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// By name; `shared` is the shared part, the empty name a firewall without virtual systems.
    pub(super) scopes: BTreeMap<String, Scope>,
}

impl Model {
    /// Takes a path with its value.
    pub(super) fn take(&mut self, path: &[&str], span: Span) {
        let path = match path {
            ["config", rest @ ..] => rest,
            all => all,
        };
        let path = match path {
            ["devices", _, rest @ ..] => rest,
            all => all,
        };
        let (scope, path) = match path {
            ["shared", rest @ ..] => ("shared", rest),
            ["vsys" | "device-group", name, rest @ ..] => (*name, rest),
            rest => ("", rest),
        };
        let known = [
            "address",
            "address-group",
            "service",
            "service-group",
            "zone",
            "rulebase",
            "pre-rulebase",
            "post-rulebase",
        ];
        if path.first().is_some_and(|word| known.contains(word)) {
            self.scopes.entry(scope.to_owned()).or_default().take(path, span);
        }
    }
}

impl Scope {
    fn take(&mut self, path: &[&str], span: Span) {
        let (entries, name, rest) = match path {
            ["address", name, rest @ ..] => (&mut self.addresses, name, rest),
            ["address-group", name, rest @ ..] => (&mut self.groups, name, rest),
            ["service", name, rest @ ..] => return service(self.services.open(name, span), rest),
            ["service-group", name, rest @ ..] => (&mut self.service_groups, name, rest),
            [
                "zone",
                name,
                "network",
                "layer3" | "layer2" | "virtual-wire" | "tap" | "tunnel" | "external",
                rest @ ..,
            ] => {
                let zone = self.zones.open(name, span);
                let interfaces = zone.fields.entry("interface".to_owned()).or_default();
                return interfaces.extend(rest.iter().map(|name| (*name).to_owned()));
            }
            ["zone", name, ..] => (&mut self.zones, name, &[][..]),
            [_, "default-security-rules", "rules", name, rest @ ..] => (&mut self.defaults, name, rest),
            [_, "nat", "rules", name, rest @ ..] => (&mut self.nat, name, rest),
            ["pre-rulebase", "security", "rules", name, rest @ ..] => (&mut self.pre, name, rest),
            ["rulebase", "security", "rules", name, rest @ ..] => (&mut self.own, name, rest),
            ["post-rulebase", "security", "rules", name, rest @ ..] => (&mut self.post, name, rest),
            _ => return,
        };
        let entry = entries.open(name, span);
        if span.start >= entry.span.start {
            entry.span.end = entry.span.end.max(span.end);
        }
        if let [field, values @ ..] = rest {
            let list = entry.fields.entry((*field).to_owned()).or_default();
            list.extend(values.iter().map(|value| (*value).to_owned()));
        }
    }
}

/// `protocol tcp port 1,2-3 source-port 4`: the words behind the protocol come in pairs.
fn service(entry: &mut Entry, path: &[&str]) {
    match path {
        ["protocol", protocol, rest @ ..] => {
            entry.fields.insert("protocol".to_owned(), vec![(*protocol).to_owned()]);
            for pair in rest.chunks(2) {
                let [field, value] = pair else { continue };
                entry.fields.entry((*field).to_owned()).or_default().push((*value).to_owned());
            }
        }
        [field, values @ ..] => {
            let list = entry.fields.entry((*field).to_owned()).or_default();
            list.extend(values.iter().map(|value| (*value).to_owned()));
        }
        [] => {}
    }
}
