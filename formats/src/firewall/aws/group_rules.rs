//! The JSON of `aws ec2 describe-security-group-rules`: one permission a rule, each with the id of its group.

use super::account::{Group, Permission};
use super::read::{number, pair};
use crate::defect::Wrong;
use crate::firewall::json_place::Places;
use crate::json::{Json, Stop};
use std::collections::BTreeMap;

/// Where in the account the groups of this file stand.
///
/// A direction without any rule stays not said: a listing that was filtered by direction looks the same.
#[derive(Debug, Default)]
pub(super) struct ByRule(BTreeMap<String, usize>);

impl ByRule {
    pub(super) fn take(
        &mut self,
        json: &mut Json<'_>,
        places: &mut Places,
        groups: &mut Vec<Group>,
    ) -> Result<(), Stop> {
        let start = json.offset();
        let (mut id, mut outbound, mut permission) = (String::new(), None, Permission::default());
        json.fields(|json, key| {
            match key {
                "GroupId" => id = json.text_or_empty()?.into_owned(),
                "IsEgress" => outbound = json.boolean()?,
                "IpProtocol" => permission.protocol = json.text_or_empty()?.into_owned(),
                "FromPort" => permission.from = number(json)?,
                "ToPort" => permission.to = number(json)?,
                "CidrIpv4" | "CidrIpv6" => permission.blocks.extend(json.text()?.map(|text| text.into_owned())),
                "PrefixListId" => permission.prefix_lists.extend(json.text()?.map(|text| text.into_owned())),
                "ReferencedGroupInfo" => permission.groups.push(pair(json)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        permission.span = places.span(json, start);
        let Some(outbound) = outbound else {
            json.note_at(start, "IsEgress", Wrong::WrongType { expected: "true or false" });
            return Ok(());
        };
        if permission.blocks.is_empty() && permission.prefix_lists.is_empty() && permission.groups.is_empty() {
            permission.prefix_lists.push("a peer that is not said".to_owned());
        }
        let place = *self.0.entry(id.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group { id, span: permission.span, inbound: None, outbound: None });
        }
        let Some(group) = groups.get_mut(place) else { return Ok(()) };
        let list = if outbound { &mut group.outbound } else { &mut group.inbound };
        list.get_or_insert_default().push(permission);
        Ok(())
    }
}
