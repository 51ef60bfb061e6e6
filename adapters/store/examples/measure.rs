//! Prints figures of a store: `measure ADDRESS [DOSSIERS [NAMES [CLIENTS]]]`.

use std::time::{Duration, SystemTime};
use store::measure::{Figures, Load, bearers, uploads};
use store::{Settings, Store};
use terms::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual| arguments.get(place).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let Some(address) = arguments.first() else { return println!("measure ADDRESS [DOSSIERS [NAMES [CLIENTS]]]") };
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let now = Instant(i64::try_from(since.as_millis()).unwrap_or_default());
    let first = u64::from(since.subsec_nanos()) * 1_000_000;
    let load =
        Load { clients: number(3, 16), dossiers: number(1, 1_000), first, components: 900, names: number(2, 50_000) };
    let told = run(address, &load, now);
    if let Err(fault) = told {
        println!("{fault}: {:?}", fault.cause);
    }
}

fn run(address: &str, load: &Load, now: Instant) -> Result<(), activities::store_fault::StoreFault> {
    let begin = std::time::Instant::now();
    let store = Store::open(&Settings::new(address, now))?;
    println!("opened in {:?}; an SBOM has {} bytes", begin.elapsed(), store::measure::bill(0, load).len());
    show("uploads", &uploads(&store, load, now)?);
    std::thread::sleep(Duration::from_secs(1));
    for (what, (figures, hits)) in ["a rare name", "a common name"].into_iter().zip(bearers(&store, load, 500)?) {
        show(&format!("{what} ({hits} hits)"), &figures);
    }
    Ok(())
}

fn show(what: &str, figures: &Figures) {
    let Figures { count, took, p50, p99 } = figures;
    println!("{what}: {count} in {took:.1?}, {:.0}/s, middle {p50:.1?}, p99 {p99:.1?}", figures.per_second());
}
