//! The fuzz targets stand outside the workspace; here they are only type-checked, so that they do not rot.

use crate::tools::Tools;
use crate::{Outcome, repository, run};

const MANIFEST: &str = "fuzz/Cargo.toml";

/// Type-checks every fuzz target, without linking libFuzzer (that would need a C++ compiler).
pub fn run(tools: &Tools) -> Outcome {
    let fetch = |extra: &[&str]| {
        let fetch = [&["fetch", "--locked", "--quiet", "--manifest-path", MANIFEST], extra].concat();
        run::output(&mut run::cargo(&fetch))
    };
    if let Err(why) = fetch(&["--offline"]).or_else(|_| fetch(&[])) {
        if why.contains("lock file") {
            return Err(format!(
                "fuzz/Cargo.lock is behind; refresh it: cargo update --workspace --manifest-path {MANIFEST}"
            ));
        }
        return tools.skip(&format!("the fuzz targets were not type-checked: {why}"));
    }
    let folder = repository::target().join("fuzz");
    let mut check = run::cargo(&["check", "--quiet", "--locked", "--no-default-features", "--bins"]);
    run::seen(check.args(["--manifest-path", MANIFEST, "--target-dir"]).arg(folder))
}
