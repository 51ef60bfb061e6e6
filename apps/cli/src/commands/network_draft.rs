//! Hands a draft of rules over: as text, as files, or as JSON. What was not proved is never handed over.

use super::network_place::{hash, paths, unbound};
use super::network_site::Here;
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::{DraftArgs, StageWord};
use crate::options::Form;
use crate::screen::Paper;
use crate::status;
use activities::draft_rules::{Drafted, Kind, NotDrafted, NotEqual, Order, draft_rules, flow_line};
use activities::verify_firewall::RULES_AGE_DAYS;
use formats::answer::network_draft as v1;
use formats::firewall::write::{Part, Stage, Written};
use formats::firewall::{Language, RuleFile};
use network::{Binding, Family, Flow, Need, Profile};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use terms::Lang;

/// Everything that is known before rules are drafted.
pub(super) struct Ready<'r> {
    pub(super) kind: Kind,
    pub(super) name: &'r str,
    pub(super) profile: &'r Profile,
    pub(super) hash: &'r str,
    pub(super) binding: &'r Binding,
    pub(super) here: Option<&'r Here>,
    pub(super) chosen: &'r BTreeSet<usize>,
    pub(super) args: &'r DraftArgs,
}

impl Ready<'_> {
    fn units(&self) -> Vec<String> {
        self.here.iter().flat_map(|here| &here.at.units).map(|id| id.as_str().to_owned()).collect()
    }

    /// Other units with an address of theirs.
    fn sharing(&self) -> Vec<String> {
        self.here.iter().flat_map(|here| &here.at.sharing).map(|id| id.as_str().to_owned()).collect()
    }

    fn owners(&self) -> Vec<String> {
        self.here.map(|here| here.at.biomedical_owners.clone()).unwrap_or_default()
    }
}

/// Drafts, proves and hands over.
pub(super) fn give(edge: &Edge, ready: &Ready<'_>) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let draft = drafted(edge, ready)?;
    let chosen = match ready.args.stage {
        StageWord::Log => draft.log_only.as_ref().ok_or_else(|| no_log_stage(lang, ready))?,
        StageWord::Enforce => &draft.enforce,
    };
    if let Some(folder) = &ready.args.out {
        write_files(lang, folder, chosen)?;
    }
    print(&match (edge.format, &ready.args.out) {
        (Form::Json, _) => super::json_text(&answer(edge, ready, &draft)),
        (Form::Human | Form::Sarif, None) => {
            chosen.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n").into_bytes()
        }
        (Form::Human | Form::Sarif, Some(folder)) => handed_over(lang, ready, &draft, folder, chosen).into_bytes(),
    })?;
    Ok(status::NOTHING)
}

/// The draft as it is published.
pub(super) fn json(edge: &Edge, ready: &Ready<'_>) -> Result<Vec<u8>, Complaint> {
    let draft = drafted(edge, ready)?;
    Ok(super::json_text(&answer(edge, ready, &draft)))
}

/// The texts of the draft that is put in force, as rules that are read, and their language.
pub(super) fn files(edge: &Edge, ready: &Ready<'_>) -> Result<(Language, Vec<RuleFile>), Complaint> {
    let parts = drafted(edge, ready)?.enforce.parts;
    let written = activities::draft_rules::WrittenIn::from(ready.args.language);
    let bound = written.bound(ready.name);
    let file = |part: Part| RuleFile::new(part.file, format!("{}{bound}", part.text).into_bytes());
    Ok((written.read_as(), parts.into_iter().map(file).collect()))
}

fn drafted(edge: &Edge, ready: &Ready<'_>) -> Result<Drafted, Complaint> {
    let (lang, today) = (edge.lang, edge.now.day());
    if Family::BOTH.into_iter().all(|family| ready.binding.device.of(family).is_none()) {
        return Err(Complaint::new(
            lang.pick(
                "no address of the device is known, so no rule can hold it",
                "機器のアドレスが分からないため、規則を作成できません",
            ),
            lang.pick("list its addresses in units.csv", "units.csv にアドレスを記載してください"),
        ));
    }
    let order = Order {
        kind: ready.kind,
        name: ready.name,
        profile: ready.profile,
        profile_hash: ready.hash,
        binding: ready.binding,
        chosen: ready.chosen,
        language: ready.args.language.into(),
        lang,
        program: PROGRAM,
        today,
        look_again: edge.max_age.or_else(|| ready.here?.limit(Some(today))).unwrap_or(RULES_AGE_DAYS),
        units: &ready.units(),
        sharing: &ready.sharing(),
        owners: &ready.owners(),
        paths: ready.here.map(|here| here.at.paths.as_slice()),
    };
    draft_rules(&order).map_err(|gap| complaint(edge, ready, gap))
}

/// Roles that neither the site nor the caller gave an address.
fn no_peer(lang: Lang, roles: &[String]) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("the site does not say where these are: {}", roles.join(", ")),
            format!("施設フォルダに所在の記載がない役割: {}", roles.join("、")),
        ),
        lang.pick(
            "list each of them under `peers` in networks.yaml",
            "networks.yaml の `peers` にそれぞれ記載してください",
        ),
    )
}

fn no_log_stage(lang: Lang, ready: &Ready<'_>) -> Complaint {
    let name = ready.args.language.name();
    Complaint::new(
        lang.pick(
            format!(
                "{name}: no rule of this language writes to the log and stops nothing, so there is no log-only stage"
            ),
            format!("{name}: 記録だけを行う規則がこの言語にないため、記録のみの段階はありません"),
        ),
        lang.pick("use --stage enforce", "--stage enforce を指定してください"),
    )
}

fn complaint(edge: &Edge, ready: &Ready<'_>, gap: NotDrafted) -> Complaint {
    let lang = edge.lang;
    match gap {
        NotDrafted::Unbound(roles) if edge.format == Form::Json && ready.here.is_some() => no_peer(lang, &roles),
        NotDrafted::Unbound(roles) => unbound(edge, &roles),
        NotDrafted::NoFamily(flows) => Complaint::new(
            lang.pick(
                format!(
                    "device and peer have no address of the same family, or the protocol has none: {}",
                    flows.join(", ")
                ),
                format!("機器と相手に共通のアドレス体系（IPv4／IPv6）がない通信: {}", flows.join("、")),
            ),
            lang.pick("bind addresses of the device's family", "機器と同じ体系のアドレスを割り当ててください"),
        ),
        NotDrafted::CannotSay(flow) => Complaint::new(
            lang.pick(
                format!("{}: flow `{flow}` cannot be said exactly in this language", ready.args.language.name()),
                format!("{}: 通信 `{flow}` はこの言語では正確に表せません", ready.args.language.name()),
            ),
            lang.pick("choose another language with --for", "--for で別の言語を指定してください"),
        ),
        NotDrafted::NoQuarantine => Complaint::new(
            lang.pick(
                format!(
                    "{}: connections that are there already may go on, so this is no quarantine",
                    ready.args.language.name()
                ),
                format!("{}: 既存の接続が続くことがあるため、隔離にはなりません", ready.args.language.name()),
            ),
            lang.pick("use --for nftables or iptables", "--for nftables または iptables を指定してください"),
        ),
        NotDrafted::NotEqual(differs) => not_equal(lang, differs),
    }
}

/// A fault of this program: its own text is not what was asked for.
fn not_equal(lang: Lang, NotEqual { packet, not_understood: mut what, .. }: NotEqual) -> Complaint {
    what.extend(packet.map(|packet| packet.to_string()));
    let what = lang.pick(
        format!("the rules were read back and are not what was asked for: {}", what.join("; ")),
        format!("生成した規則を読み戻したところ、要求と一致しません: {}", what.join("；")),
    );
    let next = lang.pick(
        "nothing is given out; please report this with the profile",
        "規則は出力していません。プロファイルを添えて報告してください",
    );
    Complaint { status: status::FAULT, ..Complaint::new(what, next) }
}

/// New files only: a text that is there may be in force.
fn write_files(lang: Lang, folder: &Path, written: &Written) -> Result<(), Complaint> {
    let fault = |path: &Path, fault: std::io::Error| {
        let next =
            lang.pick("name a folder where these files are not yet", "同名のファイルがないフォルダを指定してください");
        Complaint::new(format!("{}: {}", path.display(), activities::os_words::cause(&fault, lang)), next)
    };
    std::fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
    let place = |part: &Part| folder.join(&part.file);
    if let Some(there) = written.parts.iter().map(place).find(|path| path.exists()) {
        return Err(fault(&there, std::io::ErrorKind::AlreadyExists.into()));
    }
    for part in &written.parts {
        let path = place(part);
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut file| file.write_all(part.text.as_bytes())).map_err(|error| fault(&path, error))?;
    }
    Ok(())
}

fn handed_over(lang: Lang, ready: &Ready<'_>, draft: &Drafted, folder: &Path, written: &Written) -> String {
    let mut paper = Paper::new();
    paper.line(lang.pick(
        "DRAFT, NOT APPROVED: read back and proved equal; the biomedical owner and the clinical owner have to sign",
        "下書き（未承認）: 読み戻して一致を証明済み。臨床工学の責任者と診療側の責任者の署名が必要です",
    ));
    for part in &written.parts {
        paper.row(16, lang.pick("written", "出力"), &folder.join(&part.file).display().to_string());
    }
    for (place, flow) in ready.profile.flows.iter().enumerate() {
        let word =
            if draft.stopped.contains(&place) { lang.pick("stopped", "遮断") } else { lang.pick("passes", "通過") };
        paper.row(16, word, &flow_line(lang, flow));
    }
    for line in activities::draft_rules::WrittenIn::from(ready.args.language).conditions(lang) {
        paper.row(16, lang.pick("only if", "前提"), line);
    }
    paper.row(16, lang.pick("load", "適用"), &written.load);
    paper.row(16, lang.pick("take back", "取り消し"), &written.roll_back);
    paper.row(16, lang.pick("look again by", "再確認の期限"), &draft.look_again_by.to_string());
    paper.finish()
}

fn answer(edge: &Edge, ready: &Ready<'_>, draft: &Drafted) -> v1::NetworkDraftV1 {
    let lang = edge.lang;
    let flow = |(_, flow): (usize, &Flow)| flow_v1(lang, flow);
    let flows = || ready.profile.flows.iter().enumerate();
    let texts = [(Stage::LogOnly, draft.log_only.as_ref()), (Stage::Enforce, Some(&draft.enforce))];
    let texts = texts.into_iter().filter_map(|(stage, written)| Some((stage, written?)));
    let texts = texts.flat_map(|(stage, written)| written.parts.iter().map(move |part| text_v1(stage, part)));
    let sign = |role, people| v1::SignatureV1 { role, people, signed: None };
    v1::NetworkDraftV1 {
        schema: "tutela.network-draft/v1",
        program: PROGRAM.to_owned(),
        as_of: edge.now.to_string(),
        exit_status: status::NOTHING,
        kind: match ready.kind {
            Kind::LeastPrivilege => "least-privilege",
            Kind::Quarantine => "quarantine",
        },
        approved: false,
        to_sign: vec![sign("biomedical-owner", ready.owners()), sign("clinical-owner", Vec::new())],
        device: ready.profile.device.clone(),
        profile_version: ready.profile.version.clone(),
        profile_sha256: ready.hash.to_owned(),
        units: ready.units(),
        also_hit: ready.sharing(),
        kept: flows().filter(|(place, _)| !draft.stopped.contains(place)).map(flow).collect(),
        stopped: flows().filter(|(place, _)| draft.stopped.contains(place)).map(flow).collect(),
        language: ready.args.language.name(),
        texts: texts.collect(),
        load: draft.enforce.load.clone(),
        roll_back: draft.enforce.roll_back.clone(),
        look_again_by: draft.look_again_by.to_string(),
        proof: v1::DraftProofV1 {
            verdict: "equal",
            rules_read: draft.read,
            chains: draft.proof.chains.clone(),
            conditions: activities::draft_rules::WrittenIn::from(ready.args.language)
                .conditions(lang)
                .iter()
                .map(|line| (*line).to_owned())
                .collect(),
            families: draft.proof.families.iter().map(|family| family.name()).collect(),
        },
        paths_not_filtered: paths(lang, ready.here.map(|here| here.at.paths.as_slice())),
    }
}

fn flow_v1(lang: Lang, flow: &Flow) -> v1::DraftFlowV1 {
    v1::DraftFlowV1 {
        id: flow.id.clone(),
        need: match flow.need {
            Need::Needed => "needed",
            Need::Optional => "optional",
        },
        purpose: flow.purpose.get(lang).to_owned(),
        effect_if_blocked: flow.effect_if_blocked.as_ref().map(|effect| effect.get(lang).to_owned()),
        essential_for_care: flow.essential_for_care,
    }
}

fn text_v1(stage: Stage, part: &Part) -> v1::DraftTextV1 {
    v1::DraftTextV1 {
        stage: match stage {
            Stage::LogOnly => "log-only",
            Stage::Enforce => "enforce",
        },
        file: part.file.clone(),
        sha256: hash(part.text.as_bytes()),
        text: part.text.clone(),
    }
}
