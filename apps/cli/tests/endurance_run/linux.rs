//! Disks that are full or read-only are made of mounts that only the test sees; where this machine does not permit that, the
//! test says that it was skipped. Memory is bounded by the shell's `ulimit`.

use crate::harness::SKIPPED;
use crate::program::{Ended, Program};
use crate::{REQUESTS, long_feed};
use std::path::Path;

/// Every way to a mount of one's own: as root, or as root of a user namespace.
const WAYS: [&[&str]; 2] = [&["unshare", "--mount"], &["unshare", "--user", "--map-root-user", "--mount"]];

/// Prepares the home, imports, and asks what was held before.
const STORY: &str = r#"
    "$TUTELA" feeds import "$FEED" --complete Go --as-of 2026-11-23; echo "import $?"
    "$TUTELA" feeds status --verify --as-of 2026-11-23
    "$TUTELA" scan "$SBOM" --as-of 2026-11-23; echo "scan $?""#;

/// A home with the starter mirror, a copy of it, a feed to import and an SBOM to scan.
struct Stage {
    program: Program,
    kept: String,
    feed: String,
    sbom: String,
}

impl Stage {
    fn new(name: &str) -> Stage {
        let program = Program::with_pypi(name);
        let feed = program.file("go.jsonl", long_feed());
        let sbom = program.file("a.cdx.json", format!("{REQUESTS}}}"));
        let kept = program.file("kept/empty", "").replace("/empty", "");
        let copied = std::process::Command::new("cp").arg("-r").arg(program.home()).arg(&kept).status();
        assert!(copied.is_ok_and(|copied| copied.success()), "a copy of the home can be made");
        Stage { program, kept: format!("{kept}/home"), feed, sbom }
    }

    /// Runs the story behind a command that prepares the home; `None` when no way to a mount is permitted.
    fn play(&self, prepare: &str) -> Option<Ended> {
        let script = format!("{prepare} || exit 99\n{STORY}");
        WAYS.iter().find_map(|way| {
            let mut command = self.program.other(way[0]);
            command.args(&way[1..]).args(["sh", "-c", &script]);
            command.env("TUTELA", env!("CARGO_BIN_EXE_tutela")).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
            command.env("COLUMNS", "200").env("KEPT", &self.kept).env("FEED", &self.feed).env("SBOM", &self.sbom);
            let ended = Program::end(&mut command).ok()?;
            (ended.status == 0).then_some(ended)
        })
    }

    /// The import failed with place and next step, and what was held answers as before.
    fn expect_refused(&self, ended: &Ended, cause: &str) {
        let Ended { out, err, status: _ } = ended;
        let home = self.program.home();
        assert!(out.contains("import 2") && err.contains(&home.display().to_string()), "{out}{err}");
        assert!(err.contains(cause) && err.contains("next: "), "{out}{err}");
        assert!(out.contains("OSV/PyPI        29 records") && out.contains("hash verified"), "{out}{err}");
        assert!(!out.contains("DAMAGED") && !out.contains("OSV/Go "), "{out}{err}");
        assert!(out.contains("CVE-2023-32681") && out.contains("scan 1"), "{out}{err}");
    }
}

fn not_permitted() -> Result<(), String> {
    Err(format!("{SKIPPED}this machine permits no mounts of one's own"))
}

/// Bytes of everything below a folder, in whole pages.
fn size(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| size(&entry.path())).sum(),
        Err(_) => std::fs::metadata(path).map_or(0, |facts| facts.len().div_ceil(4096) * 4096),
    }
}

/// The disk is full at several points of the import: while the feed is kept, and while the index is written.
pub(crate) fn a_full_disk() -> Result<(), String> {
    let stage = Stage::new("full");
    let feed = std::fs::metadata(&stage.feed).map_err(|fault| fault.to_string())?.len();
    let before = size(&stage.program.home());
    let whole = Program::with_pypi("whole");
    assert_eq!(whole.run(&["feeds", "import", &stage.feed, "--complete", "Go"]).status, 0);
    let after = size(&whole.home());
    assert!(after > before + feed, "the index takes room too");
    let index = after - before - feed;
    for room in [4096, 65536, feed / 2, feed + 4096, feed + index / 2, feed + index - 16384] {
        let kilobytes = (before + room).div_ceil(1024);
        let mount = format!("mount -t tmpfs -o size={kilobytes}k none \"$TUTELA_HOME\"");
        match stage.play(&format!("{mount} && cp -r \"$KEPT\"/. \"$TUTELA_HOME\"")) {
            Some(ended) => stage.expect_refused(&ended, "No space left on device"),
            None => return not_permitted(),
        }
    }
    Ok(())
}

pub(crate) fn a_read_only_home() -> Result<(), String> {
    let stage = Stage::new("read-only");
    let bind = "mount --bind \"$TUTELA_HOME\" \"$TUTELA_HOME\"";
    match stage.play(&format!("{bind} && mount -o remount,bind,ro \"$TUTELA_HOME\"")) {
        Some(ended) => stage.expect_refused(&ended, "Read-only file system"),
        None => return not_permitted(),
    }
    Ok(())
}

/// Megabytes of nesting in each case, and the address space that reading it may take.
const NESTED: usize = 64;
const MEMORY: usize = 4 * NESTED;

pub(crate) fn nesting() -> Result<(), String> {
    let program = Program::with_pypi("deep");
    let open = "[".repeat(NESTED << 20);
    let closed = format!("{}{}", "[".repeat(NESTED << 19), "]".repeat(NESTED << 19));
    let objects = "{\"a\":".repeat((NESTED << 20) / 5);
    let record = r#"{"id": "GO-1", "modified": "2026-11-20T00:00:00Z", "affected": "#;
    for (name, text, wanted) in [
        ("alone", open.clone(), 2),
        ("unclosed", format!("{REQUESTS}, \"x\": {open}"), 2),
        // Nested in a field that is not read, and closed: passed over, and nothing is hidden.
        ("closed", format!("{REQUESTS}, \"x\": {closed}}}"), 1),
        ("objects", format!("{REQUESTS}, \"x\": {objects}"), 2),
        ("composition", format!("{REQUESTS}, \"compositions\": {open}"), 2),
    ] {
        let file = program.file(&format!("{name}.cdx.json"), text);
        let ended = bounded(&program, &["scan", &file])?;
        assert_eq!(ended.status, wanted, "{name}: {}{}", ended.out, ended.err);
        assert!(!ended.out.contains("NOTHING BLOCKING"), "{name}: {}", ended.out);
        assert!(wanted == 1 || ended.err.contains("next: "), "{name}: {}", ended.err);
    }
    let feed = program.file("go.jsonl", format!("{record}{open}\n"));
    let ended = bounded(&program, &["feeds", "import", &feed])?;
    assert!(ended.status == 2 && ended.err.contains("next: "), "{}{}", ended.out, ended.err);
    Ok(())
}

/// Runs the program with so much memory and no more.
fn bounded(program: &Program, arguments: &[&str]) -> Result<Ended, String> {
    let script = format!("ulimit -v {} && exec \"$@\"", MEMORY << 10);
    let mut command = program.other("sh");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_tutela"), "--as-of", "2026-11-23"]).args(arguments);
    Program::end(&mut command).map_err(|fault| fault.to_string())
}
