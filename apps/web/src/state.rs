//! What every request can reach.

use crate::deciding::Deciding;
use crate::elsewhere::Elsewhere;
use crate::events::Hub;
use crate::guard::Found;
use crate::known::Known;
use crate::limits::Limit;
use crate::loops::Loops;
use crate::metrics::Metrics;
use crate::packages::Packages;
use crate::patience::Patience;
use crate::problem::Problem;
use crate::proxies::Proxies;
use crate::ready::Kept;
use crate::request_log::RequestLog;
use crate::rooms::Rooms;
use crate::tell::TellSettings;
use crate::wards::Seen;
use activities::accounts_port::Accounts;
use activities::checks_port::Checks;
use activities::courier_port::Courier;
use activities::jobs_port::Jobs;
use activities::library_port::Library;
use activities::log_evidence::CheckpointSeal;
use activities::log_port::LogStore;
use activities::notices_port::Notices;
use activities::passkeys_port::{Authenticators, NoPasskeys, Passkeys};
use activities::pulse_port::Pulse;
use activities::retention::Periods;
use activities::retention_port::Retention;
use activities::secrets_port::{Secrets, Vault};
use activities::signatures_port::Signatures;
use std::net::SocketAddr;
use std::sync::Arc;
use terms::{Instant, Lang};
use tokio::sync::Semaphore;

tokio::task_local! {
    /// The language of the request that is being answered.
    pub(crate) static LANG: Lang;
}

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
    /// How people want to be told, and what was told.
    pub notices: Arc<dyn Notices>,
    /// What carries messages out of the house.
    pub courier: Arc<dyn Courier>,
    /// The tamper-evident log.
    pub log: Arc<dyn LogStore>,
    /// Signs how the log stands.
    pub seal: Arc<dyn CheckpointSeal>,
    /// Passwords and tokens.
    pub secrets: Arc<dyn Secrets>,
    /// Secrets of accounts, sealed at rest.
    pub vault: Arc<dyn Vault>,
    /// Passkeys of people.
    pub passkeys: Arc<dyn Passkeys>,
    /// What asks browsers for passkeys; otherwise why this server can have none.
    pub authenticators: Result<Arc<dyn Authenticators>, NoPasskeys>,
    /// Electronic signatures.
    pub signatures: Arc<dyn Signatures>,
    /// What changed, whichever process changed it.
    pub pulse: Arc<dyn Pulse>,
    /// What may be removed, and legal holds.
    pub retention: Arc<dyn Retention>,
    /// Decisions and approvals.
    pub deciding: Arc<dyn Deciding>,
    /// Packages of makers.
    pub packages: Arc<dyn Packages>,
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
    /// Requests that one address may send in a second; five times as many at once.
    pub requests_per_second: u32,
    /// How long a session lasts without use, in minutes.
    pub idle_minutes: i64,
    /// How long it lasts at most, in hours.
    pub session_hours: i64,
    /// The code that the first set-up asks for; printed by the edge, and only while nothing is set up.
    pub setup_code: Option<String>,
    /// Cookies are sent over TLS alone.
    pub secure_cookies: bool,
    /// Proxies whose word about callers counts.
    pub trusted_proxies: Proxies,
    /// Whether requests are logged.
    pub request_log: RequestLog,
    /// How long the server waits for slow clients.
    pub patience: Patience,
    /// How long each class of records is kept.
    pub retention: Periods,
    /// Telling people, and fetching feeds.
    pub tell: TellSettings,
}

/// Uploads of the largest size that are held in memory at once; of smaller ones as many more. Further ones wait before their
/// body is read.
const UPLOADS: usize = 4;

/// What an upload is counted in.
const MIB: usize = 1 << 20;

/// The state of the server; cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

/// What it is made of.
pub(crate) struct Inner {
    pub(crate) wiring: Wiring,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    /// What the server does by itself.
    pub(crate) loops: Loops,
    pub(crate) kept: Kept,
    /// Answers about wards.
    pub(crate) wards: Seen,
    /// Callers of a moment ago.
    pub(crate) known: Known<Found>,
    /// Who listens to what happens.
    pub(crate) hub: Arc<Hub>,
    /// Requests of one address.
    pub(crate) requests: Limit,
    /// Sign-ins of one address.
    pub(crate) sign_ins: Limit,
    /// Password hashes made at once: each takes 19 MiB and a core.
    pub(crate) hashing: Semaphore,
    /// MiB of uploads that may be held in memory.
    pub(crate) uploads: Semaphore,
}

impl std::ops::Deref for Shared {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Shared {
    pub(crate) fn new(wiring: Wiring, settings: Settings) -> Shared {
        let requests = settings.requests_per_second;
        let uploads = Semaphore::new(UPLOADS * settings.upload_limit.div_ceil(MIB).max(1));
        Shared(Arc::new(Inner {
            wiring,
            settings,
            metrics: Metrics::default(),
            loops: Loops::default(),
            kept: Kept::default(),
            wards: Seen::default(),
            known: Known::default(),
            hub: Arc::default(),
            requests: Limit::new(requests.saturating_mul(5), f64::from(requests)),
            sign_ins: Limit::new(20, 0.5),
            hashing: Semaphore::new(2),
            uploads,
        }))
    }

    /// The moment.
    pub(crate) fn now(&self) -> Instant {
        (self.wiring.now)()
    }

    /// MiB that an upload may take: what it says of itself, else the most that is allowed.
    pub(crate) fn upload_weight(&self, length: Option<usize>) -> u32 {
        let most = self.settings.upload_limit;
        let weight = length.unwrap_or(most).min(most).div_ceil(MIB).max(1);
        u32::try_from(weight).unwrap_or(u32::MAX)
    }

    /// Runs what waits for disk or database on a thread that may wait.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = self.clone();
        let lang = LANG.try_with(|lang| *lang).unwrap_or_default();
        tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| Problem::internal(lang))
    }

    /// The same of work that shows and neither decides nor changes anything: it may read a replica of the store that is near.
    pub(crate) async fn showing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let shown = self.blocking(move |shared| {
            let (mut work, mut done) = (Some(work), None);
            shared.wiring.library.show(&mut || done = work.take().map(|work| work(shared)));
            done
        });
        let lang = LANG.try_with(|lang| *lang).unwrap_or_default();
        shown.await?.ok_or_else(|| Problem::internal(lang))
    }
}
