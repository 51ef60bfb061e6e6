//! A server that follows another: it is read while it is near, and takes the place of the one that is lost.

use crate::jobs::at;
use crate::library::tenant;
use crate::place::{NOW, Server};
use activities::jobs_port::{Follows, Jobs, Message, NewJob};
use activities::library_port::{KeptId, Library, State};
use activities::pulse_port::Pulse;
use activities::store_fault::StoreFaultKind;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::{ReplicaSettings, ServerTold, Settings, Store, WhyAside};

pub(crate) const CASES: &[(&str, fn())] = &[
    ("what_is_shown_comes_from_the_replica_and_what_was_done_here_is_seen_at_once", near),
    ("a_replica_that_lags_or_stops_is_left_aside_aloud_and_answers_stay_true", aside),
    ("a_server_that_does_not_follow_the_store_is_never_read", of_another),
    ("a_server_that_follows_another_is_not_taken_for_the_store", follows),
    ("another_server_takes_the_place_of_a_lost_one_and_nothing_is_lost_or_done_twice", takes_over),
];

/// Jobs that are done while the server is lost.
const JOBS: usize = 120;

static TOLD: Mutex<Vec<ServerTold>> = Mutex::new(Vec::new());

fn tell(told: &ServerTold) {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).push(told.clone());
}

fn told() -> Vec<ServerTold> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A server with one that follows it.
fn pair() -> (Server, Server) {
    let server = Server::start().unwrap();
    let follower = server.follower().unwrap();
    (server, follower)
}

/// The store of a server, read from a follower that may be so many seconds behind.
fn read_from(server: &Server, follower: &Server, seconds: u64) -> Store {
    let replica = ReplicaSettings { address: follower.address("postgres"), behind: Duration::from_secs(seconds) };
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).clear();
    Store::open(&Settings { replica: Some(replica), tell, ..Settings::new(server.address("postgres"), NOW) }).unwrap()
}

fn pump() -> KeptId {
    KeptId::dossier("aster", "s2")
}

fn put(store: &Store, text: &str) -> i64 {
    let at = terms::Instant(NOW.0 + text.len() as i64);
    store.put(&pump(), None, &[("a", text.as_bytes())], "x", at).unwrap().revision.sequence
}

/// What somebody sees: the sequence and what the file holds, and whether the replica answered.
fn seen(store: &Store) -> (i64, String, bool) {
    let before = store.replica().unwrap().answered;
    let mut seen = (0, String::new());
    store.show(&mut || {
        let revision = store.revision(&pump(), State::Now).unwrap().unwrap();
        let files = store.files(&pump(), State::Revision(revision.sequence), &|_| true).unwrap();
        seen = (revision.sequence, String::from_utf8(files["a"].clone()).unwrap());
    });
    (seen.0, seen.1, store.replica().unwrap().answered > before)
}

/// Waits until something is so; what goes on for long is a fault.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}: {:?}", told());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn pause(follower: &Server) {
    follower.psql("postgres", "SELECT pg_wal_replay_pause()").unwrap();
    let wait =
        "DO $$ BEGIN WHILE pg_get_wal_replay_pause_state() <> 'paused' LOOP PERFORM pg_sleep(0.01); END LOOP; END $$";
    follower.psql("postgres", wait).unwrap();
}

fn resume(follower: &Server) {
    follower.psql("postgres", "SELECT pg_wal_replay_resume()").unwrap();
}

fn near() {
    let (server, follower) = pair();
    let store = read_from(&server, &follower, 60);
    tenant(&store, "aster");
    assert_eq!(put(&store, "1"), 1);
    assert_eq!(seen(&store).0, 1, "what was done here is seen before the replica is known to have it");
    until("the replica is read", || seen(&store) == (1, "1".to_owned(), true));
    let other = Store::open(&Settings::new(server.address("postgres"), NOW)).unwrap();
    // A change that is heard of is seen by whoever reads because of it.
    let before = store.beat("aster", &[]).unwrap();
    until("the replica is read again", || seen(&store).2);
    pause(&follower);
    assert_eq!(put(&other, "22"), 2);
    // The replica has not got it, and another process did it a moment ago: what is shown is what was.
    assert_eq!(seen(&store), (1, "1".to_owned(), true));
    assert_eq!(store.revision(&pump(), State::Now).unwrap().unwrap().sequence, 2, "whoever decides reads the store");
    assert_ne!(store.beat("aster", &[]).unwrap(), before);
    assert_eq!(seen(&store), (2, "22".to_owned(), false));
    assert_eq!(put(&store, "3"), 3);
    for _ in 0..30 {
        assert_eq!(seen(&store), (3, "3".to_owned(), false), "what was done here is seen at once");
        std::thread::sleep(Duration::from_millis(10));
    }
    resume(&follower);
    until("the replica has it", || seen(&store) == (3, "3".to_owned(), true));
}

fn aside() {
    let (server, follower) = pair();
    let store = read_from(&server, &follower, 1);
    tenant(&store, "aster");
    put(&store, "1");
    until("the replica is read", || seen(&store).2);
    std::thread::sleep(Duration::from_millis(1_500));
    until("a server at rest leaves nobody behind", || seen(&store).2);
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let other = Store::open(&Settings::new(server.address("postgres"), NOW)).unwrap();
    pause(&follower);
    put(&other, "2");
    until("what others did is seen", || seen(&store).0 == 2);
    until("it is said", || {
        assert_eq!((seen(&store).0, seen(&store).2), (2, false));
        !told().is_empty()
    });
    assert!(!store.replica().unwrap().near);
    let place = follower.address("postgres");
    let behind = ServerTold::LeftAside(place.clone(), WhyAside::Behind);
    assert_eq!(told(), std::slice::from_ref(&behind));
    resume(&follower);
    until("it is read again", || seen(&store).2);
    follower.crash();
    put(&other, "3");
    until("what others did is seen", || seen(&store).0 == 3);
    until("it is said", || seen(&store).0 == 3 && told().len() > 2);
    let gone = ServerTold::LeftAside(place.clone(), WhyAside::Unreachable);
    assert_eq!(told(), [behind, ServerTold::ReadAgain(place), gone]);
    put(&store, "4");
    assert_eq!(seen(&store), (4, "4".to_owned(), false));
}

fn of_another() {
    let (server, follower) = pair();
    let store = read_from(&server, &follower, 1);
    tenant(&store, "aster");
    put(&store, "1");
    until("the replica is read", || seen(&store).2);
    follower.promote();
    // One that follows the wrong server has a log of writes as well, and may be further than the store.
    let wrong = follower.follower().unwrap();
    follower.psql("postgres", "CREATE TABLE much AS SELECT generate_series(1, 100000) AS number").unwrap();
    put(&store, "2");
    let answered = store.replica().unwrap().answered;
    until("it is said", || {
        assert_eq!((seen(&store).0, store.replica().unwrap().answered), (2, answered));
        !told().is_empty()
    });
    let place = follower.address("postgres");
    assert_eq!(told(), [ServerTold::LeftAside(place, WhyAside::OfAnother)]);
    drop(store);
    let store = read_from(&server, &wrong, 1);
    until("it is said", || {
        assert_eq!(seen(&store), (2, "2".to_owned(), false));
        !told().is_empty()
    });
    assert_eq!(told(), [ServerTold::LeftAside(wrong.address("postgres"), WhyAside::OfAnother)]);
}

fn follows() {
    let (server, follower) = pair();
    drop(Store::open(&Settings::new(server.address("postgres"), NOW)).unwrap());
    let fault = Store::open(&Settings::new(follower.address("postgres"), NOW)).unwrap_err();
    assert_eq!(fault.kind, StoreFaultKind::ReadOnly, "{fault:?}");
    let both = format!("postgres://postgres@{},{}/postgres", follower.host(), server.host());
    let store = Store::open(&Settings::new(&both, NOW)).unwrap();
    tenant(&store, "aster");
    assert_eq!(put(&store, "1"), 1);
    assert_eq!(store::look(&Settings::new(&both, NOW)).unwrap().place, both);
    let replica = ReplicaSettings { address: follower.address("postgres"), behind: Duration::from_secs(5) };
    let settings = Settings { replica: Some(replica), ..Settings::new(&both, NOW) };
    let looked = store::look_at_replica(&settings).unwrap().unwrap();
    assert!(looked.follows && looked.place == follower.address("postgres"), "{looked:?}");
}

fn takes_over() {
    let (server, follower) = pair();
    let both = format!("postgres://postgres@{},{}/postgres", server.host(), follower.host());
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let settings = Settings { tell, ..Settings::new(&both, NOW) };
    let store = Store::open(&settings).unwrap();
    tenant(&store, "aster");
    put(&store, "0");
    // From now on nothing is answered as kept that the other has not got.
    server.psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'").unwrap();
    server.psql("postgres", "SELECT pg_reload_conf()").unwrap();
    let jobs: Vec<NewJob> = (0..JOBS).map(job).collect();
    store.add_jobs(&jobs).unwrap();
    let (done, puts) = (Mutex::new(BTreeSet::new()), Mutex::new(1));
    let unsure = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|worker| {
                scope.spawn({
                    let (store, done) = (&store, &done);
                    move || work(store, worker, done)
                })
            })
            .collect();
        scope.spawn(|| puts_on(&store, &puts, &done));
        until("some jobs are done", || done.lock().unwrap().len() > JOBS / 4);
        server.crash();
        follower.promote();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum::<usize>()
    });
    assert_eq!(told(), [ServerTold::WritesTo(follower.address("postgres"))]);
    let done = done.into_inner().unwrap();
    assert!(done.len() + unsure >= JOBS && done.len() <= JOBS, "{} done, {unsure} not known", done.len());
    let counts = store.job_counts().unwrap();
    assert_eq!((counts[0].done, counts[0].open, counts[0].failed), (JOBS as u64, 0, 0));
    let sent: Vec<String> = std::iter::from_fn(|| store.claim_message(&["mail"], "me", at(0), at(9)).unwrap())
        .map(|held| held.message.to)
        .collect();
    assert_eq!((sent.len(), sent.iter().collect::<BTreeSet<_>>().len()), (JOBS, JOBS), "each job followed once");
    let last = store.revision(&pump(), State::Now).unwrap().unwrap().sequence;
    assert!(last >= puts.into_inner().unwrap(), "what was answered as kept is there");
    // The one that was lost comes back with its old history; nobody turns to it.
    server.again();
    drop(store);
    let store = Store::open(&settings).unwrap();
    assert_eq!(store.revision(&pump(), State::Now).unwrap().unwrap().sequence, last);
    assert_eq!(put(&store, "last"), last + 1);
}

fn job(count: usize) -> NewJob {
    NewJob { kind: "sync".to_owned(), key: format!("{count}"), payload: Vec::new(), run_at: at(0), attempts: 99 }
}

/// Does jobs until none is left, each with one message that follows; a job of which nobody knows is taken again under its lease. How
/// many ends are not known.
fn work(store: &Store, worker: i64, done: &Mutex<BTreeSet<String>>) -> usize {
    let (holder, mut unsure, mut time) = (format!("worker {worker}"), 0, worker);
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < Duration::from_secs(120), "the work comes to its end");
        // Each time later than all leases: only what was lost waits for them, since one worker does one job at a time.
        time += 2;
        let held = match store.claim_job(&["sync"], &holder, at(time), at(time + 600)) {
            Ok(Some(held)) => held,
            Ok(None) if all_done(store) => return unsure,
            Ok(None) => {
                time += 1_000;
                continue;
            }
            Err(_) => {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        let message = Message {
            id: format!("{} {}", held.key, held.attempt),
            tenant: "aster".to_owned(),
            way: "mail".to_owned(),
            to: held.key.clone(),
            body: Vec::new(),
            send_at: at(0),
        };
        let follows = Follows { messages: vec![message], ..Follows::default() };
        match store.finish_job(&held, at(time), &follows) {
            Ok(true) => assert!(done.lock().unwrap().insert(held.key), "a job ends once"),
            Ok(false) => {}
            Err(_) => unsure += 1,
        }
    }
}

fn all_done(store: &Store) -> bool {
    store.job_counts().is_ok_and(|counts| counts[0].done == JOBS as u64)
}

/// Puts until all jobs are done, and notes the last that was answered as kept.
fn puts_on(store: &Store, last: &Mutex<i64>, done: &Mutex<BTreeSet<String>>) {
    for count in 1..100_000 {
        if done.lock().unwrap().len() + 8 > JOBS {
            return;
        }
        let text = format!("{count}");
        if let Ok(put) = store.put(&pump(), None, &[("a", text.as_bytes())], "x", NOW) {
            *last.lock().unwrap() = put.revision.sequence;
        }
    }
}
