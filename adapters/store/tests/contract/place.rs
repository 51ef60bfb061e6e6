//! Places for stores: a folder that is removed at the end, a private PostgreSQL that is stopped at the end.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Settings, Store};
use terms::Instant;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The time at which every case begins.
pub(crate) const NOW: Instant = Instant(1_790_000_000_000);

/// Which database.
#[derive(Clone, Copy)]
pub(crate) enum Engine<'s> {
    Sqlite,
    Postgres(&'s Server),
}

/// A place for the stores of one case.
pub(crate) struct Place<'s> {
    pub(crate) engine: Engine<'s>,
    pub(crate) folder: PathBuf,
    pub(crate) address: String,
}

impl<'s> Place<'s> {
    pub(crate) fn new(engine: Engine<'s>, case: &str) -> Place<'s> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tutela-store-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let address = match engine {
            Engine::Sqlite => folder.join("tutela.db").display().to_string(),
            Engine::Postgres(server) => server.database(&format!("case{count}"), case),
        };
        Place { engine, folder, address }
    }

    pub(crate) fn is_server(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Opens a store there.
    pub(crate) fn open(&self) -> Store {
        Store::open(&Settings::new(&self.address, NOW)).unwrap()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs a statement in an SQLite file.
pub(crate) fn execute(file: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let connection = sea_orm::Database::connect(format!("sqlite://{file}")).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&connection, sql).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// Marks an SQLite file as written by a version whose files may only be read (file format, 1.3.3: write version above 2).
pub(crate) fn make_read_only(file: &str) {
    use std::os::unix::fs::FileExt;
    fs::OpenOptions::new().write(true).open(file).unwrap().write_all_at(&[3], 18).unwrap();
}

/// A private PostgreSQL on loopback.
pub(crate) struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Starts one, or says why there is none.
    pub(crate) fn start() -> Result<Server, String> {
        let server = Server::place()?;
        let init = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        done(server.program("initdb").args(init).arg(server.folder.join("data")))?;
        server.run()
    }

    /// Starts one that follows this one.
    pub(crate) fn follower(&self) -> Result<Server, String> {
        let server = Server::place()?;
        let copy = ["-h", "127.0.0.1", "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-p"];
        let mut copies = server.program("pg_basebackup");
        done(copies.args(copy).arg(self.port.to_string()).arg("-D").arg(server.folder.join("data")))?;
        server.run()
    }

    /// A place for one.
    fn place() -> Result<Server, String> {
        let programs = programs().ok_or("PostgreSQL is not installed (apt-get install --yes postgresql)")?;
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).map_err(|e| e.to_string())?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tutela-postgres-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|fault| fault.to_string())?;
        let server = Server { programs, folder, port: port.port() };
        if is_root() {
            done(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        Ok(server)
    }

    fn run(self) -> Result<Server, String> {
        let server = self;
        let data = server.folder.join("data");
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories={} -c fsync=off -c max_connections=200",
            server.port,
            server.folder.display()
        );
        let log = server.folder.join("log");
        done(
            server
                .program("pg_ctl")
                .args(["start", "-w", "-t", "60", "-o", &options, "-l"])
                .arg(&log)
                .arg("-D")
                .arg(&data),
        )?;
        Ok(server)
    }

    /// A database of its own for a case.
    fn database(&self, name: &str, case: &str) -> String {
        let sql = format!("CREATE DATABASE {name}");
        let made = self.psql("postgres", &sql);
        assert!(made.is_ok(), "{case}: {made:?}");
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs a statement in a database.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> Result<(), String> {
        let port = self.port.to_string();
        let mut psql = self.program("psql");
        done(psql.args(["-q", "-h", "127.0.0.1", "-U", "postgres", "-p", &port, "-d", database, "-c", sql]))
    }

    /// The address of a database here.
    pub(crate) fn address(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.host())
    }

    /// Host and port.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Makes one that followed another go on alone.
    pub(crate) fn promote(&self) {
        done(self.program("pg_ctl").args(["promote", "-w", "-D"]).arg(self.folder.join("data"))).unwrap();
    }

    /// Stops the server at once, as a crash would.
    pub(crate) fn crash(&self) {
        let data = self.folder.join("data");
        let _ = done(self.program("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(data));
    }

    /// Starts it again with the options it had.
    pub(crate) fn again(&self) {
        let (data, log) = (self.folder.join("data"), self.folder.join("log"));
        let options = fs::read_to_string(data.join("postmaster.opts")).unwrap();
        // The line is: program, then every option in quotes.
        let options: Vec<&str> = options.split('"').skip(1).step_by(2).collect();
        let from = options.iter().position(|word| *word == "-c").unwrap();
        let options = options[from..].join(" ");
        let mut start = self.program("pg_ctl");
        done(start.args(["start", "-w", "-t", "60", "-o", &options, "-l"]).arg(log).arg("-D").arg(data)).unwrap();
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        if !is_root() {
            return Command::new(path);
        }
        // The server refuses to run as root.
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path).current_dir("/");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of the newest version that Debian's packages brought.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path): &(u32, PathBuf)| path.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().map(|(_, path)| path)
}

fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).is_ok_and(|about| {
        use std::os::unix::fs::MetadataExt;
        about.uid() == 0
    })
}

fn done(command: &mut Command) -> Result<(), String> {
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let ended = ended.and_then(|child| child.wait_with_output()).map_err(|fault| format!("{command:?}: {fault}"))?;
    match ended.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&ended.stderr).trim())),
    }
}
