//! `network verify --observed FILE…`: what was seen of the device, beside what its firewall lets through.

use super::network_place::{bytes, hash};
use crate::edge::{Complaint, Edge};
use crate::screen::Paper;
use crate::status;
use activities::observe_device::{FlowsSeen, Observation, observe_device, observe_flows};
use activities::verify_firewall::{Question, Verdict, Verified};
use formats::answer::network as v1;
use formats::observed::Observed as Seen;
use std::path::PathBuf;
use terms::{Finding, Lang, Priority};

/// Findings of each kind that the screen shows; JSON holds all.
const SHOWN: usize = 10;

/// What was observed, and what is to say about it.
#[derive(Default)]
pub(super) struct Observed {
    /// The files for the evidence.
    pub(super) files: Vec<v1::ObservationV1>,
    /// Worst first.
    pub(super) findings: Vec<Finding>,
}

/// Reads the observations and holds them against the profile. A file that is none is refused.
pub(super) fn observed(edge: &Edge, paths: &[PathBuf], question: &Question<'_>) -> Result<Observed, Complaint> {
    let (mut scans, mut logs, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let (bytes, file) = (bytes(edge, path)?, path.display().to_string());
        let seen = formats::observed::read(&bytes).ok_or_else(|| not_observed(edge, &file))?;
        let day = seen.day().map(|day| day.to_string());
        files.push(v1::ObservationV1 { file: file.clone(), sha256: hash(&bytes), observed_at: day });
        match seen {
            Seen::Scan(scan) => scans.push(Observation { file, scan }),
            Seen::Flows(log) => logs.push(FlowsSeen { file, log }),
            Seen::Neighbours(_) | Seen::Leases(_) => return Err(of_addresses(edge, &file)),
        }
    }
    let limit = (question.today, question.max_age);
    let mut findings = Vec::new();
    if !scans.is_empty() {
        findings.extend(observe_device(question.profile, &question.binding.device, &scans, limit));
    }
    if !logs.is_empty() {
        findings.extend(observe_flows(question.profile, question.binding, &logs, limit));
    }
    // Each kind is in order; together the worst of both stand first.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.priority));
    Ok(Observed { files, findings })
}

fn not_observed(edge: &Edge, file: &str) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("{file} is no observation that is read"),
            format!("{file} は対応している観測結果ではありません"),
        ),
        edge.lang.pick(
            "give the XML that `nmap -oX` writes, AWS VPC flow logs (version 2, text) or conn.log of Zeek",
            "nmap -oX の XML、AWS VPC フローログ（バージョン 2、テキスト）、Zeek の conn.log を指定してください",
        ),
    )
}

fn of_addresses(edge: &Edge, file: &str) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("{file} tells of addresses, not of ports or flows"),
            format!("{file} はアドレスの情報のみで、ポートや通信の情報がありません"),
        ),
        edge.lang.pick(
            "put it into observations/ of the site; `tutela check SITE` reads it",
            "施設フォルダの observations/ に置いてください（`tutela check SITE` が読み取ります）",
        ),
    )
}

impl Observed {
    /// The exit status with what was seen: an undeclared open port is a finding, and nobody may call it equal while something
    /// is not known.
    pub(super) fn status(&self, proved: u8, verified: &Verified) -> u8 {
        let worst = self.findings.iter().map(|finding| finding.priority).max();
        match worst {
            _ if verified.unreadable || verified.verdict() == Verdict::Different => proved,
            Some(Priority::Blocking) => status::FINDINGS,
            Some(Priority::Undecided) => status::NO_ANSWER,
            _ => proved,
        }
    }

    /// What was seen, before the proof.
    pub(super) fn draw(&self, lang: Lang, paper: &mut Paper) {
        if self.files.is_empty() {
            return;
        }
        let open = self.findings.iter().filter(|finding| finding.priority == Priority::Blocking).count();
        let days: Vec<&str> = self
            .files
            .iter()
            .map(|file| file.observed_at.as_deref().unwrap_or(lang.pick("no day", "日付なし")))
            .collect();
        let days = days.join(", ");
        paper.line(&match open {
            0 => lang.pick(
                format!("OBSERVED ({days}): no undeclared port or flow was seen; what was not looked at is not known"),
                format!("観測（{days}）：申告のない開放ポートや通信は見つかっていません（未確認の範囲は不明）"),
            ),
            open => lang.pick(
                format!("OBSERVED ({days}): open ports or flows that nobody declared: {open}"),
                format!("観測（{days}）：申告のない開放ポート・通信 {open} 件"),
            ),
        });
        for finding in self.findings.iter().take(SHOWN) {
            paper.row(4, "  -", &finding.detail.say(lang).what);
        }
        let more = self.findings.len().saturating_sub(SHOWN);
        if more > 0 {
            paper.row(
                4,
                "  ",
                &lang.pick(format!("and {more} more (--format json)"), format!("ほか {more} 件（--format json）")),
            );
        }
        paper.blank();
    }
}
