//! A generation: which segments are in force, since when, and how old their sources were. One JSON file, named by its hash.

use crate::home::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use terms::{Day, Instant};
use vulnerability::{DatedBy, Origin, Part, PartFacts, Refused, Signature};

/// The schema name that a generation file carries.
pub(crate) const SCHEMA: &str = "tutela.generation/v1";
/// The schema of one that has layers: a program that does not know of them must not answer without them.
pub(crate) const SCHEMA_WITH_LAYERS: &str = "tutela.generation/v2";

/// A generation file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Generation {
    pub(crate) schema: String,
    pub(crate) program: String,
    pub(crate) taken_on: String,
    pub(crate) parts: Vec<HeldPart>,
}

/// A part of a generation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HeldPart {
    pub(crate) part: String,
    pub(crate) segment: String,
    /// The segment laid over it, which holds what has changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) layer: Option<String>,
    pub(crate) complete: bool,
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    pub(crate) refused: Vec<HeldRefusal>,
    pub(crate) published_at: Option<String>,
    pub(crate) dated_by: String,
    pub(crate) score_date: Option<String>,
    pub(crate) taken_on: String,
    /// The newest date among its records; the first mirrors did not say.
    #[serde(default)]
    pub(crate) newest: Option<String>,
    /// How it came here; the first mirrors knew files alone.
    #[serde(default)]
    pub(crate) origin: HeldOrigin,
    pub(crate) files: Vec<HeldFile>,
    /// The first mirrors did not count them.
    #[serde(default)]
    pub(crate) unnamed: u64,
}

/// How a part came here.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub(crate) enum HeldOrigin {
    #[default]
    Import,
    Sync {
        feed: String,
    },
    Bundle {
        key: String,
        sequence: u64,
        expires_on: String,
    },
}

impl HeldOrigin {
    pub(crate) fn of(origin: &Origin) -> HeldOrigin {
        match origin {
            Origin::Import => HeldOrigin::Import,
            Origin::Sync(feed) => HeldOrigin::Sync { feed: feed.clone() },
            Origin::Bundle { key, sequence, expires_on } => HeldOrigin::Bundle {
                key: key.clone(),
                sequence: *sequence,
                expires_on: expires_on.map(|at| at.to_string()).unwrap_or_default(),
            },
        }
    }

    fn origin(&self) -> Origin {
        match self {
            HeldOrigin::Import => Origin::Import,
            HeldOrigin::Sync { feed } => Origin::Sync(feed.clone()),
            HeldOrigin::Bundle { key, sequence, expires_on } => {
                Origin::Bundle { key: key.clone(), sequence: *sequence, expires_on: Instant::parse(expires_on) }
            }
        }
    }
}

/// A refused record: place, why in English, why in Japanese. The first mirrors had English alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum HeldRefusal {
    Both(String, String, String),
    EnglishAlone(String, String),
}

impl From<Refused> for HeldRefusal {
    fn from(Refused { place, en, ja }: Refused) -> HeldRefusal {
        HeldRefusal::Both(place, en, ja)
    }
}

impl From<HeldRefusal> for Refused {
    fn from(held: HeldRefusal) -> Refused {
        match held {
            HeldRefusal::Both(place, en, ja) => Refused { place, en, ja },
            HeldRefusal::EnglishAlone(place, en) => Refused { place, ja: en.clone(), en },
        }
    }
}

/// A file as received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HeldFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    /// The first mirrors did not look for signatures.
    #[serde(default = "not_checked")]
    pub(crate) signature: String,
}

fn not_checked() -> String {
    Signature::NotChecked.name().to_owned()
}

impl HeldPart {
    /// The facts that answers show; `None` for a part of a source this program does not know.
    pub(crate) fn facts(&self) -> Option<PartFacts> {
        let HeldPart {
            part,
            segment,
            layer,
            complete,
            records,
            rejected,
            refused,
            published_at,
            dated_by,
            score_date,
            taken_on,
            newest: _,
            origin,
            files,
            unnamed,
        } = self;
        Some(PartFacts {
            part: Part::from_name(part)?,
            complete: *complete,
            records: *records,
            rejected: *rejected,
            published_at: published_at.as_deref().and_then(Instant::parse),
            taken_on: Instant::parse(taken_on)?,
            score_date: score_date.as_deref().and_then(Day::parse),
            hash: content(segment, layer.as_deref()),
            refused: refused.iter().cloned().map(Refused::from).collect(),
            dated_by: DatedBy::from_name(dated_by).unwrap_or_default(),
            origin: origin.origin(),
            unnamed: *unnamed,
            signature: Signature::of_all(files.iter().map(|file| Signature::from_name(&file.signature))),
        })
    }
}

/// The hash that stands for the content of a part: its segment's, or, with a layer, that of both names.
fn content(segment: &str, layer: Option<&str>) -> String {
    match layer {
        None => segment.to_owned(),
        Some(layer) => hex(&Sha256::digest(format!("{segment}\n{layer}\n"))),
    }
}

impl HeldPart {
    /// The names of its segments, lowest first.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.segment).chain(&self.layer)
    }
}

impl Generation {
    /// The schema that a generation of these parts carries.
    pub(crate) fn schema_of(parts: &[HeldPart]) -> &'static str {
        if parts.iter().any(|part| part.layer.is_some()) { SCHEMA_WITH_LAYERS } else { SCHEMA }
    }

    /// When it came into force.
    pub(crate) fn taken_on(&self) -> Option<Instant> {
        Instant::parse(&self.taken_on)
    }
}

#[cfg(test)]
mod tests {
    use super::HeldPart;
    use terms::Lang;

    fn held(refused: &str) -> HeldPart {
        let text = format!(
            r#"{{"part": "OSV/PyPI", "segment": "00", "complete": true, "records": 1, "rejected": 1, "refused": [{refused}],
            "published_at": null, "dated_by": "nobody", "score_date": null, "taken_on": "2026-11-23T00:00:00Z", "files": []}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn expect(refused: &str, lang: Lang, why: &str) {
        assert_eq!(held(refused).facts().unwrap().refused[0].why(lang), why);
    }

    #[test]
    fn a_reason_is_kept_in_both_languages() {
        expect(r#"["a:1", "carries no id", "識別子がありません"]"#, Lang::En, "carries no id");
        expect(r#"["a:1", "carries no id", "識別子がありません"]"#, Lang::Ja, "識別子がありません");
    }

    #[test]
    fn a_generation_with_reasons_in_english_alone_is_still_read() {
        expect(r#"["a:1", "carries no id"]"#, Lang::Ja, "carries no id");
    }
}
