//! The versions that a decision or a document states: one version, or a range that is compared by the component's own rules.

use versions::vers::{Order, Ranges, Vers};

/// Anything but one plain version: `vers:…`, comparators, lists, wildcards.
pub(crate) fn is_range(stated: &str) -> bool {
    stated.starts_with("vers:") || stated.contains(['<', '>', '=', '|', ',', '*', ' '])
}

/// A range in the `vers` notation.
pub(crate) struct StatedRange {
    vers: Vers,
    ranges: Ranges,
}

impl StatedRange {
    /// `None`: in no notation that says exactly what it holds.
    pub(crate) fn parse(stated: &str) -> Option<StatedRange> {
        let vers = Vers::parse(stated).ok()?;
        let ranges = vers.ranges().ok()?;
        Some(StatedRange { vers, ranges })
    }

    /// Whether it holds a version of a package of this package URL type (empty where it has none); `None` where that cannot
    /// be told, as another ecosystem's order would be a guess.
    pub(crate) fn holds(&self, kind: &str, version: &str) -> Option<bool> {
        let kind = if kind.is_empty() { "generic" } else { kind };
        let is_ordered = match self.vers.kind.as_str() {
            "all" | "none" => true,
            stated => Order::of_type(kind) == Order::of_type(stated),
        };
        match self.vers.constraints.is_empty() {
            _ if !is_ordered => None,
            true => Some(!self.ranges.is_empty()),
            false if version.is_empty() => None,
            false => self.ranges.contains(version).ok(),
        }
    }
}
