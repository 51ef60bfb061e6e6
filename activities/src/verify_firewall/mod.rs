//! `verify_firewall`: holds the rules of a filter against the declared flows of a device, and says both differences.

mod extras;
mod findings;
mod rule_text;
mod site;
#[cfg(test)]
mod tests;

pub use extras::{ControlShown, ControlState, Extras};
pub use findings::{
    CARDS, Differs, HalfOpen, InterfaceOpen, NoFilter, NotProvedHere, NothingCaptured, OtherPaths, OverBroad,
    PathsNotFiltered, Redundant, RulesTooOld, Shadowed, Stops, UnitOutsideZones,
};
pub use rule_text::{accept_text, drop_text};
pub use site::{AtSite, SiteGap, Wanted, at_site, limit_days, not_filtered, way};

use ::site::{Path, Way};
use formats::firewall::{Language, RuleFile, RuleSet, text_of};
use network::lint::lint;
use network::policy::{Hook, Span};
use network::{Binding, DEFAULT_BUDGET, Profile, Verification, Why, verify};
use terms::{Day, Finding, Lang, Place, Priority, Subject};

/// Days after which a rule set says nothing about the filter of today, unless the caller sets another limit.
pub const RULES_AGE_DAYS: u32 = 30;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// Rule sets that hold together.
    pub files: &'q [RuleFile],
    /// The language of the rule sets, where somebody named it.
    pub language: Option<Language>,
    /// Look for rules without effect, however many rules there are.
    pub tidy: bool,
    /// What the device needs.
    pub profile: &'q Profile,
    /// Addresses of device and peers.
    pub binding: &'q Binding,
    /// Where in the filter.
    pub hook: Hook,
    /// When the rules were read from the filter.
    pub captured: Option<Day>,
    /// Today.
    pub today: Day,
    /// Days after which rules are too old.
    pub max_age: u32,
    /// Every path of the units, where a site told them.
    pub paths: Option<&'q [Path]>,
}

/// Where a rule stands, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleShown {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1; 0 where no chain stands at the hook.
    pub line: u32,
    /// The rule as written.
    pub text: String,
}

/// What a verification gives.
#[derive(Debug)]
pub struct Verified {
    /// The proof.
    pub proof: Verification,
    /// The rule of each entry: undeclared, blocked, not proved.
    pub rules: [Vec<Option<RuleShown>>; 3],
    /// The text that closes each undeclared entry, and the one missing for each blocked entry.
    pub texts: [Vec<String>; 2],
    /// Controls of the maker, rules without effect, rules too broad.
    pub extras: Extras,
    /// Everything there is to say, worst first.
    pub findings: Vec<Finding>,
    /// The language of each file.
    pub languages: Vec<Option<Language>>,
    /// How many rules were read.
    pub read: usize,
    /// Whether a file is no rule set, so that nothing is proved.
    pub unreadable: bool,
    /// Whether the rules are of a known date within the limit.
    pub dated: bool,
}

/// The verdict of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing more and nothing less than declared, at this filter.
    EqualHere,
    /// Something passes that nobody declared, or something needed does not pass.
    Different,
    /// No difference was found, and not everything was proved.
    NotProved,
}

impl Verdict {
    /// The stable name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::EqualHere => "equal-at-this-firewall",
            Verdict::Different => "different",
            Verdict::NotProved => "not-proved",
        }
    }
}

impl Verified {
    /// The verdict. A difference stands whatever else is open; "equal" needs everything proved and rules of a known day.
    pub fn verdict(&self) -> Verdict {
        if !self.unreadable && !self.proof.is_equal() {
            Verdict::Different
        } else if self.proof.not_proved.is_empty() && self.dated && !self.unreadable {
            Verdict::EqualHere
        } else {
            Verdict::NotProved
        }
    }
}

/// Verifies. The error names roles of the profile that nobody bound to addresses.
pub fn verify_firewall(question: &Question<'_>) -> Result<Verified, Vec<String>> {
    let RuleSet { policy, findings: mut notes, languages } =
        formats::firewall::read_as(question.files, question.language, &question.binding.device);
    let unreadable = languages.iter().any(Option::is_none);
    let mut proof = verify(&policy, question.profile, question.binding, question.hook, DEFAULT_BUDGET)?;
    if unreadable {
        // A file that is no rule set is not an empty one: what passes nobody knows.
        (proof.undeclared, proof.blocked) = (Vec::new(), Vec::new());
        (proof.half_open, proof.not_proved) = (Vec::new(), Vec::new());
    }
    let shown = |span: &Option<Span>| span.map(|span| rule_shown(question.files, span));
    let rules = [
        proof.undeclared.iter().map(|entry| shown(&entry.rule)).collect(),
        proof.blocked.iter().map(|entry| shown(&entry.rule)).collect(),
        proof.not_proved.iter().map(|entry| shown(&entry.rule)).collect(),
    ];
    let language = languages.iter().flatten().next().copied().unwrap_or(Language::Nftables);
    let texts = [
        proof.undeclared.iter().map(|entry| drop_text(language, question.hook, &entry.closing)).collect(),
        proof.blocked.iter().map(|entry| accept_text(language, question, entry)).collect(),
    ];
    let dated = is_current(question.captured, question.today, question.max_age);
    let extras = match unreadable {
        true => Extras::default(),
        false => extras::extras(question, &policy, &proof, dated),
    };
    notes.extend(extras::findings(&extras));
    let (read, findings) = (policy.rules(), Vec::new());
    let mut verified = Verified { read, proof, rules, texts, extras, findings, languages, unreadable, dated };
    notes.extend(own_findings(question, &verified));
    notes.sort_by(|a, b| (b.priority, a.code(), &a.subject, &a.key).cmp(&(a.priority, b.code(), &b.subject, &b.key)));
    verified.findings = notes;
    Ok(verified)
}

fn age(question: &Question<'_>, day: Day) -> i64 {
    days_between(day, question.today)
}

fn days_between(day: Day, today: Day) -> i64 {
    i64::from(today.0) - i64::from(day.0)
}

/// Whether rules of a day say something about the filter of today: of a known day, not too old, and of no day to come (one
/// day is left for time zones).
pub fn is_current(captured: Option<Day>, today: Day, max_age: u32) -> bool {
    captured.is_some_and(|day| (-1..=i64::from(max_age)).contains(&days_between(day, today)))
}

/// A rule as it stands in its file.
pub(crate) fn rule_shown(files: &[RuleFile], span: Span) -> RuleShown {
    let file = files.get(usize::from(span.file)).map(|file| file.name.clone()).unwrap_or_default();
    RuleShown { file, line: span.line, text: text_of(files, span) }
}

fn subject(rule: Option<&RuleShown>) -> Subject {
    match rule {
        Some(RuleShown { file, line, .. }) => {
            let place = Place { file: file.clone(), line: *line, column: 0 };
            Subject::at(format!("{file}:{line}"), place)
        }
        None => Subject::named("no filter"),
    }
}

fn own_findings(question: &Question<'_>, verified: &Verified) -> Vec<Finding> {
    let proof = &verified.proof;
    let mut findings = Vec::new();
    let mut put = |priority, rule: Option<&RuleShown>, key: String, finding: Finding| {
        findings.push(Finding { priority, subject: subject(rule), key, ..finding });
    };
    let blank = || Subject::named("");
    for (place, entry) in proof.undeclared.iter().enumerate() {
        let rule = verified.rules[0][place].as_ref();
        let detail = Differs { packet: entry.witness.to_string(), rule: said(rule) };
        put(Priority::Blocking, rule, entry.witness.to_string(), Finding::new(Priority::Blocking, blank(), detail));
    }
    for (place, entry) in proof.blocked.iter().enumerate() {
        let rule = verified.rules[1][place].as_ref();
        let flow = flow_id(question.profile, entry.flow);
        let detail = Stops { flow: flow.clone(), packet: entry.witness.to_string(), rule: said(rule) };
        put(Priority::Blocking, rule, flow, Finding::new(Priority::Blocking, blank(), detail));
    }
    for (place, entry) in proof.not_proved.iter().enumerate() {
        let rule = verified.rules[2][place].as_ref();
        let because =
            |lang| why(lang, &entry.why, entry.what.as_deref(), entry.flow.map(|flow| flow_id(question.profile, flow)));
        let detail = NotProvedHere { rule: said(rule), en: because(Lang::En), ja: because(Lang::Ja) };
        let key = format!("{:?}{:?}", entry.why, entry.flow);
        put(Priority::Undecided, rule, key, Finding::new(Priority::Undecided, blank(), detail));
        if entry.why == Why::Interface {
            let detail = InterfaceOpen { rule: said(rule) };
            put(Priority::Attention, rule, String::new(), Finding::new(Priority::Attention, blank(), detail));
        }
    }
    for entry in &proof.half_open {
        let shown = entry.rule.map(|span| rule_shown(question.files, span));
        let flow = flow_id(question.profile, entry.flow);
        let detail = HalfOpen { flow: flow.clone(), packet: entry.witness.to_string(), rule: said(shown.as_ref()) };
        put(Priority::Attention, shown.as_ref(), flow, Finding::new(Priority::Attention, blank(), detail));
    }
    findings.extend(lint(question.profile));
    if !proof.filtered && !verified.unreadable {
        let detail = NoFilter { hook: question.hook.name() };
        findings.push(Finding::new(Priority::Blocking, Subject::named("rules"), detail));
    }
    let rules = Subject::named("rules");
    match question.captured {
        None => findings.push(Finding::new(Priority::Undecided, rules, NothingCaptured {})),
        Some(day) if !verified.dated => {
            let detail = RulesTooOld { days: age(question, day), limit: question.max_age };
            findings.push(Finding::new(Priority::Undecided, rules, detail));
        }
        Some(_) => {}
    }
    findings.extend(path_findings(question.paths));
    findings
}

fn path_findings(paths: Option<&[Path]>) -> Vec<Finding> {
    let subject = Subject::named("paths");
    let Some(paths) = paths else { return vec![Finding::new(Priority::Attention, subject, OtherPaths {})] };
    let mut findings = Vec::new();
    let paths_open = not_filtered(paths).count();
    if paths_open > 0 {
        findings.push(Finding::new(Priority::Undecided, subject, PathsNotFiltered { count: paths_open }));
    }
    for path in paths {
        if let Way::OutsideZones(unit) = &path.way {
            let detail = UnitOutsideZones { unit: unit.as_str().to_owned() };
            findings.push(Finding::new(Priority::Undecided, Subject::named(unit.as_str()), detail));
        }
    }
    findings
}

/// The id of a flow by its place.
pub fn flow_id(profile: &Profile, place: usize) -> String {
    profile.flows.get(place).map(|flow| flow.id.clone()).unwrap_or_default()
}

fn said(rule: Option<&RuleShown>) -> String {
    match rule {
        Some(RuleShown { file, line, text }) => format!("{file}:{line}: {text}"),
        None => "-".to_owned(),
    }
}

/// Why something is not proved, in words.
pub fn why(lang: Lang, why: &Why, what: Option<&str>, flow: Option<String>) -> String {
    let what = what.unwrap_or_default();
    let of = if what.is_empty() { String::new() } else { lang.pick(format!(" ({what})"), format!("（{what}）")) };
    let flow = flow.unwrap_or_default();
    match why {
        Why::Condition => {
            lang.pick(format!("the rule may or may not match{of}"), format!("この規則が一致するかは判断できません{of}"))
        }
        Why::Interface => lang.pick(
            "the rule depends on an interface, and nobody said which interface leads where".to_owned(),
            "規則がインタフェースに依存していますが、どのインタフェースがどこに通じるか指定されていません".to_owned(),
        ),
        Why::Action => lang.pick(
            format!("the rule changes the packet, or does something that is not followed{of}"),
            format!("規則がパケットを書き換えるか、追跡できない処理をします{of}"),
        ),
        Why::Circle => lang.pick("chains jump in a circle".to_owned(), "チェーンが循環して参照されています".to_owned()),
        Why::MissingChain => {
            lang.pick("the chain it leads to is not there".to_owned(), "参照先のチェーンがありません".to_owned())
        }
        Why::Budget => lang.pick(
            "the rules overlap in too many ways; the proof was given up".to_owned(),
            "規則の重なりが多すぎるため、証明を打ち切りました".to_owned(),
        ),
        Why::Unread => lang.pick(format!("not read: {what}"), format!("読み取れない箇所: {what}")),
        Why::NoFamily => lang.pick(
            format!("flow {flow}: device and peer have no address of the same family"),
            format!("通信 {flow}：機器と相手に同じアドレス体系（IPv4／IPv6）のアドレスがありません"),
        ),
    }
}
