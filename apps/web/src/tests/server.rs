//! A server in memory, and callers of it.

use crate::deciding::{Deciding, DecisionState, Signed, Wanted, Who};
use crate::elsewhere::Elsewhere;
use crate::rooms::{Answer, Asking, Checked, Refusal, Rooms, SiteNetworks, SourceAge};
use crate::serve::app;
use crate::session::{hex, key_of};
use crate::state::{Settings, Shared, Wiring};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::checks_port::KeptCheck;
use activities::dossier_port::Dossiers;
use activities::folder_port::FolderReader;
use activities::library_port::{Files, Library, Tenant};
use activities::log_evidence::CheckpointSeal;
use activities::role::Role;
use activities::secrets_port::Secrets;
use activities::site_port::Sites;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use identity::{KeyedVault, LocalSecrets};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Store;
use terms::{Instant, Lang, Party};
use tower::ServiceExt;

/// The clock of all tests: 2026-11-24, and it moves only when told to.
static CLOCK: AtomicI64 = AtomicI64::new(1_795_500_000_000);

/// The password of everybody.
pub(super) const PASSWORD: &str = "correct horse battery";

/// The code of the first set-up.
pub(super) const CODE: &str = "0123456789";

/// A server with its store in a folder of its own.
pub(super) struct Server {
    pub(super) store: Arc<Store>,
    shared: Shared,
    folder: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The cookie that was set, as a browser sends it back.
    pub(super) fn cookie(&self) -> String {
        let line = self.headers[header::SET_COOKIE].to_str().unwrap();
        line.split(';').next().unwrap().to_owned()
    }
}

impl Server {
    /// An empty one.
    pub(super) fn new(name: &str) -> Server {
        Server::with(name, Elsewhere::default())
    }

    /// One where others vouch for people too.
    pub(super) fn with(name: &str, elsewhere: Elsewhere) -> Server {
        let folder = std::env::temp_dir().join(format!("tutela-web-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let address = folder.join("server.db").display().to_string();
        let store = Arc::new(Store::open(&store::Settings::new(address, now())).unwrap());
        let wiring = Wiring {
            accounts: store.clone(),
            library: store.clone(),
            checks: store.clone(),
            jobs: store.clone(),
            log: store.clone(),
            seal: Arc::new(NoKey),
            secrets: Arc::new(LocalSecrets),
            vault: Arc::new(KeyedVault::new(&[7; 32])),
            signatures: store.clone(),
            elsewhere,
            deciding: Arc::new(NothingDecided),
            rooms: Arc::new(OneWord),
            now,
        };
        let settings = Settings {
            address: "127.0.0.1:0".parse().unwrap(),
            origin: None,
            upload_limit: 1 << 20,
            idle_minutes: 60,
            session_hours: 12,
            setup_code: Some(CODE.to_owned()),
            secure_cookies: false,
        };
        Server { store, shared: Shared::new(wiring, settings), folder }
    }

    /// An organisation with one person for each role, whose login is ORGANISATION-ROLE.
    pub(super) fn organisation(&self, id: &str, party: Party) {
        let tenant = Tenant { id: id.to_owned(), name: id.to_uppercase(), party, since: now() };
        self.store.put_tenant(&tenant).unwrap();
        let password = LocalSecrets.hash(PASSWORD);
        for role in Role::ALL {
            self.store.add_user(&user(id, role, &password)).unwrap();
        }
    }

    /// Signs somebody in without a request.
    pub(super) fn signed_in(&self, organisation: &str, role: Role) -> String {
        let token = format!("token of {organisation} {}", role.name()).replace(' ', "-");
        let user = self.store.user_by_login(&format!("{organisation}-{}", role.name())).unwrap().unwrap();
        let session = activities::accounts_port::Session {
            token_hash: key_of(&token),
            user: user.id,
            made: now(),
            seen: now(),
            ends: Instant(now().0 + Instant::DAY),
            facts: Vec::new(),
        };
        self.store.add_session(&session).unwrap();
        format!("tutela_session={token}")
    }

    /// Sends a request.
    pub(super) fn send(&self, request: Request<Body>) -> Reply {
        let app = app(&self.shared).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let response = app.oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec();
            Reply { status, headers, body }
        })
    }

    /// A request with a cookie and a JSON body (`Null`: none).
    pub(super) fn ask(&self, method: &str, path: &str, cookie: &str, body: &Value) -> Reply {
        let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        let request = request.header(header::COOKIE, cookie).header(header::CONTENT_TYPE, "application/json");
        let bytes = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        self.send(request.body(Body::from(bytes)).unwrap())
    }

    /// A request with a token.
    pub(super) fn ask_by_token(&self, method: &str, path: &str, token: &str) -> Reply {
        let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        self.send(request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap())
    }
}

/// The moment of all tests.
pub(super) fn now() -> Instant {
    Instant(CLOCK.load(Ordering::Relaxed))
}

fn user(organisation: &str, role: Role, password: &str) -> User {
    let login = format!("{organisation}-{}", role.name());
    User {
        id: hex(login.as_bytes()),
        tenant: organisation.to_owned(),
        printed_name: login.to_uppercase(),
        login,
        mail: String::new(),
        language: String::new(),
        password: password.to_owned(),
        totp: None,
        credentials: Vec::new(),
        roles: vec![HeldRole { role: role.name().to_owned(), scope: String::new(), until: None }],
        since: now(),
        disabled: None,
    }
}

/// Signs nothing.
struct NoKey;

impl CheckpointSeal for NoKey {
    fn seal(&self, _: &str, payload: &[u8]) -> String {
        String::from_utf8_lossy(payload).into_owned()
    }

    fn public_key(&self) -> String {
        "{}".to_owned()
    }
}

/// Rooms that find nothing and say how many files they were shown.
struct OneWord;

impl Rooms for OneWord {
    fn reader(&self) -> &dyn FolderReader {
        &dossier_folder::FolderInMemory
    }

    fn check_device(&self, asking: Asking, _: &dyn Dossiers, _: Option<&str>) -> Result<Checked, Refusal> {
        Ok(checked(asking))
    }

    fn check_site(&self, asking: Asking, _: &dyn Sites) -> Result<Checked, Refusal> {
        Ok(checked(asking))
    }

    fn hit(
        &self,
        _: Asking,
        _: &str,
        dossiers: &[(String, Box<dyn Dossiers>)],
        sites: &[(String, Box<dyn Sites>)],
    ) -> Result<Answer, Refusal> {
        let names = dossiers.iter().map(|one| &one.0).chain(sites.iter().map(|one| &one.0)).collect::<Vec<_>>();
        Ok(Answer { json: serde_json::to_vec(&names).unwrap(), status: 0 })
    }

    fn feeds(&self, _: Asking) -> Result<Answer, Refusal> {
        Ok(Answer { json: b"{}".to_vec(), status: 0 })
    }

    fn explain(&self, _: Lang, code: &str) -> Option<[String; 3]> {
        (code == "a/b").then(|| ["what".to_owned(), "why".to_owned(), "next".to_owned()])
    }

    fn sources(&self, _: Asking) -> Result<Vec<SourceAge>, Refusal> {
        Ok(vec![SourceAge { name: "NVD".to_owned(), state: "stale", age_days: Some(41), limit_days: 7 }])
    }

    fn networks(&self, _: Asking, _: &Files) -> Result<SiteNetworks, Refusal> {
        Ok(SiteNetworks::default())
    }

    fn mirror(&self) -> String {
        "m1".to_owned()
    }
}

/// Dossiers without decisions; the real ones are tried with the whole program (apps/cli/tests/people.rs).
struct NothingDecided;

fn nothing() -> Refusal {
    Refusal { what: "nothing".to_owned(), next: "nothing".to_owned() }
}

impl Deciding for NothingDecided {
    fn decide(&self, _: Asking, _: &dyn Dossiers, _: Who<'_>, _: Wanted<'_>) -> Result<String, Refusal> {
        Err(nothing())
    }

    fn decisions(&self, _: Asking, _: &dyn Dossiers) -> Result<Vec<DecisionState>, Refusal> {
        Ok(Vec::new())
    }

    fn approve(&self, _: Asking, _: &dyn Dossiers, _: (Who<'_>, &[u8]), _: &str) -> Result<Signed, Refusal> {
        Err(nothing())
    }

    fn new_key(&self) -> Result<(String, Vec<u8>), Refusal> {
        Ok(("public".to_owned(), b"secret".to_vec()))
    }
}

fn checked(asking: Asking) -> Checked {
    let answer = br#"{"schema":"tutela.check/v1","verdict":"undecided"}"#.to_vec();
    Checked {
        answer: Answer { json: answer.clone(), status: 1 },
        check: KeptCheck {
            revision: 0,
            at: asking.now,
            generation: "m1".to_owned(),
            verdict: "undecided".to_owned(),
            counts: [("undecided".to_owned(), 2), ("watched".to_owned(), 3), ("countable".to_owned(), 4)].into(),
            answer,
        },
        findings: Vec::new(),
    }
}
