//! What an answer looked at and what not: areas with an id for programs and words for people.

use activities::scan::Scan;
use formats::answer::v1::{NotLookedAtV1, ScopeV1};
use sbom::Completeness;
use terms::Lang;

/// An area: its permanent id (docs/answers.md), and its name in the language asked for.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Area {
    pub(crate) fn new(id: impl Into<String>, name: impl Into<String>) -> Area {
        Area { id: id.into(), name: name.into() }
    }

    /// The components of the SBOMs.
    pub(crate) fn components(lang: Lang) -> Area {
        Area::new("components", lang.pick("components", "構成要素"))
    }
}

/// What was looked at, and what was not with the reason.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) looked_at: Vec<Area>,
    pub(crate) not: Vec<(Area, String)>,
}

impl Scope {
    /// An area that was not looked at.
    pub(crate) fn not(&mut self, area: Area, because: impl Into<String>) {
        self.not.push((area, because.into()));
    }

    /// Components that no document lists: said where a document says of itself that there are some, or that it does not
    /// know.
    pub(crate) fn unlisted(&mut self, lang: Lang, scan: &Scan<'_>) {
        for document in scan.documents() {
            let file = &document.file;
            let because = match document.completeness.worst {
                None | Some(Completeness::Complete) => continue,
                Some(Completeness::Incomplete) => lang.pick(
                    format!("{file} says that it is incomplete"),
                    format!("{file} は不完全であると自ら述べています"),
                ),
                Some(Completeness::Unknown) => lang.pick(
                    format!("{file} does not state whether it is complete"),
                    format!("{file} は網羅性を明らかにしていません"),
                ),
            };
            self.not(Area::new("unlisted-components", lang.pick("unlisted components", "記載外の構成要素")), because);
        }
    }

    /// What documents name and nothing that was read holds.
    pub(crate) fn elsewhere(&mut self, lang: Lang, scan: &Scan<'_>) {
        for document in scan.documents().iter().filter(|document| document.elsewhere.count > 0) {
            let (file, count) = (&document.file, document.elsewhere.count);
            let more = if count > document.elsewhere.names.len() as u64 { ", …" } else { "" };
            let names = format!("{}{more}", document.elsewhere.names.join(", "));
            let because = lang.pick(
                format!("{file} names {count} that it does not list: {names}"),
                format!("{file} は記載していない {count} 件を参照: {names}"),
            );
            self.not(Area::new("named-elsewhere", lang.pick("what is named and not held", "参照先")), because);
        }
    }

    /// The areas that were not looked at, a sentence each.
    pub(crate) fn notices(self, lang: Lang) -> impl Iterator<Item = String> {
        let not = lang.pick("not looked at", "未確認");
        self.not.into_iter().map(move |(area, because)| format!("{not}: {} ({because})", area.name))
    }

    /// In its published shape.
    pub(crate) fn v1(self) -> ScopeV1 {
        let Scope { looked_at, not } = self;
        let (looked_at_ids, looked_at) = looked_at.into_iter().map(|Area { id, name }| (id, name)).unzip();
        let not = not.into_iter().map(|(Area { id, name }, because)| NotLookedAtV1 { id, area: name, because });
        ScopeV1 { looked_at, looked_at_ids, not_looked_at: not.collect() }
    }
}
