//! “CVE-… is in the news: are we hit?”

use super::kept::{self, Trouble};
use super::listed::listed;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::{Answer, Asking, HitAsked, HitStanding, Unlisted};
use crate::state::Shared;
use crate::wards::{seen, wards_alone};
use activities::checks_port::StandingRow;
use activities::library_port::{Kept, KeptId, KeptKind, Page, State as Which};
use activities::role::Permission;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::collections::BTreeMap;

/// Rows read at a time.
const ROWS: u32 = 200;

/// Dossiers that are looked at in one answer, at most; the others are told as their last check saw them.
const LOOKED_AT: usize = 30;

/// Dossiers in which it was found and of which no check learned more, that are looked at all the same, at most.
const UNREAD: usize = 200;

/// Dossiers that are listed as their last check saw them: touched ones, and those of which nobody can tell.
const TOUCHED: usize = 2_000;
const UNTOLD: usize = 100;

/// How long an answer is shown again, in milliseconds, while nothing here changes.
const SHOWN_FOR: i64 = 10_000;

/// The answer of `tutela hit` over everything that the caller's roles reach.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    let (mirror, day) = (shared.wiring.rooms.mirror(), now.day());
    let key = format!("list {} hit {id:?} {mirror} {day} {}", caller.tenant()?, kept::seen_by(&caller, now));
    let make = move |shared: &Shared| Ok(hit(shared, &caller, &id)?.json);
    Ok(listed(&shared, (key, SHOWN_FOR), lang, make).await?.respond(&headers))
}

fn hit(shared: &Shared, caller: &Caller, vulnerability: &str) -> Result<Answer, Trouble> {
    let rooms = &shared.wiring.rooms;
    let asking = Asking { now: shared.now(), lang: caller.lang };
    // What is current is so by this mirror; when another came meanwhile, the room calls all of it of before.
    let mut asked = HitAsked { mirror: rooms.mirror(), ..HitAsked::default() };
    if caller.may.contains(&Permission::ReadDevices) {
        of_dossiers(shared, caller, &rooms.ids_of(asking, vulnerability)?, &mut asked)?;
    }
    each_of(shared, caller, KeptKind::Site, &mut |one| {
        let files = kept::files(shared, &one.id, &one.revision)?;
        let (name, by_name) = (one.id.name.clone(), kept::by_name(&files));
        asked.dossiers.extend(
            received(&by_name)
                .into_iter()
                .map(|(folder, files)| (format!("{name}/received/{folder}"), rooms.reader().dossier(&files))),
        );
        asked.sites.push((name, rooms.reader().site(&by_name)));
        Ok(())
    })?;
    of_wards(shared, caller, &mut asked)?;
    Ok(rooms.hit(asking, vulnerability, &asked)?)
}

/// What units of the caller's wards run. The site itself is not asked: what it answers is about every unit of it.
fn of_wards(shared: &Shared, caller: &Caller, asked: &mut HitAsked) -> Result<(), Trouble> {
    for (site, wards) in wards_alone(caller, shared.now()) {
        let id = KeptId::site(&caller.tenant().unwrap_or_default(), &site);
        let Some(revision) = shared.wiring.library.revision(&id, Which::Now)? else { continue };
        let (files, seen) = (kept::files(shared, &id, &revision)?, seen(shared, &id, &wards, caller.lang)?);
        let by_name = kept::by_name(&files);
        for (folder, files) in received(&by_name) {
            if seen.checked.releases.iter().any(|one| one.received == folder) {
                let dossier = shared.wiring.rooms.reader().dossier(&files);
                asked.dossiers.push((format!("{site}/received/{folder}"), dossier));
            }
        }
        // Of units that nobody can tell about, nothing is known of the vulnerability either.
        if seen.checked.blind > 0 || seen.checked.installed == 0 {
            asked.unchecked.push(format!("{site} · {}", wards.join(", ")));
        }
    }
    Ok(())
}

/// How a dossier is told among many, in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It was found in it, and no check learned more: it was not read whole.
    TouchedUnread,
    /// It was found in one of its releases.
    Touched,
    /// Its last check is of other files, another mirror or another day, or learned nothing.
    Before,
    /// Something of it is unwatched, or it has no release.
    Blind,
    /// Everything is watched, and it was not found.
    Known,
}

impl Rank {
    fn of(row: &StandingRow, touched: bool, is_current: bool) -> Rank {
        match (touched, row.releases) {
            (true, None) => Rank::TouchedUnread,
            (true, Some(_)) => Rank::Touched,
            (false, None) => Rank::Before,
            (false, Some(_)) if !is_current => Rank::Before,
            (false, Some(counted)) if counted.unknown > 0 || counted.known == 0 => Rank::Blind,
            (false, Some(_)) => Rank::Known,
        }
    }

    /// So many of them are looked at.
    fn looked_at(self) -> usize {
        match self {
            Rank::TouchedUnread => UNREAD,
            Rank::Touched | Rank::Before => LOOKED_AT,
            Rank::Blind | Rank::Known => 0,
        }
    }

    /// So many of them are listed as their last check saw them.
    fn told(self) -> usize {
        match self {
            Rank::TouchedUnread | Rank::Touched => TOUCHED,
            Rank::Before | Rank::Blind => UNTOLD,
            Rank::Known => 0,
        }
    }
}

/// Few dossiers are looked at, each. Of many, those that a check found it in, and those whose check is of before, are looked at
/// as far as time allows; what is told of all others rests on their last check.
fn of_dossiers(shared: &Shared, caller: &Caller, ids: &[String], asked: &mut HitAsked) -> Result<(), Trouble> {
    let now = shared.now();
    let (tenant, checks) = (caller.tenant().unwrap_or_default(), &shared.wiring.checks);
    let id = |name: &str| KeptId::dossier(&tenant, name);
    let mut rows = checks.standings(&tenant, KeptKind::Dossier)?;
    rows.retain(|row| caller.within(now, Permission::ReadDevices, &kept::scope_of(&id(&row.name))));
    if rows.len() <= LOOKED_AT {
        return rows.iter().try_for_each(|row| look_at(shared, id(&row.name), asked));
    }
    let touched = checks.touched_by(&tenant, ids)?;
    let is_current = |row: &StandingRow| {
        row.is_newest && row.generation == asked.mirror && row.at.is_some_and(|at| at.day() == now.day())
    };
    let ranked = rows.into_iter().map(|row| {
        let current = is_current(&row);
        (Rank::of(&row, touched.contains(&id(&row.name)), current), current, row)
    });
    let mut ranked: Vec<(Rank, bool, StandingRow)> = ranked.collect();
    ranked.sort_by(|a, b| (a.0, &a.2.name).cmp(&(b.0, &b.2.name)));
    let (mut looked, mut told): (usize, BTreeMap<Rank, usize>) = Default::default();
    for (rank, is_current, row) in ranked {
        let told = told.entry(rank).or_default();
        if looked < rank.looked_at() {
            looked += 1;
            look_at(shared, id(&row.name), asked)?;
        } else if *told < rank.told() {
            *told += 1;
            match checks.standing(&id(&row.name))? {
                Some(details) => asked.standings.push(HitStanding { name: row.name, details, is_current }),
                None => asked.unchecked.push(row.name),
            }
        } else {
            count(&mut asked.unlisted, &row, is_current && rank > Rank::Before);
        }
    }
    Ok(())
}

fn look_at(shared: &Shared, id: KeptId, asked: &mut HitAsked) -> Result<(), Trouble> {
    // One that was taken away since it was listed is no longer there to be told of.
    if let Some(revision) = shared.wiring.library.revision(&id, Which::Now)? {
        let files = kept::files(shared, &id, &revision)?;
        asked.dossiers.push((id.name, shared.wiring.rooms.reader().dossier(&kept::by_name(&files))));
    }
    Ok(())
}

/// Counts a dossier that is not listed; of what is not of now, or touched, nobody knows.
fn count(unlisted: &mut Unlisted, row: &StandingRow, is_known: bool) {
    let counted = row.releases.unwrap_or_default();
    let releases = |count: i64| usize::try_from(count).unwrap_or_default();
    let (known, unknown) = (releases(counted.known), releases(counted.unknown));
    unlisted.dossiers += 1;
    unlisted.known += if is_known { known } else { 0 };
    // One without a release was not looked at either.
    unlisted.unknown += if is_known && known > 0 { unknown } else { (known + unknown).max(1) };
    unlisted.countable += counted.countable.unsigned_abs();
    unlisted.watched += counted.watched.unsigned_abs();
    unlisted.oldest = unlisted.oldest.into_iter().chain(row.at).min();
}

/// Each of a kind that the caller's roles reach.
pub(super) fn each_of(
    shared: &Shared,
    caller: &Caller,
    kind: KeptKind,
    take: &mut dyn FnMut(&Kept) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let permission = if kind == KeptKind::Dossier { Permission::ReadDevices } else { Permission::ReadSites };
    let mut after = String::new();
    loop {
        let page = shared.wiring.library.kept(tenant, kind, None, Page { after: &after, limit: ROWS })?;
        for one in &page {
            if caller.within(shared.now(), permission, &kept::scope_of(&one.id)) {
                take(one)?;
            }
        }
        match page.last() {
            Some(last) if page.len() as u64 >= u64::from(ROWS) => after.clone_from(&last.id.name),
            Some(_) | None => return Ok(()),
        }
    }
}

/// The dossiers that a site received, by folder, each with its files as a dossier has them. Without them a vulnerability of
/// the installed units would go unseen.
fn received<'a>(files: &[(&'a str, &'a [u8])]) -> BTreeMap<&'a str, Vec<(&'a str, &'a [u8])>> {
    let mut folders: BTreeMap<&str, Vec<(&str, &[u8])>> = BTreeMap::new();
    for (path, bytes) in files {
        if let Some((folder, inner)) = path.strip_prefix("received/").and_then(|rest| rest.split_once('/')) {
            folders.entry(folder).or_default().push((inner, bytes));
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::received;

    #[test]
    fn every_received_dossier_of_a_site_is_asked() {
        let files: [(&str, &[u8]); 4] = [
            ("site.yaml", b"1"),
            ("received/pump/device.yaml", b"2"),
            ("received/pump/releases/1/release.yaml", b"3"),
            ("received/scanner/device.yaml", b"4"),
        ];
        let names: Vec<_> = received(&files).into_iter().map(|(name, files)| (name, files[0].0, files.len())).collect();
        assert_eq!(names, [("pump", "device.yaml", 2), ("scanner", "device.yaml", 1)]);
    }
}
