//! AWS: security groups (remember connections, only allow) and network ACLs (remember nothing, in order of their numbers).
//!
//! Which group filters which address stands in `describe-network-interfaces`, which ACL filters which subnet in the ACL and
//! `describe-subnets`; all files given are taken together.

mod account;
mod acl;
mod group;
mod group_rules;
mod read;
#[cfg(test)]
mod tests;
pub mod write;

use super::build::Builder;
pub(crate) use account::Group;

use account::Account;
use network::Addresses;

/// The lists that the files hold, by key.
pub(crate) const LISTS: [&str; 5] =
    ["SecurityGroups", "SecurityGroupRules", "NetworkInterfaces", "NetworkAcls", "Subnets"];

/// Reads all files of an account.
pub(crate) fn read(files: &[(u16, &str)], device: &Addresses, builder: &mut Builder) {
    let mut account = Account::default();
    for (file, text) in files {
        read::file(*file, text, &mut account, builder);
    }
    group::put(&account, device, builder);
    acl::put(&account, builder);
}

/// The groups of one export of `describe-security-groups`, and whether all of it was understood.
pub(crate) fn groups(text: &str) -> (Vec<Group>, bool) {
    let (mut account, mut builder) = (Account::default(), Builder::default());
    read::file(0, text, &mut account, &mut builder);
    (account.groups, builder.finish().0.unread.is_empty())
}
