//! `tutela feeds sync` for the server: every configured feed, one after the other.

use crate::commands::feeds_import::{said, trusted};
use crate::edge::{Complaint, Edge, PROGRAM};
use activities::sync_feed::{Remote, SyncWishes, sync_feed};
use feeds::{FeedFiles, FeedSettings, HttpFeeds};
use index::Keep;
use web::FeedSynced;

/// Fetches each and takes it in. One that fails does not stop the others; its old data stay.
pub(super) fn sync(edge: &Edge) -> Result<Vec<FeedSynced>, Complaint> {
    let lang = edge.lang;
    let all = FeedSettings::new(&edge.home).all().map_err(|fault| said(lang, &fault))?;
    let home = edge.home(Keep::default());
    let remote = HttpFeeds::new(&home.mirror(), &std::thread::sleep);
    let mut synced = Vec::new();
    for feed in &all {
        let reader = FeedFiles::new(Some(home.mirror())).trusting(trusted(lang, &feed.trust)?);
        let wishes = SyncWishes::default();
        let outcome = sync_feed(feed, &remote, &reader, &home, wishes, edge.now, PROGRAM, &mut |_, _| {});
        let state = remote.state(&feed.name).map_err(|fault| said(lang, &fault))?;
        let why = || {
            let unknown = || ["the feed failed".to_owned(), "フィードの取得に失敗".to_owned()];
            state.outcome.as_ref().map_or_else(unknown, |said| [said.en.clone(), said.ja.clone()])
        };
        let fault = outcome.is_err().then(why);
        synced.push(FeedSynced { name: feed.name.clone(), fault, last_success: state.last_success });
    }
    Ok(synced)
}
