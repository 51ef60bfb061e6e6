use crate::killed::aside;
use crate::program::Program;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const ROUNDS: usize = 100;

/// Records of the first state; each round has one more.
const RECORDS: usize = 200;

/// A source that grows; its state is named by its number of records.
fn serve(records: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let records = records.load(Ordering::SeqCst);
            std::thread::spawn(move || answer(stream, records));
        }
    });
    port
}

/// Sends the state slowly enough to be killed in the middle of it. Whoever went is no fault.
fn answer(mut stream: TcpStream, records: usize) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    let record = |number: usize| {
        format!(
            r#"{{"id": "GO-{number}", "modified": "2026-11-20T00:00:00Z", "affected": [{{"package": {{"ecosystem": "Go", "name": "a.example/{number}"}}}}]}}"#
        ) + "\n"
    };
    let body: String = (0..records).map(record).collect();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nETag: \"{records}\"\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    for piece in body.as_bytes().chunks(body.len() / 4 + 1) {
        if stream.write_all(piece).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Kills a sync at moments that look random; after each the mirror holds one whole state, and none that it held before is lost.
pub(crate) fn leaves_a_whole_state() -> Result<(), String> {
    let program = Program::with_pypi("synced");
    let records = Arc::new(AtomicUsize::new(RECORDS));
    let url = format!("http://127.0.0.1:{}/go.jsonl", serve(Arc::clone(&records)));
    assert_eq!(program.run(&["feeds", "add", "go", &url, "--complete", "Go"]).status, 0);
    let ended = program.run(&["feeds", "sync"]);
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let (mut held, mut killed) = (RECORDS, 0);
    for round in 1..=ROUNDS {
        records.store(RECORDS + round, Ordering::SeqCst);
        let mut child = program
            .command(&["feeds", "sync"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|fault| fault.to_string())?;
        // Looks random, and is the same in every run.
        let mixed = (round as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        std::thread::sleep(Duration::from_micros(mixed % 45_000));
        child.kill().map_err(|fault| fault.to_string())?;
        killed += usize::from(!child.wait().map_err(|fault| fault.to_string())?.success());
        let status = program.run(&["feeds", "status", "--verify"]).out;
        let now = count(&status, "OSV/Go").unwrap_or_else(|| panic!("{status}"));
        assert!((held..=RECORDS + round).contains(&now), "{now} records, {held} were held: {status}");
        assert!(!status.contains("DAMAGED") && count(&status, "OSV/PyPI") == Some(29), "{status}");
        held = now;
    }
    assert!(killed > 0, "no sync was killed before its end");
    let ended = program.run(&["feeds", "sync"]);
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let status = program.run(&["feeds", "status", "--verify"]).out;
    assert_eq!(count(&status, "OSV/Go"), Some(RECORDS + ROUNDS), "{status}");
    assert_eq!(aside(&program.home()), Vec::<PathBuf>::new(), "what was being written aside is gone");
    Ok(())
}

/// The records of a source, as `feeds status` names them.
fn count(status: &str, source: &str) -> Option<usize> {
    let line = status.lines().find(|line| line.contains(&format!("{source} ")))?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let place = words.iter().position(|word| *word == "records")?;
    words.get(place.checked_sub(1)?)?.replace(',', "").parse().ok()
}
