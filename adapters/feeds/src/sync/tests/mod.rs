//! Feeds are synchronised from a server on this machine that throttles, cuts, lies and goes back in time; in every case
//! what was held before is held afterwards, or the new state is held whole.

mod server;

use super::{FeedSettings, HttpFeeds};
use crate::{FeedFiles, TrustedKeys};
use activities::import_feed::ImportFault;
use activities::sync_feed::{FeedAddress, Remote, SyncFault, SyncWishes, Synced, sync_feed};
use index::{HeldKnowledge, Home, Keep};
use server::{Answer, Server, answer, lying};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use terms::Instant;
use vulnerability::{DatedBy, Knowledge, Origin, Part};

const MONDAY: &str = "ETag: \"monday\"\r\nLast-Modified: Mon, 23 Nov 2026 06:00:00 GMT\r\n";
const TUESDAY: &str = "ETag: \"tuesday\"\r\nLast-Modified: Tue, 24 Nov 2026 06:00:00 GMT\r\n";

/// OSV records of PyPI, one a line.
fn records(count: usize) -> Vec<u8> {
    let one = |number| {
        format!(
            "{{\"id\":\"PYSEC-{number}\",\"modified\":\"2026-11-20T00:00:00Z\",\"affected\":[{{\"package\":{{\"ecosystem\":\"PyPI\",\"name\":\"a{number}\"}},\"versions\":[\"1\"]}}]}}\n"
        )
    };
    (0..count).map(one).collect::<String>().into_bytes()
}

/// A home of its own, and every wait that was asked for instead of being waited.
struct Site {
    root: PathBuf,
    waits: Mutex<Vec<u64>>,
}

impl Site {
    fn new() -> Site {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("tutela-sync-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        Site { root, waits: Mutex::new(Vec::new()) }
    }

    fn home(&self) -> Home {
        Home::new(&self.root, Keep::default())
    }

    fn feed(&self, url: String) -> FeedAddress {
        let complete = vec![Part::from_name("OSV/PyPI").unwrap()];
        FeedAddress { name: "pypi".to_owned(), url, complete, ca: None, sums: Vec::new(), trust: Vec::new() }
    }

    fn sync(&self, feed: &FeedAddress) -> Result<Synced, SyncFault> {
        self.sync_with(feed, SyncWishes::default())
    }

    fn sync_with(&self, feed: &FeedAddress, wishes: SyncWishes) -> Result<Synced, SyncFault> {
        let mut keys = TrustedKeys::default();
        for key in &feed.trust {
            keys.add(key).unwrap();
        }
        let wait = |time: Duration| self.waits.lock().unwrap().push(time.as_secs());
        let home = self.home();
        let remote = HttpFeeds::new(&home.mirror(), &wait);
        let files = FeedFiles::new(Some(home.mirror())).trusting(keys);
        let now = Instant::parse("2026-11-24T08:00:00Z").unwrap();
        sync_feed(feed, &remote, &files, &home, wishes, now, "test", &mut |_, _| {})
    }

    /// Records held.
    fn held(&self) -> u64 {
        self.knowledge().map_or(0, |knowledge| knowledge.parts().iter().map(|facts| facts.records).sum())
    }

    fn knowledge(&self) -> Option<HeldKnowledge> {
        let hash = self.home().in_force().unwrap()?;
        Some(HeldKnowledge::open(&self.home(), &hash).unwrap())
    }

    fn outcome(&self) -> String {
        let remote = HttpFeeds::new(&self.home().mirror(), &|_| {});
        remote.state("pypi").unwrap().outcome.unwrap().en
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// Two records are held from Monday; then the server gives these answers.
fn after_monday(answers: Vec<Answer>) -> (Site, Server, FeedAddress) {
    let site = Site::new();
    let server = Server::new([vec![answer("200 OK", MONDAY, &records(2))], answers].into_iter().flatten().collect());
    let feed = site.feed(server.url());
    assert!(matches!(site.sync(&feed), Ok(Synced::Taken(_))));
    assert_eq!(site.held(), 2);
    (site, server, feed)
}

fn taken(outcome: &Result<Synced, SyncFault>) -> bool {
    matches!(outcome, Ok(Synced::Taken(_)))
}

/// The sentence of a feed that could not be fetched.
fn fault(outcome: Result<Synced, SyncFault>) -> String {
    match outcome {
        Err(SyncFault::Feed(fault)) => {
            assert!(!fault.what.ja.is_empty() && !fault.next.ja.is_empty());
            format!("{} / {}", fault.what.en, fault.next.en)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_server_dates_is_as_old_as_it_says_and_names_its_feed() {
    let (site, _server, _) = after_monday(Vec::new());
    let knowledge = site.knowledge().unwrap();
    let facts = &knowledge.parts()[0];
    assert_eq!(facts.published_at.unwrap().to_string(), "2026-11-23T06:00:00Z");
    assert_eq!((facts.dated_by, &facts.origin), (DatedBy::Server, &Origin::Sync("pypi".to_owned())));
    assert!(facts.complete);
}

#[test]
fn a_state_that_has_not_changed_is_not_fetched_again() {
    let (site, server, feed) = after_monday(vec![answer("304 Not Modified", "", b"")]);
    assert!(matches!(site.sync(&feed), Ok(Synced::Unchanged)));
    assert_eq!((site.held(), site.outcome().as_str()), (2, "unchanged"));
    let asked = &server.asked()[1];
    assert!(asked.contains("if-none-match: \"monday\"") && asked.contains("if-modified-since: mon, 23 nov"), "{asked}");
}

#[test]
fn a_state_that_is_not_held_any_more_is_fetched_whatever_was_held_before() {
    let (site, server, feed) = after_monday(vec![answer("200 OK", MONDAY, &records(2))]);
    std::fs::remove_dir_all(site.root.join("index")).unwrap();
    assert!(taken(&site.sync(&feed)));
    assert!(!server.asked()[1].contains("if-none-match"));
}

#[test]
fn a_server_that_asks_to_wait_is_waited_for_and_asked_again() {
    let (site, _server, feed) = after_monday(vec![
        answer("429 Too Many Requests", "Retry-After: 7\r\n", b""),
        answer("503 Service Unavailable", "", b""),
        answer("200 OK", TUESDAY, &records(3)),
    ]);
    assert!(taken(&site.sync(&feed)));
    assert_eq!((site.held(), site.waits.lock().unwrap().as_slice()), (3, [7, 2].as_slice()));
}

#[test]
fn a_server_that_asks_to_wait_for_an_hour_is_left_alone() {
    let (site, _server, feed) = after_monday(vec![answer("429 Too Many Requests", "Retry-After: 3600\r\n", b"")]);
    let said = fault(site.sync(&feed));
    assert!(said.contains("429") && said.contains("60 minutes"), "{said}");
    assert!(site.waits.lock().unwrap().is_empty());
}

#[test]
fn a_server_that_fails_is_asked_five_times_and_no_more() {
    let failing = || answer("500 Internal Server Error", "", b"oh");
    let (site, server, feed) = after_monday((0..5).map(|_| failing()).collect());
    let said = fault(site.sync(&feed));
    assert!(said.contains("500") && said.contains("5 times"), "{said}");
    assert_eq!((server.asked().len(), site.held()), (6, 2));
    assert_eq!(*site.waits.lock().unwrap(), [1, 2, 4, 8]);
    assert!(site.outcome().contains("500"));
}

#[test]
fn an_address_without_a_file_is_asked_once() {
    let (site, server, feed) = after_monday(vec![answer("404 Not Found", "", b"no")]);
    assert!(fault(site.sync(&feed)).contains("404"));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn redirects_without_end_are_refused() {
    let round = |_| answer("302 Found", "Location: /feed.json\r\n", b"");
    let (site, _server, feed) = after_monday((0..8).map(round).collect());
    assert!(fault(site.sync(&feed)).contains("redirects without end"));
    assert_eq!(site.held(), 2);
}

#[test]
fn a_file_cut_in_the_middle_is_continued_where_it_broke_off() {
    let whole = records(40);
    let rest = format!("Content-Range: bytes 1000-{}/{}\r\n{TUESDAY}", whole.len() - 1, whole.len());
    let (site, server, feed) = after_monday(vec![
        lying("200 OK", TUESDAY, &whole[..1000], whole.len()),
        answer("206 Partial Content", &rest, &whole[1000..]),
    ]);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 40);
    let asked = &server.asked()[2];
    assert!(asked.contains("range: bytes=1000-") && asked.contains("if-range: \"tuesday\""), "{asked}");
}

#[test]
fn a_file_that_changed_since_it_was_cut_is_fetched_from_its_beginning() {
    let (site, _server, feed) =
        after_monday(vec![lying("200 OK", MONDAY, &records(40)[..1000], 4000), answer("200 OK", TUESDAY, &records(3))]);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 3);
}

#[test]
fn what_came_before_a_call_ended_is_continued_by_the_next_call() {
    let whole = records(40);
    let cut = |_| lying("206 Partial Content", "Content-Range: bytes 1000-4999/5000\r\n", b"", 4000);
    let rest = format!("Content-Range: bytes 1000-{}/{}\r\n", whole.len() - 1, whole.len());
    let mut answers = vec![lying("200 OK", TUESDAY, &whole[..1000], whole.len())];
    answers.extend((0..4).map(cut));
    answers.push(answer("206 Partial Content", &rest, &whole[1000..]));
    let (site, server, feed) = after_monday(answers);
    assert!(fault(site.sync(&feed)).contains("kept and continued"));
    assert_eq!(site.held(), 2);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 40);
    assert!(server.asked()[6].contains("range: bytes=1000-"));
}

#[test]
fn a_part_that_was_not_asked_for_is_not_glued_on() {
    let whole = records(40);
    let (site, _server, feed) = after_monday(vec![
        lying("200 OK", TUESDAY, &whole[..1000], whole.len()),
        answer("206 Partial Content", "Content-Range: bytes 900-1899/2000\r\n", &whole[900..1900]),
        answer("200 OK", TUESDAY, &whole),
    ]);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 40);
}

#[test]
fn a_server_that_sends_in_drips_is_read_to_the_end() {
    let (site, _server, feed) = after_monday(vec![answer("200 OK", TUESDAY, &records(40)).dripping()]);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 40);
}

#[test]
fn a_file_longer_than_the_server_says_breaks_off_and_is_refused() {
    let whole = records(40);
    let (site, _server, feed) = after_monday(vec![lying("200 OK", TUESDAY, &whole, whole.len() - 20)]);
    assert!(matches!(
        site.sync(&feed),
        Err(SyncFault::Import(ImportFault::Incomplete { .. } | ImportFault::Shrinks { .. }))
    ));
    assert_eq!(site.held(), 2);
}

#[test]
fn a_file_always_shorter_than_the_server_says_is_never_taken() {
    let short = |_| lying("200 OK", "", &records(40), 1 << 20);
    let (site, _server, feed) = after_monday((0..5).map(short).collect());
    assert!(fault(site.sync(&feed)).contains("before the file did"));
    assert_eq!(site.held(), 2);
}

#[test]
fn a_shrunken_feed_is_refused_unless_confirmed() {
    let one = || answer("200 OK", TUESDAY, &records(1));
    let (site, _server, feed) = after_monday(vec![one(), one()]);
    assert!(matches!(site.sync(&feed), Err(SyncFault::Import(ImportFault::Shrinks { .. }))));
    assert_eq!(site.held(), 2);
    assert!(taken(&site.sync_with(&feed, SyncWishes { confirm: true, dry_run: false })));
    assert_eq!(site.held(), 1);
}

#[test]
fn a_feed_that_goes_back_in_time_is_refused_unless_confirmed() {
    let sunday = "ETag: \"sunday\"\r\nLast-Modified: Sun, 22 Nov 2026 06:00:00 GMT\r\n";
    let old = || answer("200 OK", sunday, &records(3));
    let (site, _server, feed) = after_monday(vec![old(), old()]);
    assert!(matches!(site.sync(&feed), Err(SyncFault::Backwards { .. })));
    assert_eq!((site.held(), site.outcome().contains("older state")), (2, true));
    assert!(taken(&site.sync_with(&feed, SyncWishes { confirm: true, dry_run: false })));
    assert_eq!(site.held(), 3);
}

#[test]
fn a_dry_run_fetches_and_changes_nothing() {
    let (site, _server, feed) = after_monday(vec![answer("200 OK", TUESDAY, &records(3))]);
    assert!(taken(&site.sync_with(&feed, SyncWishes { confirm: false, dry_run: true })));
    assert_eq!((site.held(), site.outcome().as_str()), (2, "taken"));
}

#[test]
fn a_page_of_a_captive_portal_is_no_feed() {
    let page = b"<html><body>Please log in</body></html>";
    let (site, _server, feed) = after_monday(vec![answer("200 OK", TUESDAY, page)]);
    assert!(matches!(site.sync(&feed), Err(SyncFault::Import(ImportFault::Nothing { .. }))));
    assert_eq!(site.held(), 2);
}

#[test]
fn a_file_without_its_published_sum_is_refused() {
    let sum = |bytes: &[u8]| {
        use sha2::{Digest, Sha256};
        let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{sum}  feed.json\n").into_bytes()
    };
    let new = records(3);
    let (site, server, feed) = after_monday(vec![
        answer("200 OK", TUESDAY, &new),
        answer("200 OK", "", &sum(b"other")),
        answer("200 OK", TUESDAY, &new),
        answer("200 OK", "", &sum(&new)),
    ]);
    let feed = FeedAddress { sums: vec![format!("http://127.0.0.1:{}/SUMS", server.port)], ..feed };
    assert!(fault(site.sync(&feed)).contains("check sum"));
    assert_eq!(site.held(), 2);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.held(), 3);
}

#[test]
fn a_feed_that_must_be_signed_and_is_not_is_refused() {
    const KEY: &str = "RWSVzSx+pAwVxa0yxc3vwk6t6jb+diZD1WsIBnh+N9ZhktynlHRpTD2F";
    const SIGNED: &[u8] = include_bytes!("../../../../../fixtures/odd/feeds/signed/pypi.jsonl");
    const SIGNATURE: &[u8] = include_bytes!("../../../../../fixtures/odd/feeds/signed/pypi.jsonl.minisig");
    let site = Site::new();
    let server = Server::new(vec![
        answer("200 OK", TUESDAY, SIGNED),
        answer("404 Not Found", "", b""),
        answer("200 OK", TUESDAY, &records(2)),
        answer("200 OK", "", SIGNATURE),
        answer("200 OK", TUESDAY, SIGNED),
        answer("200 OK", "", SIGNATURE),
    ]);
    let feed = FeedAddress { trust: vec![KEY.to_owned()], ..site.feed(server.url()) };
    assert!(fault(site.sync(&feed)).contains("404"));
    assert!(matches!(site.sync(&feed), Err(SyncFault::Import(ImportFault::BadSignature { .. }))));
    assert_eq!(site.held(), 0);
    assert!(taken(&site.sync(&feed)));
    assert_eq!(site.knowledge().unwrap().parts()[0].signature, vulnerability::Signature::Valid);
}

#[test]
fn a_server_is_trusted_by_a_private_ca_alone_where_one_is_named() {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let site = Site::new();
    let all = || answer("200 OK", TUESDAY, &records(2));
    let server = Server::with_tls(vec![all(), all()], std::sync::Arc::new(config));
    let feed = site.feed(format!("https://127.0.0.1:{}/feed.json", server.port));
    let said = fault(site.sync(&feed));
    assert!(said.contains("not trusted") && said.contains("--ca"), "{said}");
    let ca = site.root.join("ca.pem");
    std::fs::write(&ca, made.cert.pem()).unwrap();
    assert!(taken(&site.sync(&FeedAddress { ca: Some(ca), ..feed })));
}

#[test]
fn settings_are_lines_that_people_may_write_and_are_told_where_they_are_wrong() {
    let site = Site::new();
    let settings = FeedSettings::new(&site.root);
    assert!(settings.all().unwrap().is_empty());
    settings.add(site.feed("https://a.example/x".to_owned())).unwrap();
    assert_eq!(settings.all().unwrap(), [site.feed("https://a.example/x".to_owned())]);
    assert!(settings.add(site.feed("https://b.example/x".to_owned())).is_err());
    let file = site.root.join("feeds.jsonl");
    for wrong in
        ["{", "{\"name\":\"../a\",\"url\":\"https://a.example\"}", "{\"name\":\"a\",\"url\":\"http://a.example\"}"]
    {
        std::fs::write(&file, format!("\n{wrong}\n")).unwrap();
        let fault = settings.all().unwrap_err();
        assert!(fault.what.ja.contains("feeds.jsonl:2"), "{fault}");
    }
}
