//! The log of one's own organisation.

use super::kept::{Rows, holds_words};
use super::session::record_bound;
use super::shapes::log::{DeedRow, LogPage, LogRow};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::session::hex;
use crate::state::Shared;
use activities::log_evidence::{checkpoint, export};
use activities::log_port::{LogLeaf, Words};
use activities::record_deed::{Deed, Entry, Word};
use activities::store_fault::StoreFault;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use terms::Lang;

/// Leaves that are looked through for one page, at most.
const LOOKED_THROUGH: i64 = 4_000;

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct LogAsked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Rows,
    deed: Option<String>,
    #[serde(default)]
    subject: String,
}

impl LogAsked {
    fn fits(&self, row: &LogRow) -> bool {
        let texts = [&row.subject, &row.subject_text, &row.hash].map(String::as_str);
        self.deed.as_ref().is_none_or(|deed| row.deed == *deed) && holds_words(texts.into_iter(), &self.subject)
    }
}

/// Newest first, page by page.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<LogAsked>,
) -> Result<Json<LogPage>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let page = shared.blocking(move |shared| page(shared, &tenant, &asked, lang)).await?;
    page.map(Json).map_err(|fault| fault_of(&fault, lang))
}

/// The whole log as evidence: signed, and checked offline by `tutela log verify`.
pub(crate) async fn evidence(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let made = shared.blocking(move |shared| -> Result<Option<Vec<u8>>, StoreFault> {
        let wiring = &shared.wiring;
        let checkpoint = checkpoint(&*wiring.log, &*wiring.seal, shared.now())?;
        let mut out = Vec::new();
        if export(&*wiring.log, &tenant, &checkpoint, &mut out).is_err() {
            return Ok(None);
        }
        // What cannot be recorded does not leave.
        let hash = hex(&Sha256::digest(&out));
        record_bound(shared, &tenant, Deed::Exported, &caller.by, "log", &hash)?;
        Ok(Some(out))
    });
    let out = made.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(|| Problem::internal(lang))?;
    let name = "attachment; filename=\"tutela-log.jsonl\"";
    let about = [(header::CONTENT_TYPE, "application/jsonl"), (header::CONTENT_DISPOSITION, name)];
    Ok((about, out).into_response())
}

/// The key that the checkpoints of this server are checked with.
pub(crate) async fn key(State(shared): State<Shared>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], shared.wiring.seal.public_key()).into_response()
}

fn page(shared: &Shared, tenant: &str, asked: &LogAsked, lang: Lang) -> Result<LogPage, StoreFault> {
    let log = &shared.wiring.log;
    let size = log.log_size()?;
    let end = asked.after.parse().unwrap_or(size).clamp(0, size);
    let (mut from, limit) = (end, asked.limit.count());
    let mut items: Vec<LogRow> = Vec::new();
    // The leaves of one organisation lie among those of others: earlier and earlier stretches until the page is full.
    while from > 0 && items.len() < limit && end - from < LOOKED_THROUGH {
        let start = (from - 500).max(0);
        let count = u32::try_from(from - start).unwrap_or(0);
        let leaves = log.leaves(start, count, Some(tenant))?;
        let words = log.words(start..from)?;
        let rows = leaves.iter().rev().filter(|leaf| leaf.sequence < from);
        let rows = rows.map(|leaf| row(leaf, words.get(&leaf.sequence), lang));
        items.extend(rows.filter(|row| asked.fits(row)));
        from = start;
    }
    let mut next = (from > 0).then(|| from.to_string());
    if items.len() > limit {
        items.truncate(limit);
        next = items.last().map(|row| row.index.to_string());
    }
    let deed = |deed: Deed| DeedRow { deed: deed.name(), deed_text: deed.say(lang) };
    let deeds = if asked.after.is_empty() { Deed::ALL.map(deed).into() } else { Vec::new() };
    Ok(LogPage { items, next, size, deeds })
}

fn row(leaf: &LogLeaf, words: Option<&Words>, lang: Lang) -> LogRow {
    let entry = Entry::of(&leaf.bytes);
    let deed = entry.as_ref().and_then(|entry| Deed::named(&entry.deed));
    let unknown = lang.pick("an entry of another version", "別の版の記録");
    let entry = entry.unwrap_or_else(|| Entry { at: leaf.at.to_string(), ..Entry::default() });
    let (by, by_text) = told(&entry, "by", words, lang);
    let (subject, subject_text) = told(&entry, "subject", words, lang);
    let Entry { tenant: _, at, deed: name, by: _, subject: _, hash } = entry;
    LogRow {
        index: leaf.sequence,
        at,
        deed_text: deed.map_or(unknown, |deed| deed.say(lang)).to_owned(),
        deed: name,
        by,
        by_text,
        subject,
        subject_text,
        hash,
        leaf: hex(&leaf.hash),
    }
}

/// A field of an entry: its id, and how a person reads it. What was removed has no id, and says when.
fn told(entry: &Entry, field: &str, words: Option<&Words>, lang: Lang) -> (String, String) {
    let held = entry.field(field).unwrap_or_default();
    if !Entry::is_salted(held) {
        return (held.to_owned(), held.to_owned());
    }
    let not_there = || lang.pick("not known", "不明").to_owned();
    match words {
        Some(Words::Kept(bytes)) => {
            let word = Word::read(bytes).into_iter().find(|word| word.field == field && entry.stands_for(word));
            let Some(Word { word, .. }) = word else { return (String::new(), not_there()) };
            // A passkey has an id and no name.
            let named = if word.starts_with("passkey ") { None } else { word.split_once(' ') };
            let (id, name) = named.unwrap_or((&word, &word));
            (id.to_owned(), name.to_owned())
        }
        Some(Words::Removed(at)) => {
            let day = at.day();
            let text = lang.pick(format!("removed on {day} (retention)"), format!("{day} に削除済み（保存期間）"));
            (String::new(), text)
        }
        None => (String::new(), not_there()),
    }
}
