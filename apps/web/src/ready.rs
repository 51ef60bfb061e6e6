//! Answers that stand ready: made once, held with their tag and their packed form, and given to everybody who may see them.

use crate::problem::Problem;
use crate::state::LANG;
use activities::checks_port::PackedAnswer;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use terms::Instant;

/// Bytes of ready answers, at most.
const MOST_HELD: usize = 48 << 20;

/// Less than this is not packed.
const LEAST_PACKED: usize = 1024;

/// An answer in JSON.
#[derive(Debug)]
pub(crate) struct Ready {
    size: usize,
    json: OnceLock<Bytes>,
    tag: HeaderValue,
    packed: OnceLock<Bytes>,
}

impl Ready {
    /// Of one JSON object.
    pub(crate) fn new(json: Vec<u8>) -> Ready {
        let tag = tag(&Sha256::digest(&json).into());
        Ready { size: json.len(), json: OnceLock::from(Bytes::from(json)), tag, packed: OnceLock::new() }
    }

    /// Of an answer as it is kept; `None` when it is damaged.
    pub(crate) fn kept(kept: PackedAnswer) -> Option<Ready> {
        let size = usize::try_from(kept.size).ok()?;
        let json = OnceLock::new();
        Some(Ready { size, json, tag: tag(&kept.sha256), packed: OnceLock::from(Bytes::from(kept.gzip)) })
    }

    /// As a response; without a body when the caller holds it already, packed when the caller reads gzip.
    pub(crate) fn respond(&self, headers: &HeaderMap) -> Response {
        let about = [
            (header::ETAG, self.tag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (header::VARY, HeaderValue::from_static("accept-encoding, accept-language")),
        ];
        if crate::api::holds(headers, self.tag.to_str().unwrap_or_default()) {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        let json = [(header::CONTENT_TYPE, "application/json")];
        let packed = self.size >= LEAST_PACKED && takes_gzip(headers);
        match if packed { self.packed() } else { self.json() } {
            Some(body) if packed => (about, json, [(header::CONTENT_ENCODING, "gzip")], body).into_response(),
            Some(body) => (about, json, body).into_response(),
            None => Problem::internal(LANG.try_with(|lang| *lang).unwrap_or_default()).into_response(),
        }
    }

    fn packed(&self) -> Option<Bytes> {
        let pack = |json: &Bytes| {
            let mut encoder = GzEncoder::new(Vec::with_capacity(self.size / 6), Compression::fast());
            // Writing into memory cannot fail.
            let _ = encoder.write_all(json);
            Bytes::from(encoder.finish().unwrap_or_default())
        };
        if let Some(packed) = self.packed.get() {
            return Some(packed.clone());
        }
        let packed = pack(&self.json()?);
        Some(self.packed.get_or_init(|| packed).clone())
    }

    /// `None` when what was kept is damaged.
    fn json(&self) -> Option<Bytes> {
        if let Some(json) = self.json.get() {
            return Some(json.clone());
        }
        let (mut json, packed) = (Vec::new(), self.packed.get()?);
        let unpacked = GzDecoder::new(packed.as_ref()).read_to_end(&mut json);
        let whole = unpacked.is_ok() && tag(&Sha256::digest(&json).into()) == self.tag;
        whole.then(|| self.json.get_or_init(|| Bytes::from(json)).clone())
    }

    fn bytes(&self) -> usize {
        [&self.json, &self.packed].into_iter().filter_map(OnceLock::get).map(Bytes::len).sum()
    }
}

fn tag(sha256: &[u8; 32]) -> HeaderValue {
    let tag = format!("\"{}\"", crate::session::hex(&sha256[..16]));
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == "gzip" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Ready answers by what they depend on: whatever can change them is part of the key, or they are held for a short time.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    shelf: Mutex<Shelf>,
    /// One is held by who makes an answer; keys that share one wait for each other, which is short.
    gates: [Gate; GATES],
}

/// Passed by one at a time.
pub(crate) type Gate = tokio::sync::Mutex<()>;

/// How many answers may be made at once.
const GATES: usize = 32;

#[derive(Debug, Default)]
struct Shelf {
    by_key: HashMap<String, Held>,
    /// Of all of them.
    bytes: usize,
    /// How often lists were let go of: what was read before that is not held after it.
    turn: u64,
}

#[derive(Debug)]
struct Held {
    at: Instant,
    ready: Arc<Ready>,
    /// Its bytes when it was put here, with room for its packed form.
    bytes: usize,
    /// For a list, the turn in which it was read.
    turn: Option<u64>,
}

impl Kept {
    /// The answer under this key, unless it is older than `most` milliseconds, or a list that was let go of.
    pub(crate) fn get(&self, key: &str, now: Instant, most: i64) -> Option<Arc<Ready>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let held = shelf.by_key.get(key).filter(|held| held.turn.is_none_or(|turn| turn == shelf.turn))?;
        (0..most).contains(&now.0.saturating_sub(held.at.0)).then(|| Arc::clone(&held.ready))
    }

    /// Holds an answer. When there is no room, what was made longest ago goes.
    pub(crate) fn put(&self, key: String, now: Instant, ready: &Arc<Ready>) {
        self.hold(key, now, ready, None);
    }

    fn hold(&self, key: String, now: Instant, ready: &Arc<Ready>, turn: Option<u64>) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = ready.bytes() + ready.size / 4 + key.len();
        if shelf.bytes.saturating_add(bytes) > MOST_HELD {
            let mut ages: Vec<(Instant, String)> =
                shelf.by_key.iter().map(|(key, held)| (held.at, key.clone())).collect();
            ages.sort_unstable();
            for (_, key) in ages {
                if shelf.bytes.saturating_add(bytes) <= MOST_HELD / 2 {
                    break;
                }
                shelf.remove(&key);
            }
        }
        shelf.remove(&key);
        shelf.bytes += bytes;
        shelf.by_key.insert(key, Held { at: now, ready: Arc::clone(ready), bytes, turn });
    }

    /// What who makes the answer under this key holds meanwhile.
    pub(crate) fn gate(&self, key: &str) -> &Gate {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % GATES as u64).unwrap_or_default();
        self.gates.get(place).unwrap_or(&self.gates[0])
    }

    /// The turn in which a list is now read.
    pub(crate) fn turn(&self) -> u64 {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).turn
    }

    /// Holds a list that was read in this turn: it is given as long as nothing was changed since.
    pub(crate) fn put_list(&self, key: String, now: Instant, turn: u64, ready: &Arc<Ready>) {
        self.hold(key, now, ready, Some(turn));
    }

    /// Lets go of every list: something that they show has changed.
    pub(crate) fn forget_lists(&self) {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).turn += 1;
    }
}

impl Shelf {
    fn remove(&mut self, key: &str) {
        if let Some(held) = self.by_key.remove(key) {
            self.bytes -= held.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, MOST_HELD, Ready};
    use activities::checks_port::PackedAnswer;
    use axum::http::{HeaderMap, StatusCode, header};
    use sha2::Digest;
    use std::sync::Arc;
    use terms::Instant;

    fn asked(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn who_holds_it_gets_no_body_and_who_reads_gzip_gets_it_packed() {
        let ready = Ready::new(vec![b'a'; 5000]);
        let plain = ready.respond(&HeaderMap::new());
        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        let tag = plain.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert_eq!(ready.respond(&asked(header::IF_NONE_MATCH, &tag)).status(), StatusCode::NOT_MODIFIED);
        let packed = |value| {
            ready.respond(&asked(header::ACCEPT_ENCODING, value)).headers().contains_key(header::CONTENT_ENCODING)
        };
        assert!(packed("br, gzip;q=0.8") && !packed("gzip;q=0") && !packed("br"));
    }

    #[test]
    fn what_is_kept_packed_is_given_packed_or_plain_and_damage_is_no_answer() {
        let made = Ready::new(b"a long answer ".repeat(200));
        let kept = |damage: u8| {
            let mut gzip = made.packed().unwrap().to_vec();
            gzip[40] ^= damage;
            let digest = sha2::Sha256::digest(made.json().unwrap());
            Ready::kept(PackedAnswer { size: 2800, sha256: digest.into(), gzip }).unwrap()
        };
        let (packed, plain) = (asked(header::ACCEPT_ENCODING, "gzip"), HeaderMap::new());
        let whole = kept(0);
        assert_eq!(whole.respond(&packed).headers()[header::ETAG], made.respond(&plain).headers()[header::ETAG]);
        assert_eq!((whole.json(), whole.packed()), (made.json(), made.packed()));
        assert_eq!(kept(1).respond(&plain).status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn what_was_made_longest_ago_goes_first_and_nothing_is_held_too_long() {
        let kept = Kept::default();
        let large =
            |at: i64| kept.put(format!("list a {at}"), Instant(at), &Arc::new(Ready::new(vec![0; MOST_HELD / 3])));
        (0..4).for_each(large);
        assert!(kept.get("list a 0", Instant(4), 100).is_none());
        assert!(kept.get("list a 3", Instant(4), 100).is_some() && kept.get("list a 3", Instant(103), 100).is_none());
        let turn = kept.turn();
        kept.forget_lists();
        kept.put_list("list a 9".to_owned(), Instant(4), turn, &Arc::new(Ready::new(vec![0])));
        assert!(
            kept.get("list a 9", Instant(4), 100).is_none(),
            "what was read before the change is not held after it"
        );
        kept.put_list("list a 9".to_owned(), Instant(4), kept.turn(), &Arc::new(Ready::new(vec![0])));
        assert!(kept.get("list a 9", Instant(4), 100).is_some());
        kept.forget_lists();
        assert!(kept.get("list a 9", Instant(4), 100).is_none(), "what was held is let go of");
        assert!(kept.get("list a 3", Instant(4), 100).is_some(), "what its key tells all about stays");
    }
}
