//! `server …`: what people wait for at a server with many SBOMs, measured by clients on loopback that ask again as soon as they
//! were answered.

mod client;
mod fill;
mod people;
mod running;

use crate::jobs::Bench;
use client::{Client, Figures, closed_loop};
use fill::{ADVISED, dossier};
use people::{first_load, pages};
use running::Running;
use std::path::Path;
use std::time::{Duration, Instant};

/// Components of each SBOM.
const COMPONENTS: u64 = 900;

/// Clients that read at once, and that upload at once.
const READERS: usize = 64;
const UPLOADERS: usize = 16;

/// Which is measured how often.
struct Size {
    dossiers: u64,
    reading: Duration,
}

/// Measures, and prints a table of its own.
pub fn run(bench: &Bench) -> Result<(), String> {
    let size = match bench.quick {
        true => Size { dossiers: 200, reading: Duration::from_secs(1) },
        false => Size { dossiers: number("TUTELA_BENCH_DOSSIERS").unwrap_or(10_000), reading: Duration::from_secs(5) },
    };
    let home = bench.inputs.join("server-home");
    if std::env::var_os("TUTELA_BENCH_AGAIN").is_some() && home.join("server.db").is_file() {
        println!("\nserver, as the last measurement left it");
        return as_left(bench, &home, &size);
    }
    let _ = std::fs::remove_dir_all(&home);
    println!("\nserver, {} dossiers with one SBOM of {COMPONENTS} components each, SQLite", size.dossiers);
    println!("{:<34}{:>10}{:>12}{:>12}   floor / bar", "job", "count", "middle", "p99");
    fill::mirror(bench, &home)?;
    let empty = Running::start(bench, &home)?;
    show_start("start to first page, empty", &empty, "≤ 1 s, idle ≤ 150 MiB");
    let client = empty.first_account()?;
    let token = client.token()?;
    let floor = floor_of_uploads(&home)?;
    let durable = Uploads { what: "durable uploads, 16 clients", letter: 'd', count: size.dossiers, later: true };
    durable.measure(&empty, &token, &format!("floor {floor:.0}/s written and synced by one; bar ≥ 200/s"))?;
    settle(&empty, &token, size.dossiers)?;
    let checked =
        Uploads { what: "… checked before the answer", letter: 'x', count: size.dossiers / 20, later: false };
    checked.measure(&empty, &token, "")?;
    drop(empty);
    let full = Running::start(bench, &home)?;
    show_start("start to first page, filled", &full, "≤ 1 s, idle ≤ 150 MiB");
    first_load(&full)?;
    reads(&full, &token, &size)?;
    pages(&full, &size)?;
    news(bench, &home, &full, &token)?;
    println!("store: {:.0} MB", bytes_below(&home.join("server.db")) as f64 / 1e6);
    Ok(())
}

/// Reads alone, of a server that was filled before.
fn as_left(bench: &Bench, home: &Path, size: &Size) -> Result<(), String> {
    let full = Running::start(bench, home)?;
    show_start("start to first page, filled", &full, "≤ 1 s, idle ≤ 150 MiB");
    let token = full.known_account()?.token()?;
    settle(&full, &token, size.dossiers)?;
    first_load(&full)?;
    reads(&full, &token, size)?;
    pages(&full, size)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn show_start(what: &str, running: &Running, bar: &str) {
    let (took, resident) = (millis(running.first_page), running.resident_kib() / 1024);
    println!("{what:<34}{:>10}{took:>9.0} ms{resident:>9} MiB   {bar}", "");
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn row(what: &str, figures: &Figures, beside: &str) {
    let Figures { count, middle, p99, .. } = figures;
    println!("{what:<34}{count:>10}{:>9.2} ms{:>9.2} ms   {beside}", millis(*middle), millis(*p99));
}

/// Dossiers that are uploaded; each is on the disk when its client is answered.
struct Uploads {
    what: &'static str,
    /// With which their ids begin.
    letter: char,
    count: u64,
    /// The watch checks them, not the request.
    later: bool,
}

impl Uploads {
    fn measure(&self, running: &Running, token: &str, beside: &str) -> Result<(), String> {
        let share = self.count / UPLOADERS as u64;
        let check = if self.later { "&check=later" } else { "" };
        let begin = Instant::now();
        let figures = closed_loop(UPLOADERS, |worker| {
            let client = Client::new(running.address, Some(token.to_owned()));
            let mut each = Vec::new();
            let first = worker as u64 * share;
            for number in first..first + share {
                let archive = dossier(number, COMPONENTS);
                let at = Instant::now();
                client.put(&format!("/api/v1/devices?name={}-{number:05}{check}", self.letter), &archive)?;
                each.push(at.elapsed());
            }
            Ok(each)
        })?;
        let per_second = figures.count as f64 / begin.elapsed().as_secs_f64();
        row(self.what, &figures, &format!("{per_second:.0}/s; {beside}"));
        Ok(())
    }
}

/// How many files of one dossier's size one thread writes and brings to the disk in a second.
fn floor_of_uploads(home: &Path) -> Result<f64, String> {
    let archive = dossier(0, COMPONENTS);
    let begin = Instant::now();
    let fault = |fault: std::io::Error| fault.to_string();
    for number in 0..20 {
        let path = home.join(format!("floor-{number}"));
        std::fs::write(&path, &archive).map_err(fault)?;
        std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(fault)?;
        std::fs::remove_file(&path).map_err(fault)?;
    }
    Ok(20.0 / begin.elapsed().as_secs_f64())
}

/// Waits until the watch has nothing left to do, so that reads are measured alone; says how long that took.
fn settle(running: &Running, token: &str, dossiers: u64) -> Result<(), String> {
    let client = Client::new(running.address, Some(token.to_owned()));
    let begin = Instant::now();
    for _ in 0..1_200 {
        let (_, body) = client.get("/api/v1/work")?;
        let list = String::from_utf8_lossy(&body);
        if !list.contains("\"devices before\"") && !list.contains(": never checked") {
            let took = begin.elapsed();
            rest(running);
            println!(
                "{:<34}{dossiers:>10}{:>9.1} s    after the last upload",
                "… until all are checked",
                took.as_secs_f64()
            );
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    Err("the watch did not come to its end".to_owned())
}

/// Waits until it works at nothing any more, such as at the order of its store; for two minutes at most.
fn rest(running: &Running) {
    for _ in 0..120 {
        let before = running.worked();
        std::thread::sleep(Duration::from_secs(1));
        // In ticks of 10 ms: less than a twentieth of one core.
        if running.worked().saturating_sub(before) < 5 {
            return;
        }
    }
}

/// The reads that people wait for most, beside the cheapest answer of the same server.
fn reads(running: &Running, token: &str, size: &Size) -> Result<(), String> {
    let floor = read(running, token, size, &|_| "/healthz".to_owned())?;
    row("floor: /healthz, 64 clients", &floor, "");
    let any = |turn: u64| (turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % (size.dossiers - size.dossiers % 16);
    // Who pages begins at the first page and goes on from the last row of each, so the same pages are asked for by many.
    let page = |turn: u64| any(turn) / 50 * 50;
    let paths: [(&str, &(dyn Fn(u64) -> String + Sync)); 6] = [
        ("work list, 64 clients", &|_| "/api/v1/work".to_owned()),
        ("list of devices, page by page", &|turn| format!("/api/v1/devices?after=d-{:05}", page(turn))),
        ("… from any name", &|turn| format!("/api/v1/devices?after=d-{:05}", any(turn))),
        ("a device's answer, 64 clients", &|turn| format!("/api/v1/devices/d-{:05}/check", any(turn))),
        ("a device's history, 64 clients", &|turn| format!("/api/v1/devices/d-{:05}/history", any(turn))),
        ("feeds, 64 clients", &|_| "/api/v1/feeds".to_owned()),
    ];
    for (what, path) in paths {
        let figures = read(running, token, size, path)?;
        let times = figures.p99.as_secs_f64() / floor.p99.as_secs_f64().max(1e-9);
        row(what, &figures, &format!("{times:.1} × floor; bar p99 ≤ 25 ms"));
    }
    Ok(())
}

fn read(running: &Running, token: &str, size: &Size, path: &(dyn Fn(u64) -> String + Sync)) -> Result<Figures, String> {
    closed_loop(READERS, |worker| {
        let client = Client::new(running.address, Some(token.to_owned()));
        let (begin, mut each) = (Instant::now(), Vec::new());
        let mut turn = worker as u64 * 1_000_003;
        while begin.elapsed() < size.reading {
            turn += 1;
            let path = path(turn);
            let at = Instant::now();
            client.get(&path)?;
            each.push(at.elapsed());
        }
        Ok(each)
    })
}

/// A new advisory about a package of a few dossiers: from the moment its generation is in force until the work item of the last of them
/// can be read.
fn news(bench: &Bench, home: &Path, running: &Running, token: &str) -> Result<(), String> {
    let client = Client::new(running.address, Some(token.to_owned()));
    let in_force = fill::advisory(bench, home)?;
    let begin = Instant::now();
    let hits = ADVISED.len();
    loop {
        let (_, body) = client.get("/api/v1/work")?;
        let body = String::from_utf8_lossy(&body);
        if ADVISED.iter().all(|number| body.contains(&format!("d-{number:05} · {}", fill::NEWS))) {
            break;
        }
        if begin.elapsed() > Duration::from_secs(120) {
            return Err(format!("the advisory came to no work item within 120 s; the list holds {} bytes", body.len()));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = millis(begin.elapsed());
    println!(
        "{:<34}{hits:>10}{took:>9.0} ms{:>12}   after its import ({:.0} ms); bar ≤ 1 s",
        "advisory to work items",
        "",
        millis(in_force)
    );
    Ok(())
}

fn bytes_below(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len())
}
