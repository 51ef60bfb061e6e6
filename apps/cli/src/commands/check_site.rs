//! `tutela check SITE`: the facility's main job.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::{CheckArgs, Form};
use crate::scope::{Area, Scope};
use crate::screen::Paper;
use crate::screen::site::draw;
use activities::check_site::{
    CheckedSite, Joined, OpenSite, SiteObservation, Trust, WardView, check_site, open_site_trusting,
};
use activities::dossier_port::DossierFault;
use activities::scan::published;
use dossier_folder::SiteFolder;
use formats::answer::site_v1 as v1;
use signing::{ApprovalSeals, Ed25519Envelopes};
use site::SeenBy;
use terms::{Choice, Lang, Priority};

const SCHEMA: &str = "tutela.site/v1";

pub(crate) fn run(edge: &Edge, args: &CheckArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    if args.release.is_some() || args.record || edge.format == Form::Sarif {
        return Err(Complaint::new(
            lang.pick(
                "--release, --record and --format sarif are for device dossiers; this folder is a site",
                "--release、--record、--format sarif は機器ドシエ用です。このフォルダは施設です",
            ),
            lang.pick("leave them out", "指定を外してください"),
        ));
    }
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    };
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    let open = open_site_trusting(&SiteFolder::new(&args.dir), Some(trust)).map_err(fault)?;
    for complaint in &open.site.complaints {
        if complaint.priority >= Priority::Attention {
            eprintln!("{}", open.site.show(complaint, lang));
        }
    }
    let knowledge = edge.knowledge()?;
    let settings = edge.settings();
    let checked = check_site(&open, &knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let status = checked.status(&open, settings.fail_on);
    let text = match edge.format {
        Form::Json => json(edge, &open, &checked, status),
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            draw(edge, &open, &checked, areas(lang, &open, &checked), args, &mut paper);
            paper.finish().into_bytes()
        }
    };
    print(&text)?;
    Ok(status)
}

/// Areas looked at, and areas not looked at with the reason.
fn areas(lang: Lang, open: &OpenSite, checked: &CheckedSite<'_>) -> Scope {
    let mut scope = Scope::default();
    match &open.wards {
        Some(view) => of_wards(lang, view, &mut scope),
        None => of_whole(lang, open, &mut scope),
    }
    let mut area = |there: bool, id: &str, name: &str, because: &str| {
        let area = Area::new(id, name);
        if there { scope.looked_at.push(area) } else { scope.not(area, because) }
    };
    let running = lang.pick("no unit is joined with a release", "リリースと照合できた機器なし");
    area(
        !open.releases.is_empty(),
        "components",
        lang.pick("components of releases in use", "使用中リリースの構成要素"),
        running,
    );
    let blind = open.blind();
    if blind > 0 {
        let because = lang.pick(format!("{blind} units"), format!("{blind} 台"));
        scope.not(
            Area::new("blind-units", lang.pick("units without dossier or release", "ドシエまたはリリース不明の機器")),
            because,
        );
    }
    if open.site.texts.contains_key("decisions.yaml") || !open.site.decisions.is_empty() {
        scope.looked_at.push(Area::new("site-decisions", lang.pick("decisions of the site", "施設の判断")));
    }
    for scan in checked.scans() {
        scope.unread(lang, scan);
        scope.unlisted(lang, scan);
        scope.elsewhere(lang, scan);
        scope.inside_modules(lang, scan);
    }
    if let Some(scan) = checked.any_scan() {
        scope.by_name(lang, scan);
    }
    let later = lang.pick("not part of this version", "この版では対象外");
    if open.wards.is_none() {
        scope.not(
            Area::new("firewall-rules", lang.pick("firewall rules", "ファイアウォールのルール")),
            "tutela network verify",
        );
        let observed = Area::new("observations", lang.pick("observations", "観測結果"));
        match open.observations.is_empty() {
            true => scope.not(
                observed,
                lang.pick("nothing that is read lies in observations/", "observations/ に読み取れるものなし"),
            ),
            false => scope.looked_at.push(observed),
        }
    }
    scope.not(Area::new("harm", lang.pick("harm", "危害")), later);
    scope
}

/// Areas that only the whole site has.
fn of_whole(lang: Lang, open: &OpenSite, scope: &mut Scope) {
    let no_file = lang.pick("no file", "ファイルなし");
    let mut area = |there: bool, id: &str, name: &str, because: &str| {
        let area = Area::new(id, name);
        if there { scope.looked_at.push(area) } else { scope.not(area, because) }
    };
    area(open.site.units.is_some(), "units", lang.pick("installed units", "設置機器"), no_file);
    area(open.site.networks.is_some(), "networks", lang.pick("zones and subnets", "ゾーンとサブネット"), no_file);
    area(open.site.site.is_some(), "responsibility", lang.pick("responsibilities", "責任体制"), no_file);
    let devices = open
        .site
        .networks
        .as_ref()
        .is_some_and(|networks| !networks.firewalls.is_empty() || !networks.remote_access.is_empty());
    let listed = match &open.site.networks {
        Some(_) => lang.pick("none listed", "記載なし"),
        None if open.site.texts.contains_key("networks.yaml") => {
            lang.pick("networks.yaml cannot be read", "networks.yaml を読み取れません")
        }
        None => no_file,
    };
    area(devices, "network-devices", lang.pick("firewalls and remote lines", "ファイアウォールと遠隔回線"), listed);
}

/// What an answer about some wards, or about one unit, looked at, and that it is none about the site.
fn of_wards(lang: Lang, view: &WardView, scope: &mut Scope) {
    let rest = Area::new("rest-of-site", lang.pick("everything else of the site", "施設のそれ以外すべて"));
    if let Some(unit) = &view.unit {
        let name = lang.pick(format!("the unit {unit}"), format!("設置機器 {unit}"));
        scope.looked_at.push(Area::new("unit", &name));
        let because = lang.pick(
            "this answer is about one unit: no network, firewall or observation is in it",
            "この回答は 1 台の機器についてのもので、ネットワーク・ファイアウォール・観測結果を含みません",
        );
        scope.not(rest, because);
        return;
    }
    let names = view.names.join(lang.pick(", ", "、"));
    let units = lang.pick(format!("installed units of {names}"), format!("{names} の設置機器"));
    scope.looked_at.push(Area::new("ward-units", &units));
    scope.not(
        rest,
        lang.pick(
            "your role is for a ward: its units alone are in this answer, and no network, firewall or package",
            "担当範囲が病棟のため、この回答はその機器のみで、ネットワーク・ファイアウォール・パッケージを含みません",
        ),
    );
}

pub(crate) fn json(edge: &Edge, open: &OpenSite, checked: &CheckedSite<'_>, status: u8) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = formats::answer::v1::write(&mut text, &answer(edge, open, checked, status));
    text
}

/// As it is published.
pub(crate) fn answer<'c>(
    edge: &Edge,
    open: &'c OpenSite,
    checked: &'c CheckedSite<'_>,
    status: u8,
) -> v1::SiteAnswerV1<'c> {
    let lang = edge.lang;
    let site = open.site.site.as_ref();
    v1::SiteAnswerV1 {
        schema: SCHEMA,
        verdict: checked.verdict(open).name(),
        exit_status: status,
        scope: areas(lang, open, checked).v1(),
        as_of: edge.now.to_string(),
        mirror: checked.any_scan().map(|scan| scan.mirror.clone()).filter(|hash| !hash.is_empty()),
        site_hash: &open.site.hash,
        program: PROGRAM.to_owned(),
        site: v1::SiteV1 {
            id: site.map(|site| site.id.as_str()).unwrap_or_default(),
            name_en: site.and_then(|site| site.name.en.as_deref()),
            name_ja: site.and_then(|site| site.name.ja.as_deref()),
        },
        wards: open.wards.as_ref().filter(|view| view.unit.is_none()).map(|view| wards(open, view)),
        units: counts(open),
        unit_list: unit_list(open),
        releases: releases(edge, open, checked),
        vulnerabilities: vulnerabilities(open, checked),
        maker_statements: maker_statements(open, checked, lang),
        site_decisions: site_decisions(open, checked, lang),
        observations: observations(open),
        // What makers handed over is a matter of the whole site.
        packages: if open.wards.is_none() { packages(open) } else { Vec::new() },
        findings: checked.findings.iter().map(|finding| published::other(finding, lang)).collect(),
        network_devices: checked.network_devices.as_ref().map(|scan| v1::NetworkDevicesV1 {
            total: u64::from(scan.count()),
            watched: scan.coverage.watched(),
            open_findings: open_findings(scan),
            verdict: scan.verdict(None).name(),
        }),
        sources: checked
            .any_scan()
            .map(|scan| scan.sources.iter().map(|source| published::source_v1(source, lang)).collect())
            .unwrap_or_default(),
    }
}

fn wards<'o>(open: &'o OpenSite, view: &'o WardView) -> v1::WardsV1<'o> {
    let alone = view.alone.iter().map(|place| &open.releases[*place]);
    v1::WardsV1 {
        names: &view.names,
        alone: alone
            .map(|running| v1::WardReleaseV1 {
                received: &open.models[running.model].received,
                release: running.release.as_str(),
            })
            .collect(),
    }
}

/// How many units are in which state.
pub(crate) fn counts(open: &OpenSite) -> v1::UnitCountsV1 {
    let mut counts = v1::UnitCountsV1::default();
    for joined in &open.joined {
        match joined {
            Joined::Retired => counts.retired += 1,
            Joined::NoDossier => counts.no_dossier += 1,
            Joined::SeveralDossiers(_) => counts.several_dossiers += 1,
            Joined::ReleaseUnknown(_) => counts.release_unknown += 1,
            Joined::Release(..) => counts.joined += 1,
        }
    }
    counts.installed = open.joined.len() - counts.retired;
    counts
}

fn unit_list(open: &OpenSite) -> Vec<v1::UnitV1<'_>> {
    let subnets = open.site.networks.as_ref().map(site::Subnets::of).unwrap_or_default();
    let units = open.site.units.iter().flatten().zip(&open.joined);
    units
        .map(|(unit, joined)| {
            let (state, model, release) = match joined {
                Joined::Retired => ("retired", None, None),
                Joined::NoDossier => ("no-dossier", None, None),
                Joined::SeveralDossiers(_) => ("several-dossiers", None, None),
                Joined::ReleaseUnknown(model) => ("release-unknown", Some(*model), None),
                Joined::Release(model, release) => ("joined", Some(*model), Some(release.as_str())),
            };
            let by_address = unit.interfaces.iter().find_map(|interface| subnets.around(interface.address));
            v1::UnitV1 {
                id: unit.id.as_str(),
                state,
                received: model.map(|model| open.models[model].received.as_str()),
                release,
                zone: unit.zone.as_ref().map(device::Id::as_str).or(by_address.map(|subnet| subnet.zone.as_str())),
                criticality: unit.criticality.map(Choice::name),
            }
        })
        .collect()
}

/// Findings of a scan that wait for a decision or block.
pub(crate) fn open_findings(scan: &activities::scan::Scan<'_>) -> usize {
    scan.each_finding().filter(|(_, _, priority)| *priority >= Priority::Undecided).count()
}

/// Of them those about known exploited vulnerabilities.
pub(crate) fn exploited(scan: &activities::scan::Scan<'_>) -> usize {
    let open = scan.each_finding().filter(|(_, _, priority)| *priority >= Priority::Undecided);
    let vulnerability = |finding: u32| &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
    open.filter(|(_, finding, _)| vulnerability(*finding).exploited.is_some()).count()
}

fn releases<'o>(edge: &Edge, open: &'o OpenSite, checked: &CheckedSite<'_>) -> Vec<v1::SiteReleaseV1<'o>> {
    let each = open.releases.iter().enumerate().zip(&checked.releases);
    each.map(|((place, release), answer)| v1::SiteReleaseV1 {
        received: &open.models[release.model].received,
        device: open.model_name(release.model, edge.lang),
        release: release.release.as_str(),
        units: release.units.len(),
        verdict: checked.verdict_of(place).name(),
        exit_status: answer.scan.status(checked.worst_of(place), edge.settings().fail_on),
        open_findings: open_findings(&answer.scan),
        known_exploited: exploited(&answer.scan),
        countable: answer.scan.coverage.countable(),
        watched: answer.scan.coverage.watched(),
        end_of_support: open.models[release.model].end_of_support.map(|when| when.to_string()),
    })
    .collect()
}

/// Every word of a maker about a vulnerability, with its signer.
fn maker_statements<'c>(open: &'c OpenSite, checked: &'c CheckedSite<'_>, lang: Lang) -> Vec<v1::MakerStatementV1<'c>> {
    let one = |said: activities::check_site::MakerStatement<'c>| {
        let release = &open.releases[said.release];
        v1::MakerStatementV1 {
            vulnerability: said.vulnerability,
            received: &open.models[release.model].received,
            release: release.release.as_str(),
            status: said.status.name(),
            words: lang.pick(said.words[0], said.words[1]),
            signer: said.package.and_then(|package| package.signer.as_deref()),
            signed_at: said
                .package
                .filter(|package| package.signer.is_some())
                .map(|package| package.manifest.made_at.to_string()),
            counted: said.counted,
            units: said.units,
            component: said.component,
        }
    };
    checked.maker_statements(open).into_iter().map(one).collect()
}

fn observations(open: &OpenSite) -> Vec<v1::SiteObservationV1<'_>> {
    open.observations.iter().map(observation).collect()
}

fn observation(SiteObservation { seen, unread, whole }: &SiteObservation) -> v1::SiteObservationV1<'_> {
    v1::SiteObservationV1 {
        file: &seen.file,
        kind: match seen.by {
            SeenBy::Neighbours => "neighbours",
            SeenBy::Leases => "leases",
            SeenBy::Scan => "scan",
            SeenBy::Flows => "flows",
        },
        observed_at: seen.day.map(|day| day.to_string()),
        addresses: seen.sightings.len(),
        not_read: *unread,
        whole: *whole,
    }
}

fn site_decisions<'c>(open: &'c OpenSite, checked: &'c CheckedSite<'_>, lang: Lang) -> Vec<v1::SiteDecisionV1<'c>> {
    let one = |word: activities::check_site::SiteWord<'c>| {
        let release = &open.releases[word.release];
        v1::SiteDecisionV1 {
            vulnerability: word.vulnerability,
            received: &open.models[release.model].received,
            release: release.release.as_str(),
            status: word.decided.status.name(),
            words: lang.pick(&word.decided.en, &word.decided.ja),
            closes: word.closes(),
            reopened: word.decided.reopened,
            units: release.units.len(),
            component: word.component,
        }
    };
    checked.site_words().into_iter().map(one).collect()
}

fn packages(open: &OpenSite) -> Vec<v1::HeldPackageV1<'_>> {
    open.packages
        .iter()
        .map(|held| {
            let package = held.package.as_ref();
            v1::HeldPackageV1 {
                received: &held.received,
                sequence: package.map(|package| package.manifest.sequence),
                sha256: package.map(|package| package.sha256.as_str()),
                signer: package.and_then(|package| package.signer.as_deref()),
                made_at: package.map(|package| package.manifest.made_at.to_string()),
                next_due: package.map(|package| package.manifest.next_due.to_string()),
                in_doubt: held.in_doubt,
            }
        })
        .collect()
}

fn vulnerabilities<'c>(open: &'c OpenSite, checked: &'c CheckedSite<'_>) -> Vec<v1::SiteVulnerabilityV1<'c>> {
    let hit = |hit: activities::check_site::Hit<'c>| v1::SiteVulnerabilityV1 {
        id: &hit.vulnerability.id,
        title: &hit.vulnerability.title,
        priority: hit.priority.name(),
        known_exploited: hit.vulnerability.exploited.is_some(),
        cvss: hit.vulnerability.rating.as_ref().and_then(|rating| rating.tenths).map(|tenths| f64::from(tenths) / 10.0),
        units: hit.units,
        life_supporting: hit.life_supporting,
        releases: hit
            .releases
            .into_iter()
            .map(|(place, component)| v1::TouchedReleaseV1 {
                received: &open.models[open.releases[place].model].received,
                release: open.releases[place].release.as_str(),
                component,
            })
            .collect(),
    };
    checked.hits(open).into_iter().map(hit).collect()
}
