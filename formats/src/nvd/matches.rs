//! `configurations[]` of an NVD record: which CPE names are vulnerable, and in which versions.

use super::criteria::{self, Versions};
use crate::defect::Wrong;
use crate::json::{Json, Stop};
use crate::record::{Fields, elements};
use std::borrow::Cow;
use std::ops::Range;
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected};

/// Reads one configuration. With the operator `AND`, each of its nodes needs the others: what they are fulfilled by is
/// written beside it, so that it can be looked for among the components of the same device.
pub(crate) fn configuration<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let first = record.affected.len();
    let (mut nodes, mut and, mut negated) = (Vec::new(), false, false);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "operator" if fields.first(json, 0) => and = json.text_or_empty()?.eq_ignore_ascii_case("AND"),
            "negate" if fields.first(json, 1) => negated = json.boolean()?.unwrap_or(false),
            "nodes" if fields.first(json, 2) => elements(json, &mut |json| {
                nodes.extend(node(json, record)?);
                Ok(())
            })?,
            _ => json.skip()?,
        }
    }
    if and && nodes.len() > 1 {
        need_one_another(&mut record.affected, &nodes);
    }
    if negated {
        record.affected[first..].iter_mut().for_each(unread);
    }
    Ok(())
}

/// One node: where in the record what it calls vulnerable stands, and every product that fulfils it.
struct Node<'a> {
    own: Range<usize>,
    /// One of each group. `None` when that cannot be told by what is present: a node that is negated.
    fulfilled_by: Option<Vec<Vec<Affected<'a>>>>,
}

/// More alternatives than this, over all products they would be written beside, are not: the hit stays possible.
const MOST_BESIDE: usize = 8192;

/// Each node needs all the others.
fn need_one_another<'a>(affected: &mut [Affected<'a>], nodes: &[Node<'a>]) {
    let count = |node: &Node<'_>| node.fulfilled_by.as_ref().map(|groups| groups.iter().map(Vec::len).sum::<usize>());
    let whole: Option<usize> = nodes.iter().map(count).sum();
    let own: usize = nodes.iter().map(|node| node.own.len()).sum();
    let told = whole.is_some_and(|count| count.saturating_mul(own) <= MOST_BESIDE);
    for (place, node) in nodes.iter().enumerate() {
        let others = nodes.iter().enumerate().filter(|(other, _)| told && *other != place);
        let others: Vec<Vec<Affected<'a>>> =
            others.filter_map(|(_, node)| node.fulfilled_by.clone()).flatten().collect();
        for affected in affected.get_mut(node.own.clone()).unwrap_or_default() {
            // What it needs within its own node stays needed too; where that cannot be told, nothing can.
            match affected.needs_other && affected.beside.is_empty() || !told {
                true => affected.beside.clear(),
                false => affected.beside.extend(others.iter().cloned()),
            }
            affected.needs_other = true;
        }
    }
}

fn node<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<Option<Node<'a>>, Stop> {
    if !json.object()? {
        return Ok(None);
    }
    let mut context = Vec::new();
    let first = record.affected.len();
    let (mut and, mut negated, mut matches) = (false, false, 0);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "operator" if fields.first(json, 0) => and = json.text_or_empty()?.eq_ignore_ascii_case("AND"),
            "negate" if fields.first(json, 1) => negated = json.boolean()?.unwrap_or(false),
            "cpeMatch" if fields.first(json, 2) => elements(json, &mut |json| {
                matches += 1;
                cpe_match(json, record, first, &mut context)
            })?,
            _ => json.skip()?,
        }
    }
    let own = first..record.affected.len();
    let mut members = context;
    members.extend_from_slice(&record.affected[own.clone()]);
    let together = and && matches > 1;
    for (place, affected) in record.affected[own.clone()].iter_mut().enumerate() {
        if together {
            need_members(affected, &members, members.len() - own.len() + place);
        }
        if negated {
            unread(affected);
        }
    }
    let fulfilled_by = (!negated).then(|| match together {
        true => members.into_iter().map(|member| vec![member]).collect(),
        false => vec![members],
    });
    Ok(Some(Node { own, fulfilled_by }))
}

/// With the operator `AND` in a node, each of its products needs all the others.
fn need_members<'a>(affected: &mut Affected<'a>, members: &[Affected<'a>], own: usize) {
    affected.needs_other = true;
    if members.len().saturating_mul(members.len()) <= MOST_BESIDE {
        let others = members.iter().enumerate().filter(|(place, _)| *place != own);
        affected.beside = others.map(|(_, other)| vec![other.clone()]).collect();
    }
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

/// Reads a match. What is not vulnerable itself is the context that the others need.
fn cpe_match<'a>(
    json: &mut Json<'a>,
    record: &mut Advisory<'a>,
    first: usize,
    context: &mut Vec<Affected<'a>>,
) -> Result<(), Stop> {
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
    let vulnerable = found.vulnerable != Some(false);
    match criteria::parse(&found.criteria) {
        Some(criteria) if vulnerable => {
            file(record, first, criteria.name, |affected| found.fill(affected, criteria.versions));
        }
        Some(criteria) => {
            // NVD writes `-` for hardware and for a system of any version.
            let any = criteria.versions == Versions::NotApplicable;
            let mut platform = Affected::of(criteria.name, Some(Scheme::Generic));
            found.fill(&mut platform, if any { Versions::Any } else { criteria.versions });
            context.push(platform);
        }
        None => {
            let value = found.criteria.chars().take(80).collect();
            json.note_at(start, "criteria", Wrong::BadIdentifier { kind: "CPE", value });
        }
    }
    Ok(())
}

/// One entry for each name, each version and each interval once: records repeat the same criterion up to thousands of
/// times, once for every configuration it takes part in.
pub(crate) fn gather(affected: &mut Vec<Affected<'_>>) {
    // What names no version at all says something else than what stands beside it, and stays apart.
    let is_open =
        |entry: &Affected<'_>| entry.intervals.is_empty() && entry.versions.is_empty() && entry.unread_ranges == 0;
    let key = |entry: &Affected<'_>| (entry.scheme, entry.needs_other, is_open(entry));
    affected.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| key(a).cmp(&key(b))));
    affected.dedup_by(|next, kept| {
        let same = next.name == kept.name && key(next) == key(kept) && next.beside == kept.beside;
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
            let mut affected = Affected::of(name, Some(Scheme::Generic));
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
