//! Figures of a store, for people to judge on their machine: durable uploads, and how fast affected releases are listed.

use crate::database::Store;
use activities::library_port::{KeptId, Library, Tenant};
use activities::store_fault::StoreFault;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Clock};
use terms::{Instant, Party};
use vulnerability::Name;

/// Where the time of uploads goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// How many were done.
    pub count: u64,
    /// In how much time by the clock.
    pub took: Duration,
    /// The middle of them.
    pub p50: Duration,
    /// 99 of 100 were as fast.
    pub p99: Duration,
}

impl Figures {
    fn of(mut each: Vec<Duration>, took: Duration) -> Figures {
        each.sort_unstable();
        let at = |share: usize| each.get((each.len() * share / 100).min(each.len().saturating_sub(1))).copied();
        let (p50, p99) = (at(50).unwrap_or_default(), at(99).unwrap_or_default());
        Figures { count: each.len() as u64, took, p50, p99 }
    }

    /// How many in a second.
    pub fn per_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

/// What is uploaded.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Clients that upload at once, each its next when the last is kept.
    pub clients: u64,
    /// Dossiers in all, each with one release and one SBOM.
    pub dossiers: u64,
    /// The number of the first of them.
    pub first: u64,
    /// Components of an SBOM.
    pub components: u64,
    /// Different names that components are drawn from.
    pub names: u64,
}

/// The tenant of measured dossiers.
const TENANT: &str = "measured";

/// A CycloneDX document made by rule: the same number, the same bytes.
pub fn bill(number: u64, load: &Load) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut text = format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:{number:032x}\",\"components\":["
    );
    for place in 0..load.components {
        // Some names are everywhere, most are rare.
        let (one, other) = (next() % load.names, next() % load.names);
        let name = one.min(other);
        // A few versions of each name are about.
        let version = format!("{}.{}.0", name % 9, next() % 4);
        let hash = (0..4).fold(String::new(), |mut hash, _| {
            let _ = write!(hash, "{:016x}", next().wrapping_mul(0x9e37_79b9_7f4a_7c15));
            hash
        });
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n{{\"type\":\"library\",\"bom-ref\":\"c{place}\",\"name\":\"package-{name}\",\"version\":\"{version}\",\
             \"purl\":\"pkg:npm/package-{name}@{version}\",\"licenses\":[{{\"license\":{{\"id\":\"MIT\"}}}}],\
             \"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{hash}\"}}],\
             \"supplier\":{{\"name\":\"The authors of package {name}\"}},\"scope\":\"required\"}}"
        );
    }
    text.push_str("\n]}\n");
    text
}

/// Uploads dossiers; each is on the disk when its time ends.
pub fn uploads(store: &Store, load: &Load, now: Instant) -> Result<Figures, StoreFault> {
    let tenant = Tenant { id: TENANT.to_owned(), name: TENANT.to_owned(), party: Party::Manufacturer, since: now };
    store.put_tenant(&tenant)?;
    let (next, begin) = (AtomicU64::new(load.first), Clock::now());
    let client = || -> Result<Vec<Duration>, StoreFault> {
        let mut each = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= load.first + load.dossiers {
                return Ok(each);
            }
            let (bill, id) = (bill(number, load), KeptId::dossier(TENANT, &format!("device-{number}")));
            let device = format!("id: device-{number}\nname: Device {number}\n");
            let release = "id: \"1.0\"\nsboms:\n  - file: bom.cdx.json\n    role: device\n";
            let files: [(&str, &[u8]); 3] = [
                ("device.yaml", device.as_bytes()),
                ("releases/1.0/release.yaml", release.as_bytes()),
                ("releases/1.0/bom.cdx.json", bill.as_bytes()),
            ];
            let start = Clock::now();
            store.put(&id, None, &files, "bench", now)?;
            each.push(start.elapsed());
        }
    };
    let each = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..load.clients.max(1)).map(|_| scope.spawn(client)).collect();
        let mut all = Vec::new();
        for one in clients {
            all.extend(one.join().unwrap_or_else(|_| Ok(Vec::new()))?);
        }
        Ok(all)
    })?;
    Ok(Figures::of(each, begin.elapsed()))
}

/// Asks for the releases that bear a name, one rare and one common by turns. The figures, and the hits of the last two.
pub fn bearers(store: &Store, load: &Load, runs: u64) -> Result<[(Figures, usize); 2], StoreFault> {
    let ask = |name: &dyn Fn(u64) -> u64| -> Result<(Figures, usize), StoreFault> {
        let (mut each, mut hits, begin) = (Vec::new(), 0, Clock::now());
        for run in 0..runs {
            let mut spelling = String::new();
            let wanted = format!("package-{}", name(run));
            Name::Package { ecosystem: "npm".into(), release: "".into(), name: wanted.into() }.spell(&mut spelling);
            let start = Clock::now();
            hits = store.bearers(&[spelling])?.len();
            each.push(start.elapsed());
        }
        Ok((Figures::of(each, begin.elapsed()), hits))
    };
    Ok([ask(&|run| load.names - 1 - run % (load.names / 4).max(1))?, ask(&|run| run % 8)?])
}
