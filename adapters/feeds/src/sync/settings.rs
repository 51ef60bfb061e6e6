//! Which feeds are configured: `TUTELA_HOME/feeds.jsonl`, one feed a line, written by `feeds add` and by hand alike.

use crate::raw::{unkept, unreadable};
use activities::feed_port::{FeedFault, Said};
use activities::sync_feed::FeedAddress;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use vulnerability::{Part, Source};

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    complete: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ca: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sums: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    trust: Vec<String>,
}

/// The file of configured feeds.
#[derive(Clone, Debug)]
pub struct FeedSettings {
    path: PathBuf,
}

impl FeedSettings {
    /// Below the program's home.
    pub fn new(home: &std::path::Path) -> FeedSettings {
        FeedSettings { path: home.join("feeds.jsonl") }
    }

    /// Every feed, in the order written; none before the first is added.
    pub fn all(&self) -> Result<Vec<FeedAddress>, FeedFault> {
        let name = self.path.display().to_string();
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&name, error)),
        };
        let mut feeds: Vec<FeedAddress> = Vec::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = format!("{name}:{}", number + 1);
            let feed = self.line(line).and_then(|feed| match feeds.iter().any(|other| other.name == feed.name) {
                true => Err(Said::new("a feed of this name stands above", "同じ名前のフィードが上にあります")),
                false => Ok(feed),
            });
            feeds.push(feed.map_err(|why| {
                FeedFault::new(
                    Said::new(format!("{place}: {}", why.en), format!("{place}: {}", why.ja)),
                    Said::new("mend the line, or remove it", "その行を直すか、削除してください"),
                )
            })?);
        }
        Ok(feeds)
    }

    fn line(&self, line: &str) -> Result<FeedAddress, Said> {
        let unread = |error| Said::new(format!("cannot be read ({error})"), format!("読み取れません（{error}）"));
        let Line { name, url, complete, ca, sums, trust } = serde_json::from_str(line).map_err(unread)?;
        let complete = complete.iter().map(|name| part(name)).collect();
        check(FeedAddress { name, url, complete, ca, sums, trust })
    }

    /// Adds a feed at the end. What stands there is not rewritten.
    pub fn add(&self, feed: FeedAddress) -> Result<(), FeedFault> {
        let next = || Said::new("see `tutela feeds add --help`", "`tutela feeds add --help` を参照してください");
        let feed = check(feed).map_err(|why| FeedFault::new(why, next()))?;
        if self.all()?.iter().any(|other| other.name == feed.name) {
            let path = self.path.display();
            return Err(FeedFault::new(
                Said::new(
                    format!("a feed named {} is configured already", feed.name),
                    format!("{} という名前のフィードは設定済みです", feed.name),
                ),
                Said::new(
                    format!("choose another name, or change its line in {path}"),
                    format!("別の名前を選ぶか、{path} の該当行を変更してください"),
                ),
            ));
        }
        let FeedAddress { name, url, complete, ca, sums, trust } = feed;
        let complete = complete.iter().map(Part::to_string).collect();
        let line = Line { name, url, complete, ca, sums, trust };
        let kept = |error| unkept(&self.path, error);
        let mut text = serde_json::to_string(&line).map_err(|error| kept(error.into()))?;
        text.push('\n');
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(kept)?;
        }
        let mut file = OpenOptions::new().append(true).create(true).open(&self.path).map_err(kept)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(kept)
    }
}

/// `NVD` is a source; `PyPI` and `OSV/PyPI` are the same part.
fn part(name: &str) -> Part {
    match Source::from_name(name) {
        Some(source) if source != Source::Osv => Part { source, ecosystem: String::new() },
        _ => Part::from_name(name)
            .filter(|part| !part.ecosystem.is_empty())
            .unwrap_or(Part { source: Source::Osv, ecosystem: name.to_owned() }),
    }
}

/// A name that can be a folder, and addresses that nobody on the way can change: HTTPS, or a server on this machine.
fn check(feed: FeedAddress) -> Result<FeedAddress, Said> {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if feed.name.is_empty() || feed.name.len() > 64 || !feed.name.bytes().all(is_good) || feed.name.starts_with('.') {
        return Err(Said::new(
            format!("“{}” is no name of a feed: letters, digits, `-`, `_`, `.`", feed.name),
            format!("「{}」はフィード名に使えません: 英数字と `-` `_` `.` だけを使ってください", feed.name),
        ));
    }
    for url in std::iter::once(&feed.url).chain(&feed.sums) {
        if !is_safe(url) {
            return Err(Said::new(
                format!("“{url}” is no https address"),
                format!("「{url}」は https のアドレスではありません"),
            ));
        }
    }
    Ok(feed)
}

fn is_safe(url: &str) -> bool {
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// Names and addresses of well-known feeds.
pub fn presets() -> impl Iterator<Item = (&'static str, &'static str)> {
    lines().map(|(name, url, _)| (name, url))
}

/// The well-known feed of a name.
pub fn preset(name: &str) -> Option<FeedAddress> {
    lines().find(|(known, ..)| *known == name).map(|(name, url, complete)| FeedAddress {
        name: name.to_owned(),
        url: url.to_owned(),
        complete: if complete == "-" { Vec::new() } else { vec![part(complete)] },
        ca: None,
        sums: Vec::new(),
        trust: Vec::new(),
    })
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("presets.txt").lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?, words.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{check, is_safe, preset, presets};

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for good in ["https://a.example/x", "http://127.0.0.1:80/x", "http://localhost/", "http://[::1]:8/x"] {
            assert!(is_safe(good), "{good}");
        }
        let bad = [
            "http://a.example/x",
            "http://127.0.0.1.a.example/",
            "http://127.0.0.1@a.example/",
            "file:///x",
            "https://",
            "",
        ];
        for bad in bad {
            assert!(!is_safe(bad), "{bad}");
        }
    }

    #[test]
    fn every_well_known_feed_could_be_added() {
        assert!(presets().count() > 5);
        for (name, _) in presets() {
            assert!(check(preset(name).unwrap()).is_ok(), "{name}");
        }
    }
}
