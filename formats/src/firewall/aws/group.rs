//! Security groups: what leaves an interface needs a permission of its groups, and so does what enters one.

use super::account::{Account, Group, Permission};
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Known, Room, Service, Services, Side, SideMaker};
use crate::firewall::ends::{self, Ends};
use crate::firewall::words::{Kind as Values, numbers};
use network::policy::{Action, Span};
use network::{Addresses, Block, Family, Ranges};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "security-groups";

/// Addresses that the same groups filter, with the place of the first interface.
#[derive(Debug, Default)]
struct Filtered {
    span: Span,
    addresses: Addresses,
}

/// Puts the chains of all groups.
pub(super) fn put(account: &Account, device: &Addresses, builder: &mut Builder) {
    let Some(first) = account.groups.first() else { return };
    let mut ids = BTreeSet::new();
    for group in account.groups.iter().filter(|group| !ids.insert(group.id.as_str())) {
        builder.unread(group.span, format!("{}: the group stands twice", group.id));
    }
    let filtered = filtered(account, first, device, builder);
    let members = members(account, builder);
    let (mut ends, mut room) = ([Ends::default(), Ends::default()], Room::default());
    for (outbound, ends) in [true, false].into_iter().zip(&mut ends) {
        let way = if outbound { "outbound" } else { "inbound" };
        for group in &account.groups {
            let chain = builder.chain(TABLE, &format!("{} {way}", group.id), 3, group.span);
            let permissions = if outbound { &group.outbound } else { &group.inbound };
            if permissions.is_none() {
                Draft::unknown(format!("no {way} permissions in the export")).put(builder, chain, TABLE, group.span);
            }
            for permission in permissions.iter().flatten() {
                allowed(permission, outbound, &members, &mut room).put(builder, chain, TABLE, permission.span);
            }
        }
        for (groups, Filtered { span, addresses }) in &filtered {
            let side = Side::sure(addresses.clone());
            ends.leads.extend(groups.iter().map(|group| (side.clone(), *span, format!("{group} {way}"))));
            ends.drops.push((side, *span));
        }
    }
    let [outbound, inbound] = ends;
    // After the ACLs of the subnets; all must let a packet through, in any order.
    ends::put(builder, TABLE, first.span, 3, &outbound, &inbound);
}

/// Addresses by their groups.
fn filtered(
    account: &Account,
    first: &Group,
    device: &Addresses,
    builder: &mut Builder,
) -> BTreeMap<Vec<String>, Filtered> {
    let mut filtered: BTreeMap<Vec<String>, Filtered> = BTreeMap::new();
    if account.interfaces_given {
        let mut makers: BTreeMap<Vec<String>, (Span, SideMaker)> = BTreeMap::new();
        for interface in account.interfaces.iter().filter(|interface| !interface.groups.is_empty()) {
            let entry = makers.entry(interface.groups.clone());
            let (_, maker) = entry.or_insert_with(|| (interface.span, SideMaker::default()));
            interface.addresses.iter().for_each(|prefix| maker.prefix(*prefix));
        }
        for (groups, (span, maker)) in makers {
            filtered.insert(groups, Filtered { span, addresses: maker.finish().sure });
        }
    } else if account.groups.len() == 1 && *device != Addresses::default() {
        builder.taken(
            first.span,
            "the security group is the one of the device (no network interfaces were given)",
            "このセキュリティグループは当該機器に適用されている（ネットワークインタフェースの情報なし）",
        );
        filtered.insert(vec![first.id.clone()], Filtered { span: first.span, addresses: device.clone() });
    } else {
        builder.unread(first.span, "which group filters which address: describe-network-interfaces was not given");
    }
    filtered
}

/// The addresses of each group's members; `None` when interfaces were not given.
fn members(account: &Account, builder: &mut Builder) -> Option<BTreeMap<String, Side>> {
    if !account.interfaces_given {
        return None;
    }
    let mut makers: BTreeMap<String, SideMaker> = BTreeMap::new();
    for group in &account.groups {
        makers.entry(group.id.clone()).or_default();
    }
    for interface in &account.interfaces {
        for text in &interface.unread {
            builder.unread(interface.span, text.clone());
        }
        for group in &interface.groups {
            let maker = makers.entry(group.clone()).or_default();
            interface.addresses.iter().for_each(|prefix| maker.prefix(*prefix));
        }
    }
    Some(makers.into_iter().map(|(group, maker)| (group, maker.finish())).collect())
}

/// The rule of a permission, for all its blocks and groups.
fn allowed(
    permission: &Permission,
    outbound: bool,
    members: &Option<BTreeMap<String, Side>>,
    room: &mut Room,
) -> Draft {
    let mut maker = SideMaker::default();
    for text in &permission.blocks {
        match Block::parse(text) {
            Some(prefix) => maker.prefix(prefix),
            None => maker.doubt(text),
        }
    }
    for list in &permission.prefix_lists {
        maker.doubt(list);
    }
    for group in &permission.groups {
        let side = group.as_ref().and_then(|group| members.as_ref()?.get(group));
        match side {
            Some(side) => maker.side(side, room),
            None => maker.doubt(&format!("members of group {}", group.as_deref().unwrap_or("of another network"))),
        }
    }
    let mut draft = Draft::new(Action::Accept);
    let side = if outbound { &mut draft.destination } else { &mut draft.source };
    *side = maker.finish();
    draft.services = service(&permission.protocol, permission.from, permission.to);
    draft
}

/// Protocol and ports of a permission; of ICMP the numbers are type and code.
fn service(protocol: &str, from: Option<i64>, to: Option<i64>) -> Services {
    if protocol == "-1" {
        return Services::any();
    }
    let what = format!("{protocol} {}-{}", from.unwrap_or(-1), to.unwrap_or(-1));
    let Some((number, _)) = numbers(Values::Protocol, protocol, '\u{0}') else { return Services::unknown(&what) };
    protocol_with(number, from.zip(to), from.zip(to), &what)
}

/// The service of a protocol with ports, or with type and code; `-1` stands for any.
pub(super) fn protocol_with(number: u128, ports: Option<(i64, i64)>, icmp: Option<(i64, i64)>, what: &str) -> Services {
    let family = |family: Family, service: Service| Service { families: family.bit(), ..service };
    let plain = Service::protocol(number);
    let within = || Services::within(Service::protocol(number), what);
    let one = |value: i64| match value {
        -1 => Some(Ranges::All),
        value => u8::try_from(value).ok().map(|value| Ranges::single(u128::from(value))),
    };
    match number {
        1 | 58 => {
            let plain = family(if number == 1 { Family::V4 } else { Family::V6 }, plain);
            let Some((kind, code)) = icmp else { return Services::of(plain) };
            match (one(kind), one(code)) {
                (Some(first), Some(second)) => Services::of(Service { first, second, ..plain }),
                _ => within(),
            }
        }
        6 | 17 => match ports {
            Some((-1, -1)) => Services::of(plain),
            Some((low, high)) => match (u16::try_from(low), u16::try_from(high)) {
                (Ok(low), Ok(high)) if low <= high => {
                    Known::sure(vec![Service::ports(number, Ranges::One(u128::from(low), u128::from(high)))])
                }
                _ => within(),
            },
            None => within(),
        },
        // Ports of other protocols, SCTP too, are not looked at (EC2 API reference, IpPermission).
        _ => Services::of(plain),
    }
}
