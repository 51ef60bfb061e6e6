//! How bad the vulnerabilities are that advisories name, told by the other sources held: what is exploited is asked first.

use std::collections::{BTreeMap, BTreeSet};
use terms::Day;
use vulnerability::{Knowledge, KnowledgeFault, Rank, Source, Vulnerability, keys_of};

/// What tells how soon a match by name wants an answer. Nothing known weighs nothing, and says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// As other findings are ordered.
    pub rank: Rank,
    /// Listed as known exploited, with the day where it is known.
    pub exploited: Option<Option<Day>>,
    /// The highest base score, in tenths.
    pub tenths: Option<u8>,
}

impl Weight {
    fn of(vulnerability: &Vulnerability) -> Weight {
        Weight {
            rank: vulnerability.rank(),
            exploited: vulnerability.exploited,
            tenths: vulnerability.rating.as_ref().and_then(|rating| rating.tenths),
        }
    }

    /// `KEV, CVSS 9.8`: the same in both languages; empty when neither is known.
    pub fn say(&self) -> String {
        let score = self.tenths.map(|tenths| format!("CVSS {}.{}", tenths / 10, tenths % 10));
        self.exploited.map(|_| "KEV".to_owned()).into_iter().chain(score).collect::<Vec<_>>().join(", ")
    }
}

/// Weighs vulnerabilities by their ids, all in one walk over each part.
pub(super) fn weigh(
    knowledge: &dyn Knowledge,
    ids: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Weight>, KnowledgeFault> {
    let ids: Vec<&str> = ids.iter().copied().collect();
    let mut about: BTreeMap<(usize, u32), Vec<usize>> = BTreeMap::new();
    for (part, facts) in knowledge.parts().iter().enumerate() {
        if facts.part.source != Source::Csaf {
            knowledge.by_ids(part, &ids, &mut |place, record| about.entry((part, record)).or_default().push(place))?;
        }
    }
    let mut known: Vec<Vulnerability> = ids.iter().map(|id| Vulnerability::new(id)).collect();
    let wanted: Vec<(usize, u32)> = about.keys().copied().collect();
    knowledge.records(&wanted, &mut |place, record| {
        let source = knowledge.parts()[wanted[place].0].part.source;
        // A record about several vulnerabilities rates none of them alone.
        let keys = keys_of(&record.id, record.aliases.iter().map(|alias| &**alias));
        let own = |id: &str| record.id == id || (source == Source::Osv && keys == [id]);
        for nth in about[&wanted[place]].iter().filter(|nth| own(ids[**nth])) {
            known[*nth].add(source, record.clone().into_owned());
        }
    })?;
    Ok(known.iter().map(|known| (known.id.clone(), Weight::of(known))).collect())
}
