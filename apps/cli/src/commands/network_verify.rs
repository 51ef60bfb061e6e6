//! `tutela network verify`: the rules of a firewall against a device's profile.

use super::network_site::{Here, here};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::VerifyArgs;
use crate::options::Form;
use crate::screen::{Paper, network as screen};
use crate::status;
use activities::verify_firewall::{
    Question, RULES_AGE_DAYS, RuleShown, Verdict, Verified, flow_id, not_filtered, verify_firewall, way, why,
};
use formats::answer::network as v1;
use formats::dossier::{IntoCore, Read, read_one, v1::Network};
use formats::firewall::{Language, RuleFile};
use network::policy::Hook;
use network::{Addresses, Binding, Packet, Ports, Prefix, Profile, Why, ports_of};
use sha2::{Digest, Sha256};
use std::path::Path;
use terms::{Choice, Day, Instant, Lang, Priority};

pub(crate) fn run(edge: &Edge, args: &VerifyArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (profile, profile_hash) = profile(edge, &args.profile)?;
    let (mut files, mut hashes) = (Vec::new(), Vec::new());
    for path in &args.rules {
        let bytes = bytes(edge, path)?;
        hashes.push(hash(&bytes));
        files.push(RuleFile::new(path.display().to_string(), bytes));
    }
    let here = args.site.as_deref().map(|dir| here(edge, dir, args, &profile)).transpose()?;
    let binding = binding(edge, args, here.as_ref())?;
    let hook = Hook::from_name(&args.hook).ok_or_else(|| {
        let names: Vec<&str> = Hook::ALL.iter().map(|hook| hook.name()).collect();
        Complaint::new(
            lang.pick(format!("--hook: there is no “{}”", args.hook), format!("--hook: 「{}」はありません", args.hook)),
            names.join(", "),
        )
    })?;
    let language = args.language.as_deref().map(|name| language(edge, name)).transpose()?;
    let captured = args.captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let question = Question {
        files: &files,
        language,
        profile: &profile,
        binding: &binding,
        hook,
        captured,
        today: edge.now.day(),
        max_age: edge.max_age.or_else(|| here.as_ref()?.limit(captured)).unwrap_or(RULES_AGE_DAYS),
        paths: here.as_ref().map(|here| here.at.paths.as_slice()),
    };
    let verified = verify_firewall(&question).map_err(|roles| {
        Complaint::new(
            lang.pick(
                format!("no addresses are bound to: {}", roles.join(", ")),
                format!("アドレスが割り当てられていない役割: {}", roles.join("、")),
            ),
            roles.iter().map(|role| format!("--bind {role}=CIDR")).collect::<Vec<_>>().join(" "),
        )
    })?;
    let status = exit_status(&question, &verified);
    let output = match edge.format {
        Form::Human => {
            let mut paper = Paper::new();
            screen::verified(lang, &question, &verified, &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => {
            let asked = Asked { edge, args, question: &question, here: here.as_ref(), hashes, profile_hash };
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = formats::answer::v1::write(&mut text, &asked.answer(&verified, status));
            text
        }
        Form::Sarif => {
            return Err(Complaint::new(
                lang.pick("there is no SARIF of this answer", "この回答の SARIF 形式はありません"),
                "--format json",
            ));
        }
    };
    print(&output)?;
    Ok(status)
}

/// Equal at one firewall is no answer about a unit that other paths lead to, once a site was asked about them.
fn exit_status(question: &Question<'_>, verified: &Verified) -> u8 {
    if verified.unreadable {
        return status::WRONG_CALL;
    }
    match verified.verdict() {
        Verdict::EqualHere if question.paths.is_some_and(|paths| not_filtered(paths).next().is_some()) => {
            status::NO_ANSWER
        }
        Verdict::EqualHere => status::NOTHING,
        Verdict::Different => status::FINDINGS,
        Verdict::NotProved => status::NO_ANSWER,
    }
}

fn bytes(edge: &Edge, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {fault}", path.display()),
            edge.lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A profile with a defect is refused: a flow that was not read would count as not declared, or as wider than declared.
fn profile(edge: &Edge, path: &Path) -> Result<(Profile, String), Complaint> {
    let bytes = bytes(edge, path)?;
    let name = path.display().to_string();
    let Read { value, complaints } = read_one::<Network>(&name, &bytes);
    for complaint in &complaints {
        let place = complaint.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        eprintln!("{place}: {}", complaint.detail.say(edge.lang).what);
    }
    let broken = complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided);
    match value {
        Some(profile) if !broken => Ok((profile.into_core(), hash(&bytes))),
        _ => Err(Complaint::new(
            edge.lang.pick(
                format!("{name}: the profile cannot be relied on as it is"),
                format!("{name}: このままではプロファイルを利用できません"),
            ),
            edge.lang.pick("mend what stands above", "上の指摘を修正してください"),
        )),
    }
}

fn binding(edge: &Edge, args: &VerifyArgs, here: Option<&Here>) -> Result<Binding, Complaint> {
    let mut binding = here.map(|here| here.at.binding.clone()).unwrap_or_default();
    // With a site its blocks are in the binding already.
    for text in args.device.iter().filter(|_| here.is_none()) {
        addresses(edge, "--device", text, &mut binding.device)?;
    }
    for text in &args.bind {
        let (role, list) = pair(edge, "--bind", text)?;
        addresses(edge, "--bind", list, binding.roles.entry(role.to_owned()).or_default())?;
    }
    for text in &args.interface {
        let (side, name) = pair(edge, "--interface", text)?;
        let known = side == Binding::DEVICE || side == Binding::OTHER || binding.roles.contains_key(side);
        if !known {
            return Err(Complaint::new(
                edge.lang.pick(
                    format!("--interface: “{side}” is neither `device`, `other` nor a bound role"),
                    format!("--interface: 「{side}」は `device`、`other`、割り当て済みの役割のいずれでもありません"),
                ),
                "--interface device=eth1 other=eth0",
            ));
        }
        binding.interfaces.insert(side.to_owned(), name.to_owned());
    }
    Ok(binding)
}

fn language(edge: &Edge, name: &str) -> Result<Language, Complaint> {
    Language::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Language::ALL.iter().map(|language| language.name()).collect();
        Complaint::new(
            edge.lang.pick(format!("--language: there is no “{name}”"), format!("--language: 「{name}」はありません")),
            names.join(", "),
        )
    })
}

fn pair<'t>(edge: &Edge, option: &str, text: &'t str) -> Result<(&'t str, &'t str), Complaint> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    if name.trim().is_empty() || value.trim().is_empty() {
        return Err(Complaint::new(
            edge.lang.pick(
                format!("{option}: “{text}” is not of the form NAME=VALUE"),
                format!("{option}: 「{text}」は 名前=値 の形ではありません"),
            ),
            "--bind gateway=10.1.0.5/32 --interface gateway=eth0",
        ));
    }
    Ok((name.trim(), value.trim()))
}

fn addresses(edge: &Edge, option: &str, list: &str, into: &mut Addresses) -> Result<(), Complaint> {
    for text in list.split(',') {
        let prefix = Prefix::parse(text.trim()).ok_or_else(|| {
            Complaint::new(
                edge.lang.pick(
                    format!("{option}: “{text}” is no address, prefix or range"),
                    format!("{option}: 「{text}」はアドレス・プレフィックス・範囲ではありません"),
                ),
                "10.1.2.0/24, 10.1.2.3, 10.1.2.3-10.1.2.9, 2001:db8::/64",
            )
        })?;
        into.add(prefix);
    }
    Ok(())
}

fn day(edge: &Edge, text: &str) -> Result<Day, Complaint> {
    let instant = Instant::parse(text).map(Instant::day);
    instant.or_else(|| Day::parse(text)).ok_or_else(|| {
        Complaint::new(
            edge.lang.pick(
                format!("--captured-at: “{text}” is no date"),
                format!("--captured-at: 「{text}」は日付ではありません"),
            ),
            "2026-11-23, 2026-11-23T09:00:00Z",
        )
    })
}

/// What was asked, to be repeated in the answer.
struct Asked<'a> {
    edge: &'a Edge,
    args: &'a VerifyArgs,
    question: &'a Question<'a>,
    here: Option<&'a Here>,
    hashes: Vec<String>,
    profile_hash: String,
}

impl Asked<'_> {
    fn answer(&self, verified: &Verified, exit_status: u8) -> v1::NetworkVerifyV1 {
        let proof = &verified.proof;
        let profile = self.question.profile;
        let [open, stopped, unproved] = &verified.rules;
        let [closing, missing] = &verified.texts;
        let lang = self.edge.lang;
        let undeclared = proof.undeclared.iter().zip(open).zip(closing).map(|((entry, rule), text)| v1::DifferenceV1 {
            witness: witness(&entry.witness),
            rule: rule.as_ref().map(rule_v1),
            flow: None,
            reply: None,
            rule_text: filled(text),
        });
        let blocked = proof.blocked.iter().zip(stopped).zip(missing).map(|((entry, rule), text)| v1::DifferenceV1 {
            witness: witness(&entry.witness),
            rule: rule.as_ref().map(rule_v1),
            flow: Some(flow_id(profile, entry.flow)),
            reply: Some(entry.reply),
            rule_text: filled(text),
        });
        let not_proved = proof.not_proved.iter().zip(unproved).map(|(entry, rule)| {
            let flow = entry.flow.map(|flow| flow_id(profile, flow));
            v1::NotProvedV1 {
                reason: reason(&entry.why),
                explanation: why(lang, &entry.why, entry.what.as_deref(), flow.clone()),
                rule: rule.as_ref().map(rule_v1),
                witness: entry.witness.as_ref().map(witness),
                flow,
            }
        });
        v1::NetworkVerifyV1 {
            schema: "tutela.network-verify/v1",
            program: PROGRAM.to_owned(),
            as_of: self.edge.now.to_string(),
            exit_status,
            verdict: verified.verdict().name(),
            equal: proof.is_equal(),
            undeclared: undeclared.collect(),
            blocked: blocked.collect(),
            not_proved: not_proved.chain(self.undated(verified)).collect(),
            paths_not_filtered: self.paths(),
            evidence: self.evidence(verified),
            findings: verified.findings.iter().map(|finding| finding_v1(lang, finding)).collect(),
        }
    }

    fn paths(&self) -> Vec<v1::PathV1> {
        let lang = self.edge.lang;
        match self.question.paths {
            None => vec![v1::PathV1 { path: screen::other_paths(lang).to_owned(), state: "unknown" }],
            Some(paths) => not_filtered(paths)
                .map(|path| v1::PathV1 { path: way(lang, &path.way), state: path.state.name() })
                .collect(),
        }
    }

    /// Rules of no known day, or of a day too long ago, prove nothing about the filter of today.
    fn undated(&self, verified: &Verified) -> Option<v1::NotProvedV1> {
        let reason = if self.question.captured.is_none() { "rules-without-date" } else { "rules-too-old" };
        (!verified.dated).then(|| v1::NotProvedV1 {
            reason,
            explanation: screen::undated(self.edge.lang, self.question),
            rule: None,
            witness: None,
            flow: None,
        })
    }

    fn evidence(&self, verified: &Verified) -> v1::EvidenceV1 {
        let rules = self.question.files.iter().zip(&self.hashes).zip(&verified.languages);
        v1::EvidenceV1 {
            device: self.question.profile.device.clone(),
            units: self.here.iter().flat_map(|here| &here.at.units).map(|id| id.as_str().to_owned()).collect(),
            firewall: self.args.firewall.clone(),
            site_hash: self.here.map(|here| here.hash.clone()),
            profile_version: self.question.profile.version.clone(),
            profile_sha256: self.profile_hash.clone(),
            rules: rules
                .map(|((file, sha256), language)| v1::RuleSetV1 {
                    file: file.name.clone(),
                    sha256: sha256.clone(),
                    language: language.map(Language::name),
                })
                .collect(),
            hook: self.question.hook.name(),
            chains: verified.proof.chains.clone(),
            families: verified.proof.families.iter().map(|family| family.name()).collect(),
            captured_at: self.args.captured_at.clone(),
            captured_by: self.args.captured_by.clone(),
            max_age_days: self.question.max_age,
            rules_read: verified.read,
        }
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn rule_v1(RuleShown { file, line, text }: &RuleShown) -> v1::RuleV1 {
    v1::RuleV1 { file: file.clone(), line: *line, text: text.clone() }
}

fn witness(packet: &Packet) -> v1::WitnessV1 {
    let ports = ports_of(packet.protocol);
    let when = |wanted: Ports, value: u16| (ports == wanted).then_some(value);
    v1::WitnessV1 {
        family: packet.family.name(),
        source: packet.source_text(),
        source_port: when(Ports::Ports, packet.first),
        destination: packet.destination_text(),
        destination_port: when(Ports::Ports, packet.second),
        protocol: packet.protocol_name(),
        icmp_type: when(Ports::Types, packet.first),
        icmp_code: when(Ports::Types, packet.second),
        state: packet.state.name(),
    }
}

fn reason(why: &Why) -> &'static str {
    match why {
        Why::Condition => "condition-not-understood",
        Why::Interface => "interface-not-bound",
        Why::Action => "action-not-followed",
        Why::Circle => "jumps-in-a-circle",
        Why::MissingChain => "chain-not-there",
        Why::Budget => "too-many-overlaps",
        Why::Unread => "not-read",
        Why::NoFamily => "no-common-family",
    }
}

fn finding_v1(lang: Lang, finding: &terms::Finding) -> v1::NetworkFindingV1 {
    let terms::Wording { what, why, next } = finding.detail.say(lang);
    v1::NetworkFindingV1 {
        id: finding.id().to_string(),
        code: finding.code(),
        priority: finding.priority.name(),
        place: finding.subject.place.as_ref().map(ToString::to_string),
        what,
        why,
        next,
    }
}
