//! Fetches one feed to a file: continues what was cut off, waits where the server asks for it, and hands over only what is
//! whole.

use super::client::{Reply, agent, ask};
use super::{date, memory, sums};
use crate::raw::{unkept, unreadable};
use activities::feed_port::{FeedFault, Said};
use activities::sync_feed::{FeedAddress, FeedState, Fetched, Remote};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use terms::Instant;
use ureq::{Agent, Body, http::Response};

/// How often a server is asked for one file.
const ATTEMPTS: u32 = 5;
/// Nobody waits longer in front of a screen; a server that asks for more is left alone until the next call.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// As much as is read of one feed file (see `guard`).
const LARGEST: u64 = 64 << 30;
/// Lists of sums and signatures are short.
const SHORT: u64 = 1 << 20;

/// Reaches servers for `feeds sync`.
pub struct HttpFeeds<'w> {
    folder: PathBuf,
    wait: &'w (dyn Fn(Duration) + Sync),
}

/// Which state of the file a partial copy belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    url: String,
    etag: Option<String>,
    modified: Option<String>,
}

impl Mark {
    fn of(url: &str, response: &Response<Body>) -> Mark {
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Mark { url: url.to_owned(), etag: header("ETag"), modified: header("Last-Modified") }
    }

    /// What the server must still say for the rest to fit; a weak tag promises nothing about bytes (RFC 9110, 13.1.5).
    fn condition(&self) -> Option<&String> {
        self.etag.as_ref().filter(|tag| !tag.starts_with("W/")).or(self.modified.as_ref())
    }
}

/// What became of one attempt.
enum Attempt {
    Whole(Mark),
    Unchanged,
    Again(Said, Option<Duration>),
    Never(FeedFault),
}

impl<'w> HttpFeeds<'w> {
    /// Below the mirror's folder; `wait` is how time passes between attempts.
    pub fn new(mirror: &Path, wait: &'w (dyn Fn(Duration) + Sync)) -> HttpFeeds<'w> {
        HttpFeeds { folder: mirror.join("sync"), wait }
    }

    fn of(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Asks until it is whole, refused, or asked often enough.
    fn persist(&self, mut attempt: impl FnMut() -> Result<Attempt, FeedFault>) -> Result<Attempt, FeedFault> {
        let mut last = Said::new("", "");
        for number in 0..ATTEMPTS {
            match attempt()? {
                Attempt::Again(why, after) => {
                    let wait = after.unwrap_or(Duration::from_secs(1 << number));
                    if wait > LONGEST_WAIT {
                        return Err(later(&why, wait));
                    }
                    last = why;
                    if number + 1 < ATTEMPTS {
                        (self.wait)(wait);
                    }
                }
                Attempt::Never(fault) => return Err(fault),
                done => return Ok(done),
            }
        }
        Err(FeedFault::new(
            Said::new(format!("{} (asked {ATTEMPTS} times)", last.en), format!("{}（{ATTEMPTS} 回試行）", last.ja)),
            Said::new(
                "try again later: what came so far is kept and continued. What was held is unchanged",
                "時間をおいて再実行してください。受信済みの部分から続けます。保管済みの内容は変わっていません",
            ),
        ))
    }

    /// A short text beside the feed.
    fn short(&self, agent: &Agent, url: &str) -> Result<String, FeedFault> {
        let mut text = String::new();
        self.persist(|| {
            Ok(match ask(agent, url, &[]) {
                Reply::Body(response) => {
                    text.clear();
                    match response.into_body().into_reader().take(SHORT).read_to_string(&mut text) {
                        Ok(_) => Attempt::Whole(Mark::default()),
                        Err(error) => Attempt::Again(cut(url, &error.to_string()), None),
                    }
                }
                Reply::Unchanged | Reply::Anew => Attempt::Again(cut(url, "no body"), None),
                Reply::Again(why, after) => Attempt::Again(why, after),
                Reply::Never(fault) => Attempt::Never(fault),
            })
        })?;
        Ok(text)
    }

    /// Signature and sums that are published beside the file.
    fn beside(&self, agent: &Agent, feed: &FeedAddress, path: &Path, sha256: &str) -> Result<(), FeedFault> {
        for url in &feed.sums {
            sums::verify(path, sha256, &feed.url, &self.short(agent, url)?, url)?;
        }
        if !feed.trust.is_empty() {
            let signature = self.short(agent, &format!("{}.minisig", feed.url))?;
            let place = signature_place(path);
            fs::write(&place, signature).map_err(|error| unkept(&place, error))?;
        }
        Ok(())
    }
}

impl Remote for HttpFeeds<'_> {
    fn state(&self, name: &str) -> Result<FeedState, FeedFault> {
        memory::read(&self.of(name))
    }

    fn remember(&self, name: &str, state: &FeedState) -> Result<(), FeedFault> {
        memory::write(&self.of(name), state)
    }

    fn fetch(
        &self,
        feed: &FeedAddress,
        held: &FeedState,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Fetched, FeedFault> {
        let folder = self.of(&feed.name);
        fs::create_dir_all(&folder).map_err(|error| unkept(&folder, error))?;
        let agent = agent(&feed.url, feed.ca.as_deref())?;
        let partial = Partial { place: folder.join("partial"), mark: folder.join("partial.json") };
        let outcome = self.persist(|| once(&agent, feed, held, &partial, progress))?;
        let Attempt::Whole(mark) = outcome else { return Ok(Fetched::Unchanged) };
        let path = folder.join("fetched");
        fs::rename(&partial.place, &path).map_err(|error| unkept(&path, error))?;
        let _ = fs::remove_file(&partial.mark);
        let sha256 = sums::of_file(&path).map_err(|error| unreadable(&path.display().to_string(), error))?;
        if let Err(fault) = self.beside(&agent, feed, &path, &sha256) {
            self.discard(&path);
            return Err(fault);
        }
        let modified_at = mark.modified.as_deref().and_then(date::moment);
        Ok(Fetched::File { path, etag: mark.etag, modified: mark.modified, modified_at, sha256 })
    }

    fn discard(&self, path: &Path) {
        // The mirror keeps what was taken under its hash; a leftover does no harm.
        let _ = fs::remove_file(path);
        let _ = fs::remove_file(signature_place(path));
    }

    fn moment(&self, modified: &str) -> Option<Instant> {
        date::moment(modified)
    }
}

fn signature_place(path: &Path) -> PathBuf {
    path.with_extension("minisig")
}

/// A copy that has not come to its end.
struct Partial {
    place: PathBuf,
    mark: PathBuf,
}

impl Partial {
    /// How much of which state is there already.
    fn so_far(&self, url: &str) -> Option<(u64, Mark)> {
        let mark: Mark = serde_json::from_slice(&fs::read(&self.mark).ok()?).ok()?;
        let length = fs::metadata(&self.place).ok()?.len();
        (mark.url == url && mark.condition().is_some() && length > 0).then_some((length, mark))
    }

    fn forget(&self) {
        let _ = fs::remove_file(&self.place);
        let _ = fs::remove_file(&self.mark);
    }
}

fn once(
    agent: &Agent,
    feed: &FeedAddress,
    held: &FeedState,
    partial: &Partial,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Attempt, FeedFault> {
    let so_far = partial.so_far(&feed.url);
    let mut headers = Vec::new();
    match &so_far {
        Some((length, mark)) => {
            headers.push(("Range", format!("bytes={length}-")));
            headers.extend(mark.condition().map(|condition| ("If-Range", condition.clone())));
        }
        None => {
            headers.extend(held.etag.iter().map(|etag| ("If-None-Match", etag.clone())));
            headers.extend(held.modified.iter().map(|modified| ("If-Modified-Since", modified.clone())));
        }
    }
    match ask(agent, &feed.url, &headers) {
        Reply::Unchanged => Ok(Attempt::Unchanged),
        Reply::Again(why, after) => Ok(Attempt::Again(why, after)),
        Reply::Never(fault) => Ok(Attempt::Never(fault)),
        Reply::Anew => {
            partial.forget();
            Ok(Attempt::Again(cut(&feed.url, "the rest does not fit"), Some(Duration::ZERO)))
        }
        Reply::Body(response) => take(&feed.url, response, so_far, partial, progress),
    }
}

/// Where the body belongs: its first byte's place, and the size of the whole.
fn extent(response: &Response<Body>) -> (u64, Option<u64>) {
    let range = response.headers().get("Content-Range").and_then(|value| value.to_str().ok());
    let range = range.and_then(|range| range.trim().strip_prefix("bytes ")?.split_once('/'));
    match range.filter(|_| response.status().as_u16() == 206) {
        Some((span, total)) => {
            let first = span.split_once('-').and_then(|(first, _)| first.parse().ok());
            (first.unwrap_or(u64::MAX), total.parse().ok())
        }
        None if response.status().as_u16() == 206 => (u64::MAX, None),
        None => (0, response.body().content_length()),
    }
}

fn take(
    url: &str,
    response: Response<Body>,
    so_far: Option<(u64, Mark)>,
    partial: &Partial,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Attempt, FeedFault> {
    let (first, total) = extent(&response);
    let begins = so_far.as_ref().map_or(0, |(length, _)| *length);
    let mark = match so_far {
        // The rest of the state that is half here.
        Some((_, mark)) if response.status().as_u16() == 206 && first == begins => mark,
        _ if response.status().as_u16() == 206 => {
            partial.forget();
            return Ok(Attempt::Again(cut(url, "it is not the part asked for"), Some(Duration::ZERO)));
        }
        _ => Mark::of(url, &response),
    };
    let kept = |error| unkept(&partial.place, error);
    let mut file = if first > 0 {
        OpenOptions::new().append(true).open(&partial.place).map_err(kept)?
    } else {
        let text = serde_json::to_vec(&mark).map_err(|error| kept(error.into()))?;
        fs::write(&partial.mark, text).map_err(kept)?;
        File::create(&partial.place).map_err(kept)?
    };
    let mut length = first;
    if let Err(why) = copy(response, &mut file, &mut length, total, progress).map_err(kept)? {
        return Ok(Attempt::Again(cut(url, &why), None));
    }
    file.sync_all().map_err(kept)?;
    match total {
        Some(total) if length != total => {
            Ok(Attempt::Again(cut(url, &format!("{length} of {total} bytes came")), None))
        }
        Some(_) | None => Ok(Attempt::Whole(mark)),
    }
}

/// Copies a body; the outer error is of our disk, the inner one of the server.
fn copy(
    response: Response<Body>,
    file: &mut File,
    length: &mut u64,
    total: Option<u64>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> io::Result<Result<(), String>> {
    let mut reader = response.into_body().into_reader();
    let mut buffer = vec![0; 128 << 10];
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => return Ok(Ok(())),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Ok(Err(error.to_string())),
        };
        file.write_all(&buffer[..count])?;
        *length = length.saturating_add(count as u64);
        if *length > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        progress(*length, total);
    }
}

fn cut(url: &str, why: &str) -> Said {
    Said::new(
        format!("{url}: the connection ended before the file did ({why})"),
        format!("{url}: ファイルの途中で接続が切れました（{why}）"),
    )
}

fn later(why: &Said, wait: Duration) -> FeedFault {
    let minutes = wait.as_secs().div_ceil(60);
    FeedFault::new(
        Said::new(
            format!("{}; it asks to wait {minutes} minutes", why.en),
            format!("{}。{minutes} 分待つよう求めています", why.ja),
        ),
        Said::new(
            format!("try again in {minutes} minutes; what was held is unchanged"),
            format!("{minutes} 分後に再実行してください。保管済みの内容は変わっていません"),
        ),
    )
}
