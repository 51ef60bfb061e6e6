//! The JSON of `aws ec2 describe-…`.

use super::account::{Account, Acl, Entry, Group, Interface, Permission};
use super::group_rules::ByRule;
use crate::defect::Wrong;
use crate::firewall::build::Builder;
use crate::firewall::json_place::Places;
use crate::firewall::lines::end_of;
use crate::json::{Json, Next, Stop};
use network::Block;
use network::policy::Span;

/// Reads a file.
pub(super) fn file(file: u16, text: &str, account: &mut Account, builder: &mut Builder) {
    let mut reader = Reader {
        json: Json::new(text.as_bytes()),
        places: Places::new(file),
        known: false,
        pages: false,
        by_rule: ByRule::default(),
    };
    let stopped = reader.file(account).is_err();
    let end = end_of(file, text);
    if stopped || reader.json.defects.count() > 0 {
        builder.unread(end, "the JSON breaks off, or holds values of another type than expected");
    } else if !reader.known {
        builder.unread(end, format!("no list of {}", super::LISTS.join(", ")));
    }
    if reader.pages {
        builder.unread(end, "NextToken: more pages of the export were not given");
    }
}

struct Reader<'a> {
    json: Json<'a>,
    places: Places,
    known: bool,
    pages: bool,
    by_rule: ByRule,
}

impl<'a> Reader<'a> {
    fn span(&mut self, start: usize) -> Span {
        self.places.span(&self.json, start)
    }

    fn file(&mut self, account: &mut Account) -> Result<(), Stop> {
        if !self.json.object()? {
            return Ok(());
        }
        while let Some(key) = self.json.key()? {
            let known = super::LISTS.contains(&key.as_ref());
            self.known |= known;
            match key.as_ref() {
                "NextToken" => self.pages |= !self.json.text_or_empty()?.is_empty(),
                key if known => {
                    account.interfaces_given |= key == "NetworkInterfaces";
                    if self.json.peek()? == Next::Null {
                        self.json.note("", Wrong::WrongType { expected: "an array" });
                    }
                    if self.json.array()? {
                        while self.json.element()? {
                            self.element(key, account)?;
                        }
                    }
                }
                _ => self.json.skip()?,
            }
        }
        Ok(())
    }

    fn element(&mut self, key: &str, account: &mut Account) -> Result<(), Stop> {
        let start = self.json.offset();
        match key {
            "SecurityGroups" => account.groups.push(self.group(start)?),
            "SecurityGroupRules" => {
                let Reader { json, places, by_rule, .. } = self;
                by_rule.take(json, places, &mut account.groups)?;
            }
            "NetworkInterfaces" => account.interfaces.push(self.interface(start)?),
            "NetworkAcls" => account.acls.push(self.acl(start)?),
            _ => self.subnet(account)?,
        }
        Ok(())
    }

    /// Where something begins; its end is not known yet, and a screen shows only its beginning.
    fn head(&mut self, start: usize) -> Span {
        self.span(start)
    }

    fn group(&mut self, start: usize) -> Result<Group, Stop> {
        let span = self.head(start);
        let mut group = Group { id: String::new(), span, inbound: None, outbound: None };
        let (json, places) = (&mut self.json, &mut self.places);
        json.fields(|json, key| {
            match key {
                "GroupId" => group.id = json.text_or_empty()?.into_owned(),
                "IpPermissions" => {
                    let list = group.inbound.get_or_insert_default();
                    json.list(|json| permission(json, places).map(|one| list.push(one)))?;
                }
                "IpPermissionsEgress" => {
                    let list = group.outbound.get_or_insert_default();
                    json.list(|json| permission(json, places).map(|one| list.push(one)))?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(group)
    }

    fn interface(&mut self, start: usize) -> Result<Interface, Stop> {
        let mut interface = Interface::default();
        let mut take = |text: &str| match Block::parse(text) {
            Some(prefix) => interface.addresses.push(prefix),
            None => interface.unread.push(text.to_owned()),
        };
        let mut groups = Vec::new();
        self.json.fields(|json, key| {
            let list = match key {
                "PrivateIpAddress" => {
                    if let Some(text) = json.text()? {
                        take(&text);
                    }
                    return Ok(true);
                }
                "Groups" => {
                    json.list(|json| json.text_of("GroupId").map(|id| groups.push(id.into_owned())))?;
                    return Ok(true);
                }
                "PrivateIpAddresses" => "PrivateIpAddress",
                "Ipv6Addresses" => "Ipv6Address",
                "Ipv4Prefixes" => "Ipv4Prefix",
                "Ipv6Prefixes" => "Ipv6Prefix",
                _ => return Ok(false),
            };
            json.list(|json| json.text_of(list).map(|text| take(&text)))?;
            Ok(true)
        })?;
        interface.span = self.span(start);
        interface.groups = groups;
        interface.groups.sort();
        interface.groups.dedup();
        Ok(interface)
    }

    fn subnet(&mut self, account: &mut Account) -> Result<(), Stop> {
        let (mut id, mut blocks) = (String::new(), Vec::new());
        self.json.fields(|json, key| {
            match key {
                "SubnetId" => id = json.text_or_empty()?.into_owned(),
                "CidrBlock" => blocks.extend(Block::parse(&json.text_or_empty()?)),
                "Ipv6CidrBlockAssociationSet" => {
                    json.list(|json| json.text_of("Ipv6CidrBlock").map(|text| blocks.extend(Block::parse(&text))))?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        account.subnets.entry(id).or_default().extend(blocks);
        Ok(())
    }

    fn acl(&mut self, start: usize) -> Result<Acl, Stop> {
        let span = self.head(start);
        let mut acl = Acl { span, ..Acl::default() };
        let (json, places) = (&mut self.json, &mut self.places);
        json.fields(|json, key| {
            match key {
                "NetworkAclId" => acl.id = json.text_or_empty()?.into_owned(),
                "Associations" => {
                    json.list(|json| json.text_of("SubnetId").map(|id| acl.subnets.push(id.into_owned())))?;
                }
                "Entries" => json.list(|json| entry(json, places).map(|one| acl.entries.push(one)))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(acl)
    }
}

/// A whole number; one that is none counts as one no rule has.
pub(super) fn number(json: &mut Json<'_>) -> Result<Option<i64>, Stop> {
    Ok(json.number()?.map(|number| number.to_string().parse().unwrap_or(i64::MIN)))
}

fn permission(json: &mut Json<'_>, places: &mut Places) -> Result<Permission, Stop> {
    let start = json.offset();
    let mut permission = Permission::default();
    json.fields(|json, key| {
        match key {
            "IpProtocol" => permission.protocol = json.text_or_empty()?.into_owned(),
            "FromPort" => permission.from = number(json)?,
            "ToPort" => permission.to = number(json)?,
            "IpRanges" => {
                json.list(|json| json.text_of("CidrIp").map(|text| permission.blocks.push(text.into_owned())))?;
            }
            "Ipv6Ranges" => {
                json.list(|json| json.text_of("CidrIpv6").map(|text| permission.blocks.push(text.into_owned())))?;
            }
            "PrefixListIds" => json.list(|json| {
                json.text_of("PrefixListId").map(|text| permission.prefix_lists.push(text.into_owned()))
            })?,
            "UserIdGroupPairs" => json.list(|json| pair(json).map(|id| permission.groups.push(id)))?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    permission.span = places.span(json, start);
    Ok(permission)
}

/// The id of a group; `None` for one of a peered network, whose interfaces stand elsewhere.
pub(super) fn pair(json: &mut Json<'_>) -> Result<Option<String>, Stop> {
    let (mut id, mut peered) = (String::new(), false);
    json.fields(|json, key| {
        match key {
            "GroupId" => id = json.text_or_empty()?.into_owned(),
            "VpcPeeringConnectionId" => peered |= json.text()?.is_some_and(|text| !text.is_empty()),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(Some(id).filter(|_| !peered))
}

fn entry(json: &mut Json<'_>, places: &mut Places) -> Result<Entry, Stop> {
    let start = json.offset();
    let mut entry = Entry::default();
    json.fields(|json, key| {
        match key {
            "RuleNumber" => entry.number = number(json)?.unwrap_or(i64::MAX),
            "Egress" => entry.outbound = json.boolean()?.unwrap_or(false),
            "RuleAction" => entry.action = json.text_or_empty()?.into_owned(),
            "Protocol" => entry.protocol = json.text_or_empty()?.into_owned(),
            "CidrBlock" | "Ipv6CidrBlock" => entry.blocks.extend(json.text()?.map(|text| text.into_owned())),
            "PortRange" => entry.ports = two(json, "From", "To")?,
            "IcmpTypeCode" => entry.icmp = two(json, "Type", "Code")?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    entry.span = places.span(json, start);
    Ok(entry)
}

fn two(json: &mut Json<'_>, first: &str, second: &str) -> Result<Option<(i64, i64)>, Stop> {
    let (mut one, mut other) = (None, None);
    json.fields(|json, key| {
        match key {
            key if key == first => one = number(json)?,
            key if key == second => other = number(json)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(one.zip(other))
}
