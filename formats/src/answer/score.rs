//! The JSON of `tutela score`, version 1 (`tutela.score/v1`).

use serde::Serialize;

/// The answer of `score`.
#[derive(Debug, Serialize)]
pub struct ScoreV1 {
    /// `tutela.score/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// One entry for each text given, in order.
    pub vectors: Vec<VectorV1>,
    /// What the decision trees asked for came to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ssvc: Vec<SsvcV1>,
    /// The call of controlled or uncontrolled risk, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_risk: Option<PatientRiskV1>,
}

/// A vector and its scores, or why it has none.
#[derive(Debug, Serialize)]
pub struct VectorV1 {
    /// As given.
    pub given: String,
    /// What is wrong with it; everything below is then `null` or empty.
    pub fault: Option<String>,
    /// `2.0`, `3.0`, `3.1` or `4.0`.
    pub version: Option<&'static str>,
    /// In the order of its specification, without answers of the rubric.
    pub vector: Option<String>,
    /// By the base metrics alone (4.0: CVSS-B).
    pub base: Option<RatedV1>,
    /// With temporal or threat metrics; `null` when none is defined.
    pub temporal: Option<RatedV1>,
    /// With environmental metrics too; `null` when none is defined.
    pub environmental: Option<RatedV1>,
    /// Every metric given, in words.
    pub metrics: Vec<MetricV1>,
    /// Answers of the medical rubric (CVSS 3.0), kept beside the vector and part of no score.
    pub rubric: Vec<RubricV1>,
}

/// A score and its word.
#[derive(Debug, Serialize)]
pub struct RatedV1 {
    /// 0.0 to 10.0.
    pub score: f64,
    /// `none`, `low`, `medium`, `high` or `critical`; for 2.0, which has no scale of its own, as NVD words it.
    pub severity: &'static str,
}

/// A metric in words.
#[derive(Debug, Serialize)]
pub struct MetricV1 {
    /// As in the vector.
    pub metric: &'static str,
    /// As in the vector.
    pub value: &'static str,
    /// `base`, `threat`, `environmental` or `supplemental`.
    pub group: &'static str,
    /// What the metric asks, in the language of the answer.
    pub asks: &'static str,
    /// What the value means, in the language of the answer.
    pub means: &'static str,
}

/// An answer of the medical rubric.
#[derive(Debug, Serialize)]
pub struct RubricV1 {
    /// Variable; as given where it is none we know.
    pub variable: String,
    /// As given.
    pub answer: String,
    /// The CVSS metric its question leads to; `null` for a variable we do not know.
    pub metric: Option<&'static str>,
}

/// What a decision tree came to.
#[derive(Debug, Serialize)]
pub struct SsvcV1 {
    /// `supplier`, `deployer`, …
    pub tree: &'static str,
    /// Where the table comes from, with its edition.
    pub source: String,
    /// The outcome; `null` while points are open.
    pub outcome: Option<&'static str>,
    /// Points that are not answered.
    pub open: Vec<&'static str>,
}

/// The call of controlled or uncontrolled risk of patient harm.
#[derive(Debug, Serialize)]
pub struct PatientRiskV1 {
    /// `controlled`, `uncontrolled`, `review` or `outside-call`.
    pub call: &'static str,
    /// In words.
    pub explanation: &'static str,
}
