//! `tutela score VECTOR…`: the scores of CVSS vectors, SSVC trees, and the call of controlled or uncontrolled risk.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::{Form, ScoreArgs};
use crate::screen::{Paper, score as screen};
use crate::status;
use activities::score_vectors::{Scored, score_vectors};
use formats::answer::score::{PatientRiskV1, ScoreV1, SsvcV1};
use terms::nearest;
use vulnerability::patient_risk::{AcceptanceLine, Call, Exploitability, Harm, PatientHarm, call};
use vulnerability::ssvc::{DEPLOYER, HUMAN_IMPACT, PUBLIC_SAFETY_IMPACT, SUPPLIER, Table, UTILITY, Way};

const TABLES: [&Table; 5] = [&SUPPLIER, &DEPLOYER, &UTILITY, &HUMAN_IMPACT, &PUBLIC_SAFETY_IMPACT];

pub(crate) fn run(edge: &Edge, args: &ScoreArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    if args.vectors.is_empty() && args.ssvc.is_empty() && args.patient_risk.is_none() {
        return Err(Complaint::new(
            lang.pick("nothing to score", "評価する対象がありません"),
            "tutela score CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ));
    }
    let scores = Scores::of(edge, &args.vectors, &args.ssvc, args.patient_risk.as_deref())?;
    match edge.format {
        Form::Human | Form::Sarif => print(scores.screen(edge).as_bytes())?,
        Form::Json => print(&scores.json(edge))?,
    }
    Ok(scores.status())
}

/// Vectors, trees and a risk with what they came to.
pub(crate) struct Scores {
    vectors: Vec<Scored>,
    ways: Vec<(&'static Table, Way)>,
    risk: Option<Call>,
}

impl Scores {
    /// Scores them.
    pub(crate) fn of(
        edge: &Edge,
        vectors: &[String],
        ssvc: &[String],
        risk: Option<&str>,
    ) -> Result<Scores, Complaint> {
        Ok(Scores {
            vectors: score_vectors(vectors),
            ways: ssvc.iter().map(|text| tree(edge, text)).collect::<Result<_, _>>()?,
            risk: risk.map(patient_risk).transpose()?,
        })
    }

    fn screen(&self, edge: &Edge) -> String {
        let mut paper = Paper::new();
        for scored in &self.vectors {
            screen::vector(edge.lang, scored, &mut paper);
        }
        for (table, way) in &self.ways {
            paper.line(&spoken(edge, table, way));
        }
        if let Some(risk) = self.risk {
            paper.line(risk.say(edge.lang));
        }
        paper.finish()
    }

    /// As it is published.
    pub(crate) fn json(&self, edge: &Edge) -> Vec<u8> {
        let lang = edge.lang;
        super::json_text(&ScoreV1 {
            schema: "tutela.score/v1",
            program: concat!("tutela ", env!("CARGO_PKG_VERSION")).to_owned(),
            vectors: self.vectors.iter().map(|scored| scored.published(lang)).collect(),
            ssvc: self.ways.iter().map(|(table, way)| ssvc_v1(table, way)).collect(),
            patient_risk: self.risk.map(|risk| PatientRiskV1 { call: risk.name(), explanation: risk.say(lang) }),
        })
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        let faulty = self.vectors.iter().any(|scored| scored.outcome.is_err());
        if faulty { status::WRONG_CALL } else { status::NOTHING }
    }
}

/// `exploitation=active,utility=efficient`
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(',').filter(|part| !part.trim().is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.trim(), value.trim())
    })
}

/// `supplier:exploitation=active,…`
fn tree(edge: &Edge, text: &str) -> Result<(&'static Table, Way), Complaint> {
    let lang = edge.lang;
    let (name, answers) = text.split_once(':').unwrap_or((text, ""));
    let names = || TABLES.iter().map(|table| table.name);
    let Some(table) = TABLES.iter().find(|table| table.name == name) else {
        let near = nearest(name, names()).map(str::to_owned).unwrap_or_else(|| names().collect::<Vec<_>>().join(", "));
        return Err(Complaint::new(
            lang.pick(format!("--ssvc: there is no tree “{name}”"), format!("--ssvc: 判断表「{name}」はありません")),
            near,
        ));
    };
    match table.decide(pairs(answers)) {
        Ok(way) => Ok((table, way)),
        Err(fault) => {
            let points: Vec<_> =
                table.points.iter().map(|point| format!("{}={}", point.name, point.values.join("|"))).collect();
            Err(Complaint::new(format!("--ssvc {name}: {}", fault.say(lang)), points.join(", ")))
        }
    }
}

/// A priority of SSVC in Japanese; empty for outcomes of another kind.
fn priority_ja(outcome: &str) -> &'static str {
    match outcome {
        "immediate" => "・直ちに対応",
        "out-of-cycle" => "・定期外に対応",
        "scheduled" => "・定期に対応",
        "defer" => "・当面対応せず",
        _ => "",
    }
}

fn spoken(edge: &Edge, table: &Table, way: &Way) -> String {
    let Table { name, source, edition, .. } = table;
    match way {
        Way::Out(outcome) => edge.lang.pick(
            format!("SSVC {name}: {outcome} ({source}, {edition})"),
            format!("SSVC {name}: {outcome}{}（{source}, {edition}）", priority_ja(outcome)),
        ),
        Way::Open(open) => {
            let open = open.join(", ");
            edge.lang.pick(
                format!("SSVC {name}: undecided, not answered: {open} ({source}, {edition})"),
                format!("SSVC {name}: 未判断。未回答: {open}（{source}, {edition}）"),
            )
        }
    }
}

fn ssvc_v1(table: &Table, way: &Way) -> SsvcV1 {
    let (outcome, open) = match way {
        Way::Out(outcome) => (Some(*outcome), Vec::new()),
        Way::Open(open) => (None, open.clone()),
    };
    SsvcV1 { tree: table.name, source: format!("{}, {}", table.source, table.edition), outcome, open }
}

/// `exploitability=low,harm=minor,low=serious,medium=minor,high=none,kev=no`
fn patient_risk(text: &str) -> Result<Call, Complaint> {
    let (mut exploitability, mut harm, mut kev) = (None, Harm::NotAssessed, None);
    let mut line = None;
    for (name, value) in pairs(text) {
        let drawn =
            |line: Option<AcceptanceLine>| line.unwrap_or(AcceptanceLine { low: None, medium: None, high: None });
        let severity = PatientHarm::from_name(value);
        let good = match (name, value) {
            ("exploitability", level) => {
                exploitability = Exploitability::from_name(level);
                exploitability.is_some()
            }
            ("harm", "data-only") => {
                harm = Harm::DataOnly;
                true
            }
            ("harm", _) => severity.map(|severity| harm = Harm::Patient(severity)).is_some(),
            ("kev", "yes" | "no") => {
                kev = Some(value == "yes");
                true
            }
            ("low" | "medium" | "high", _) if severity.is_some() || value == "none" => {
                let mut new = drawn(line);
                match name {
                    "low" => new.low = severity,
                    "medium" => new.medium = severity,
                    _ => new.high = severity,
                }
                line = Some(new);
                true
            }
            _ => false,
        };
        if !good {
            return Err(Complaint::new(
                format!("--patient-risk: {name}={value}"),
                "exploitability=low|medium|high, harm=negligible|minor|serious|critical|catastrophic|data-only, kev=yes|no, \
                 low|medium|high=the worst harm still acceptable, or none",
            ));
        }
    }
    Ok(call(exploitability, harm, line.as_ref(), kev))
}
