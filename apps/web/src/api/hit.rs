//! “CVE-… is in the news: are we hit?”

use super::answered;
use super::kept::{self, Trouble};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::{Answer, Asking};
use crate::state::Shared;
use activities::library_port::{Kept, KeptKind, Page};
use activities::role::Permission;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::collections::BTreeMap;

/// Rows read at a time.
const ROWS: u32 = 200;

/// The answer of `tutela hit` over everything that the caller's roles reach.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = caller.lang;
    let answer = shared.blocking(move |shared| hit(shared, &caller, &id)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

fn hit(shared: &Shared, caller: &Caller, vulnerability: &str) -> Result<Answer, Trouble> {
    let rooms = &shared.wiring.rooms;
    let (mut dossiers, mut sites) = (Vec::new(), Vec::new());
    each_kept(shared, caller, &mut |one| {
        let files = kept::files(shared, &one.id, &one.revision)?;
        let (name, by_name) = (one.id.name.clone(), kept::by_name(&files));
        match one.id.kind {
            KeptKind::Dossier => dossiers.push((name, rooms.reader().dossier(&by_name))),
            KeptKind::Site => {
                dossiers.extend(
                    received(&by_name)
                        .into_iter()
                        .map(|(folder, files)| (format!("{name}/received/{folder}"), rooms.reader().dossier(&files))),
                );
                sites.push((name, rooms.reader().site(&by_name)));
            }
        }
        Ok(())
    })?;
    let asking = Asking { now: shared.now(), lang: caller.lang };
    Ok(rooms.hit(asking, vulnerability, &dossiers, &sites)?)
}

/// Each dossier and site that the caller's roles reach.
pub(super) fn each_kept(
    shared: &Shared,
    caller: &Caller,
    take: &mut dyn FnMut(&Kept) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    for kind in [KeptKind::Dossier, KeptKind::Site] {
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
                Some(_) | None => break,
            }
        }
    }
    Ok(())
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
