//! The watch is killed in the middle of its jobs: every revision is checked, each once, and becomes work once.

use super::server::{AHEAD, Server, now};
use crate::watch::tick;
use activities::checks_port::Checks;
use activities::jobs_port::{Jobs, WorkAsked};
use activities::library_port::{KeptId, Library};
use activities::retention_port::Retention;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use terms::Party;

/// Says where a child finds the server's folder, and how far ahead its clock is.
const PLACE: &str = "TUTELA_TEST_WATCH_KILLED";

const ROUNDS: u64 = 100;

const DEVICES: usize = 4;

fn id(device: usize) -> KeptId {
    KeptId::dossier("aster", &format!("pump-{device}"))
}

/// Is killed while it does this. Alone it does nothing.
#[test]
fn a_child_that_is_killed() {
    let Some(told) = std::env::var(PLACE).ok() else { return };
    let (folder, ahead) = told.split_once('|').unwrap();
    AHEAD.set(ahead.parse().unwrap());
    let server = Server::at(folder.into());
    println!("\nready");
    tick(server.shared(), "child").unwrap();
    // It does not end by itself: whoever waits for its end would not know whether it was killed.
    std::thread::sleep(Duration::from_secs(60));
}

/// Starts a child, kills it some time after it is ready.
fn killed(server: &Server, round: u64) {
    let place = format!("{}|{}", server.folder().display(), AHEAD.get());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::killed::a_child_that_is_killed", "--nocapture", "--test-threads", "1"])
        .env(PLACE, place)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    assert!(out.lines().map_while(Result::ok).any(|line| line == "ready"));
    // Looks random, and is the same in every run.
    let mixed = (round + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    std::thread::sleep(Duration::from_micros(mixed % 30_000));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_watch_that_is_killed_checks_each_revision_once_and_makes_work_of_it_once() {
    let server = Server::new("killed-watch");
    server.organisation("aster", Party::Manufacturer);
    let mut unfinished = 0;
    for round in 0..ROUNDS {
        // Of two checks of one moment the first stays.
        AHEAD.set(AHEAD.get() + 1);
        for device in 0..DEVICES {
            let text = format!("id: pump\n# {round}");
            server.store.put(&id(device), None, &[("device.yaml", text.as_bytes())], "x", now()).unwrap();
        }
        killed(&server, round);
        // After its lease another process takes what it held.
        AHEAD.set(AHEAD.get() + 6 * 60_000);
        let open: u64 = server.store.job_counts().unwrap().iter().map(|count| count.open).sum();
        let current = |device: &usize| {
            let latest = server.store.latest(&id(*device)).unwrap();
            latest.is_some_and(|latest| latest.revision == round as i64 + 1)
        };
        unfinished += u64::from((0..DEVICES).filter(current).count() < DEVICES);
        tick(server.shared(), "parent").unwrap();
        let latest =
            || (0..DEVICES).map(|device| server.store.latest(&id(device)).unwrap().map(|one| (one.revision, one.at)));
        let counts = server.store.job_counts().unwrap();
        assert!(
            (0..DEVICES).all(|device| current(&device)),
            "round {round}: {open} were open, {counts:?}, {:?}, now {:?}",
            latest().collect::<Vec<_>>(),
            now()
        );
    }
    assert!(unfinished > 0, "no child was killed before its end");
    for device in 0..DEVICES {
        let marks = server.store.check_marks(&id(device)).unwrap();
        let mut revisions: Vec<i64> = marks.iter().map(|mark| mark.revision).collect();
        let count = revisions.len();
        revisions.dedup();
        assert_eq!((count, revisions.len()), (ROUNDS as usize, ROUNDS as usize), "each revision is checked once");
    }
    let counts = server.store.job_counts().unwrap();
    assert!(counts.iter().all(|count| count.open == 0 && count.failed == 0), "{counts:?}");
    let ask = WorkAsked { tenant: "aster", roles: &["psirt"], done_too: true, after: None, limit: 9_999 };
    let mut subjects: Vec<String> = server.store.work(&ask).unwrap().into_iter().map(|item| item.subject).collect();
    let count = subjects.len();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), count);
}
