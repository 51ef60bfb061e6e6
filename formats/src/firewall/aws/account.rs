use network::Block;
use network::policy::Span;
use std::collections::BTreeMap;

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) groups: Vec<Group>,
    pub(super) interfaces: Vec<Interface>,
    /// Whether a list of interfaces was given, be it empty.
    pub(super) interfaces_given: bool,
    pub(super) acls: Vec<Acl>,
    /// Blocks by subnet.
    pub(super) subnets: BTreeMap<String, Vec<Block>>,
}

/// A security group.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) span: Span,
    /// `None`: the export does not say.
    pub(crate) inbound: Option<Vec<Permission>>,
    pub(crate) outbound: Option<Vec<Permission>>,
}

/// What a group allows.
#[derive(Debug, Default)]
pub(crate) struct Permission {
    pub(crate) span: Span,
    pub(crate) protocol: String,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    pub(crate) blocks: Vec<String>,
    /// Groups of the same account and network by id; `None`: of another one.
    pub(crate) groups: Vec<Option<String>>,
    pub(crate) prefix_lists: Vec<String>,
}

/// A network interface.
#[derive(Debug, Default)]
pub(super) struct Interface {
    pub(super) span: Span,
    pub(super) addresses: Vec<Block>,
    /// Addresses as written that are none.
    pub(super) unread: Vec<String>,
    pub(super) groups: Vec<String>,
}

/// A network ACL.
#[derive(Debug, Default)]
pub(super) struct Acl {
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) subnets: Vec<String>,
    pub(super) entries: Vec<Entry>,
}

/// A line of an ACL.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) span: Span,
    pub(super) number: i64,
    pub(super) outbound: bool,
    pub(super) action: String,
    pub(super) protocol: String,
    pub(super) blocks: Vec<String>,
    pub(super) ports: Option<(i64, i64)>,
    /// Type and code.
    pub(super) icmp: Option<(i64, i64)>,
}
