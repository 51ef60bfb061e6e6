//! `tutela feeds sync` for the server: every configured feed, one after the other.

use crate::commands::feeds_import::{said, trusted};
use crate::edge::{Complaint, Edge, PROGRAM};
use activities::sync_feed::{Remote, SyncWishes, sync_feed};
use feeds::{FeedFiles, FeedSettings, HttpFeeds, TrustedKeys};
use index::Keep;
use terms::Lang;
use web::{FeedProgress, FeedSynced};

/// Fetches each and takes it in. One that fails does not stop the others; its old data stay.
pub(super) fn sync(edge: &Edge, each: &dyn Fn(&FeedProgress<'_>)) -> Result<Vec<FeedSynced>, Complaint> {
    let all = FeedSettings::new(&edge.home).all().map_err(|fault| said(edge.lang, &fault))?;
    let home = edge.home(Keep::default());
    let remote = HttpFeeds::new(&home.mirror(), &std::thread::sleep);
    let mut synced = Vec::new();
    for feed in &all {
        let name = feed.name.clone();
        let keys = match keys(&feed.trust) {
            Ok(keys) => keys,
            Err(fault) => {
                let last_success = remote.state(&name).ok().and_then(|state| state.last_success);
                synced.push(FeedSynced { name, fault: Some(fault), last_success });
                continue;
            }
        };
        let reader = FeedFiles::new(Some(home.mirror())).trusting(keys);
        let wishes = SyncWishes::default();
        let mut came = (0, None);
        let tell = |(done, total), ended| each(&FeedProgress { name: &feed.name, done, total, ended });
        tell(came, None);
        let outcome = sync_feed(feed, &remote, &reader, &home, wishes, edge.now, PROGRAM, &mut |done, total| {
            came = (done, total);
            tell(came, None);
        });
        tell(came, Some(outcome.is_ok()));
        let state = match remote.state(&name) {
            Ok(state) => state,
            Err(fault) => {
                let fault = [Lang::En, Lang::Ja].map(|lang| said(lang, &fault).what);
                synced.push(FeedSynced { name, fault: Some(fault), last_success: None });
                continue;
            }
        };
        let why = || {
            let unknown = || ["the feed failed".to_owned(), "フィードの取得に失敗".to_owned()];
            state.outcome.as_ref().map_or_else(unknown, |said| [said.en.clone(), said.ja.clone()])
        };
        let fault = outcome.is_err().then(why);
        synced.push(FeedSynced { name, fault, last_success: state.last_success });
    }
    Ok(synced)
}

/// The keys that a feed trusts; otherwise what is wrong with one, in English and Japanese.
fn keys(trust: &[String]) -> Result<TrustedKeys, [String; 2]> {
    trusted(Lang::En, trust).map_err(|en| {
        let ja = trusted(Lang::Ja, trust).err().map_or_else(|| en.what.clone(), |ja| ja.what);
        [en.what, ja]
    })
}
