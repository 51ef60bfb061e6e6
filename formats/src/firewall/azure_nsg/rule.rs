use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Room, Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::words::{Kind, numbers};
use network::policy::{Action, Span};
use network::{Block, Family, Ranges};

/// A security group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) span: Span,
    pub(super) rules: Vec<Rule>,
    /// Whether the default rules were given.
    pub(super) defaults: bool,
}

/// A rule as written.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) span: Span,
    pub(super) priority: String,
    pub(super) direction: String,
    pub(super) access: String,
    pub(super) protocol: String,
    /// Source, then destination.
    pub(super) addresses: [Vec<String>; 2],
    pub(super) ports: [Vec<String>; 2],
    /// Application security groups, which are no addresses.
    pub(super) groups: [Vec<String>; 2],
}

impl Rule {
    /// A rule whose direction is not known counts for both.
    pub(super) fn is_of(&self, way: &str) -> bool {
        self.direction.eq_ignore_ascii_case(way)
            || !["inbound", "outbound"].contains(&self.direction.to_lowercase().as_str())
    }

    /// A rule whose priority is not known comes first, in doubt.
    pub(super) fn priority(&self) -> u32 {
        self.priority.parse().unwrap_or(0)
    }

    pub(super) fn draft(&self) -> Draft {
        let mut draft = Draft::new(match self.access.to_lowercase().as_str() {
            "allow" => Action::Accept,
            "deny" => Action::Drop,
            _ => Action::Unknown,
        });
        if draft.action == Action::Unknown {
            draft.doubt(format!("access {}", self.access));
        }
        if self.priority.parse::<u32>().is_err() {
            draft.doubt(format!("priority {}", self.priority));
        }
        if !["inbound", "outbound"].contains(&self.direction.to_lowercase().as_str()) {
            draft.doubt(format!("direction {}", self.direction));
        }
        draft.source = side(&self.addresses[0], &self.groups[0]);
        draft.destination = side(&self.addresses[1], &self.groups[1]);
        draft.services = services(&self.protocol, &self.ports);
        draft
    }
}

fn side(texts: &[String], groups: &[String]) -> Side {
    let (mut maker, mut room) = (SideMaker::default(), Room::default());
    for text in texts {
        match (text.as_str(), Block::parse(text)) {
            ("*", _) => maker.side(&Side::any(), &mut room),
            (_, Some(prefix)) => maker.prefix(prefix),
            // A service tag stands for addresses that change.
            (tag, None) => maker.doubt(tag),
        }
    }
    groups.iter().for_each(|group| maker.doubt(group));
    if texts.is_empty() && groups.is_empty() {
        maker.doubt("a rule without addresses");
    }
    maker.finish()
}

fn ports(texts: &[String]) -> Option<Ranges> {
    if texts.iter().any(|text| text == "*") {
        return Some(Ranges::All);
    }
    let ranges: Vec<(u128, u128)> = texts.iter().map(|text| numbers(Kind::Port, text, '-')).collect::<Option<_>>()?;
    (!ranges.is_empty()).then(|| Ranges::of(ranges))
}

fn services(protocol: &str, [from, to]: &[Vec<String>; 2]) -> Services {
    let what = || format!("{protocol} {} {}", from.join(" "), to.join(" "));
    let (Some(first), Some(second)) = (ports(from), ports(to)) else { return Services::unknown(&what()) };
    let unported = first == Ranges::All && second == Ranges::All;
    let mut maker = ServicesMaker::default();
    let ported = |number: u128| Service { first: first.clone(), second: second.clone(), ..Service::protocol(number) };
    match protocol.to_lowercase().as_str() {
        "*" if unported => return Services::any(),
        // Whether protocols without ports are meant as well is not said.
        "*" => {
            [6, 17].into_iter().for_each(|number| maker.service(&ported(number)));
            let others = Ranges::of(vec![(6, 6), (17, 17)]).not(255);
            let others = Services::within(Service { protocol: others, ..Service::ANY }, &what());
            maker.services(&others, &mut Room::default());
        }
        "tcp" => maker.service(&ported(6)),
        "udp" => maker.service(&ported(17)),
        "icmp" if unported => {
            maker.service(&Service { families: Family::V4.bit(), ..Service::protocol(1) });
            maker.service(&Service { families: Family::V6.bit(), ..Service::protocol(58) });
        }
        "esp" if unported => maker.service(&Service::protocol(50)),
        "ah" if unported => maker.service(&Service::protocol(51)),
        _ => maker.doubt(&what()),
    }
    maker.finish()
}

/// The rules that every group has at its end: inside the virtual network and from its load balancer, out to the Internet,
/// the rest denied. Which addresses are meant by the first three is not known.
pub(super) fn defaults(outbound: bool, builder: &mut Builder, chain: usize, table: &str, span: Span) {
    for tag in if outbound { ["VirtualNetwork", "Internet"] } else { ["VirtualNetwork", "AzureLoadBalancer"] } {
        let mut draft = Draft::new(Action::Accept);
        *(if outbound { &mut draft.destination } else { &mut draft.source }) = Side::unknown(tag);
        draft.put(builder, chain, table, span);
    }
    Draft::new(Action::Drop).put(builder, chain, table, span);
}
