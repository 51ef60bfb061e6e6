//! `tutela network verify`: the rules of a firewall against a device's profile.

use super::network_observed::{Observed, observed};
use super::network_place::{PROFILE, Place, bytes, hash, hook, paths, place, profile_in, profile_of, unbound};
use super::network_site::{Here, here_at};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::VerifyArgs;
use crate::options::Form;
use crate::screen::{Paper, network as screen};
use crate::status;
use activities::dossier_port::DossierFault;
use activities::site_port::Sites;
use activities::verify_firewall::{
    ControlShown, ControlState, Question, RULES_AGE_DAYS, RuleShown, Verdict, Verified, Wanted, flow_id, not_filtered,
    verify_firewall, why,
};
use formats::answer::network as v1;
use formats::firewall::{Language, RuleFile};
use network::policy::Hook;
use network::{CompensatingControl, Packet, Ports, Profile, Why, ports_of};
use site::Configuration;
use std::path::Path;
use terms::{Choice, Day, Instant, Lang};

pub(crate) fn run(edge: &Edge, args: &VerifyArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (site, units) = (args.at.site.as_deref(), &args.at.unit);
    let (profile, profile_hash) = profile_of(edge, args.profile.as_deref(), site, units)?;
    let Rules { files, hashes, language, captured_at, captured_by, configuration } = rules(edge, args)?;
    let Place { binding, here } = place(edge, &args.at, &profile)?;
    let hook = hook(edge, &args.hook)?;
    let captured = captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let question = Question {
        tidy: args.tidy,
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
    let mut verified = verify_firewall(&question).map_err(|roles| unbound(edge, &roles))?;
    let seen = observed(edge, &args.observed, &question)?;
    let proved = proved(&question, &verified, configuration, args.this_firewall_only);
    let status = seen.status(proved, &verified);
    let output = match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            seen.draw(lang, &mut paper);
            screen::verified(lang, &question, &verified, &mut paper);
            told_configuration(lang, configuration, &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => {
            let Observed { files: observed, findings } = seen;
            verified.findings.extend(findings);
            let asked = Asked {
                edge,
                firewall: args.at.firewall.clone(),
                question: &question,
                here: here.as_ref(),
                hashes,
                profile_hash,
                captured_at,
                captured_by,
                configuration,
                observed,
            };
            super::json_text(&asked.answer(&verified, status))
        }
    };
    print(&output)?;
    Ok(status)
}

/// The exit status that a proof asks for.
fn proved(question: &Question<'_>, verified: &Verified, kept: Option<Configuration>, here_only: bool) -> u8 {
    match exit_status(question, verified, here_only) {
        // What is stored for the next start proves nothing about what runs now. Nor does a draft that the maker has not
        // confirmed say what the device needs, or a profile without any flow.
        status::NOTHING if is_stored(kept) || !question.profile.says_what_is_needed() => status::NO_ANSWER,
        status => status,
    }
}

/// The rules that a site keeps of a firewall against the profile of a received dossier, wherever the site is kept: the
/// answer as it is published, and the exit status.
pub(crate) fn at_site(
    edge: &Edge,
    sites: &dyn Sites,
    received: &str,
    firewall: &str,
) -> Result<(Vec<u8>, u8), Complaint> {
    let (profile, profile_hash) = received_profile(edge, sites, received)?;
    let wanted = Wanted { units: &[], blocks: &[], firewall: Some(firewall) };
    let here = here_at(edge, (sites, received), &wanted, Some(&profile), &|_, _| ())?;
    let kept = super::stored::kept_at(edge, sites, firewall)?;
    let hashes = kept.files.iter().map(|(_, bytes)| hash(bytes)).collect();
    let named = kept.files.into_iter().map(|(file, bytes)| (format!("firewalls/{firewall}/{file}"), bytes));
    let files: Vec<RuleFile> = named.map(|(name, bytes)| RuleFile::new(name, bytes)).collect();
    let captured_at = kept.record.captured_at.to_string();
    let captured = Some(day(edge, &captured_at)?);
    let question = Question {
        tidy: false,
        files: &files,
        language: kept.language,
        profile: &profile,
        binding: &here.at.binding,
        hook: Hook::Forward,
        captured,
        today: edge.now.day(),
        max_age: edge.max_age.or_else(|| here.limit(captured)).unwrap_or(RULES_AGE_DAYS),
        paths: Some(&here.at.paths),
    };
    let verified = verify_firewall(&question).map_err(|roles| unbound(edge, &roles))?;
    let configuration = kept.record.configuration;
    let status = proved(&question, &verified, configuration, false);
    let asked = Asked {
        edge,
        firewall: Some(firewall.to_owned()),
        question: &question,
        here: Some(&here),
        hashes,
        profile_hash,
        captured_at: Some(captured_at),
        captured_by: Some(kept.record.captured_by),
        configuration,
        observed: Vec::new(),
    };
    Ok((super::json_text(&asked.answer(&verified, status)), status))
}

/// The profile of a received dossier.
pub(super) fn received_profile(edge: &Edge, sites: &dyn Sites, received: &str) -> Result<(Profile, String), Complaint> {
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    };
    match sites.received_file(received, PROFILE).map_err(fault)? {
        Some(bytes) => profile_in(edge, &format!("received/{received}/{PROFILE}"), &bytes, &|_| ()),
        None => Err(Complaint::new(
            edge.lang.pick(
                format!("the received dossier {received} holds no {PROFILE}"),
                format!("受領ドシエ {received} に {PROFILE} がありません"),
            ),
            edge.lang.pick("ask its maker for it", "製造業者に依頼してください"),
        )),
    }
}

/// Equal at one firewall is no answer about a unit that other paths lead to, or may lead to; a caller who asks about this
/// firewall alone says so.
fn exit_status(question: &Question<'_>, verified: &Verified, here_only: bool) -> u8 {
    if verified.unreadable {
        return status::WRONG_CALL;
    }
    let all_filtered = question.paths.is_some_and(|paths| not_filtered(paths).next().is_none());
    match verified.verdict() {
        Verdict::EqualHere if here_only || all_filtered => status::NOTHING,
        Verdict::EqualHere => status::NO_ANSWER,
        Verdict::Different => status::FINDINGS,
        Verdict::NotProved => status::NO_ANSWER,
    }
}

fn is_stored(configuration: Option<Configuration>) -> bool {
    configuration == Some(Configuration::Stored)
}

fn told_configuration(lang: Lang, configuration: Option<Configuration>, paper: &mut Paper) {
    let Some([en, ja]) = configuration.map(Configuration::meaning) else { return };
    let not = match is_stored(configuration) {
        true => lang.pick("; what runs now is not proved", "。稼働中の設定は未証明"),
        false => "",
    };
    paper.row(16, lang.pick("configuration", "設定の種類"), &format!("{}{not}", lang.pick(en, ja)));
}

pub(super) fn language(edge: &Edge, name: &str) -> Result<Language, Complaint> {
    Language::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Language::ALL.iter().map(|language| language.name()).collect();
        Complaint::new(
            edge.lang.pick(format!("--language: there is no “{name}”"), format!("--language: 「{name}」はありません")),
            names.join(", "),
        )
    })
}

/// The rules that are asked about, and of when they are.
struct Rules {
    files: Vec<RuleFile>,
    hashes: Vec<String>,
    language: Option<Language>,
    captured_at: Option<String>,
    captured_by: Option<String>,
    configuration: Option<Configuration>,
}

/// The files that the caller names; without any, those that the site keeps of the firewall.
fn rules(edge: &Edge, args: &VerifyArgs) -> Result<Rules, Complaint> {
    let language = args.language.as_deref().map(|name| language(edge, name)).transpose()?;
    if let ([], Some(dir), Some(firewall)) = (args.rules.as_slice(), &args.at.site, &args.at.firewall) {
        return kept(edge, args, (dir, firewall), language);
    }
    let (mut files, mut hashes) = (Vec::new(), Vec::new());
    for path in &args.rules {
        let bytes = bytes(edge, path)?;
        hashes.push(hash(&bytes));
        files.push(RuleFile::new(path.display().to_string(), bytes));
    }
    let (captured_at, captured_by) = (args.captured_at.clone(), args.captured_by.clone());
    Ok(Rules { files, hashes, language, captured_at, captured_by, configuration: None })
}

/// Rules that the site keeps have the day they were kept with; another day cannot be named for them.
fn kept(
    edge: &Edge,
    args: &VerifyArgs,
    (dir, firewall): (&Path, &str),
    language: Option<Language>,
) -> Result<Rules, Complaint> {
    let lang = edge.lang;
    if args.captured_at.is_some() || args.captured_by.is_some() {
        return Err(Complaint::new(
            lang.pick(
                "--captured-at and --captured-by are of --rules; the rules that the site keeps have their own day",
                "--captured-at と --captured-by は --rules とともに使います。施設が保存した規則には取得日の記録があります",
            ),
            lang.pick("leave them out, or name --rules", "省くか、--rules を指定してください"),
        ));
    }
    let kept = super::stored::kept(edge, dir, firewall)?;
    let name = |file: &str| format!("firewalls/{firewall}/{file}");
    let hashes = kept.files.iter().map(|(_, bytes)| hash(bytes)).collect();
    Ok(Rules {
        hashes,
        language: language.or(kept.language),
        captured_at: Some(kept.record.captured_at.to_string()),
        captured_by: Some(kept.record.captured_by),
        configuration: kept.record.configuration,
        files: kept.files.into_iter().map(|(file, bytes)| RuleFile::new(name(&file), bytes)).collect(),
    })
}

pub(super) fn day(edge: &Edge, text: &str) -> Result<Day, Complaint> {
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
    firewall: Option<String>,
    question: &'a Question<'a>,
    here: Option<&'a Here>,
    hashes: Vec<String>,
    profile_hash: String,
    captured_at: Option<String>,
    captured_by: Option<String>,
    configuration: Option<Configuration>,
    observed: Vec<v1::ObservationV1>,
}

impl Asked<'_> {
    fn answer(&self, verified: &Verified, exit_status: u8) -> v1::NetworkVerifyV1 {
        let proof = &verified.proof;
        let profile = self.question.profile;
        let [open, stopped, unproved] = &verified.rules;
        let [closing, missing] = &verified.texts;
        let (lang, extras) = (self.edge.lang, &verified.extras);
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
            equal: !verified.unreadable && proof.is_equal(),
            undeclared: undeclared.collect(),
            blocked: blocked.collect(),
            not_proved: not_proved.chain(self.undated(verified)).collect(),
            controls: self.controls(verified),
            shadowed: extras
                .shadowed
                .iter()
                .map(|(rule, before)| v1::ShadowedV1 { rule: rule_v1(rule), before: before.as_ref().map(rule_v1) })
                .collect(),
            redundant: extras.redundant.iter().map(rule_v1).collect(),
            over_broad: extras
                .over_broad
                .iter()
                .map(|(rule, flows)| v1::OverBroadV1 { rule: rule_v1(rule), flows: flows.clone() })
                .collect(),
            effects_looked_at: extras.whole,
            paths_not_filtered: paths(lang, self.question.paths),
            evidence: self.evidence(verified),
            findings: verified.findings.iter().map(|finding| finding_v1(lang, finding)).collect(),
        }
    }

    fn controls(&self, verified: &Verified) -> Vec<v1::ControlV1> {
        let offered = &self.question.profile.compensating_controls;
        let one = |(ControlShown { control, state }, offer): (&ControlShown, &CompensatingControl)| {
            let (packet, rule, reason) = match state {
                ControlState::InForce => (None, None, None),
                ControlState::NotInForce(packet, rule) => (Some(witness(packet)), rule.as_ref(), None),
                ControlState::Unknown(why, rule) => (None, rule.as_ref(), Some(reason(why))),
                ControlState::Unbound => (None, None, Some("role-not-bound")),
                ControlState::Undated => (None, None, Some("rules-without-date-or-too-old")),
            };
            v1::ControlV1 {
                control: control.clone(),
                state: state.name(),
                effect: offer.effect.get(self.edge.lang).to_owned(),
                witness: packet,
                rule: rule.map(rule_v1),
                reason,
            }
        };
        verified.extras.controls.iter().zip(offered).map(one).collect()
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
            firewall: self.firewall.clone(),
            site_hash: self.here.map(|here| here.hash.clone()),
            profile_version: self.question.profile.version.clone(),
            profile_sha256: self.profile_hash.clone(),
            profile_confirmed_by_maker: self.question.profile.confirmed_by_maker,
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
            observations: self.observed.clone(),
            captured_at: self.captured_at.clone(),
            captured_by: self.captured_by.clone(),
            configuration: self.configuration.map(Configuration::name),
            max_age_days: self.question.max_age,
            rules_read: verified.read,
        }
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn rule_v1(RuleShown { file, line, text }: &RuleShown) -> v1::RuleV1 {
    v1::RuleV1 { file: file.clone(), line: *line, text: text.clone() }
}

pub(super) fn witness(packet: &Packet) -> v1::WitnessV1 {
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

pub(super) fn reason(why: &Why) -> &'static str {
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

pub(super) fn finding_v1(lang: Lang, finding: &terms::Finding) -> v1::NetworkFindingV1 {
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
