//! `network verify --observed FILE…`: what was seen of the device, beside what its firewall lets through.

use super::network_place::{bytes, hash};
use crate::edge::{Complaint, Edge};
use crate::screen::Paper;
use crate::status;
use activities::observe_device::{Observation, observe_device};
use activities::verify_firewall::{Question, Verdict, Verified};
use formats::answer::network as v1;
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
    let (mut observations, mut files) = (Vec::new(), Vec::new());
    for path in paths {
        let (bytes, file) = (bytes(edge, path)?, path.display().to_string());
        let scan = formats::nmap::read(&bytes).ok_or_else(|| {
            Complaint::new(
                edge.lang.pick(
                    format!("{file} is no observation that is read"),
                    format!("{file} は対応している観測結果ではありません"),
                ),
                edge.lang.pick("give the XML that `nmap -oX` writes", "nmap -oX が出力する XML を指定してください"),
            )
        })?;
        let observation = Observation { file: file.clone(), scan };
        let day = observation.day().map(|day| day.to_string());
        files.push(v1::ObservationV1 { file, sha256: hash(&bytes), observed_at: day });
        observations.push(observation);
    }
    if observations.is_empty() {
        return Ok(Observed::default());
    }
    let limit = (question.today, question.max_age);
    let findings = observe_device(question.profile, &question.binding.device, &observations, limit);
    Ok(Observed { files, findings })
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
                format!("OBSERVED ({days}): no undeclared port was seen open; what was not looked at is not known"),
                format!("観測（{days}）：申告のない開放ポートは見つかっていません（未確認の範囲は不明）"),
            ),
            open => lang.pick(
                format!("OBSERVED ({days}): open ports that nobody declared: {open}"),
                format!("観測（{days}）：申告のない開放ポート {open} 件"),
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
