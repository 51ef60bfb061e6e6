//! A security group for a device, in the shape of `aws ec2 describe-security-groups`, so that it can be read back as it would
//! be exported; the commands that load it take its lists from there.

use crate::firewall::at_ends::{AtEnd, at_ends, id};
use crate::firewall::blocks::blocks;
use crate::firewall::write::{About, CannotSay, Draft, Part, Written, about, name};
use network::{Family, Ranges, Region};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// ICMP types that are written as a permission each; beyond that a region is not said.
const TYPES: usize = 16;
/// Blocks of one group; a quota of the account is lower (60 a direction by default).
const BLOCKS: usize = 1000;
/// The longest description that AWS takes.
const DESCRIPTION: usize = 255;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    comment: Vec<String>,
    security_groups: [Group; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    group_name: String,
    description: String,
    ip_permissions: Vec<Permission>,
    ip_permissions_egress: Vec<Permission>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Permission {
    ip_protocol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_port: Option<i32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ip_ranges: Vec<V4>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ipv6_ranges: Vec<V6>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct V4 {
    cidr_ip: String,
    description: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct V6 {
    cidr_ipv6: String,
    description: String,
}

/// Protocol, first and second number of a permission; without numbers: all of the protocol.
type Service = (String, Option<(i32, i32)>);

/// A group for a device. It filters nothing before it is put in force, and it writes no log: there is one stage alone.
pub fn write(draft: &Draft<'_>) -> Result<Written, CannotSay> {
    let group = format!("tutela-{}", name(draft.name, 60));
    let file = format!("{group}.aws.json");
    let [leaves, enters] = at_ends(draft)?;
    let egress = permissions(draft, &leaves, true)?;
    let ingress = permissions(draft, &enters, false)?;
    let load = load(&group, &file, [!ingress.is_empty(), !egress.is_empty()]);
    let roll_back =
        "aws ec2 modify-network-interface-attribute --network-interface-id \"$INTERFACE\" --groups $GROUPS_OF_BEFORE; \
                     aws ec2 delete-security-group --group-id \"$GROUP\""
            .to_owned();
    let mut comment = draft.head.to_vec();
    let mut flows = BTreeSet::new();
    for (permit, (_, lines)) in draft.permits.permits.iter().zip(draft.about) {
        if flows.insert(permit.flow) {
            comment.extend(lines.iter().cloned());
        }
    }
    comment.extend(draft.labels.into_iter().zip([&load, &roll_back]).map(|(label, words)| format!("{label}: {words}")));
    let group = Group {
        description: format!("{group} (draft)"),
        group_name: group,
        ip_permissions: ingress,
        ip_permissions_egress: egress,
    };
    let whole = File { comment, security_groups: [group] };
    // Text and numbers alone: writing them into memory cannot fail.
    let text = serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n";
    Ok(Written { parts: vec![Part { file, text }], load, roll_back })
}

/// A new group comes with permissions to leave; they go first, and the group is put on the interface last and alone.
fn load(group: &str, file: &str, [ingress, egress]: [bool; 2]) -> String {
    let mut steps = vec![
        format!(
            "GROUP=$(aws ec2 create-security-group --vpc-id \"$VPC\" --group-name {group} --description {group} --query GroupId --output text)"
        ),
        "aws ec2 revoke-security-group-egress --group-id \"$GROUP\" --security-group-rule-ids \
         $(aws ec2 describe-security-group-rules --filters Name=group-id,Values=\"$GROUP\" --query 'SecurityGroupRules[?IsEgress].SecurityGroupRuleId' --output text)"
            .to_owned(),
    ];
    for (there, list, way) in [(ingress, "IpPermissions", "ingress"), (egress, "IpPermissionsEgress", "egress")] {
        if there {
            steps.push(format!(
                "aws ec2 authorize-security-group-{way} --group-id \"$GROUP\" --ip-permissions \"$(jq -c '.SecurityGroups[0].{list}' {file})\""
            ));
        }
    }
    steps.push(
        "aws ec2 modify-network-interface-attribute --network-interface-id \"$INTERFACE\" --groups \"$GROUP\""
            .to_owned(),
    );
    steps.join(" && ")
}

/// The permissions of one way. AWS refuses a permission that stands twice, so flows that say the same are one.
fn permissions(draft: &Draft<'_>, ends: &[AtEnd<'_>], leaves: bool) -> Result<Vec<Permission>, CannotSay> {
    let mut all: BTreeMap<Service, BTreeMap<(Family, String), BTreeSet<String>>> = BTreeMap::new();
    let mut count = 0usize;
    for (place, region) in ends {
        let cannot = || CannotSay(id(draft, *place).to_owned());
        let side = blocks(region.family, if leaves { &region.destination } else { &region.source });
        for service in services(region).ok_or_else(cannot)? {
            count = count.saturating_add(side.len());
            if count > BLOCKS {
                return Err(cannot());
            }
            let sides = all.entry(service).or_default();
            for block in &side {
                sides.entry((region.family, block.cidr())).or_default().insert(name(id(draft, *place), 60));
            }
        }
    }
    Ok(all.into_iter().map(permission).collect())
}

fn permission(((ip_protocol, numbers), sides): (Service, BTreeMap<(Family, String), BTreeSet<String>>)) -> Permission {
    let (from_port, to_port) = numbers.unzip();
    let mut permission = Permission { ip_protocol, from_port, to_port, ip_ranges: Vec::new(), ipv6_ranges: Vec::new() };
    for ((family, cidr), flows) in sides {
        let mut description = flows.into_iter().collect::<Vec<_>>().join(", ");
        description.truncate(DESCRIPTION);
        match family {
            Family::V4 => permission.ip_ranges.push(V4 { cidr_ip: cidr, description }),
            Family::V6 => permission.ipv6_ranges.push(V6 { cidr_ipv6: cidr, description }),
        }
    }
    permission
}

/// The services of a region; `None` for what a group cannot say: source ports, ports of other protocols than TCP and UDP.
fn services(region: &Region) -> Option<Vec<Service>> {
    match about(region)? {
        About::Protocols(Ranges::One(low, high)) if low == high => {
            let all = match low {
                1 | 58 => Some((-1, -1)),
                6 | 17 => Some((0, 65_535)),
                _ => None,
            };
            Some(vec![(word(low), all)])
        }
        About::Ports(Ranges::One(protocol, high), Ranges::All, to)
            if protocol == high && matches!(protocol, 6 | 17) =>
        {
            let ports = to.slices(65_535).into_iter();
            ports.map(|(low, high)| Some((word(protocol), Some((number(low)?, number(high)?))))).collect()
        }
        About::Types(protocol, types, Ranges::All) => {
            let types = types.slices(255);
            let count = types.iter().fold(0u128, |count, (low, high)| count.saturating_add(high - low + 1));
            if count > TYPES as u128 {
                return None;
            }
            let each = types.into_iter().flat_map(|(low, high)| low..=high);
            each.map(|kind| Some((word(protocol), Some((number(kind)?, -1))))).collect()
        }
        _ => None,
    }
}

fn number(value: u128) -> Option<i32> {
    i32::try_from(value).ok()
}

fn word(protocol: u128) -> String {
    match protocol {
        1 => "icmp".to_owned(),
        6 => "tcp".to_owned(),
        17 => "udp".to_owned(),
        58 => "icmpv6".to_owned(),
        number => number.to_string(),
    }
}
