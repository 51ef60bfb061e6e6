//! Rules as a chain.

use super::model::{Entry, Model, Scope};
use super::objects::Objects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Side};
use crate::firewall::lines::shown;
use network::policy::{Action, Base, Hook, InterfaceSet, Kind, Span, State};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fields of a rule that say nothing about whether a packet passes.
const PASSED_OVER: &[&str] = &[
    "description",
    "tag",
    "log-start",
    "log-end",
    "log-setting",
    "group-tag",
    "uuid",
    "icmp-unreachable",
    "qos",
    "option",
    "audit-comment",
];

/// Fields that [`rule`] reads; of those in the second list only `any` is understood.
const READ: &[&str] = &[
    "from",
    "to",
    "source",
    "destination",
    "service",
    "action",
    "disabled",
    "negate-source",
    "negate-destination",
    "rule-type",
];
const ONLY_ANY: &[&str] = &[
    "source-user",
    "application",
    "category",
    "hip-profiles",
    "source-hip",
    "destination-hip",
    "source-device",
    "destination-device",
];

/// Puts the chain of the scope that has rules.
pub(super) fn put(model: &Model, file: u16, end: Span, builder: &mut Builder) {
    if model.scopes.is_empty() {
        return builder.unread(end, "no zones, objects or rules of a firewall");
    }
    let table = format!("pan-os{file}");
    let chain = builder.chain(&table, "security", 3, end);
    let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority: 0, policy: Action::Drop };
    builder.set_base(chain, base, end);
    let empty = Scope::default();
    let shared = model.scopes.get("shared").unwrap_or(&empty);
    let own: Vec<(&String, &Scope)> =
        model.scopes.iter().filter(|(name, scope)| *name != "shared" && scope.has_rules()).collect();
    if own.len() > 1 {
        builder.unread(end, "rules of several virtual systems or device groups: which of them the device's traffic crosses is not known");
    }
    let scope = own.first().map_or_else(|| model.scopes.get("").unwrap_or(&empty), |(_, scope)| *scope);
    let mut known = Draft::new(Action::Accept);
    known.states = State::Established.bit();
    known.put(builder, chain, &table, end);
    let mut related = Draft::new(Action::Accept);
    related.states = State::Related.bit();
    related.quiet_doubt("connections that an application opens");
    related.put(builder, chain, &table, end);
    // Zones and objects of a firewall may stand outside its virtual system.
    let outer = model.scopes.get("").filter(|outer| !std::ptr::eq(*outer, scope)).unwrap_or(&empty);
    let mut filter = Filter {
        scopes: [scope, outer, shared],
        objects: Objects::new(vec![scope, outer, shared]),
        chain,
        table,
        sets: RefCell::default(),
    };
    for rules in [&shared.pre, &scope.pre, &scope.own, &scope.post, &shared.post] {
        for entry in &rules.all {
            filter.rule(entry, builder);
        }
    }
    filter.defaults(end, builder);
    filter.nat(builder);
}

struct Filter<'m> {
    scopes: [&'m Scope; 3],
    objects: Objects<'m>,
    chain: usize,
    table: String,
    sets: RefCell<BTreeMap<(bool, String), Arc<InterfaceSet>>>,
}

fn action(word: &str) -> Option<Action> {
    match word {
        "allow" => Some(Action::Accept),
        "deny" | "drop" | "reset-client" | "reset-server" | "reset-both" => Some(Action::Drop),
        _ => None,
    }
}

fn is_any(names: &[String]) -> bool {
    names.is_empty() || names.iter().any(|name| name == "any")
}

impl Filter<'_> {
    fn rule(&mut self, entry: &Entry, builder: &mut Builder) {
        if entry.is_on("disabled") {
            return;
        }
        let mut draft = Draft::new(action(entry.word("action")).unwrap_or(Action::Unknown));
        if draft.action == Action::Unknown {
            draft.doubt(format!("action {}", entry.word("action")));
        }
        for (field, values) in &entry.fields {
            let name = field.as_str();
            let none = is_any(values) && ONLY_ANY.contains(&name);
            // A profile looks into what is allowed; what is denied stays denied.
            let profile = name == "profile-setting" && draft.action == Action::Drop;
            if !none && !profile && !PASSED_OVER.contains(&name) && !READ.contains(&name) {
                draft.doubt(shown(&format!("{name} {}", values.join(" "))));
            }
        }
        for field in ["from", "to", "application"].iter().filter(|field| entry.list(field).is_empty()) {
            draft.doubt(format!("a rule without {field}"));
        }
        (draft.source, draft.destination) = (self.side(entry, "source"), self.side(entry, "destination"));
        draft.services = if entry.list("service").is_empty() {
            crate::firewall::draft::Services::unknown("a rule without a service")
        } else {
            self.objects.list(entry.list("service"))
        };
        for draft in self.zoned(entry, draft) {
            draft.put(builder, self.chain, &self.table, entry.span);
        }
    }

    fn side(&mut self, entry: &Entry, field: &str) -> Side {
        let names = entry.list(field);
        if names.is_empty() {
            return Side::unknown(&format!("a rule without {field}"));
        }
        let side = self.objects.sides(names);
        if entry.is_on(&format!("negate-{field}")) { side.not() } else { side }
    }

    /// The rule for its zones: universal, inside each zone, or between different zones.
    fn zoned(&self, entry: &Entry, draft: Draft) -> Vec<Draft> {
        let (from, to) = (entry.list("from"), entry.list("to"));
        let mut one = draft;
        match entry.word("rule-type") {
            "intrazone" | "interzone" if is_any(from) => one.doubt(entry.word("rule-type")),
            kind @ ("intrazone" | "interzone") => {
                let of = |zone: &String| {
                    let mut draft = one.clone();
                    draft.input.push(self.zones(std::slice::from_ref(zone), false));
                    draft.output.push(self.zones(std::slice::from_ref(zone), kind == "interzone"));
                    if kind == "interzone" && !is_any(to) {
                        draft.output.push(self.zones(to, false));
                    }
                    draft
                };
                return from.iter().map(of).collect();
            }
            _ => {}
        }
        if !is_any(from) {
            one.input.push(self.zones(from, false));
        }
        if !is_any(to) {
            one.output.push(self.zones(to, false));
        }
        vec![one]
    }

    /// Zones by their names and by those of their interfaces, made once.
    fn zones(&self, names: &[String], negated: bool) -> Arc<InterfaceSet> {
        let key = (negated, names.join("\n"));
        if let Some(known) = self.sets.borrow().get(&key) {
            return known.clone();
        }
        let mut all: Vec<String> = names.to_vec();
        for name in names {
            let zone = self.scopes.iter().find_map(|scope| scope.zones.get(name));
            all.extend(zone.iter().flat_map(|zone| zone.list("interface")).cloned());
        }
        let set = Arc::new(InterfaceSet { names: all, negated });
        self.sets.borrow_mut().insert(key, set.clone());
        set
    }

    /// What no rule decides: allowed inside a zone, denied between zones, unless changed.
    fn defaults(&self, end: Span, builder: &mut Builder) {
        let default = |name: &str, otherwise: Action| {
            let entry = self
                .scopes
                .iter()
                .find_map(|scope| scope.defaults.get(name))
                .filter(|entry| !entry.word("action").is_empty());
            let action = entry.map_or(Some(otherwise), |entry| action(entry.word("action")));
            (action.unwrap_or(Action::Unknown), entry.map_or(end, |entry| entry.span))
        };
        let (inside, span) = default("intrazone-default", Action::Accept);
        let zones: BTreeMap<&String, Span> =
            self.scopes.iter().rev().flat_map(|scope| &scope.zones.all).map(|zone| (&zone.name, zone.span)).collect();
        if zones.is_empty() {
            let mut draft = Draft::new(inside.clone());
            draft.quiet_doubt("intrazone-default: no zones were given");
            draft.put(builder, self.chain, &self.table, span);
        }
        for (zone, declared) in zones {
            // An unchanged default stands nowhere; the zone is what can be looked up.
            let span = if span == end { declared } else { span };
            let mut draft = Draft::new(inside.clone());
            let set = self.zones(std::slice::from_ref(zone), false);
            (draft.input, draft.output) = (vec![set.clone()], vec![set]);
            draft.put(builder, self.chain, &self.table, span);
        }
        let (between, span) = default("interzone-default", Action::Drop);
        Draft::new(between).put(builder, self.chain, &self.table, span);
    }

    /// Rules see addresses before translation; a translated destination is another one than the packet arrives with.
    fn nat(&mut self, builder: &mut Builder) {
        let scopes = self.scopes;
        let chain = builder.chain(&self.table, "nat", 3, Span::default());
        for entry in scopes.iter().flat_map(|scope| &scope.nat.all).filter(|entry| !entry.is_on("disabled")) {
            let both =
                entry.list("source-translation").windows(2).any(|pair| pair[0] == "bi-directional" && pair[1] == "yes");
            let target = ["destination-translation", "dynamic-destination-translation"]
                .iter()
                .any(|field| entry.fields.contains_key(*field));
            if !both && !target {
                continue;
            }
            let base = Base { kind: Kind::Nat, hook: Hook::Prerouting, priority: -100, policy: Action::Accept };
            builder.set_base(chain, base, entry.span);
            let [source, destination] = ["source", "destination"].map(|field| self.side(entry, field).at_most());
            let translated: Vec<String> =
                ["source-translation", "destination-translation", "dynamic-destination-translation"]
                    .iter()
                    .flat_map(|field| entry.list(field))
                    .filter(|word| network::Block::parse(word).is_some() || self.objects.is_address(word))
                    .cloned()
                    .collect();
            let inner = self.objects.sides(&translated).at_most();
            let mut pairs = vec![(source.clone(), destination), (Side::any(), inner.clone()), (inner, Side::any())];
            if both {
                pairs.push((Side::any(), source));
            }
            for (source, destination) in pairs {
                let mut draft = Draft::new(Action::Changes);
                (draft.source, draft.destination) = (source, destination);
                draft.doubt(format!("translation {}", entry.name));
                draft.put(builder, chain, &self.table, entry.span);
            }
        }
    }
}
