//! What an answer looked at and what not: areas with an id for programs and words for people.

use activities::scan::Scan;
use formats::answer::v1::{NotLookedAtV1, ScopeV1};
use sbom::Completeness;
use terms::Lang;
use vulnerability::{PartFacts, Source};

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

fn is_of(facts: Option<&PartFacts>, source: Source) -> bool {
    facts.is_some_and(|facts| facts.part.source == source)
}

/// Members of archives that could not be read, in words.
pub(crate) fn refused_members(lang: Lang, scan: &Scan<'_>) -> Option<String> {
    let count = scan.refused_members;
    let are = if count == 1 { "file of an archive" } else { "files of an archive" };
    (count > 0).then(|| {
        lang.pick(
            format!("{count} {are} could not be read"),
            format!("アーカイブ内の {count} 件を読み取れませんでした"),
        )
    })
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

    /// What of the documents could not be read.
    pub(crate) fn unread(&mut self, lang: Lang, scan: &Scan<'_>) {
        let area = || Area::new("unread", lang.pick("what could not be read", "読み取れなかった部分"));
        scan.unread().for_each(|unread| self.not(area(), unread.say(lang)));
        if let Some(members) = refused_members(lang, scan) {
            self.not(area(), members);
        }
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

    /// Go packages that were asked about under their own path alone, where a module around them is known to be affected.
    pub(crate) fn inside_modules(&mut self, lang: Lang, scan: &Scan<'_>) {
        const NAMED: usize = 3;
        let count = scan.inside_modules.len();
        if count == 0 {
            return;
        }
        let names: Vec<String> =
            scan.inside_modules.iter().take(NAMED).map(|place| scan.component(*place).purl.to_owned()).collect();
        let more = if count > NAMED { ", …" } else { "" };
        let names = format!("{}{more}", names.join(", "));
        let because = lang.pick(
            format!(
                "{count} Go path{} inside a module with a known vulnerability of this version; if it is part of that module, state the module path: {names}",
                if count == 1 { " lies" } else { "s lie" }
            ),
            format!("Go のパス {count} 件は、この版に既知の脆弱性があるモジュールの内側です。そのモジュールの一部ならモジュールパスを記載してください: {names}"),
        );
        self.not(
            Area::new("enclosing-modules", lang.pick("modules around packages", "パッケージを含むモジュール")),
            because,
        );
    }

    /// The areas that were not looked at, a sentence each.
    pub(crate) fn notices(self, lang: Lang) -> impl Iterator<Item = String> {
        let not = lang.pick("not looked at", "未確認");
        self.not.into_iter().map(move |(area, because)| format!("{not}: {} ({because})", area.name))
    }

    /// Advisories that name products without identifiers: said where no source that carries any is held.
    pub(crate) fn by_name(&mut self, lang: Lang, scan: &Scan<'_>) {
        let held = |source| scan.sources.iter().any(|state| is_of(state.facts.as_ref(), source));
        if held(Source::Csaf) || held(Source::Jvn) {
            return;
        }
        let area = Area::new("advisories-by-name", lang.pick("advisories by name", "名称による勧告の照合"));
        self.not(area, lang.pick("no CSAF advisories are held", "CSAF 勧告が取り込まれていません"));
    }

    /// In its published shape.
    pub(crate) fn v1(self) -> ScopeV1 {
        let Scope { looked_at, not } = self;
        let (looked_at_ids, looked_at) = looked_at.into_iter().map(|Area { id, name }| (id, name)).unzip();
        let not = not.into_iter().map(|(Area { id, name }, because)| NotLookedAtV1 { id, area: name, because });
        ScopeV1 { looked_at, looked_at_ids, not_looked_at: not.collect() }
    }
}
