//! `network proof …`: rule sets of 10 to 100,000 rules in every shape, held against a profile by the whole program.

use crate::generate::rules::{self, Shape};
use crate::jobs::{Bar, Bench, Job, once};
use crate::measure::Candidate;
use std::ffi::OsString;
use std::path::Path;

/// The size series, in rules.
const SERIES: [u64; 5] = [10, 100, 1_000, 10_000, 100_000];

/// The jobs whose name is wanted; input is generated for those alone.
pub fn jobs(bench: &Bench, wanted: impl Fn(&str) -> bool) -> std::io::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for shape in Shape::ALL {
        for size in SERIES.into_iter().filter(|&size| !bench.quick || size <= 10_000) {
            let name = format!("network_proof {}, {size} rules", shape.name());
            if wanted(&name) {
                jobs.push(job(bench, name, shape, size)?);
            }
        }
    }
    for size in SERIES.into_iter().filter(|&size| !bench.quick || size <= 10_000) {
        let name = format!("network_generate, {size} rules");
        if wanted(&name) {
            jobs.push(generate(bench, name, size)?);
        }
    }
    Ok(jobs)
}

/// `network generate` of a profile with as many flows as rules: written, read back, proved.
fn generate(bench: &Bench, name: String, size: u64) -> std::io::Result<Job> {
    let folder = bench.inputs.join("rules");
    std::fs::create_dir_all(&folder)?;
    let profile = folder.join(format!("{size}-flows.yaml"));
    once(&profile, |place| rules::write_profile(place, size))?;
    let mut words: Vec<OsString> =
        ["--format", "json", "--as-of", "2026-11-20", "network", "generate"].map(Into::into).to_vec();
    words.extend(["--device", rules::DEVICE, "--bind"].map(Into::into));
    words.extend([format!("gateway={}", rules::GATEWAY).into(), "--profile".into(), profile.clone().into()]);
    let tutela = Candidate {
        answers: &[0],
        proof: "tutela.network-draft/v1",
        ..Candidate::new(&bench.program("tutela"), words)
    };
    let floor = Candidate::new(&bench.program("floor"), [OsString::from("lines"), profile.clone().into()]);
    let bytes = profile.metadata()?.len();
    let bar = if size == 10_000 { Bar::Generate } else { Bar::Shown };
    Ok(Job { name, tutela, floor, bar, bytes, components: size, long: size >= 100_000 })
}

fn job(bench: &Bench, name: String, shape: Shape, size: u64) -> std::io::Result<Job> {
    let folder = bench.inputs.join("rules");
    std::fs::create_dir_all(&folder)?;
    let profile = folder.join("network.yaml");
    once(&profile, |place| std::fs::write(place, rules::PROFILE))?;
    let file = folder.join(format!("{size}-{}.nft", shape.name().replace(' ', "-")));
    once(&file, |place| rules::write(place, size, shape))?;
    let bar = match (shape, size) {
        (Shape::Overlapping, _) => Bar::Shown,
        (_, 10_000) => Bar::Proof,
        (_, 100_000) => Bar::LargeProof,
        _ => Bar::Shown,
    };
    let answers: &[i32] = match shape {
        Shape::Equal | Shape::Shadowed => &[0],
        Shape::OneHole | Shape::OneMissing => &[1],
        Shape::Overlapping => &[1, 3],
    };
    let tutela = Candidate {
        answers,
        proof: "tutela.network-verify/v1",
        ..Candidate::new(&bench.program("tutela"), words(&profile, &file))
    };
    let floor = Candidate::new(&bench.program("floor"), [OsString::from("lines"), file.clone().into()]);
    let bytes = file.metadata()?.len();
    Ok(Job { name, tutela, floor, bar, bytes, components: size, long: size >= 100_000 })
}

fn words(profile: &Path, file: &Path) -> Vec<OsString> {
    let day = "2026-11-20";
    let mut words: Vec<OsString> = ["--format", "json", "--as-of", day, "network", "verify"].map(Into::into).to_vec();
    words.extend(["--this-firewall-only", "--captured-at", day, "--device", rules::DEVICE].map(Into::into));
    words.extend(["--bind".into(), format!("gateway={}", rules::GATEWAY).into()]);
    words.extend(["--profile".into(), profile.into(), "--rules".into(), file.into()]);
    words
}
