//! The program with an empty home of its own, for tests that a story cannot tell.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A home, and a folder for files that the test makes. Both are gone when the test ends.
pub(crate) struct Program {
    place: PathBuf,
}

/// What a command gave.
pub(crate) struct Ended {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: i32,
}

impl Program {
    /// With nothing held yet.
    pub(crate) fn new(name: &str) -> Program {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(place.join("home")).expect("the target folder can be written");
        Program { place }
    }

    /// With the PyPI records of the starter mirror, complete and a day old.
    pub(crate) fn with_pypi(name: &str) -> Program {
        let program = Program::new(name);
        let taken =
            program.run(&["feeds", "import", "fixtures/feeds/PyPI", "--complete", "PyPI", "--published", "2026-11-22"]);
        assert_eq!(taken.status, 0, "{}", taken.err);
        program
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.place.join("home")
    }

    /// Makes a file; gives its name for a command.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.place.join(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        std::fs::write(&path, bytes).expect("a file can be written");
        path.display().to_string()
    }

    /// A command in the root of the repository, as of the day after the starter mirror.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.other(env!("CARGO_BIN_EXE_tutela"));
        command.args(arguments).args(["--as-of", "2026-11-23"]);
        command
    }

    /// A command of another program that finds this home.
    pub(crate) fn other(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .env_clear()
            .env("TUTELA_HOME", self.home())
            .env("LANG", "en_US.UTF-8")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Program::end(&mut self.command(arguments)).expect("the program starts")
    }

    /// Runs a prepared command to its end.
    pub(crate) fn end(command: &mut Command) -> std::io::Result<Ended> {
        let ended = command.output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended { out: text(&ended.stdout), err: text(&ended.stderr), status: ended.status.code().unwrap_or(-1) })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.place);
    }
}
