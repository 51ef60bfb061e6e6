//! `configurations[]` of an NVD record: which CPE names are vulnerable, and in which versions.

use super::criteria::{self, Versions};
use crate::defect::Wrong;
use crate::json::{Json, Stop};
use crate::record::{Fields, elements};
use std::borrow::Cow;
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected};

/// Reads one configuration. With the operator `AND`, each of its nodes needs the others.
pub(super) fn configuration<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let first = record.affected.len();
    let (mut nodes, mut and, mut negated) = (0, false, false);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "operator" if fields.first(json, 0) => and = json.text_or_empty()?.eq_ignore_ascii_case("AND"),
            "negate" if fields.first(json, 1) => negated = json.boolean()?.unwrap_or(false),
            "nodes" if fields.first(json, 2) => elements(json, &mut |json| {
                nodes += 1;
                node(json, record)
            })?,
            _ => json.skip()?,
        }
    }
    for affected in &mut record.affected[first..] {
        affected.needs_other |= and && nodes > 1;
        if negated {
            unread(affected);
        }
    }
    Ok(())
}

fn node<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let first = record.affected.len();
    let (mut and, mut negated, mut matches) = (false, false, 0);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "operator" if fields.first(json, 0) => and = json.text_or_empty()?.eq_ignore_ascii_case("AND"),
            "negate" if fields.first(json, 1) => negated = json.boolean()?.unwrap_or(false),
            "cpeMatch" if fields.first(json, 2) => elements(json, &mut |json| {
                matches += 1;
                cpe_match(json, record, first)
            })?,
            _ => json.skip()?,
        }
    }
    for affected in &mut record.affected[first..] {
        affected.needs_other |= and && matches > 1;
        if negated {
            unread(affected);
        }
    }
    Ok(())
}

/// "Everything but this" cannot be turned into intervals of this name: said, not used as a match.
fn unread(affected: &mut Affected<'_>) {
    affected.intervals.clear();
    affected.versions.clear();
    affected.unread_ranges = affected.unread_ranges.max(1);
}

#[derive(Default)]
struct Match<'a> {
    criteria: Cow<'a, str>,
    vulnerable: Option<bool>,
    from: Option<Cow<'a, str>>,
    after: Option<Cow<'a, str>>,
    to: Option<Cow<'a, str>>,
    before: Option<Cow<'a, str>>,
}

fn cpe_match<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>, first: usize) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut found = Match::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "criteria" if fields.first(json, 0) => found.criteria = json.text_or_empty()?,
            "vulnerable" if fields.first(json, 1) => found.vulnerable = json.boolean()?,
            "versionStartIncluding" if fields.first(json, 2) => found.from = bound(json)?,
            "versionStartExcluding" if fields.first(json, 3) => found.after = bound(json)?,
            "versionEndIncluding" if fields.first(json, 4) => found.to = bound(json)?,
            "versionEndExcluding" if fields.first(json, 5) => found.before = bound(json)?,
            _ => json.skip()?,
        }
    }
    // Not stated is read as vulnerable: a needless question is cheaper than a silent gap.
    if found.vulnerable == Some(false) {
        return Ok(());
    }
    match criteria::parse(&found.criteria) {
        Some(criteria) => file(record, first, criteria.name, |affected| found.fill(affected, criteria.versions)),
        None => {
            let value = found.criteria.chars().take(80).collect();
            json.note_at(start, "criteria", Wrong::BadIdentifier { kind: "CPE", value });
        }
    }
    Ok(())
}

/// One entry for each name, each version and each interval once: records repeat the same criterion up to thousands of
/// times, once for every configuration it takes part in.
pub(super) fn gather(affected: &mut Vec<Affected<'_>>) {
    affected.sort_by(|a, b| (&a.name, a.needs_other).cmp(&(&b.name, b.needs_other)));
    affected.dedup_by(|next, kept| {
        let same = next.name == kept.name && next.needs_other == kept.needs_other;
        if same {
            kept.intervals.append(&mut next.intervals);
            kept.versions.append(&mut next.versions);
            kept.unread_ranges = kept.unread_ranges.saturating_add(next.unread_ranges);
        }
        same
    });
    for entry in affected {
        entry.versions.sort_unstable();
        entry.versions.dedup();
        entry.intervals.sort_by(|a, b| ends(a).cmp(&ends(b)));
        entry.intervals.dedup();
    }
}

/// The ends of an interval, as the source wrote them, in an order that puts equal ones side by side.
fn ends<'b>(interval: &'b Interval<'_>) -> [Option<(&'b str, bool)>; 2] {
    [&interval.low, &interval.high].map(|bound| bound.as_ref().map(|bound| (&*bound.text, bound.inclusive)))
}

fn bound<'a>(json: &mut Json<'a>) -> Result<Option<Cow<'a, str>>, Stop> {
    Ok(json.text()?.filter(|text| !text.is_empty()))
}

/// Fills the entry of this name: the last one when it is of the same name and node, since a node often names one product
/// many times with one version each.
fn file<'a>(
    record: &mut Advisory<'a>,
    first: usize,
    name: vulnerability::Name<'a>,
    fill: impl FnOnce(&mut Affected<'a>),
) {
    match record.affected[first..].last_mut() {
        Some(last) if last.name == name => fill(last),
        Some(_) | None => {
            let mut affected = Affected {
                name,
                scheme: Some(Scheme::Generic),
                intervals: Vec::new(),
                versions: Vec::new(),
                unread_ranges: 0,
                needs_other: false,
            };
            fill(&mut affected);
            record.affected.push(affected);
        }
    }
}

impl<'a> Match<'a> {
    fn fill(self, affected: &mut Affected<'a>, versions: Versions<'a>) {
        let low = match (self.from, self.after) {
            (Some(from), _) => Some(Bound::new(Scheme::Generic, from, true)),
            (None, Some(after)) => Some(Bound::new(Scheme::Generic, after, false)),
            (None, None) => None,
        };
        let high = match (self.before, self.to) {
            (Some(before), _) => Some(Bound::new(Scheme::Generic, before, false)),
            (None, Some(to)) => Some(Bound::new(Scheme::Generic, to, true)),
            (None, None) => None,
        };
        if low.is_some() || high.is_some() {
            // Bounds decide, whatever version the name itself carries (often a sample or the fixed one).
            affected.intervals.push(Interval { low, high });
            return;
        }
        match versions {
            Versions::Any => affected.intervals.push(Interval::default()),
            Versions::One(version) => affected.versions.push(version),
            Versions::NotApplicable | Versions::Pattern => {
                affected.unread_ranges = affected.unread_ranges.saturating_add(1);
            }
        }
    }
}
