//! What is remembered of each feed between two calls: `mirror/sync/NAME/state.json`.

use crate::raw::{unkept, unreadable};
use activities::feed_port::{FeedFault, Said};
use activities::sync_feed::FeedState;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;
use terms::Instant;

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    etag: Option<String>,
    modified: Option<String>,
    sha256: Option<String>,
    parts: Vec<String>,
    last_attempt: Option<String>,
    last_success: Option<String>,
    outcome: Option<(String, String)>,
}

/// Reads the state in a feed's folder. One that cannot be understood is as good as none: the feed is fetched anew.
pub(crate) fn read(folder: &Path) -> Result<FeedState, FeedFault> {
    let path = folder.join("state.json");
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FeedState::default()),
        Err(error) => return Err(unreadable(&path.display().to_string(), error)),
    };
    let Kept { etag, modified, sha256, parts, last_attempt, last_success, outcome } =
        serde_json::from_slice(&bytes).unwrap_or_default();
    let at = |text: Option<String>| text.as_deref().and_then(Instant::parse);
    Ok(FeedState {
        etag,
        modified,
        sha256,
        parts,
        last_attempt: at(last_attempt),
        last_success: at(last_success),
        outcome: outcome.map(|(en, ja)| Said { en, ja }),
    })
}

/// Replaces the state by a rename.
pub(crate) fn write(folder: &Path, state: &FeedState) -> Result<(), FeedFault> {
    let FeedState { etag, modified, sha256, parts, last_attempt, last_success, outcome } = state.clone();
    let at = |instant: Option<Instant>| instant.map(|instant| instant.to_string());
    let kept = Kept {
        etag,
        modified,
        sha256,
        parts,
        last_attempt: at(last_attempt),
        last_success: at(last_success),
        outcome: outcome.map(|said| (said.en, said.ja)),
    };
    let (path, aside) = (folder.join("state.json"), folder.join("state.json.new"));
    let text = serde_json::to_vec_pretty(&kept).map_err(|error| unkept(&path, error.into()))?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&aside, text))
        .and_then(|()| fs::rename(&aside, &path))
        .map_err(|error| unkept(&path, error))
}
