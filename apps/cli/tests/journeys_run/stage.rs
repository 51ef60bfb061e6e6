//! Where a journey is played: an empty home, an empty folder for copies, and the few commands a story may use.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folders of one journey.
pub(crate) struct Stage {
    root: PathBuf,
    home: PathBuf,
    work: PathBuf,
}

impl Stage {
    /// An empty stage for the journey of this name.
    pub(crate) fn new(name: &str) -> io::Result<Stage> {
        let place = padded(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("journeys")).join(name);
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        let (home, work) = (place.join("home"), place.join("work"));
        fs::create_dir_all(&home)?;
        fs::create_dir_all(&work)?;
        Ok(Stage { root: Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), home, work })
    }

    /// Runs a command of the story: what it prints, and its exit status.
    pub(crate) fn play(&self, words: &[String]) -> Result<(String, i32), String> {
        let words: Vec<String> = words.iter().map(|word| self.opened(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let done = match words.as_slice() {
            ["tutela", arguments @ ..] => return self.tutela(arguments).map_err(|fault| fault.to_string()),
            ["cp", "-r", from, to] => copy(&self.root.join(from), &self.writable(to)?),
            ["rm", "-r", path] => remove(&self.writable(path)?),
            ["write", file, text] => write(&self.writable(file)?, text),
            ["cat", file] => {
                let text = fs::read_to_string(self.root.join(file)).map_err(|fault| format!("{file}: {fault}"))?;
                return Ok((self.closed(&text), 0));
            }
            other => return Err(format!("a journey cannot run `{}`", other.join(" "))),
        };
        done.map(|()| (String::new(), 0)).map_err(|fault| format!("`{}`: {fault}", words.join(" ")))
    }

    fn tutela(&self, arguments: &[&str]) -> io::Result<(String, i32)> {
        let (mut output, pipe) = io::pipe()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
        command.args(arguments).current_dir(&self.root).env_clear();
        command.env("TUTELA_HOME", &self.home).env("HOME", &self.work).env("LANG", "en_US.UTF-8");
        command.env("NO_COLOR", "1").env("COLUMNS", "100").env("TZ", "UTC");
        command.stdin(Stdio::null()).stderr(pipe.try_clone()?).stdout(pipe);
        let mut running = command.spawn()?;
        // Gives up the writing ends held here, so that reading comes to its end with the program.
        drop(command);
        let mut printed = Vec::new();
        output.read_to_end(&mut printed)?;
        let status = running.wait()?.code().unwrap_or(-1);
        Ok((self.closed(&String::from_utf8_lossy(&printed)), status))
    }

    /// Only the journey's own folders may change.
    fn writable(&self, path: &str) -> Result<PathBuf, String> {
        let inside = [&self.home, &self.work].iter().any(|folder| Path::new(path).starts_with(folder));
        if inside { Ok(PathBuf::from(path)) } else { Err(format!("a journey may not change `{path}`")) }
    }

    fn opened(&self, word: &str) -> String {
        let [home, work] = [&self.home, &self.work].map(|folder| folder.display().to_string());
        word.replace("$HOME_DIR", &home).replace("$WORK_DIR", &work)
    }

    fn closed(&self, text: &str) -> String {
        let [home, work] = [&self.home, &self.work].map(|folder| folder.display().to_string());
        text.replace(&home, "$HOME_DIR").replace(&work, "$WORK_DIR")
    }
}

/// A folder below `base` whose path is as long on every machine, so that lines with a path in them break at the same places.
fn padded(base: &Path) -> PathBuf {
    const LENGTH: usize = 120;
    let missing = LENGTH.saturating_sub(base.as_os_str().len() + 1).max(1);
    base.join("-".repeat(missing))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(|_| ());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Writes a file, and makes the folders it stands in.
fn write(file: &Path, text: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(file, text)
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}
