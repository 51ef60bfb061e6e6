//! `tutela package status SITE`: the signed answer to a maker about one received package.

use super::feeds_bundle::{bytes, secret};
use super::package_build::{aside, said};
use super::package_receive::person;
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::Form;
use crate::package_options::StatusArgs;
use crate::screen::{Paper, package_status as screen};
use crate::status;
use activities::check_site::{OpenSite, Trust, check_site, open_site_trusting};
use activities::package::{
    CannotTellMaker, HeldPackage, PackageLog, RulesHeld, StatusOf, WholeDossier, controls, make_status, package_for,
    said as words,
};
use activities::site_port::Sites;
use activities::verify_firewall::{RULES_AGE_DAYS, Wanted, at_site, is_current, limit_days, not_filtered};
use device::{Dated, Id, PackageFactKind, Sha256};
use dossier_folder::{DossierFolder, SiteFolder};
use formats::answer::package::StatusAnswerV1;
use formats::dossier::{IntoCore, Read, read_one, v1};
use formats::firewall::RuleFile;
use formats::package::STATUS_KIND;
use network::Profile;
use network::policy::Hook;
use sha2::Digest;
use signing::{ApprovalSeals, Ed25519Envelopes, sign};
use site::Configuration;
use terms::{Day, Lang, When};
use vulnerability::Knowledge;

pub(crate) fn run(edge: &Edge, args: &StatusArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let folder = SiteFolder::new(&args.site);
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    let mut open = open_site_trusting(&folder, Some(trust)).map_err(|fault| said(lang, &fault))?;
    let key = args.key.as_deref().map(|path| secret(lang, path)).transpose()?;
    let by = args.by.as_deref().map(|by| person(lang, &open.site, by)).transpose()?;
    let (received, facts) = {
        let (received, package) = package_for(&open, args.folder.as_deref()).map_err(|why| cannot(lang, &why))?;
        (received.to_owned(), new_facts(edge, args, package, by.as_ref())?)
    };
    open.site.package_facts.extend(facts.iter().cloned().map(IntoCore::into_core));
    let (_, package) = package_for(&open, Some(&received)).map_err(|why| cannot(lang, &why))?;
    let profile = profile(lang, &args.site.join("received").join(&received))?;
    let controls = held_controls(edge, args, &open, profile.as_ref())?;
    let knowledge = edge.knowledge()?;
    let settings = edge.settings();
    let checked = check_site(&open, &knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let about =
        StatusOf { received: &received, package, controls, serials: args.serials, now: edge.now, program: PROGRAM };
    let made = make_status(&open, &checked, about).map_err(|why| cannot(lang, &why))?;
    let written = match (&key, &args.out, args.dry_run) {
        (Some(key), Some(out), false) => {
            let envelope = sign(STATUS_KIND, made.canonical().as_bytes(), &[key]);
            let mut facts = facts;
            facts.push(sent(&made, &key.public().id(), by));
            aside(lang, out, envelope.as_bytes(), || folder.record(&facts).map_err(|fault| said(lang, &fault)))?;
            true
        }
        _ => false,
    };
    let signer = key.map(|key| key.public().id()).filter(|_| written);
    let out = args.out.as_ref().filter(|_| written).map(|out| out.display().to_string());
    let text = match edge.format {
        Form::Json => super::json_text(&StatusAnswerV1::of(made, signer, out)),
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::status(
                lang,
                &received,
                &made,
                signer.as_deref().zip(out.as_deref()),
                profile.is_some(),
                &mut paper,
            );
            paper.finish().into_bytes()
        }
    };
    print(&text)?;
    Ok(status::NOTHING)
}

/// The answer of the command with nothing signed or recorded, about a site that is not in a folder. No rules are read, so
/// that each control is unknown.
pub(crate) fn unsigned(
    edge: &Edge,
    knowledge: &dyn Knowledge,
    sites: &dyn Sites,
    received: &str,
) -> Result<Vec<u8>, Complaint> {
    let lang = edge.lang;
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    let open = open_site_trusting(sites, Some(trust)).map_err(|fault| said(lang, &fault))?;
    let (received, package) = package_for(&open, Some(received)).map_err(|why| cannot(lang, &why))?;
    let written = sites.received_file(received, "network.yaml").map_err(|fault| said(lang, &fault))?;
    let profile = written.and_then(|bytes| read_profile(&bytes));
    let controls = profile.as_ref().map(|profile| controls(profile, None)).unwrap_or_default();
    let checked = check_site(&open, knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    let about = StatusOf { received, package, controls, serials: false, now: edge.now, program: PROGRAM };
    let made = make_status(&open, &checked, about).map_err(|why| cannot(lang, &why))?;
    Ok(super::json_text(&StatusAnswerV1::of(made, None, None)))
}

fn cannot(lang: Lang, why: &CannotTellMaker) -> Complaint {
    let [what, next] = why.say(lang);
    let complaint = Complaint::new(what, next);
    match why {
        CannotTellMaker::InDoubt(_) => Complaint { status: status::NO_ANSWER, ..complaint },
        _ => complaint,
    }
}

/// What the facility says now: releases that units cannot be brought to, vulnerabilities that a rule holds off.
fn new_facts(
    edge: &Edge,
    args: &StatusArgs,
    package: &HeldPackage,
    by: Option<&Id>,
) -> Result<Vec<v1::PackageFact>, Complaint> {
    let lang = edge.lang;
    let manifest = &package.manifest;
    let fact = |kind| v1::PackageFact {
        by: by.cloned(),
        ..v1::PackageFact::new(kind, Dated::utc(edge.now), manifest.device.clone())
    };
    let mut facts = Vec::new();
    for (text, option) in
        args.cannot.iter().map(|text| (text, "--cannot")).chain(args.mitigated.iter().map(|text| (text, "--mitigated")))
    {
        let pair = text.split_once('=').filter(|(name, rest)| !name.trim().is_empty() && !rest.trim().is_empty());
        let (name, rest) = pair.map(|(name, rest)| (name.trim(), rest.trim())).ok_or_else(|| {
            Complaint::new(
                lang.pick(
                    format!("{option}: “{text}” is no NAME=TEXT"),
                    format!("{option}: 「{text}」は 名前=内容 の形ではありません"),
                ),
                lang.pick(
                    "--cannot RELEASE=REASON, --mitigated CVE=RULE",
                    "--cannot リリース=理由、--mitigated CVE=規則",
                ),
            )
        })?;
        facts.push(match option {
            "--cannot" => {
                let known = manifest.releases.iter().find(|release| release.id.as_str() == name);
                let release = known.ok_or_else(|| {
                    let ids = manifest.releases.iter().map(|release| release.id.to_string()).collect();
                    cannot(lang, &CannotTellMaker::NoSuchRelease(name.to_owned(), ids))
                })?;
                let (release, reason) = (Some(release.id.clone()), Some(words(rest)));
                v1::PackageFact { release, reason, ..fact(PackageFactKind::CannotPatch) }
            }
            _ => v1::PackageFact {
                vulnerability: Some(name.to_owned()),
                rule: Some(rest.to_owned()),
                ..fact(PackageFactKind::Mitigated)
            },
        });
    }
    Ok(facts)
}

fn sent(made: &v1::Status, key: &str, by: Option<Id>) -> v1::PackageFact {
    v1::PackageFact {
        sequence: Some(made.sequence),
        sha256: Sha256::parse(&hash(made.canonical().as_bytes())),
        key: Sha256::parse(key),
        by,
        ..v1::PackageFact::new(PackageFactKind::StatusSent, made.made_at, made.device.clone())
    }
}

fn hash(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The network profile of a received dossier; `None` where it holds none that can be relied on.
fn profile(lang: Lang, folder: &std::path::Path) -> Result<Option<Profile>, Complaint> {
    let dossier = DossierFolder::new(folder);
    let names = dossier.file_names().map_err(|fault| said(lang, &fault))?;
    if !names.iter().any(|name| name == "network.yaml") {
        return Ok(None);
    }
    let bytes = dossier.file("network.yaml").map_err(|fault| said(lang, &fault))?;
    Ok(read_profile(&bytes))
}

fn read_profile(bytes: &[u8]) -> Option<Profile> {
    let Read { value, complaints } = read_one::<v1::Network>("network.yaml", bytes);
    let readable = !formats::package::is_unreadable(&complaints);
    value.filter(|_| readable).map(IntoCore::into_core)
}

/// Controls against the rules that were named; without any, each is unknown.
fn held_controls(
    edge: &Edge,
    args: &StatusArgs,
    open: &OpenSite,
    profile: Option<&Profile>,
) -> Result<Vec<v1::ControlInForce>, Complaint> {
    let lang = edge.lang;
    let Some(profile) = profile else { return Ok(Vec::new()) };
    let (mut texts, mut kept_at, mut language, mut is_stored) = (Vec::new(), None, None, false);
    for path in &args.rules {
        texts.push((path.display().to_string(), bytes(lang, path)?));
    }
    if let ([], Some(firewall)) = (args.rules.as_slice(), args.firewall.as_deref()) {
        let kept = super::stored::kept(edge, &args.site, firewall)?;
        // What is stored may not be what runs, so it puts nothing in force.
        is_stored = kept.record.configuration == Some(Configuration::Stored);
        (texts, kept_at, language) = (kept.files, Some(kept.record.captured_at), kept.language);
    }
    if texts.is_empty() {
        return Ok(controls(profile, None));
    }
    let (mut files, mut whole) = (Vec::new(), sha2::Sha256::new());
    for (name, text) in texts {
        whole.update(&text);
        files.push(RuleFile::new(name, text));
    }
    let digest: String = whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let wanted = Wanted { units: &[], blocks: &[], firewall: args.firewall.as_deref() };
    let at =
        at_site(open, Some(profile), &wanted).map_err(|gap| super::network_site::say(edge, &gap, Some(profile)))?;
    // "To me" in a rule means the device's own addresses.
    let rules = formats::firewall::read_as(&files, language, &at.binding.device);
    let captured = match kept_at {
        Some(Dated { when: When::Day(day), .. }) => Some(day),
        Some(Dated { when: When::Instant(at), .. }) => Some(at.day()),
        _ => args.captured_at.as_deref().map(|text| day(lang, text)).transpose()?,
    };
    let limit = open.site.site.as_ref().and_then(|site| site.rules_no_older_than.clone());
    let captured = captured.filter(|_| !is_stored).filter(|day| {
        let most = limit.as_ref().map_or(RULES_AGE_DAYS, |limit| limit_days(limit, *day));
        is_current(Some(*day), edge.now.day(), most)
    });
    let unreadable = rules.languages.iter().any(Option::is_none);
    let held = Sha256::parse(&digest).filter(|_| !unreadable).map(|hash| RulesHeld {
        policy: &rules.policy,
        binding: &at.binding,
        hook: Hook::Forward,
        captured_at: captured.map(|day| Dated { when: When::Day(day), offset_minutes: None }),
        hash,
        all_paths: not_filtered(&at.paths).next().is_none(),
    });
    Ok(controls(profile, held.as_ref()))
}

fn day(lang: Lang, text: &str) -> Result<Day, Complaint> {
    Day::parse(text).ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("--captured-at: “{text}” is no date"),
                format!("--captured-at: 「{text}」は日付ではありません"),
            ),
            lang.pick("write it as 2026-11-23", "2026-11-23 の形で指定してください"),
        )
    })
}
