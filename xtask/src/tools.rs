//! Programs beyond the Rust toolchain, and the Debian package that brings each.

use crate::{Outcome, run};
use std::process::{Command, Stdio};

/// A program that a step needs.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The program.
    pub program: &'static str,
    /// The Debian packages that bring it.
    pub packages: &'static [&'static str],
    /// What it is needed for.
    pub reason: &'static str,
}

/// The C compiler: zstd is C, and Rust links with it.
pub const C_COMPILER: Tool =
    Tool { program: "cc", packages: &["gcc", "libc6-dev"], reason: "compiles zstd, and Rust links with it" };

/// Version control: the checks look at the files it lists.
pub const GIT: Tool = Tool { program: "git", packages: &["git"], reason: "lists the files of the repository" };

/// Unpacks the reference data.
pub const ZSTD: Tool = Tool { program: "zstd", packages: &["zstd"], reason: "unpacks the reference data" };

/// Loads rule sets into the kernel, which decides in the end what a firewall lets through.
pub const NFT: Tool = Tool {
    program: "nft",
    packages: &["nftables", "iproute2"],
    reason: "loads rule sets that the proof is held against",
};

/// The database server: the contract of a store is held against a private one.
pub const POSTGRESQL: Tool = Tool {
    program: "/usr/lib/postgresql/*/bin/initdb",
    packages: &["postgresql"],
    reason: "starts the private database that the store is tested against",
};

/// The browser in which people's journeys are walked, with letters for Japanese.
pub const CHROMIUM: Tool = Tool {
    program: "chromium",
    packages: &["chromium", "fonts-noto-cjk"],
    reason: "walks people's journeys through the pages",
};

/// Runs the fuzzer of the API, in an environment of its own.
pub const PYTHON: Tool = Tool {
    program: "python3",
    packages: &["python3", "python3-venv"],
    reason: "runs the fuzzer that holds the server against its own description",
};

/// What may be done about a missing tool.
#[derive(Clone, Copy, Debug)]
pub struct Tools {
    /// Whether packages may be installed (they are only ever installed as root, and announced).
    pub install: bool,
    /// Whether a machine runs this: a skip for a missing tool is then a failure.
    pub ci: bool,
}

impl Tools {
    /// As the environment says (`CI`).
    pub fn from_environment() -> Tools {
        let ci = std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        Tools { install: true, ci }
    }

    /// Whether a tool is there, after installing it where that is allowed. `Ok(false)` is a skip that has been said aloud.
    pub fn have(&self, tool: Tool) -> Outcome<bool> {
        if runs(tool.program) {
            return Ok(true);
        }
        let line = format!("apt-get install --yes --no-install-recommends {}", tool.packages.join(" "));
        println!("`{}` is missing ({})", tool.program, tool.reason);
        if self.install && is_root() && runs("apt-get") {
            println!("installing it: {line}");
            apt(&["update", "--quiet"])?;
            apt(&[&["install", "--yes", "--no-install-recommends"], tool.packages].concat())?;
            if runs(tool.program) {
                return Ok(true);
            }
        }
        println!("to install it, type as root: {line}");
        self.skip(&format!("`{}` is missing", tool.program))?;
        Ok(false)
    }

    /// Says a skip aloud; in CI it is a fault.
    pub fn skip(&self, why: &str) -> Outcome {
        if self.ci {
            return Err(format!("{why}; in CI nothing is skipped for a missing tool"));
        }
        println!("SKIPPED: {why}");
        Ok(())
    }
}

/// `*` stands for one folder, such as that of a version: Debian keeps some programs outside the path.
fn runs(program: &str) -> bool {
    if let Some((folder, rest)) = program.split_once("/*/") {
        let found = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        return found.map(|entry| entry.path().join(rest)).any(|path| path.is_file());
    }
    let quiet = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    quiet(Command::new(program).arg("--version"))
}

fn is_root() -> bool {
    run::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

fn apt(arguments: &[&str]) -> Outcome {
    run::seen(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}
