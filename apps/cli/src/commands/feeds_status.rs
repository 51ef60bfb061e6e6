//! `tutela feeds status`: what is held, how old it is, what was refused.

use super::feeds_import::said;
use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::{Paper, feeds as screen};
use crate::status;
use activities::scan::{SourceState, published, source_states};
use activities::sync_feed::{FeedAddress, FeedState, Remote};
use feeds::{FeedSettings, HttpFeeds};
use formats::answer::v1::{self, FeedV1, FeedsV1};
use index::Keep;
use terms::Lang;
use vulnerability::Knowledge;

pub(crate) fn run(edge: &Edge, verify: bool) -> Result<u8, Complaint> {
    let knowledge = edge.knowledge()?;
    let damaged = if verify { Some(knowledge.verify().map_err(|fault| edge.unusable(&fault))?) } else { None };
    let sources = source_states(&knowledge, &edge.settings());
    let feeds = fetched(edge)?;
    match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::status(edge, knowledge.hash(), &sources, damaged.as_deref(), &mut paper);
            screen::feeds(edge.lang, &feeds, &mut paper);
            print(paper.finish().as_bytes())?;
        }
        Form::Json => print(&json(edge, knowledge.hash(), &sources, damaged.as_deref(), &feeds))?,
    }
    let unusable = sources.is_empty() || sources.iter().any(|source| source.is_unusable());
    Ok(match damaged {
        Some(damaged) if !damaged.is_empty() => status::WRONG_CALL,
        _ if unusable => status::NO_ANSWER,
        _ => status::NOTHING,
    })
}

/// Every feed that is fetched, with how its last fetch went.
pub(crate) fn fetched(edge: &Edge) -> Result<Vec<(FeedAddress, FeedState)>, Complaint> {
    let feeds = FeedSettings::new(&edge.home).all().map_err(|fault| said(edge.lang, &fault))?;
    let remote = HttpFeeds::new(&edge.home(Keep::default()).mirror(), &|_| {});
    let with_state = |feed: FeedAddress| remote.state(&feed.name).map(|state| (feed, state));
    feeds.into_iter().map(with_state).collect::<Result<_, _>>().map_err(|fault| said(edge.lang, &fault))
}

/// `tutela.feeds/v1`. `damaged`: the parts whose bytes are not what their hash says, when they were held against it.
pub(crate) fn json(
    edge: &Edge,
    mirror: &str,
    sources: &[SourceState],
    damaged: Option<&[String]>,
    feeds: &[(FeedAddress, FeedState)],
) -> Vec<u8> {
    let source = |source| {
        let mut v1 = published::source_v1(source, edge.lang);
        v1.verified = damaged.map(|damaged| !damaged.contains(&v1.name));
        v1
    };
    super::json_text(&FeedsV1 {
        schema: "tutela.feeds/v1",
        as_of: edge.now.to_string(),
        mirror: v1::filled(mirror).map(str::to_owned),
        sources: sources.iter().map(source).collect(),
        feeds: feeds.iter().map(|(feed, state)| feed_v1(edge.lang, feed, state)).collect(),
    })
}

fn feed_v1(lang: Lang, feed: &FeedAddress, state: &FeedState) -> FeedV1 {
    FeedV1 {
        name: feed.name.clone(),
        url: feed.url.clone(),
        last_attempt: state.last_attempt.map(|at| at.to_string()),
        last_success: state.last_success.map(|at| at.to_string()),
        outcome: state.outcome.as_ref().map(|said| said.get(lang).to_owned()),
    }
}
