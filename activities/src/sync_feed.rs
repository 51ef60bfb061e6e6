//! Synchronises one configured feed: fetches it when it has changed, and takes it in as an import would. Until the very end
//! nothing that was held changes.

use crate::feed_port::{FeedFault, Feeds, Said};
use crate::import_feed::{ImportFault, ImportWishes, Imported, import_feed};
use crate::mirror_port::Mirror;
use std::path::{Path, PathBuf};
use terms::Instant;
use vulnerability::{Origin, Part};

/// A feed that a person has configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedAddress {
    /// Its name on this machine.
    pub name: String,
    /// Where it is fetched.
    pub url: String,
    /// Parts that it holds everything of.
    pub complete: Vec<Part>,
    /// A file of certificates (PEM) to trust in place of the public ones.
    pub ca: Option<PathBuf>,
    /// Addresses of published SHA-256 sums; the file must stand in each.
    pub sums: Vec<String>,
    /// Keys of which one must have signed the file (`URL.minisig`).
    pub trust: Vec<String>,
}

/// What is remembered of a feed between two calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// The server's name for the state that is held (`ETag`).
    pub etag: Option<String>,
    /// When the server changed that state (`Last-Modified`), as it was said.
    pub modified: Option<String>,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// The parts that it went to.
    pub parts: Vec<String>,
    /// The last attempt.
    pub last_attempt: Option<Instant>,
    /// The last attempt that brought the source's state, or learnt that it has not changed.
    pub last_success: Option<Instant>,
    /// What came of the last attempt.
    pub outcome: Option<Said>,
}

/// What a server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The state that is held is still the newest.
    Unchanged,
    /// A file, whole and as published.
    File {
        /// Where it lies.
        path: PathBuf,
        /// See [`FeedState::etag`].
        etag: Option<String>,
        /// See [`FeedState::modified`].
        modified: Option<String>,
        /// The same as a moment.
        modified_at: Option<Instant>,
        /// SHA-256 of the file.
        sha256: String,
    },
}

/// Reaches servers, and remembers what they said.
pub trait Remote {
    /// What is remembered of a feed.
    fn state(&self, name: &str) -> Result<FeedState, FeedFault>;
    /// Remembers it.
    fn remember(&self, name: &str, state: &FeedState) -> Result<(), FeedFault>;
    /// Fetches a feed, unless its state is still `held`; continues a fetch that was cut off.
    fn fetch(
        &self,
        feed: &FeedAddress,
        held: &FeedState,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Fetched, FeedFault>;
    /// Removes a fetched file.
    fn discard(&self, path: &Path);
    /// The moment a server's date names.
    fn moment(&self, modified: &str) -> Option<Instant>;
}

/// What the person who synchronises says about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SyncWishes {
    /// Take it even if knowledge would be lost, or it goes back in time.
    pub confirm: bool,
    /// Fetch and read everything, change nothing.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Synced {
    /// The source has not changed.
    Unchanged,
    /// It was taken in.
    Taken(Imported),
}

/// Why nothing was taken.
#[derive(Debug)]
pub enum SyncFault {
    /// It could not be fetched.
    Feed(FeedFault),
    /// It was fetched and refused.
    Import(ImportFault),
    /// The server offers an older state than it offered before.
    Backwards {
        /// The date of the state that is held.
        held: Instant,
        /// The date of the state offered.
        offered: Instant,
    },
}

impl From<FeedFault> for SyncFault {
    fn from(fault: FeedFault) -> SyncFault {
        SyncFault::Feed(fault)
    }
}

/// Synchronises one feed. Every attempt is remembered, with what came of it.
#[expect(clippy::too_many_arguments, reason = "four ports, and what the edge alone knows: wishes, clock, name, screen")]
pub fn sync_feed(
    feed: &FeedAddress,
    remote: &dyn Remote,
    feeds: &dyn Feeds,
    mirror: &dyn Mirror,
    wishes: SyncWishes,
    now: Instant,
    program: &str,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Synced, SyncFault> {
    let held = remote.state(&feed.name)?;
    let outcome = once(feed, &held, remote, feeds, mirror, wishes, now, program, progress);
    let (next, outcome) = match outcome {
        Ok((state, synced)) => (state, Ok(synced)),
        Err(fault) => (FeedState { outcome: Some(said(&fault)), ..held }, Err(fault)),
    };
    if !wishes.dry_run {
        remote.remember(&feed.name, &FeedState { last_attempt: Some(now), ..next })?;
    }
    outcome
}

#[expect(clippy::too_many_arguments, reason = "the arguments of `sync_feed`, and the state before")]
fn once(
    feed: &FeedAddress,
    held: &FeedState,
    remote: &dyn Remote,
    feeds: &dyn Feeds,
    mirror: &dyn Mirror,
    wishes: SyncWishes,
    now: Instant,
    program: &str,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<(FeedState, Synced), SyncFault> {
    // "Not changed" is an answer only where what has not changed is still held.
    let names: Vec<String> = mirror.draft()?.held().iter().map(|facts| facts.part.to_string()).collect();
    let lost = held.parts.is_empty() || held.parts.iter().any(|part| !names.contains(part));
    let known =
        if lost { FeedState { etag: None, modified: None, sha256: None, ..held.clone() } } else { held.clone() };
    let unchanged =
        || FeedState { last_success: Some(now), outcome: Some(Said::new("unchanged", "変更なし")), ..held.clone() };
    let Fetched::File { path, etag, modified, modified_at, sha256 } = remote.fetch(feed, &known, progress)? else {
        return Ok((unchanged(), Synced::Unchanged));
    };
    if known.sha256.as_ref() == Some(&sha256) {
        remote.discard(&path);
        return Ok((unchanged(), Synced::Unchanged));
    }
    let before = held.modified.as_deref().and_then(|modified| remote.moment(modified));
    if let (Some(held), Some(offered)) = (before, modified_at)
        && offered < held
        && !wishes.confirm
    {
        remote.discard(&path);
        return Err(SyncFault::Backwards { held, offered });
    }
    let import = ImportWishes {
        complete: feed.complete.clone(),
        server: modified_at,
        origin: Origin::Sync(feed.name.clone()),
        whole: true,
        signed: !feed.trust.is_empty(),
        confirm: wishes.confirm,
        dry_run: wishes.dry_run,
        published: None,
    };
    let taken = import_feed(feeds, mirror, std::slice::from_ref(&path), &import, now, program, &mut |bytes| {
        progress(bytes, None);
    });
    remote.discard(&path);
    let taken = taken.map_err(SyncFault::Import)?;
    let state = FeedState {
        etag,
        modified,
        sha256: Some(sha256),
        parts: taken.parts.iter().map(|change| change.now.part.to_string()).collect(),
        last_success: Some(now),
        outcome: Some(Said::new("taken", "取り込み済み")),
        last_attempt: None,
    };
    Ok((state, Synced::Taken(taken)))
}

/// A fault in a few words, for the status.
fn said(fault: &SyncFault) -> Said {
    match fault {
        SyncFault::Feed(fault) => fault.what.clone(),
        SyncFault::Backwards { .. } => {
            Said::new("refused: the server offers an older state", "拒否: サーバーの内容が以前より古い")
        }
        SyncFault::Import(ImportFault::Feed(fault)) => fault.what.clone(),
        SyncFault::Import(ImportFault::Nothing { .. }) => Said::new("refused: no record in it", "拒否: 記録がない"),
        SyncFault::Import(ImportFault::BadSignature { .. }) => {
            Said::new("refused: the signature does not fit", "拒否: 署名が一致しない")
        }
        SyncFault::Import(ImportFault::Shrinks { .. }) => {
            Said::new("refused: knowledge would be lost", "拒否: 情報が失われる")
        }
        SyncFault::Import(ImportFault::Incomplete { .. }) => {
            Said::new("refused: the file breaks off or could not be read whole", "拒否: ファイルが途切れている")
        }
    }
}
