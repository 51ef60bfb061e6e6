//! Score vectors: what the published formulas make of a CVSS vector, metric by metric in words.

use formats::answer::score::{MetricV1, RatedV1, RubricV1, VectorV1};
use terms::Lang;
use vulnerability::Scoring;
use vulnerability::cvss::{RubricAnswers, Scores, Severity, Vector, VectorFault, with_rubric};

/// A text that was to be a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// As given.
    pub given: String,
    /// What it is.
    pub outcome: Result<ScoredVector, VectorFault>,
}

/// A vector with its scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredVector {
    /// The vector, without answers of the rubric.
    pub vector: Vector,
    /// Its scores.
    pub scores: Scores,
    /// Answers of the medical rubric that stood beside it.
    pub rubric: RubricAnswers,
}

/// Scores each text.
pub fn score_vectors(texts: &[String]) -> Vec<Scored> {
    let score = |text: &String| Scored {
        given: text.clone(),
        outcome: with_rubric(text).map(|(vector, rubric)| ScoredVector { vector, scores: vector.scores(), rubric }),
    };
    texts.iter().map(score).collect()
}

impl Scored {
    /// In its published shape.
    pub fn published(&self, lang: Lang) -> VectorV1 {
        let empty = VectorV1 {
            given: self.given.clone(),
            fault: None,
            version: None,
            vector: None,
            base: None,
            temporal: None,
            environmental: None,
            metrics: Vec::new(),
            rubric: Vec::new(),
        };
        match &self.outcome {
            Err(fault) => VectorV1 { fault: Some(fault.say(lang)), ..empty },
            Ok(ScoredVector { vector, scores, rubric }) => {
                let rated = |tenths| rated(vector.scoring(), tenths);
                VectorV1 {
                    version: Some(version(vector.scoring())),
                    vector: Some(vector.to_string()),
                    base: Some(rated(scores.base)),
                    temporal: scores.threat.map(rated),
                    environmental: scores.environmental.map(rated),
                    metrics: metrics(vector, lang),
                    rubric: answers(rubric),
                    ..empty
                }
            }
        }
    }
}

/// The version of a scoring system as it is written.
pub fn version(scoring: Scoring) -> &'static str {
    match scoring {
        Scoring::Cvss2 => "2.0",
        Scoring::Cvss30 => "3.0",
        Scoring::Cvss31 => "3.1",
        Scoring::Cvss4 => "4.0",
    }
}

fn rated(scoring: Scoring, tenths: u8) -> RatedV1 {
    RatedV1 { score: f64::from(tenths) / 10.0, severity: Severity::of(scoring, tenths).name() }
}

fn metrics(vector: &Vector, lang: Lang) -> Vec<MetricV1> {
    let metric = |(metric, value): (&'static vulnerability::cvss::Metric, &'static vulnerability::cvss::Value)| {
        let word = |words: &[&'static str; 2]| lang.pick(words[0], words[1]);
        MetricV1 {
            metric: metric.code,
            value: value.code,
            group: metric.group.name(),
            asks: word(&metric.words),
            means: word(&value.words),
        }
    };
    vector.given().map(metric).collect()
}

fn answers(rubric: &RubricAnswers) -> Vec<RubricV1> {
    let known = rubric.answers.iter().map(|(variable, answer)| RubricV1 {
        variable: variable.name.to_owned(),
        answer: answer.clone(),
        metric: Some(variable.metric),
    });
    let unknown = rubric.unknown.iter().map(|part| {
        let (variable, answer) = part.split_once(':').unwrap_or((part, ""));
        RubricV1 { variable: variable.to_owned(), answer: answer.to_owned(), metric: None }
    });
    known.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use super::score_vectors;
    use terms::Lang;

    #[test]
    fn a_text_that_is_no_vector_keeps_its_place_among_the_others() {
        let texts = ["9.8".to_owned(), "AV:N/AC:L/Au:N/C:C/I:C/A:C".to_owned()];
        let published: Vec<_> = score_vectors(&texts).iter().map(|scored| scored.published(Lang::En)).collect();
        assert_eq!(published[0].fault.as_deref(), Some("this is no CVSS vector"));
        assert_eq!(published[1].base.as_ref().map(|rated| rated.score), Some(10.0));
    }
}
