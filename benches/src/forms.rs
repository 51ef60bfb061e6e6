//! `scan …, FORM`: the same components in every form of an SBOM, at two sizes, and a 10 MB SPDX document.

use crate::generate::forms::{self, Form};
use crate::jobs::{Bar, Bench, Job, PACKAGES, once};

/// The size series, in components.
const SERIES: [u64; 2] = [900, 100_000];

/// Components of the SPDX document that has 10 MB.
const TEN_MEGABYTES: u64 = 19_000;

/// The jobs whose name is wanted; input is generated for those alone.
pub fn jobs(bench: &Bench, wanted: impl Fn(&str) -> bool) -> std::io::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for form in Form::ALL {
        for size in SERIES.into_iter().filter(|&size| !bench.quick || size <= 10_000) {
            let name = format!("scan {size}, {}", form.name());
            if wanted(&name) {
                let bar = if size == 900 { Bar::Scan } else { Bar::Large };
                jobs.push(job(bench, name, form, size, bar)?);
            }
        }
    }
    let name = "scan 10 MB, spdx.json".to_owned();
    if wanted(&name) {
        jobs.push(job(bench, name, Form::SpdxJson, TEN_MEGABYTES, Bar::TenMegabytes)?);
    }
    Ok(jobs)
}

fn job(bench: &Bench, name: String, form: Form, components: u64, bar: Bar) -> std::io::Result<Job> {
    let folder = bench.inputs.join("sbom");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{components}.{}", form.name()));
    once(&file, |place| forms::write(form, place, components, PACKAGES, 1))?;
    bench.scan_files(name, vec![file], components, bar, form.floor())
}
