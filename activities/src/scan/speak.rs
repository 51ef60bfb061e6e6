//! Turns what a scan found into findings that speak.

use super::answer::{Item, Scan};
use super::findings::{
    Affected, NotComparable, RecordsNotRead, SetAsideFinding, SourceFuture, SourceMissing, SourceStale, Unwatched,
};
use super::sources::SourceState;
use std::collections::BTreeSet;
use terms::{Finding, Place, Priority, Subject};
use vulnerability::{Certainty, CoverageState, PartFacts, State, Undecidable, can_match};

impl Scan<'_> {
    /// Name and version of a component, for sentences. One without a name is called by its package URL, else by its file
    /// and byte offset, so that a person finds it.
    pub fn title(&self, component: u32) -> String {
        let component = self.component(component);
        if component.name.is_empty() {
            if !component.purl.is_empty() {
                return component.purl.to_owned();
            }
            let file = &self.documents()[component.document].file;
            return format!("{file}@{} {}", component.offset, component.version).trim_end().to_owned();
        }
        format!("{} {}", component.name, component.version).trim_end().to_owned()
    }

    /// The stable path of a component inside the answer.
    pub(crate) fn path(&self, component: u32) -> String {
        let component = self.component(component);
        let document = &self.documents()[component.document].file;
        let id = if component.purl.is_empty() {
            format!("{}@{}", component.name, component.version)
        } else {
            component.purl.to_owned()
        };
        format!("component/{document}/{id}")
    }

    /// One finding about one component, ready to speak.
    pub fn finding(&self, component: u32, finding: u32, priority: Priority, place: Option<Place>) -> Finding {
        let found = &self.findings[finding as usize];
        let vulnerability = self.vulnerabilities[found.vulnerability as usize].id.clone();
        let subject = Subject { path: self.path(component), place };
        let title = self.title(component);
        let key = vulnerability.clone();
        let mut spoken = match &found.item {
            Item::Affected(matches) => {
                let said = matches.first().expect("a finding of this kind has at least one statement");
                let (sure_en, sure_ja) = sure(said.certainty);
                Finding::new(
                    priority,
                    subject,
                    Affected {
                        vulnerability,
                        component: title,
                        source: said.source.clone(),
                        record: said.record.clone(),
                        range: said.range.clone(),
                        identifier: said.identifier.clone(),
                        sure_en,
                        sure_ja,
                    },
                )
            }
            Item::NotComparable(records) => {
                let open = records.first().expect("a finding of this kind has at least one record");
                let (why_en, why_ja) = why(open.why);
                let (source, record) = (open.source.clone(), open.record.clone());
                Finding::new(
                    priority,
                    subject,
                    NotComparable { vulnerability, component: title, source, record, why_en, why_ja },
                )
            }
            Item::SetAside(records) => {
                let open = records.first().expect("a finding of this kind has at least one record");
                let (state_en, state_ja) = state(open.state);
                let (source, record) = (open.source.clone(), open.record.clone());
                Finding::new(
                    priority,
                    subject,
                    SetAsideFinding { vulnerability, component: title, source, record, state_en, state_ja },
                )
            }
        };
        spoken.key = key;
        spoken
    }

    /// One finding for a component that nobody watches.
    pub fn unwatched(&self, component: u32, place: Option<Place>) -> Option<Finding> {
        let state = self.states[component as usize];
        if state.is_watched() || self.is_watched_elsewhere(component) {
            return None;
        }
        let (why_en, why_ja) = match self.inside_modules.binary_search(&component) {
            Ok(_) => (
                "its Go path lies inside a module with a known vulnerability of this version; state the module path",
                "Go のパスが、この版に既知の脆弱性があるモジュールの内側です。モジュールパスを記載してください",
            ),
            Err(_) => blind(state),
        };
        let subject = Subject { path: self.path(component), place };
        Some(Finding::new(Priority::Attention, subject, Unwatched { component: self.title(component), why_en, why_ja }))
    }

    /// Findings about sources: stale, undated, promised and missing; and records that could not be read in a part that
    /// components lean on.
    pub fn source_findings(&self) -> Vec<Finding> {
        let leaned_on = self.leaned_on();
        let unusable = self.sources.iter().enumerate().filter(|(_, source)| source.is_unusable());
        let unusable = unusable.map(|(place, source)| self.source(place, source));
        // What an advisory source could not read may be the one that names a component.
        let may_name = |facts: &PartFacts| can_match(facts.part.source) && !facts.part.source.covers_names();
        let silent = self.sources.iter().enumerate().filter(|(_, state)| state.facts.as_ref().is_some_and(may_name));
        let asked: BTreeSet<usize> = leaned_on.parts().chain(silent.map(|(place, _)| place)).collect();
        let unread = asked.into_iter().filter_map(|place| unread(self.sources.get(place)?));
        unusable.chain(unread).collect()
    }

    fn source(&self, place: usize, source: &SourceState) -> Finding {
        let subject = Subject::named(format!("source/{}", source.name));
        if source.facts.is_none() {
            return Finding::new(Priority::Attention, subject, SourceMissing { source: source.name.clone() });
        }
        let age = source.age_days.map_or("?".to_owned(), |days| days.to_string());
        let only = self.only_source_of.get(&place).copied().unwrap_or(0);
        let (leans_en, leans_ja) = leans(only);
        if let Some(day) = source.day_to_come() {
            let (source, now) = (source.name.clone(), self.as_of);
            let future = SourceFuture { source, day, now, only, leans_en, leans_ja };
            return Finding::new(Priority::Attention, subject, future);
        }
        let (source, limit) = (source.name.clone(), source.limit_days);
        let stale = SourceStale { source, age, limit, only, leans_en, leans_ja };
        Finding::new(Priority::Attention, subject, stale)
    }
}

/// How many components have no other source, in words; nothing where each has another one, or none lean on it.
fn leans(only: u64) -> (String, String) {
    let en = match only {
        0 => String::new(),
        1 => " and is the only source for 1 component".to_owned(),
        _ => format!(" and is the only source for {only} components"),
    };
    let ja = match only {
        0 => String::new(),
        _ => format!("{only} 件の構成要素はこの情報源だけに頼っています。"),
    };
    (en, ja)
}

fn unread(source: &SourceState) -> Option<Finding> {
    let facts = source.facts.as_ref().filter(|facts| facts.rejected > 0)?;
    let place = facts.refused.first().map(|refused| refused.place.clone()).unwrap_or_default();
    let subject = Subject::named(format!("source/{}", source.name));
    let detail = RecordsNotRead { source: source.name.clone(), count: facts.rejected, place };
    Some(Finding::new(Priority::Attention, subject, detail))
}

/// How sure, in words.
pub fn sure(certainty: Certainty) -> (&'static str, &'static str) {
    match certainty {
        Certainty::Certain => ("certain", "確実"),
        Certainty::Possible => ("possible", "可能性あり"),
    }
}

/// Why a record cannot decide, in words.
pub fn why(why: Undecidable) -> (&'static str, &'static str) {
    match why {
        Undecidable::NoVersion => ("the SBOM states no version", "SBOM に版の記載がありません"),
        Undecidable::NotUnderstood => (
            "the version follows no order that the ecosystem knows",
            "版の表記がこのエコシステムの順序規則に従っていません",
        ),
        Undecidable::NoOrder => (
            "there is no exact version order for this ecosystem yet",
            "このエコシステムの正確な版の順序規則がまだありません",
        ),
        Undecidable::UnreadRanges => ("it gives only commit ranges", "コミットの範囲しか示されていません"),
        Undecidable::NumberAsVersion => (
            "the version was written as a number, so that 1.1 may be 1.10",
            "版が数値で書かれているため、1.1 が 1.10 である可能性があります",
        ),
        Undecidable::Patched => (
            "the component is declared patched, modified or backported",
            "構成要素がパッチ適用・改変・バックポート済みと宣言されています",
        ),
    }
}

/// Why a component is unwatched, in words.
pub fn blind(state: CoverageState) -> (&'static str, &'static str) {
    match state {
        CoverageState::VersionNotComparable => ("the version cannot be compared", "版を比較できません"),
        CoverageState::NotResolvable => {
            ("no package URL and no CPE to look it up by", "照合に使えるパッケージ URL も CPE もありません")
        }
        CoverageState::NoSource => ("no held source carries it", "取り込み済みの情報源に含まれていません"),
        CoverageState::Matched
        | CoverageState::NoKnownVulnerability
        | CoverageState::Own
        | CoverageState::NotSoftware => ("", ""),
    }
}

fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Withdrawn => ("withdrawn", "取り下げ済み"),
        State::Rejected => ("rejected", "却下済み"),
        State::Disputed => ("disputed", "係争中"),
        State::Published => ("published", "公開中"),
    }
}
