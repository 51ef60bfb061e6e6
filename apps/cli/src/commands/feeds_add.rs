//! `tutela feeds add NAME [URL]` and `tutela feeds list`: which feeds `feeds sync` fetches.

use super::feeds_import::{part_of, said, trusted};
use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::AddArgs;
use crate::screen::{Paper, feeds as screen};
use activities::sync_feed::FeedAddress;
use feeds::{FeedSettings, preset, presets};

/// Adds one feed. Nothing is fetched yet.
pub(crate) fn add(edge: &Edge, args: &AddArgs) -> Result<u8, Complaint> {
    trusted(edge.lang, &args.trust)?;
    let known = match &args.url {
        Some(url) => FeedAddress {
            name: args.name.clone(),
            url: url.clone(),
            complete: Vec::new(),
            ca: None,
            sums: Vec::new(),
            trust: Vec::new(),
        },
        None => preset(&args.name).ok_or_else(|| unknown(edge, &args.name))?,
    };
    // A path in the settings must mean the same file wherever the program is called from.
    let absolute = |path: &std::path::PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let feed = FeedAddress {
        complete: if args.complete.is_empty() {
            known.complete
        } else {
            args.complete.iter().map(|name| part_of(name)).collect()
        },
        ca: args.ca.as_ref().map(absolute),
        sums: args.sums.clone(),
        trust: args.trust.clone(),
        ..known
    };
    FeedSettings::new(&edge.home).add(feed).map_err(|fault| said(edge.lang, &fault))?;
    let lang = edge.lang;
    let mut paper = Paper::new();
    paper.line(&lang.pick(
        format!("{} is configured; nothing was fetched yet. Next: tutela feeds sync {}", args.name, args.name),
        format!("{} を設定しました（まだ取得していません）。次の手順: tutela feeds sync {}", args.name, args.name),
    ));
    print(paper.finish().as_bytes())?;
    Ok(0)
}

fn unknown(edge: &Edge, name: &str) -> Complaint {
    let names: Vec<&str> = presets().map(|(name, _)| name).collect();
    let names = names.join(", ");
    Complaint::new(
        edge.lang.pick(
            format!("{name} is no well-known feed, and no address is given"),
            format!("{name} は既知のフィードではなく、アドレスも指定されていません"),
        ),
        edge.lang.pick(
            format!("tutela feeds add {name} https://…, or one of {names}"),
            format!("tutela feeds add {name} https://… とするか、次から選んでください: {names}"),
        ),
    )
}

/// Lists the feeds configured.
pub(crate) fn list(edge: &Edge) -> Result<u8, Complaint> {
    let feeds = FeedSettings::new(&edge.home).all().map_err(|fault| said(edge.lang, &fault))?;
    let mut paper = Paper::new();
    screen::configured(edge.lang, &feeds, &mut paper);
    print(paper.finish().as_bytes())?;
    Ok(0)
}
