//! A vector, its scores, and each metric in words.

use crate::screen::Paper;
use activities::score_vectors::{Scored, ScoredVector, version};
use terms::Lang;
use vulnerability::Scoring;
use vulnerability::cvss::{Group, Severity};

/// Columns of the labels.
const LABEL: usize = 16;

/// Draws one vector.
pub(crate) fn vector(lang: Lang, scored: &Scored, paper: &mut Paper) {
    match &scored.outcome {
        Ok(known) => known_vector(lang, known, paper),
        Err(fault) => {
            paper.line(&scored.given);
            paper.row(LABEL, lang.pick("    no score", "    スコアなし"), &fault.say(lang));
        }
    }
}

fn known_vector(lang: Lang, ScoredVector { vector, scores, rubric }: &ScoredVector, paper: &mut Paper) {
    let scoring = vector.scoring();
    paper.line(&vector.to_string());
    let rated = |tenths: u8| {
        let word = Severity::of(scoring, tenths).word(lang);
        format!("{}.{} {word}", tenths / 10, tenths % 10)
    };
    let base = format!("{} · CVSS {}", rated(scores.base), version(scoring));
    paper.row(LABEL, &label(lang.pick("base", "基本値")), &base);
    if let Some(threat) = scores.threat {
        let name =
            if scoring == Scoring::Cvss4 { lang.pick("threat", "脅威") } else { lang.pick("temporal", "現状値") };
        paper.row(LABEL, &label(name), &rated(threat));
    }
    if let Some(here) = scores.environmental {
        paper.row(LABEL, &label(lang.pick("environmental", "環境値")), &rated(here));
    }
    for (metric, value) in vector.given().filter(|(_, value)| !value.is_undefined()) {
        let (asks, means) = (lang.pick(metric.words[0], metric.words[1]), lang.pick(value.words[0], value.words[1]));
        let untold = match metric.group {
            Group::Supplemental => lang.pick(" (part of no score)", "（スコアには含まれません）"),
            Group::Base | Group::Threat | Group::Environmental => "",
        };
        paper.row(LABEL, &label(&format!("{}:{}", metric.code, value.code)), &format!("{asks}: {means}{untold}"));
    }
    if !rubric.is_empty() {
        let known = rubric.answers.iter().map(|(variable, answer)| format!("{}:{answer}", variable.name));
        let unknown =
            rubric.unknown.iter().map(|part| lang.pick(format!("{part} (unknown)"), format!("{part}（不明）")));
        let all: Vec<String> = known.chain(unknown).collect();
        paper.row(LABEL, &label(lang.pick("rubric", "ルーブリック")), &all.join(" · "));
        paper.row(
            LABEL,
            "",
            lang.pick(
                "answers of the medical rubric: kept beside the vector, part of no score, never turned into CVSS 4.0",
                "医療機器向けルーブリックの回答：ベクトルと併せて保持し、スコアには含めず、CVSS 4.0 には変換しません",
            ),
        );
    }
}

fn label(text: &str) -> String {
    format!("    {text}")
}
