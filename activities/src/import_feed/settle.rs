//! What an import comes to: which parts change and how they are dated, or why nothing does.

use super::{ImportFault, ImportWishes, Imported, Incoming, Intake, NotCompleted, PartChange, Shrink, is_sane};
use crate::mirror_port::Take;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;
use vulnerability::{DatedBy, Part, PartFacts, Refused, Signature, Source};

impl Intake<'_> {
    pub(super) fn settle(
        mut self,
        wishes: &ImportWishes,
        now: Instant,
        program: &str,
    ) -> Result<Imported, ImportFault> {
        self.refuse(None);
        if self.parts.is_empty() {
            let refused = self.refusals.values().flat_map(|refusals| refusals.first.iter().cloned()).collect();
            return Err(ImportFault::Nothing { refused });
        }
        // What belongs to a part is shown with the part; the rest here.
        let refused: Vec<Refused> = self.refusals.get(&None).map(|refusals| refusals.first.clone()).unwrap_or_default();
        let bad = self.parts.values().flat_map(|incoming| &incoming.files);
        let bad = bad
            .filter(|file| file.signature == Signature::Bad || (wishes.signed && file.signature != Signature::Valid));
        let bad: BTreeSet<&str> = bad.map(|file| &*file.name).collect();
        if !bad.is_empty() && !wishes.confirm {
            return Err(ImportFault::BadSignature { files: bad.into_iter().map(str::to_owned).collect() });
        }
        if wishes.whole {
            self.only_whole()?;
        }
        let not_completed = self.not_completed(&wishes.complete);
        let mut takes = Vec::new();
        let mut shrinks = Vec::new();
        for (part, incoming) in std::mem::take(&mut self.parts) {
            let held = self.draft.held().iter().find(|facts| facts.part == part).cloned();
            let offered = self.draft.count(&part);
            let said = matches!(part.source, Source::Kev | Source::Epss)
                || self.complete.contains(&part)
                || wishes.complete.contains(&part);
            // A file that breaks off, or that could not be unpacked whole, makes nothing complete, whoever says so.
            let whole = said && incoming.files.iter().all(|file| file.whole);
            let take = self.take(&part, incoming, whole, held.as_ref(), wishes);
            if let Some(held) = held.filter(|_| take.replaces) {
                let older = matches!((take.published_at, held.published_at), (Some(new), Some(old)) if new < old);
                if offered < held.records || older {
                    shrinks.push(Shrink {
                        part,
                        held: (held.records, held.published_at),
                        offered: (offered, take.published_at),
                    });
                }
            }
            takes.push(take);
        }
        if !shrinks.is_empty() && !wishes.confirm {
            return Err(ImportFault::Shrinks { parts: shrinks });
        }
        let before: BTreeMap<Part, u64> =
            self.draft.held().iter().map(|facts| (facts.part.clone(), facts.records)).collect();
        let changed: BTreeSet<Part> = takes.iter().map(|take| take.part.clone()).collect();
        if wishes.dry_run {
            let parts = takes.into_iter().map(|take| self.foreseen(take, &before)).collect();
            return Ok(Imported { generation: String::new(), parts, refused, not_completed });
        }
        let (generation, parts) = self.draft.commit(takes, now, program)?;
        let parts = parts
            .into_iter()
            .filter(|facts| changed.contains(&facts.part))
            .map(|now| PartChange { before: before.get(&now.part).copied(), now })
            .collect();
        Ok(Imported { generation, parts, refused, not_completed })
    }

    /// Parts that were named complete and are not.
    fn not_completed(&self, wished: &[Part]) -> Vec<NotCompleted> {
        let broken = |incoming: &Incoming| {
            let files = incoming.files.iter().filter(|file| !file.whole).map(|file| file.name.clone());
            files.collect::<Vec<String>>()
        };
        let said = |part: &Part| match self.parts.get(part).map(broken) {
            None => Some(NotCompleted { part: part.clone(), broken: None }),
            Some(files) if files.is_empty() => None,
            Some(files) => Some(NotCompleted { part: part.clone(), broken: Some(files) }),
        };
        wished.iter().filter_map(said).collect()
    }

    fn only_whole(&self) -> Result<(), ImportFault> {
        let files = self.parts.values().flat_map(|incoming| &incoming.files);
        let broken: BTreeSet<&str> = files.filter(|file| !file.whole).map(|file| &*file.name).collect();
        if broken.is_empty() {
            return Ok(());
        }
        Err(ImportFault::Incomplete {
            files: broken.into_iter().map(str::to_owned).collect(),
            refused: self.refusals.values().flat_map(|refusals| refusals.first.iter().cloned()).collect(),
        })
    }

    /// What a part would be after the import; records laid over others count those brought, the sum is not known yet.
    fn foreseen(&self, take: Take, before: &BTreeMap<Part, u64>) -> PartChange {
        let brought = self.draft.count(&take.part);
        let before = before.get(&take.part).copied();
        let now = PartFacts {
            complete: take.complete,
            records: if take.replaces { brought } else { brought.max(before.unwrap_or(0)) },
            rejected: take.rejected,
            published_at: take.published_at,
            taken_on: self.now,
            score_date: take.score_date,
            hash: String::new(),
            refused: take.refused,
            dated_by: take.dated_by,
            signature: Signature::of_all(take.files.iter().map(|file| file.signature)),
            origin: take.origin,
            unnamed: 0,
            part: take.part,
        };
        PartChange { now, before }
    }

    /// Dates the part. The moment of import never makes anything younger, and a partial import never makes a complete
    /// part, or the older rest of a partial one, younger than it was.
    fn take(
        &self,
        part: &Part,
        incoming: Incoming,
        whole: bool,
        held: Option<&PartFacts>,
        wishes: &ImportWishes,
    ) -> Take {
        let Incoming { newest, stated, direct, files } = incoming;
        let (fresh, by) = match (wishes.published, stated, newest) {
            // What the source says of itself outranks what the person who imports says of it.
            (_, Some(source), _) if is_sane(source, self.now) => (Some(source), DatedBy::Source),
            (Some(person), _, _) if direct => (Some(person), DatedBy::Person),
            _ if direct && wishes.server.is_some_and(|server| is_sane(server, self.now)) => {
                (wishes.server, DatedBy::Server)
            }
            (_, _, Some(newest)) => (Some(newest), DatedBy::NewestRecord),
            (_, _, None) => (None, DatedBy::Nobody),
        };
        let (published_at, dated_by) = match held.filter(|_| !whole) {
            None => (fresh, by),
            Some(held) if by == DatedBy::Person && !held.complete => (fresh, by),
            // Undated records laid over dated ones leave nothing that could be dated.
            Some(held) if held.complete || (fresh.is_some() && held.published_at < fresh) => {
                (held.published_at, held.dated_by)
            }
            Some(_) => (fresh, by),
        };
        let refusals = self.refusals.get(&Some(part.clone()));
        Take {
            part: part.clone(),
            replaces: whole,
            complete: whole || held.is_some_and(|held| held.complete),
            published_at,
            dated_by,
            score_date: stated.filter(|_| part.source == Source::Epss).map(Instant::day),
            newest,
            origin: wishes.origin.clone(),
            rejected: refusals.map_or(0, |refusals| refusals.count),
            refused: refusals.map(|refusals| refusals.first.clone()).unwrap_or_default(),
            files,
        }
    }
}
