//! A running `tutela serve` that ends with its measurement.

use super::client::Client;
use crate::jobs::Bench;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The server.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    /// Where it answers.
    pub(super) address: SocketAddr,
    /// From the start of the process to its first page.
    pub(super) first_page: Duration,
    code: Option<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Starts it on a port that nobody has, and asks for the first page.
    pub(super) fn start(bench: &Bench, home: &Path) -> Result<Running, String> {
        let settings = home.join("server.toml");
        std::fs::write(&settings, "listen = \"127.0.0.1:0\"\nrequests-per-second = 1000000\n")
            .map_err(|fault| fault.to_string())?;
        let begin = Instant::now();
        let mut command = Command::new(bench.program("tutela"));
        command.arg("--home").arg(home).args(["--lang", "en", "serve", "--config"]).arg(settings);
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|fault| fault.to_string())?;
        let out = child.stdout.take().ok_or("the server says nothing")?;
        let (mut address, mut code) = (None, None);
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        for line in lines.by_ref() {
            let last = line.split_whitespace().next_back().unwrap_or_default().to_owned();
            if let Some(found) = last.strip_prefix("http://") {
                address = found.parse().ok();
            } else if line.starts_with("set-up code") {
                code = Some(last);
                break;
            } else if address.is_some() && home.join("server.db").metadata().is_ok_and(|db| db.len() > 10_000_000) {
                break;
            }
        }
        // Whatever else it prints must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address: SocketAddr = address.ok_or("the server did not say where it answers")?;
        let client = Client::new(address, None);
        client.get("/")?;
        let first_page = begin.elapsed();
        Ok(Running { child, address, first_page, code })
    }

    /// Makes the first organisation, with a person who may upload and decide.
    pub(super) fn first_account(&self) -> Result<Client, String> {
        let client = Client::new(self.address, None);
        let code = self.code.as_deref().ok_or("the server printed no code for the first set-up")?;
        let asked = format!(
            r#"{{"code":"{code}","organisation":"Measured","party":"manufacturer","name":"Bench","login":"bench",
            "password":"a password of the bench","roles":["product-security"]}}"#
        );
        client.post("/api/v1/setup", &asked)?;
        Ok(client)
    }

    /// The person of [`first_account`](Running::first_account), signed in again.
    pub(super) fn known_account(&self) -> Result<Client, String> {
        let client = Client::new(self.address, None);
        client.post("/api/v1/session", r#"{"login":"bench","password":"a password of the bench"}"#)?;
        Ok(client)
    }

    /// The time that it has worked, in ticks of the system; 0 where that does not say.
    pub(super) fn worked(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // After the name, which may hold anything: the 14th and 15th field.
        let fields = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default().split(' ');
        fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    }

    /// Resident memory, in KiB; 0 where the system does not say.
    pub(super) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }
}
