//! What every request can reach.

use crate::deciding::Deciding;
use crate::elsewhere::Elsewhere;
use crate::limits::Limit;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::rooms::{Answer, Rooms};
use activities::accounts_port::Accounts;
use activities::checks_port::Checks;
use activities::jobs_port::Jobs;
use activities::library_port::Library;
use activities::log_evidence::CheckpointSeal;
use activities::log_port::LogStore;
use activities::secrets_port::{Secrets, Vault};
use activities::signatures_port::Signatures;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use terms::{Instant, Lang};
use tokio::sync::Semaphore;

/// The ports, filled by the edge.
#[derive(Clone)]
pub struct Wiring {
    /// Organisations and people.
    pub accounts: Arc<dyn Accounts>,
    /// Dossiers and sites.
    pub library: Arc<dyn Library>,
    /// Results of checks.
    pub checks: Arc<dyn Checks>,
    /// Work items.
    pub jobs: Arc<dyn Jobs>,
    /// The tamper-evident log.
    pub log: Arc<dyn LogStore>,
    /// Signs how the log stands.
    pub seal: Arc<dyn CheckpointSeal>,
    /// Passwords and tokens.
    pub secrets: Arc<dyn Secrets>,
    /// Secrets of accounts, sealed at rest.
    pub vault: Arc<dyn Vault>,
    /// Electronic signatures.
    pub signatures: Arc<dyn Signatures>,
    /// Decisions and approvals.
    pub deciding: Arc<dyn Deciding>,
    /// Who vouches for people beside this server.
    pub elsewhere: Elsewhere,
    /// The activities.
    pub rooms: Arc<dyn Rooms>,
    /// The clock.
    pub now: fn() -> Instant,
}

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address and port.
    pub address: SocketAddr,
    /// The origin that browsers see, such as `https://tutela.example.org`, when a proxy stands before the server.
    pub origin: Option<String>,
    /// The largest upload, in bytes.
    pub upload_limit: usize,
    /// How long a session lasts without use, in minutes.
    pub idle_minutes: i64,
    /// How long it lasts at most, in hours.
    pub session_hours: i64,
    /// The code that the first set-up asks for; printed by the edge, and only while nothing is set up.
    pub setup_code: Option<String>,
    /// Cookies are sent over TLS alone.
    pub secure_cookies: bool,
}

/// Answers that were given a moment ago.
#[derive(Default)]
pub(crate) struct Kept {
    answers: Mutex<HashMap<String, (Instant, Arc<Answer>)>>,
}

/// How long an answer is shown again, in milliseconds: its own `as_of` says when it was made.
const KEPT_FOR: i64 = 60_000;

/// Bytes of kept answers, at most.
const MOST_KEPT: usize = 64 << 20;

impl Kept {
    /// The answer that was given under this key, if it is young enough.
    pub(crate) fn get(&self, key: &str, now: Instant) -> Option<Arc<Answer>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, answer) = answers.get(key)?;
        (0..KEPT_FOR).contains(&now.0.saturating_sub(at.0)).then(|| Arc::clone(answer))
    }

    /// Keeps an answer.
    pub(crate) fn put(&self, key: String, now: Instant, answer: Arc<Answer>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|_, (at, _)| now.0.saturating_sub(at.0) < KEPT_FOR);
        let held: usize = answers.values().map(|(_, answer)| answer.json.len()).sum();
        if held.saturating_add(answer.json.len()) <= MOST_KEPT {
            answers.insert(key, (now, answer));
        }
    }
}

/// The state of the server; cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

/// What it is made of.
pub(crate) struct Inner {
    pub(crate) wiring: Wiring,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) kept: Kept,
    /// Requests of one address.
    pub(crate) requests: Limit,
    /// Sign-ins of one address.
    pub(crate) sign_ins: Limit,
    /// Password hashes made at once: each takes 19 MiB and a core.
    pub(crate) hashing: Semaphore,
}

impl std::ops::Deref for Shared {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Shared {
    pub(crate) fn new(wiring: Wiring, settings: Settings) -> Shared {
        Shared(Arc::new(Inner {
            wiring,
            settings,
            metrics: Metrics::default(),
            kept: Kept::default(),
            requests: Limit::new(2_000, 400.0),
            sign_ins: Limit::new(20, 0.5),
            hashing: Semaphore::new(2),
        }))
    }

    /// The moment.
    pub(crate) fn now(&self) -> Instant {
        (self.wiring.now)()
    }

    /// Runs what waits for disk or database on a thread that may wait.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = self.clone();
        tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| Problem::internal(Lang::En))
    }
}
