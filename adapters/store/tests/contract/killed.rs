//! A process that is killed in the middle loses nothing that it said was kept, and does nothing twice.

use crate::Told;
use crate::jobs::at;
use crate::library::{bom, npm, tenant};
use crate::place::{NOW, Place};
use activities::jobs_port::{Follows, Jobs, Message, NewJob};
use activities::library_port::{KeptId, Library, State};
use activities::notices_port::Notices;
use activities::retention_port::Retention;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;
use store::{Settings, Store};

pub(crate) const CASES: &[Told] = &[
    ("a_process_killed_while_it_puts_loses_and_doubles_nothing", puts),
    ("a_process_killed_while_it_works_loses_and_doubles_no_job", works),
    ("a_process_killed_while_it_makes_the_tables_leaves_none_half_made", opens),
    ("a_process_killed_while_it_brings_an_older_store_to_this_version_loses_nothing", migrates),
    ("two_processes_on_one_database_agree", agree),
    ("a_full_disk_is_said_and_leaves_what_was_kept", full),
];

/// So many jobs are worked on together.
const JOBS: usize = 300;

/// So many are added for each process that is killed: more than it does in the time it is given.
const JOBS_OF_A_ROUND: usize = 20;

/// Rounds of each kind; a new process on a server costs several times as much as on a file.
fn rounds(place: &Place<'_>) -> u64 {
    match place.is_server() && std::env::var_os("TUTELA_WIDE_DATA").is_none() {
        true => 10,
        false => 100,
    }
}

/// A number that looks random and is the same in every run, below `below`.
fn chance(round: u64, below: u64) -> u64 {
    let mut state = round.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (state ^ (state >> 31)) % below
}

/// After so many microseconds a process is killed: some in its first step, some in the middle of its tenth.
fn moment(round: u64, most: u64) -> Duration {
    Duration::from_micros(chance(round, most))
}

/// What a killed process was doing.
pub(crate) fn child(arguments: &[String]) -> ExitCode {
    let [what, address] = arguments else { return ExitCode::FAILURE };
    let store = match Store::open(&Settings::new(address.as_str(), NOW)) {
        Ok(store) => store,
        Err(fault) => {
            println!("{:?} {fault}", fault.kind);
            return ExitCode::FAILURE;
        }
    };
    match what.as_str() {
        "put" => put_for_ever(&store),
        "work" => work_for_ever(&store),
        "share" => share(&store),
        "fill" => fill(&store),
        _ => ExitCode::SUCCESS,
    }
}

fn start(place: &Place<'_>, what: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--child", what, &place.address]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Starts a process, waits for its first line, kills it some time later; the lines that it printed.
fn killed(place: &Place<'_>, what: &str, round: u64) -> Vec<String> {
    let mut child = start(place, what);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said: Vec<String> = lines.next().into_iter().map(Result::unwrap).collect();
    std::thread::sleep(moment(round, 25_000));
    child.kill().unwrap();
    child.wait().unwrap();
    said.extend(lines.map_while(Result::ok));
    said
}

fn id() -> KeptId {
    KeptId::dossier("aster", "s2")
}

fn say(what: impl std::fmt::Display) {
    println!("{what}");
    std::io::stdout().flush().unwrap();
}

fn put_for_ever(store: &Store) -> ExitCode {
    let begin = store.list(&id(), State::Now).map_or(0, |files| files.len());
    for count in begin.. {
        let bill = bom(&[("every", &format!("{count}")), (&format!("only-{count}"), "1")]);
        let name = format!("releases/{count}/bom.json");
        let put = store.put_some(&id(), None, &[(&name, bill.as_bytes())], "x", NOW).unwrap();
        assert_eq!(put.revision.sequence, count as i64 + 1);
        say(count);
    }
    ExitCode::SUCCESS
}

fn puts(place: &Place<'_>) {
    tenant(&place.open(), "aster");
    let (mut told, rounds) = (0, rounds(place));
    for round in 0..rounds {
        let said = killed(place, "put", round);
        assert!(!said.is_empty());
        told += said.len();
        let store = place.open();
        let files = store.list(&id(), State::Now).unwrap();
        // What was said to be kept is; beside it, one put of each round may have landed unsaid.
        assert!((told..=told + round as usize + 1).contains(&files.len()), "{told} said, {} kept", files.len());
        assert_eq!(store.revision(&id(), State::Now).unwrap().unwrap().sequence, files.len() as i64);
        let last = files.len() - 1;
        assert_eq!(store.bearers(&[npm(&format!("only-{last}"))]).unwrap().len(), 1);
    }
    let store = place.open();
    // Each document is held against its hash as it is read.
    let files = store.files(&id(), State::Now, &|_| true).unwrap();
    let revisions = store.revisions(&id(), None, u32::MAX).unwrap();
    assert_eq!(revisions.len(), files.len(), "no put was done twice");
    assert_eq!(store.bearers(&[npm("every")]).unwrap().len(), files.len());
}

fn work_for_ever(store: &Store) -> ExitCode {
    let holder = std::process::id().to_string();
    while let Some(key) = work_once(store, &holder) {
        say(key);
    }
    say("nothing left");
    // It is killed all the same.
    std::thread::sleep(Duration::from_secs(60));
    ExitCode::SUCCESS
}

/// Does one job; its key.
fn work_once(store: &Store, holder: &str) -> Option<String> {
    // Nobody else works at this time, so every lease of the one who was killed has run out.
    let now = at(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() as i64);
    let held = store.claim_job(&["sync"], holder, now, now).unwrap()?;
    let message = Message {
        id: format!("m-{}", held.key),
        tenant: "aster".to_owned(),
        way: "mail".to_owned(),
        to: String::new(),
        body: held.attempt.to_string().into_bytes(),
        send_at: NOW,
    };
    let follows = Follows { messages: vec![message], ..Follows::default() };
    assert!(store.finish_job(&held, now, &follows).unwrap());
    Some(held.key)
}

fn works(place: &Place<'_>) {
    let rounds = rounds(place);
    for round in 0..rounds {
        let store = place.open();
        let key = |count: usize| format!("{round}-{count}");
        let jobs: Vec<NewJob> = (0..JOBS_OF_A_ROUND)
            .map(|count| NewJob {
                kind: "sync".to_owned(),
                key: key(count),
                payload: Vec::new(),
                run_at: NOW,
                attempts: 1_000,
            })
            .collect();
        assert_eq!(store.add_jobs(&jobs).unwrap(), JOBS_OF_A_ROUND as u64);
        drop(store);
        let mut said = killed(place, "work", round);
        // The rest is done by one that is not killed: here, so that a round is one process.
        let store = place.open();
        while let Some(key) = work_once(&store, "rest") {
            said.push(key);
        }
        said.retain(|line| line != "nothing left");
        said.sort();
        let count = said.len();
        said.dedup();
        assert_eq!(said.len(), count, "a job was done twice");
        // One may have been done by the killed process without a word.
        assert!(
            said.len() == JOBS_OF_A_ROUND || said.len() + 1 == JOBS_OF_A_ROUND,
            "{} of {JOBS_OF_A_ROUND}",
            said.len()
        );
    }
    let store = place.open();
    let counts = store.job_counts().unwrap();
    let all = JOBS_OF_A_ROUND as u64 * rounds;
    assert_eq!((counts[0].open, counts[0].done, counts[0].failed), (0, all, 0));
    let ways = store.outbox(Some("aster"), NOW).unwrap();
    assert_eq!((ways.len(), ways[0].waiting), (1, all), "what follows from a job is there once");
}

/// Does jobs that another process does too; each job is a put on one dossier.
fn share(store: &Store) -> ExitCode {
    let holder = std::process::id().to_string();
    while let Some(held) = store.claim_job(&["sync"], &holder, NOW, at(600)).unwrap() {
        store.put_some(&id(), None, &[(&held.key, holder.as_bytes())], &holder, NOW).unwrap();
        assert!(store.finish_job(&held, NOW, &Follows::default()).unwrap());
        say(held.key);
    }
    ExitCode::SUCCESS
}

fn agree(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let job = |count: usize| NewJob {
        kind: "sync".to_owned(),
        key: format!("job-{count}"),
        payload: Vec::new(),
        run_at: NOW,
        attempts: 3,
    };
    store.add_jobs(&(0..JOBS).map(job).collect::<Vec<_>>()).unwrap();
    let both = [start(place, "share"), start(place, "share")].map(|child| child.wait_with_output().unwrap());
    assert!(both.iter().all(|ended| ended.status.success()));
    let said: Vec<String> = both.iter().map(|ended| String::from_utf8_lossy(&ended.stdout).into_owned()).collect();
    let mut keys: Vec<&str> = said.iter().flat_map(|said| said.lines()).collect();
    keys.sort_unstable();
    let files = store.files(&id(), State::Now, &|_| true).unwrap();
    assert_eq!(keys, files.keys().map(String::as_str).collect::<Vec<_>>());
    let revisions = store.revisions(&id(), None, u32::MAX).unwrap();
    assert_eq!((files.len(), revisions.len()), (JOBS, JOBS));
    for revision in revisions {
        let at = store.list(&id(), State::Revision(revision.sequence)).unwrap();
        assert_eq!(at.len() as i64, revision.sequence);
    }
}

fn opens(place: &Place<'_>) {
    // A database of its own for each round is what takes time here.
    let rounds = if place.is_server() { 5 } else { rounds(place) };
    for round in 0..rounds {
        let place = Place::new(place.engine, "opens");
        let mut child = start(&place, "open");
        std::thread::sleep(moment(round, 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = place.open();
        tenant(&store, "aster");
        assert!(store.put(&id(), None, &[("a", b"1")], "x", NOW).unwrap().new);
    }
}

/// What makes a store of the version before the last migrations out of one of now.
const OLDER: &str = "DROP INDEX work_urgent; DROP INDEX work_by_code; DROP INDEX job_by_state; ALTER TABLE work DROP COLUMN urgent; \
    ALTER TABLE token DROP COLUMN reach; DROP INDEX work_about; DROP INDEX work_by_state; ALTER TABLE work DROP COLUMN about; \
    ALTER TABLE work DROP COLUMN state_at; ALTER TABLE work DROP COLUMN reason; DROP INDEX work_by_change; DROP INDEX folder_by_time; DROP INDEX latest_check_by_time; \
    DROP TABLE legal_hold; DROP TABLE standing; DROP TABLE standing_about; ALTER TABLE personal DROP COLUMN erased_at; DELETE FROM migration WHERE name >= '0013'";

fn migrates(place: &Place<'_>) {
    if place.is_server() {
        // The same steps in the same transactions; an SQLite file is what is copied and changed in place.
        return;
    }
    let store = place.open();
    tenant(&store, "aster");
    for count in 0..30 {
        let bill = bom(&[("every", &format!("{count}"))]);
        store.put_some(&id(), None, &[(&format!("releases/{count}/bom.json"), bill.as_bytes())], "x", NOW).unwrap();
    }
    drop(store);
    crate::place::execute(&place.address, OLDER);
    let older = std::fs::read(&place.address).unwrap();
    for round in 0..rounds(place) {
        for entry in std::fs::read_dir(&place.folder).unwrap().map(Result::unwrap) {
            std::fs::remove_file(entry.path()).unwrap();
        }
        std::fs::write(&place.address, &older).unwrap();
        let mut child = start(place, "open");
        std::thread::sleep(moment(round, 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = place.open();
        assert_eq!(store.revision(&id(), State::Now).unwrap().unwrap().sequence, 30);
        assert_eq!(store.bearers(&[npm("every")]).unwrap().len(), 30);
        assert_eq!(store.holds("aster").unwrap(), []);
        drop(store);
        if round % 5 > 0 {
            continue;
        }
        // The copy from before is whole, whoever made it: it can be opened and brought to this version as well.
        let copy = place.folder.join("tutela.db.before-0013-retention").display().to_string();
        let copied = Store::open(&Settings::new(copy, NOW)).unwrap();
        assert_eq!(copied.list(&id(), State::Now).unwrap().len(), 30);
    }
}

fn fill(store: &Store) -> ExitCode {
    for count in 0_u32.. {
        let mut state = count.wrapping_add(1);
        let bytes: Vec<u8> = (0..300_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        match store.put_some(&id(), None, &[(&format!("f{count}"), &bytes)], "x", NOW) {
            Ok(_) => say(count),
            Err(fault) => {
                say(format!("{:?}", fault.kind));
                // The store can still be read, and says the same again.
                assert_eq!(store.list(&id(), State::Now).unwrap().len(), count as usize);
                return ExitCode::SUCCESS;
            }
        }
    }
    ExitCode::FAILURE
}

fn full(place: &Place<'_>) {
    if place.is_server() {
        // The server's disk is not ours to fill; its code 53100 is told apart in the store's own tests.
        return;
    }
    tenant(&place.open(), "aster");
    // A limit on the size of a file stands for a full disk: the write fails in the same way.
    let program = std::env::current_exe().unwrap();
    let script = "trap '' XFSZ; ulimit -f 8192; exec \"$0\" --child fill \"$1\"";
    let ended = Command::new("sh").args(["-c", script]).arg(program).arg(&place.address).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{said}{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(said.lines().last(), Some("Full"), "{said}");
    let kept = said.lines().count() - 1;
    assert!(kept > 0);
    let store = place.open();
    assert_eq!(store.files(&id(), State::Now, &|_| true).unwrap().len(), kept);
    assert!(store.put_some(&id(), None, &[("more", b"1")], "x", NOW).unwrap().new);
}
