//! The wide suite: the program against real records, where the reference data is unpacked (`cargo xtask test` does that).

#[path = "wide_run/cloud.rs"]
mod cloud;
mod harness;
#[path = "wide_run/rules.rs"]
mod rules;
#[path = "wide_run/sboms.rs"]
mod sboms;
#[path = "wide_run/scores.rs"]
mod scores;
#[path = "wide_run/second_opinion.rs"]
mod second_opinion;
#[path = "wide_run/statements.rs"]
mod statements;
#[path = "wide_run/support_life.rs"]
mod support_life;
#[path = "wide_run/versions.rs"]
mod versions;

use harness::Case;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A test of the wide suite: it gets the unpacked data.
type Wide = fn(&Path) -> Result<(), String>;

/// Every test of the wide suite.
const WIDE: &[(&str, Wide)] = &[
    ("a second opinion agrees pair by pair on 124 real SBOMs", second_opinion::agrees),
    ("CycloneDX XML of the specification is read as its JSON twins are", sboms::cyclonedx_xml),
    ("SPDX 2 is the same in every form", sboms::spdx_forms),
    ("SPDX 3 gives every package and file once", sboms::spdx3),
    ("an archive gives every document in it", sboms::archive),
    ("every statement of published VEX and CSAF documents is taken or listed", statements::none_is_lost),
    ("every release cycle of the published list of support life is read", support_life::every_cycle_is_read),
    ("published lists of CVSS vectors hold", scores::hold),
    ("published lists of version comparisons hold", versions::hold),
    ("published rule sets of firewalls are read, text and JSON alike", rules::read_whole),
    ("what a demonstration account in the cloud shows is found", cloud::demo_account),
    ("the tests of the vers specification hold", versions::vers_hold),
];

fn main() -> ExitCode {
    // Without the data, `cargo xtask test` has said so and counted the suite as one skip.
    let Some(data) = std::env::var_os("TUTELA_WIDE_DATA").map(PathBuf::from) else {
        println!("\nno reference data: the wide suite is run by `cargo xtask test`");
        return harness::run(&[]);
    };
    let data = data.as_path();
    let cases: Vec<Case<'_>> =
        WIDE.iter().map(|&(name, case)| (name.to_owned(), Box::new(move || case(data)) as Box<_>)).collect();
    harness::run(&cases)
}
