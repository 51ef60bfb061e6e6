//! Triage in the terminal, by what a person types.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the example is there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// A copy of the example with nothing decided, beside a filled mirror; both are gone when the test ends.
struct Undecided(PathBuf);

impl Undecided {
    fn new(name: &str) -> Undecided {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&place);
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let undecided = Undecided(place);
        copy(&fixtures.join("aster-s2"), &undecided.pump());
        std::fs::write(undecided.decisions(), "").expect("a file can be written");
        let feeds = fixtures.join("feeds").display().to_string();
        let mut import = undecided.tutela(&["feeds", "import", &feeds, "--published", "2026-11-22"]);
        assert!(import.stdout(Stdio::null()).status().expect("the program starts").success());
        undecided
    }

    fn pump(&self) -> PathBuf {
        self.0.join("pump")
    }

    fn decisions(&self) -> PathBuf {
        self.pump().join("releases/4.1.0/decisions.yaml")
    }

    fn tutela(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
        command.args(arguments).args(["--as-of", "2026-11-23", "--lang", "en"]).env("TUTELA_HOME", self.0.join("home"));
        command
    }

    /// Types the keys; gives what was shown and the exit status.
    fn typed(&self, keys: &str) -> (String, i32) {
        let pump = self.pump().display().to_string();
        let mut command = self.tutela(&["triage", "--person", "mori", &pump]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        // A program that has quit no longer listens.
        let _ = child.stdin.take().expect("stdin is a pipe").write_all(keys.as_bytes());
        let ended = child.wait_with_output().expect("the program ends");
        (String::from_utf8_lossy(&ended.stdout).into_owned(), ended.status.code().unwrap_or(-1))
    }

    fn written(&self) -> String {
        std::fs::read_to_string(self.decisions()).expect("the file is there")
    }
}

impl Drop for Undecided {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_answer_with_a_reason_and_a_yes_is_appended_and_not_asked_again() {
    let device = Undecided::new("walk-answer");
    let (out, status) = device.typed("n\n1\nNot built in.\ny\ni\nLooking.\ny\nq\n");
    assert!(out.contains("[1/") && out.contains("release 4.1.0 only: "), "{out}");
    assert!(out.contains("2 decisions appended to releases/4.1.0/decisions.yaml, unapproved"), "{out}");
    // The example holds components that nobody watches.
    assert!(status == 3 && out.contains("NO ANSWER for what is unwatched"), "{out}");
    let written = device.written();
    assert_eq!(written.matches("---\n").count(), 2, "{written}");
    for words in ["status: not_affected", "justification: component_not_present", "Not built in.", "author: mori"] {
        assert!(written.contains(words), "{words}: {written}");
    }
    let first =
        out.lines().find(|line| line.starts_with("[1/")).expect("a question").split("] ").nth(1).unwrap().to_owned();
    let (again, _) = device.typed("q\n");
    assert!(!again.contains(&first), "{first} is asked again: {again}");
}

#[test]
fn nothing_is_written_without_a_reason_a_label_or_a_yes() {
    let device = Undecided::new("walk-nothing");
    for keys in ["a\n\nq\n", "n\n9\nq\n", "a\nBecause.\nn\nq\n", "x\n?\ns\nq\n", "a\nBecause.\n", ""] {
        let (out, status) = device.typed(keys);
        assert!(out.contains("0 decisions appended"), "{keys:?}: {out}");
        assert_eq!((device.written().as_str(), status), ("", 3), "{keys:?}");
    }
}

#[test]
fn without_a_mirror_nothing_is_called_done() {
    let device = Undecided::new("walk-blind");
    std::fs::remove_dir_all(device.0.join("home")).expect("the mirror is there");
    let (out, status) = device.typed("");
    assert!(status == 3 && out.contains("NO ANSWER for what is unwatched"), "{out}");
}
