//! `site_check …`: a hospital's units joined with a dossier and its networks judged; `site_verify …`: the kept rules of one of
//! its firewalls held against every unit of that device.

use crate::generate::{rules, site};
use crate::jobs::{Bar, Bench, Job, PACKAGES, once};
use crate::measure::Candidate;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Firewalls of the hospital, and rules of each.
const FIREWALLS: u64 = 20;
const RULES: u64 = 1_000;

/// The size series, in units.
const SERIES: [u64; 3] = [500, 5_000, 50_000];

/// The jobs whose name is wanted; input is generated for those alone.
pub fn jobs(bench: &Bench, wanted: impl Fn(&str) -> bool) -> std::io::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for units in SERIES.into_iter().filter(|&units| !bench.quick || units <= 5_000) {
        let name = format!("site_check {units} units, {FIREWALLS} firewalls of {RULES} rules");
        if wanted(&name) {
            let bar = if units == 5_000 { Bar::Site } else { Bar::Shown };
            let folder = folder(bench, units)?;
            let words = [OsString::from("check"), folder.into()];
            let proof = Proof { answers: &[1, 3], schema: "tutela.site/v1", bar };
            jobs.push(job(bench, name, units, words.to_vec(), proof)?);
        }
        let name = format!("site_verify {units} units, 1 firewall of {RULES} rules");
        if wanted(&name) {
            let folder = folder(bench, units)?;
            let profile = folder.join("received/pump/network.yaml");
            let mut words = ["network", "verify", "--firewall", "fw-0", "--site"].map(OsString::from).to_vec();
            words.extend([folder.into(), "--profile".into(), profile.into()]);
            let proof = Proof { answers: &[1], schema: "tutela.network-verify/v1", bar: Bar::Shown };
            jobs.push(job(bench, name, units, words, proof)?);
        }
    }
    Ok(jobs)
}

/// How a job ends when it did its work, and the bar beside it.
struct Proof {
    answers: &'static [i32],
    schema: &'static str,
    bar: Bar,
}

/// The hospital's folder, made once.
fn folder(bench: &Bench, units: u64) -> std::io::Result<PathBuf> {
    let folder = bench.inputs.join(format!("site-{units}"));
    once(&folder, |place| {
        site::write(place, units, FIREWALLS, PACKAGES)?;
        (0..FIREWALLS).try_for_each(|number| keep(bench, place, number))
    })?;
    Ok(folder)
}

fn job(bench: &Bench, name: String, units: u64, words: Vec<OsString>, proof: Proof) -> std::io::Result<Job> {
    let home = bench.inputs.join("site-home");
    let mut all = vec![OsString::from("--home"), home.into()];
    all.extend(["--format", "json", "--as-of", "2026-11-20"].map(Into::into));
    all.extend(words);
    let Proof { answers, schema, bar } = proof;
    let tutela = Candidate { answers, proof: schema, ..Candidate::new(&bench.program("tutela"), all) };
    let list = folder(bench, units)?.join("units.csv");
    let bytes = list.metadata()?.len();
    let floor = Candidate::new(&bench.program("floor"), [OsString::from("lines"), list.into()]);
    Ok(Job { name, tutela, floor, bar, bytes, components: units, long: units > 5_000 })
}

/// Has the rules of a firewall taken in by the program itself, as a hospital does.
fn keep(bench: &Bench, folder: &Path, number: u64) -> std::io::Result<()> {
    let id = site::firewall(number);
    let file = bench.inputs.join(format!("{id}.nft"));
    once(&file, |place| rules::write(place, RULES, rules::Shape::Equal))?;
    let mut command = Command::new(bench.program("tutela"));
    command.args(["site", "add-rules"]).arg(&file).arg(folder);
    command.args(["--firewall", &id, "--captured-by", "abe", "--running", "--write", "--as-of", "2026-11-20"]);
    let output = command.args(["--captured-at", "2026-11-19"]).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}
