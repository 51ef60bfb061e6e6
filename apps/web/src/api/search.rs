//! One box for every question: what stands under an id, a serial number or a name, among what the caller's roles reach.

use super::hit::each_of;
use super::kept::{Trouble, scope_of};
use super::shapes::found::{Found, Hit, Scanned};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use crate::wards::wards_alone;
use activities::borne_names::names_asked;
use activities::checks_port::Picked;
use activities::find_unit::{Fits, Scan, Sought};
use activities::library_port::{Bearer, Kept, KeptId, KeptKind, Page, State as Which};
use activities::role::Permission;
use activities::scope::Wards;
use activities::store_fault::StoreFault;
use axum::extract::{Query, State};
use axum::{Extension, Json};
use formats::units::{Mapping, read};
use serde::Deserialize;
use std::collections::BTreeMap;
use terms::{Instant, Lang};

/// Hits of a kind that are shown.
const SHOWN: usize = 50;

/// Rows read at a time.
const ROWS: u32 = 200;

/// What is typed is shorter, in characters.
const LONGEST: usize = 200;

/// What is looked for.
#[derive(Debug, Deserialize)]
pub(crate) struct SearchAsked {
    q: String,
}

/// Everything of that name.
pub(crate) async fn find(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<SearchAsked>,
) -> Result<Json<Found>, Problem> {
    let lang = caller.lang;
    // The separator of a barcode is a blank to whoever trims blanks; inside the text it stays.
    let q = asked.q.trim().to_owned();
    if q.is_empty() || asked.q.chars().count() > LONGEST {
        return Err(Problem::bad_request(
            lang.pick(format!("1 to {LONGEST} characters are looked for"), format!("検索語は 1～{LONGEST} 文字です")),
            lang.pick("type an id or a name", "id または名前を入力してください"),
        ));
    }
    let found = shared.showing(move |shared| found(shared, &caller, q)).await?;
    found.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn found(shared: &Shared, caller: &Caller, q: String) -> Result<Found, Trouble> {
    let lang = caller.lang;
    let sought = Sought::of(&q);
    let (mut folders, mut units) = (Vec::new(), Vec::new());
    for kind in [KeptKind::Dossier, KeptKind::Site] {
        folders.extend(named(shared, caller, kind, &q)?.iter().map(|kept| folder(kept, lang)));
    }
    each_of(shared, caller, KeptKind::Site, &mut |site| {
        units.extend(units_of(shared, site, (&sought, lang), None)?);
        Ok(())
    })?;
    for (site, wards) in wards_alone(caller, shared.now()) {
        let id = KeptId::site(&caller.tenant().unwrap_or_default(), &site);
        let Some(revision) = shared.wiring.library.revision(&id, Which::Now)? else { continue };
        let wards = Wards::named(wards.iter().map(String::as_str));
        units.extend(units_of(shared, &Kept { id, revision }, (&sought, lang), Some(&wards))?);
    }
    // Where a whole identifier was found, guesses about broken ones only distract.
    if matches!(sought.scan, Scan::Udi(_)) && units.iter().any(|(fits, _)| *fits == Fits::Named) {
        units.retain(|(fits, _)| *fits == Fits::Named);
    }
    let units = units.into_iter().map(|(_, hit)| hit).collect();
    let kinds = [vulnerability(shared, caller, &q)?, folders, units, components(shared, caller, &q)?];
    let more = kinds.iter().any(|hits| hits.len() > SHOWN);
    let hits = kinds.into_iter().flat_map(|hits| hits.into_iter().take(SHOWN)).collect();
    let looked_through = looked_through(caller, shared.now());
    let scanned = scanned(&sought.scan, lang);
    Ok(Found { hits, more, looked_through, scanned, q })
}

/// What was scanned, as a person is told; `None` where it is no identifier of a device.
fn scanned(scan: &Scan, lang: Lang) -> Option<Scanned> {
    match scan {
        Scan::Words => None,
        Scan::Broken => Some(Scanned {
            agency: None,
            device: String::new(),
            serial: None,
            lot: None,
            check: None,
            doubt: broken(lang).to_owned(),
        }),
        Scan::Udi(udi) => Some(Scanned {
            agency: Some(udi.agency.name()),
            device: udi.device.clone(),
            serial: udi.serial.clone(),
            lot: udi.lot.clone(),
            check: udi.check,
            doubt: if udi.check == Some(false) { misread(lang).to_owned() } else { String::new() },
        }),
    }
}

fn broken(lang: Lang) -> &'static str {
    lang.pick(
        "this begins as the identifier of a device and cannot be read to its end: scan the label again",
        "機器の識別子として始まっていますが、最後まで読み取れません。ラベルを再度読み取ってください",
    )
}

fn misread(lang: Lang) -> &'static str {
    lang.pick(
        "the check digit does not fit: it was mistyped or misread, and may name another product",
        "チェックデジットが一致しません。入力または読み取りの誤りで、別の製品を示している可能性があります",
    )
}

fn looked_through(caller: &Caller, now: Instant) -> Vec<String> {
    let lang = caller.lang;
    let mut all = Vec::new();
    if caller.is_beyond_wards(now, Permission::ReadDevices) && caller.may.contains(&Permission::ReadDevices) {
        all.push(lang.pick("ids of devices", "機器の id"));
        all.push(lang.pick(
            "components of their newest revisions, by whole name, package URL or CPE",
            "最新の版の構成要素（名前の完全一致、パッケージ URL、CPE）",
        ));
        all.push(
            lang.pick("findings of their last checks, by id of the vulnerability", "直近の確認の所見（脆弱性の id）"),
        );
    }
    if !wards_alone(caller, now).is_empty() {
        all.push(lang.pick(
            "units of the wards that your role is for, by id, serial number, UDI, model, ward or address",
            "担当する病棟の設置機器（id、製造番号、UDI、機種、病棟、アドレス）",
        ));
    }
    if caller.is_beyond_wards(now, Permission::ReadSites) && caller.may.contains(&Permission::ReadSites) {
        all.push(lang.pick("ids of sites", "施設の id"));
        all.push(lang.pick(
            "units, by id, serial number, UDI, model, ward or address",
            "設置機器（id、製造番号、UDI、機種、病棟、アドレス）",
        ));
    }
    all.into_iter().map(str::to_owned).collect()
}

/// What ids of vulnerabilities begin with, in the sources that are read.
const SERIES: [&str; 16] = [
    "CVE", "GHSA", "JVNDB", "OSV", "GO", "RUSTSEC", "PYSEC", "DSA", "DLA", "USN", "RHSA", "ALPINE", "ICSA", "ICSMA",
    "MAL", "HSEC",
];

/// Whether a text may be the id of a vulnerability, such as `CVE-2014-0160` or `GHSA-…`.
fn is_vulnerability(text: &str) -> bool {
    let (head, rest) = text.split_once('-').unwrap_or_default();
    SERIES.iter().any(|series| series.eq_ignore_ascii_case(head))
        && rest.chars().any(|c| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))
}

/// The page that answers “are we hit?”, and what the last checks found. Nothing found is no all-clear, and is said so.
fn vulnerability(shared: &Shared, caller: &Caller, q: &str) -> Result<Vec<Hit>, Trouble> {
    if !is_vulnerability(q) {
        return Ok(Vec::new());
    }
    let lang = caller.lang;
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let upper = q.to_uppercase();
    let id = if upper.starts_with("CVE-") { upper } else { q.to_owned() };
    let held = shared.wiring.checks.with_vulnerability(tenant, &id, 10_000)?;
    let mut by_folder: BTreeMap<KeptId, usize> = BTreeMap::new();
    for one in held.into_iter().filter(|one| reaches(shared, caller, &one.id)) {
        *by_folder.entry(one.id).or_default() += 1;
    }
    let open: usize = by_folder.values().sum();
    let asked = Hit {
        kind: "vulnerability",
        id: id.clone(),
        at: String::new(),
        detail: match open {
            0 => lang
                .pick(
                    "no kept finding is about it, which is no all-clear: ask",
                    "保存済みの所見はありませんが、影響なしとは限りません。照会してください",
                )
                .to_owned(),
            open => lang.pick(
                format!("{open} open findings in {} folders, by their last checks", by_folder.len()),
                format!("直近の確認で {} 件のフォルダに未解決の所見 {open} 件", by_folder.len()),
            ),
        },
        href: format!("/vulnerabilities/{id}"),
    };
    let standing = by_folder.iter().map(|(folder, count)| Hit {
        kind: "vulnerability",
        id: id.clone(),
        at: folder.name.clone(),
        detail: lang.pick(format!("open findings: {count}"), format!("未解決の所見: {count} 件")),
        href: page_of(folder, "findings"),
    });
    Ok(std::iter::once(asked).chain(standing).collect())
}

fn reaches(shared: &Shared, caller: &Caller, id: &KeptId) -> bool {
    let permission = match id.kind {
        KeptKind::Dossier => Permission::ReadDevices,
        KeptKind::Site => Permission::ReadSites,
    };
    caller.within(shared.now(), permission, &scope_of(id))
}

fn page_of(id: &KeptId, tab: &str) -> String {
    match id.kind {
        KeptKind::Dossier => format!("/devices/{}/{tab}", id.name),
        KeptKind::Site => format!("/sites/{}", id.name),
    }
}

/// Devices or sites whose id holds every word; one more than is shown at most.
fn named(shared: &Shared, caller: &Caller, kind: KeptKind, q: &str) -> Result<Vec<Kept>, StoreFault> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let words: Vec<&str> = q.split_whitespace().collect();
    let (mut found, mut after) = (Vec::new(), String::new());
    while found.len() <= SHOWN {
        let page = Page { after: &after, limit: ROWS };
        let kept = shared.wiring.checks.kept_with_checks(tenant, kind, Picked::Named(&words), page)?;
        let full = kept.len() as u64 >= u64::from(ROWS);
        after = kept.last().map(|(last, _)| last.id.name.clone()).unwrap_or_default();
        found.extend(kept.into_iter().map(|(one, _)| one).filter(|one| reaches(shared, caller, &one.id)));
        if !full {
            break;
        }
    }
    Ok(found)
}

fn folder(kept: &Kept, lang: Lang) -> Hit {
    let id = &kept.id;
    let (kind, href) = match id.kind {
        KeptKind::Dossier => ("device", format!("/devices/{}", id.name)),
        KeptKind::Site => ("site", format!("/sites/{}", id.name)),
    };
    let revision = kept.revision.sequence;
    Hit {
        kind,
        id: id.name.clone(),
        at: String::new(),
        detail: lang.pick(format!("revision {revision}"), format!("第 {revision} 版")),
        href,
    }
}

/// Units of a site, or of some of its wards, by what is written on them or beside them.
fn units_of(
    shared: &Shared,
    kept: &Kept,
    (sought, lang): (&Sought<'_>, Lang),
    wards: Option<&Wards>,
) -> Result<Vec<(Fits, Hit)>, Trouble> {
    let state = Which::Revision(kept.revision.sequence);
    let files = shared.wiring.library.files(&kept.id, state, &|name| name == "units.csv")?;
    let Some(bytes) = files.get("units.csv") else { return Ok(Vec::new()) };
    let units = read("units.csv", bytes, &Mapping::new(), true).units;
    let seen = units.iter().filter(|unit| wards.is_none_or(|wards| wards.hold(&unit.ward)));
    let hits = seen.filter_map(|unit| {
        let fits = sought.fits(unit)?;
        let own = [&unit.model, &unit.serial, &unit.ward].map(String::as_str).join(" ").trim().to_owned();
        let lost =
            lang.pick("may be it: a separator of the barcode is missing", "該当の可能性（バーコードの区切りが欠落）");
        let hit = Hit {
            kind: "unit",
            id: unit.id.to_string(),
            at: kept.id.name.clone(),
            detail: if fits == Fits::Perhaps { format!("{own} ({lost})") } else { own },
            href: format!("/sites/{}/units/{}", kept.id.name, unit.id),
        };
        Some((fits, hit))
    });
    // A unit that is named stands before those that hold the words by chance.
    let mut hits: Vec<(Fits, Hit)> = hits.collect();
    hits.sort_by_key(|(fits, _)| match fits {
        Fits::Named => 0,
        Fits::Perhaps => 1,
        Fits::Words => 2,
    });
    hits.truncate(SHOWN + 1);
    Ok(hits)
}

/// Releases whose software bears the name.
fn components(shared: &Shared, caller: &Caller, q: &str) -> Result<Vec<Hit>, Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let bearers = shared.wiring.library.bearers(&names_asked(q))?;
    let own = bearers.into_iter().filter(|one| one.id.tenant == tenant && reaches(shared, caller, &one.id));
    let hit = |bearer: Bearer| {
        let Bearer { id, within, release, sbom, version } = bearer;
        let folder = if within.is_empty() { id.name.clone() } else { format!("{}/{within}", id.name) };
        Hit {
            kind: "component",
            id: format!("{q} {version}").trim_end().to_owned(),
            at: format!("{folder} {release}"),
            detail: sbom,
            href: page_of(&id, "sbom"),
        }
    };
    let mut hits: Vec<Hit> = own.map(hit).collect();
    hits.dedup_by(|a, b| (&a.id, &a.at, &a.detail) == (&b.id, &b.at, &b.detail));
    Ok(hits)
}

#[cfg(test)]
mod tests {
    use super::is_vulnerability;

    #[test]
    fn an_id_of_a_vulnerability_is_told_from_a_name() {
        for id in ["CVE-2014-0160", "cve-2014-0160", "GHSA-29mw-wpgm-hmr9", "JVNDB-2014-001920", "GO-2021-0113"] {
            assert!(is_vulnerability(id), "{id}");
        }
        for name in ["openssl", "zlib-ng", "SA-0001", "CVE-", "pkg:npm/a-1", "1-2", "bed 4-12"] {
            assert!(!is_vulnerability(name), "{name}");
        }
    }
}
