//! A rule in the making, for languages whose rules name lists of addresses and services.
//!
//! Where a member of a list is not understood, the rule surely matches what is known and may match more. Both stand in the
//! policy: a certain rule for what is known, an unsure one behind it for what it may be at most.

use super::build::Builder;
use network::policy::{Action, InterfaceSet, Match, Rule, Span};
use network::{Addresses, Block, Family, Ranges};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Services that one rule may name after groups are joined; beyond it the rule is unsure.
const MOST_SERVICES: usize = 5_000;

/// Something that is known from both sides: `sure` is surely meant, `most` holds everything that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known<T> {
    pub(crate) sure: T,
    pub(crate) most: T,
    /// What was not understood, where the two are not the same.
    pub(crate) doubt: Option<Arc<str>>,
}

/// The addresses of one side of a rule.
pub(crate) type Side = Known<Addresses>;

/// The services of a rule.
pub(crate) type Services = Known<Vec<Service>>;

/// A protocol with its ports, or ICMP types and codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// Mask of [`Family::bit`].
    pub(crate) families: u8,
    pub(crate) protocol: Ranges,
    pub(crate) first: Ranges,
    pub(crate) second: Ranges,
}

impl Service {
    pub(crate) const ANY: Service =
        Service { families: 3, protocol: Ranges::All, first: Ranges::All, second: Ranges::All };

    pub(crate) fn protocol(number: u128) -> Service {
        Service { protocol: Ranges::single(number), ..Service::ANY }
    }

    /// Destination ports of a protocol.
    pub(crate) fn ports(number: u128, ports: Ranges) -> Service {
        Service { second: ports, ..Service::protocol(number) }
    }
}

impl<T: Clone> Known<T> {
    pub(crate) fn sure(value: T) -> Known<T> {
        Known { sure: value.clone(), most: value, doubt: None }
    }
}

impl Side {
    pub(crate) fn any() -> Side {
        Known::sure(Addresses::ALL)
    }

    /// Everything of one family.
    pub(crate) fn any_of(family: Family) -> Side {
        Known::sure(match family {
            Family::V4 => Addresses { v4: Ranges::All, v6: Ranges::none() },
            Family::V6 => Addresses { v4: Ranges::none(), v6: Ranges::All },
        })
    }

    pub(crate) fn unknown(what: &str) -> Side {
        Known { sure: Addresses::default(), most: Addresses::ALL, doubt: Some(what.into()) }
    }

    /// Every address but these.
    pub(crate) fn not(&self) -> Side {
        let not = |addresses: &Addresses| Addresses {
            v4: addresses.v4.not(Family::V4.most()),
            v6: addresses.v6.not(Family::V6.most()),
        };
        Known { sure: not(&self.most), most: not(&self.sure), doubt: self.doubt.clone() }
    }

    /// Everything that may be meant, without a doubt of its own.
    pub(crate) fn at_most(&self) -> Side {
        Known::sure(self.most.clone())
    }

    /// The addresses in both.
    pub(crate) fn and(&self, other: &Addresses) -> Side {
        let and = |mine: &Addresses| Addresses { v4: mine.v4.and(&other.v4), v6: mine.v6.and(&other.v6) };
        Known { sure: and(&self.sure), most: and(&self.most), doubt: self.doubt.clone() }
    }
}

impl Services {
    pub(crate) fn any() -> Services {
        Known::sure(vec![Service::ANY])
    }

    pub(crate) fn of(service: Service) -> Services {
        Known::sure(vec![service])
    }

    pub(crate) fn unknown(what: &str) -> Services {
        Known { sure: Vec::new(), most: vec![Service::ANY], doubt: Some(what.into()) }
    }

    /// At most this service.
    pub(crate) fn within(service: Service, what: &str) -> Services {
        Known { sure: Vec::new(), most: vec![service], doubt: Some(what.into()) }
    }

    fn len(&self) -> usize {
        self.sure.len().max(self.most.len())
    }
}

/// Members of lists that may be copied into other lists while one file is read. Lists in lists could grow without limit.
#[derive(Debug)]
pub(crate) struct Room(usize);

impl Default for Room {
    fn default() -> Room {
        Room(5_000_000)
    }
}

impl Room {
    pub(crate) fn of(members: usize) -> Room {
        Room(members)
    }

    /// Takes room for so many members; `false` when there is none left.
    pub(crate) fn take(&mut self, members: usize) -> bool {
        match self.0.checked_sub(members) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => {
                self.0 = 0;
                false
            }
        }
    }
}

/// Ranges of one bound, by family.
#[derive(Debug, Default)]
struct Bound {
    v4: Vec<(u128, u128)>,
    v6: Vec<(u128, u128)>,
    all: [bool; 2],
}

impl Bound {
    fn add(&mut self, family: Family, ranges: &Ranges) {
        let (list, all) = match family {
            Family::V4 => (&mut self.v4, &mut self.all[0]),
            Family::V6 => (&mut self.v6, &mut self.all[1]),
        };
        match ranges {
            Ranges::All => *all = true,
            ranges => list.extend(ranges.slices(0)),
        }
    }

    fn addresses(&mut self, addresses: &Addresses) {
        self.add(Family::V4, &addresses.v4);
        self.add(Family::V6, &addresses.v6);
    }

    fn finish(self) -> Addresses {
        let of = |all: bool, list: Vec<(u128, u128)>| if all { Ranges::All } else { Ranges::of(list) };
        Addresses { v4: of(self.all[0], self.v4), v6: of(self.all[1], self.v6) }
    }
}

/// Joins the members of one side.
#[derive(Debug, Default)]
pub(crate) struct SideMaker {
    sure: Bound,
    most: Bound,
    doubt: Option<Arc<str>>,
}

impl SideMaker {
    pub(crate) fn prefix(&mut self, prefix: Block) {
        self.sure.add(prefix.family, &prefix.into());
        self.most.add(prefix.family, &prefix.into());
    }

    /// IPv4 addresses of which only the bounds are known.
    pub(crate) fn within(&mut self, (low, high): (u128, u128), what: &str) {
        self.most.add(Family::V4, &Ranges::One(low, high));
        self.doubt.get_or_insert_with(|| what.into());
    }

    /// A member that is not understood.
    pub(crate) fn doubt(&mut self, what: &str) {
        self.most.addresses(&Addresses::ALL);
        self.doubt.get_or_insert_with(|| what.into());
    }

    pub(crate) fn side(&mut self, side: &Side, room: &mut Room) {
        let size = |ranges: &Ranges| if let Ranges::Many(ranges) = ranges { ranges.len() } else { 1 };
        if !room.take(size(&side.sure.v4) + size(&side.sure.v6) + size(&side.most.v4) + size(&side.most.v6)) {
            return self.doubt("lists in lists with too many members");
        }
        self.sure.addresses(&side.sure);
        self.most.addresses(&side.most);
        if let Some(what) = &side.doubt {
            self.doubt.get_or_insert_with(|| what.clone());
        }
    }

    pub(crate) fn finish(self) -> Side {
        Known { sure: self.sure.finish(), most: self.most.finish(), doubt: self.doubt }
    }
}

/// Destination ports of a protocol: all, or the ranges.
#[derive(Debug, Default)]
struct Opened {
    all: bool,
    ranges: Vec<(u128, u128)>,
}

/// Services of one bound; those with one protocol and any source port are joined by protocol.
#[derive(Debug, Default)]
struct Joined {
    /// By families and protocol.
    ports: BTreeMap<(u8, u128), Opened>,
    others: Vec<Service>,
}

impl Joined {
    fn add(&mut self, service: &Service) {
        match (&service.protocol, &service.first) {
            (Ranges::One(protocol, last), Ranges::All) if protocol == last => {
                let opened = self.ports.entry((service.families, *protocol)).or_default();
                match &service.second {
                    Ranges::All => opened.all = true,
                    ranges => opened.ranges.extend(ranges.slices(0)),
                }
            }
            _ => self.others.push(service.clone()),
        }
    }

    fn finish(self) -> Vec<Service> {
        let joined = self.ports.into_iter().map(|((families, protocol), Opened { all, ranges })| Service {
            families,
            second: if all { Ranges::All } else { Ranges::of(ranges) },
            ..Service::protocol(protocol)
        });
        let mut services: Vec<Service> = joined.collect();
        services.extend(self.others);
        if services.contains(&Service::ANY) { vec![Service::ANY] } else { services }
    }
}

/// Joins the services of a list.
#[derive(Debug, Default)]
pub(crate) struct ServicesMaker {
    sure: Joined,
    most: Joined,
    doubt: Option<Arc<str>>,
}

impl ServicesMaker {
    pub(crate) fn service(&mut self, service: &Service) {
        self.sure.add(service);
        self.most.add(service);
    }

    /// A member that is not understood.
    pub(crate) fn doubt(&mut self, what: &str) {
        self.most.add(&Service::ANY);
        self.doubt.get_or_insert_with(|| what.into());
    }

    pub(crate) fn services(&mut self, services: &Services, room: &mut Room) {
        let size = |services: &[Service]| -> usize {
            let of = |service: &Service| if let Ranges::Many(ranges) = &service.second { ranges.len() } else { 1 };
            services.iter().map(of).sum()
        };
        if !room.take(size(&services.sure) + size(&services.most)) {
            return self.doubt("lists in lists with too many members");
        }
        services.sure.iter().for_each(|service| self.sure.add(service));
        services.most.iter().for_each(|service| self.most.add(service));
        if let Some(what) = &services.doubt {
            self.doubt.get_or_insert_with(|| what.clone());
        }
    }

    pub(crate) fn finish(self) -> Services {
        Known { sure: self.sure.finish(), most: self.most.finish(), doubt: self.doubt }
    }
}

/// A rule in the making.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// Mask of [`Family::bit`].
    pub(crate) families: u8,
    pub(crate) states: u8,
    pub(crate) source: Side,
    pub(crate) destination: Side,
    pub(crate) services: Services,
    pub(crate) input: Vec<Arc<InterfaceSet>>,
    pub(crate) output: Vec<Arc<InterfaceSet>>,
    /// Conditions of the whole rule that were not understood.
    doubts: Vec<String>,
    /// Whether the doubts are of the language itself, so that no line of the file is to be looked at.
    quiet: bool,
    pub(crate) action: Action,
}

impl Draft {
    /// A rule about every packet.
    pub(crate) fn new(action: Action) -> Draft {
        Draft {
            families: 3,
            states: 31,
            source: Side::any(),
            destination: Side::any(),
            services: Services::any(),
            input: Vec::new(),
            output: Vec::new(),
            doubts: Vec::new(),
            quiet: false,
            action,
        }
    }

    /// A rule of which nothing is known but where it stands.
    pub(crate) fn unknown(what: impl Into<String>) -> Draft {
        let mut draft = Draft::new(Action::Unknown);
        draft.doubt(what);
        draft
    }

    /// A condition that was not understood: the rule may or may not match.
    pub(crate) fn doubt(&mut self, what: impl Into<String>) {
        self.doubts.push(what.into());
    }

    /// A doubt that lies in the language and not in what somebody wrote: nothing is noted at the line.
    pub(crate) fn quiet_doubt(&mut self, what: &str) {
        self.doubt(what);
        self.quiet = true;
    }

    /// Puts it at the end of a chain, and notes what was not understood.
    pub(crate) fn put(mut self, builder: &mut Builder, chain: usize, table: &str, span: Span) {
        if self.services.len() > MOST_SERVICES || !builder.room(self.services.len()) {
            self.services = Services::unknown("too many services");
        }
        let lists = [&self.source.doubt, &self.destination.doubt, &self.services.doubt];
        let mut doubts: Vec<&str> = self.doubts.iter().map(String::as_str).collect();
        doubts.extend(lists.into_iter().flatten().map(AsRef::as_ref));
        let doubt = (!doubts.is_empty()).then(|| doubts.join(", "));
        let mut rule = |when: Match, unsure: Option<&str>| {
            let unsure = unsure.map(Box::from);
            builder.rule(chain, table, Rule { span, when, unsure, action: self.action.clone() });
        };
        if self.doubts.is_empty() {
            let bounds = (&self.source.sure, &self.destination.sure, self.services.sure.as_slice());
            self.matches(bounds, |when| rule(when, None));
        }
        if let Some(doubt) = &doubt {
            let bounds = (&self.source.most, &self.destination.most, self.services.most.as_slice());
            self.matches(bounds, |when| rule(when, Some(doubt)));
        }
        if let Some(doubt) = doubt.filter(|_| !self.quiet) {
            builder.note(span, doubt);
        }
    }

    fn matches(
        &self,
        (source, destination, services): (&Addresses, &Addresses, &[Service]),
        mut each: impl FnMut(Match),
    ) {
        let both = *source == Addresses::ALL && *destination == Addresses::ALL;
        let parts: &[(u8, Family)] = if both { &[(3, Family::V4)] } else { &[(1, Family::V4), (2, Family::V6)] };
        for (families, family) in parts {
            for service in services {
                let when = Match {
                    families: self.families & families & service.families,
                    states: self.states,
                    protocol: service.protocol.clone(),
                    source: source.of(*family).clone(),
                    destination: destination.of(*family).clone(),
                    first: service.first.clone(),
                    second: service.second.clone(),
                    input: self.input.clone(),
                    output: self.output.clone(),
                };
                if !when.is_empty() {
                    each(when);
                }
            }
        }
    }
}

/// One interface by its name.
pub(crate) fn interface(name: &str) -> Arc<InterfaceSet> {
    Arc::new(InterfaceSet { names: vec![name.to_owned()], negated: false })
}
