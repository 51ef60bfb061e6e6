//! `affected[]` of an OSV record.

use super::read::severities;
use crate::defect::Wrong;
use crate::json::{Json, Stop};
use crate::record::{Fields, elements, texts};
use sbom::normal_name;
use std::borrow::Cow;
use versions::{Bound, Edge, Event, Interval, Scheme, intervals_of_events};
use vulnerability::{Advisory, Affected, Name};

#[derive(Default)]
struct Range<'a> {
    kind: Cow<'a, str>,
    repo: Cow<'a, str>,
    events: Vec<Event<'a>>,
    /// An event of a kind that is not known, or none at all where some must be.
    unread: bool,
}

#[derive(Default)]
struct Entry<'a> {
    ecosystem: Cow<'a, str>,
    name: Cow<'a, str>,
    ranges: Vec<Range<'a>>,
    versions: Vec<Cow<'a, str>>,
    /// `ranges` or one of its elements is no range.
    lost: u32,
}

/// Reads one element and adds what it affects; an element that names no package is noted.
pub(super) fn read<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut entry = Entry::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "package" if fields.first(json, 0) => package(json, &mut entry)?,
            "ranges" if fields.first(json, 1) => ranges(json, &mut entry)?,
            "versions" if fields.first(json, 2) => texts(json, &mut entry.versions)?,
            "severity" if fields.first(json, 3) => severities(json, &mut record.ratings)?,
            _ => json.skip()?,
        }
    }
    match entry.affected() {
        Some(affected) => record.affected.push(affected),
        None => json.note_at(start, "affected.package", Wrong::Missing),
    }
    Ok(())
}

fn package<'a>(json: &mut Json<'a>, entry: &mut Entry<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "ecosystem" if fields.first(json, 0) => entry.ecosystem = json.text_or_empty()?,
            "name" if fields.first(json, 1) => entry.name = json.text_or_empty()?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn ranges<'a>(json: &mut Json<'a>, entry: &mut Entry<'a>) -> Result<(), Stop> {
    let before = json.defects.count();
    let mut ranges = Vec::new();
    elements(json, &mut |json| {
        if !json.object()? {
            return Ok(());
        }
        let mut range = Range::default();
        let mut fields = Fields::default();
        while let Some(key) = json.key()? {
            match &*key {
                "type" if fields.first(json, 0) => range.kind = json.text_or_empty()?,
                "repo" if fields.first(json, 1) => range.repo = json.text_or_empty()?,
                "events" if fields.first(json, 2) => elements(json, &mut |json| event(json, &mut range))?,
                _ => json.skip()?,
            }
        }
        ranges.push(range);
        Ok(())
    })?;
    // Something in here was not as it must be: whatever it meant, it must not look like "no range at all".
    let said = ranges.iter().any(|range| range.unread);
    entry.lost = u32::from(json.defects.count() > before && !said);
    entry.ranges = ranges;
    Ok(())
}

fn event<'a>(json: &mut Json<'a>, range: &mut Range<'a>) -> Result<(), Stop> {
    if !json.object()? {
        range.unread = true;
        return Ok(());
    }
    while let Some(key) = json.key()? {
        let edge = match &*key {
            "introduced" => Edge::Introduced,
            "fixed" => Edge::Fixed,
            "last_affected" => Edge::LastAffected,
            "limit" => Edge::Limit,
            _ => {
                json.note("", Wrong::NotAllowed { value: key.chars().take(40).collect() });
                range.unread = true;
                json.skip()?;
                continue;
            }
        };
        match json.text()? {
            Some(at) => range.events.push(Event { edge, at }),
            None => range.unread = true,
        }
    }
    Ok(())
}

impl<'a> Entry<'a> {
    fn affected(self) -> Option<Affected<'a>> {
        let Entry { ecosystem, name, ranges, versions, lost } = self;
        let (ecosystem, release) = split(ecosystem);
        let own = Scheme::of_ecosystem(&ecosystem);
        let semver = ranges.iter().any(|range| range.kind == "SEMVER");
        let name = match (ecosystem.is_empty(), name.is_empty()) {
            (false, false) => {
                let name = normal_name(&ecosystem, name);
                Name::Package { ecosystem, release, name }
            }
            // A record about commits only names a repository; OSV files such records under `GIT`.
            (true, true) => {
                let repo = ranges.iter().find(|range| !range.repo.is_empty())?.repo.clone();
                return Some(commits_of(repo, versions, &ranges, lost));
            }
            (true, false) | (false, true) => return None,
        };
        let scheme = own.or(semver.then_some(Scheme::Semver));
        let mut affected = Affected { versions, unread_ranges: lost, ..Affected::of(name, scheme) };
        let mut commits = 0u32;
        for range in ranges {
            if range.kind == "GIT" {
                commits = commits.saturating_add(1);
                continue;
            }
            let order = match &*range.kind {
                "SEMVER" => scheme,
                "ECOSYSTEM" => own,
                _ => None,
            };
            match order.map(|order| intervals_of_events(order, &range.events)) {
                Some(Ok(intervals)) if !range.unread && !range.events.is_empty() => {
                    affected.intervals.extend(intervals)
                }
                Some(Ok(_) | Err(_)) | None => affected.unread_ranges = affected.unread_ranges.saturating_add(1),
            }
        }
        // Commit ranges say the same again beside versions; alone they are all there is, and cannot be read yet.
        if affected.intervals.is_empty() && affected.versions.is_empty() {
            affected.unread_ranges = affected.unread_ranges.saturating_add(commits);
        }
        Some(affected)
    }
}

/// What a record says in commits alone. Its ends are told; what lies between them only the graph of commits tells.
fn commits_of<'a>(repo: Cow<'a, str>, tags: Vec<Cow<'a, str>>, ranges: &[Range<'a>], lost: u32) -> Affected<'a> {
    let name = Name::Package {
        ecosystem: Cow::Borrowed("GIT"),
        release: Cow::Borrowed(""),
        name: normal_name("GIT", repo.clone()),
    };
    let mut affected = Affected { versions: tags, unread_ranges: lost, ..Affected::of(name, None) };
    for range in ranges {
        // A second repository in one entry is another name, under which nothing of it would be found.
        let is_other = !range.repo.is_empty() && range.repo != repo;
        if range.kind != "GIT" || range.unread || range.events.is_empty() || is_other {
            affected.unread_ranges = affected.unread_ranges.saturating_add(1);
            continue;
        }
        let bound = |text: &Cow<'a, str>, inclusive| Some(Bound { text: text.clone(), key: None, inclusive });
        let (mut low, mut open) = (None, false);
        for Event { edge, at } in &range.events {
            let high = match edge {
                Edge::Introduced => {
                    if std::mem::replace(&mut open, true) {
                        affected.intervals.push(Interval { low: low.take(), high: None });
                    }
                    low = if at == "0" { None } else { bound(at, true) };
                    continue;
                }
                Edge::Fixed => bound(at, false),
                Edge::LastAffected => bound(at, true),
                // A limit keeps a search short and says nothing about what lies beyond it.
                Edge::Limit => {
                    affected.unread_ranges = affected.unread_ranges.saturating_add(1);
                    continue;
                }
            };
            // Several fixes of one beginning are fixes on several branches.
            affected.intervals.push(Interval { low: low.clone(), high });
            open = false;
        }
        if open {
            affected.intervals.push(Interval { low, high: None });
        }
    }
    affected
}

/// `Debian:12` is release `12` of ecosystem `Debian` (OSV schema, `affected[].package`).
fn split(ecosystem: Cow<'_, str>) -> (Cow<'_, str>, Cow<'_, str>) {
    match ecosystem {
        Cow::Borrowed(text) => match text.split_once(':') {
            Some((ecosystem, release)) => (ecosystem.into(), release.into()),
            None => (text.into(), "".into()),
        },
        Cow::Owned(text) => match text.split_once(':') {
            Some((ecosystem, release)) => (ecosystem.to_owned().into(), release.to_owned().into()),
            None => (text.into(), "".into()),
        },
    }
}
