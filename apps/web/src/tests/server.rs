//! A server in memory, and callers of it.

use crate::deciding::{AtSite, Deciding, DecisionState, Signed, SiteDecided, Wanted, Who};
use crate::elsewhere::Elsewhere;
use crate::packages::{Judged, Offered, Packages};
use crate::patience::Patience;
use crate::proxies::Proxies;
use crate::request_log::RequestLog;
use crate::rooms::{
    Answer, Asking, Checked, FeedProgress, FeedSynced, HitAsked, Looked, Refusal, Rooms, SiteNetworks, SiteUnit,
    SourceAge, ToScore, UnitList, WardChecked, WardRelease,
};
use crate::serve::app;
use crate::session::{hex, key_of};
use crate::state::{Settings, Shared, Wiring};
use crate::tell::TellSettings;
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::checks_port::{KeptCheck, KeptFinding};
use activities::courier_port::{Courier, NoCourier};
use activities::dossier_port::Dossiers;
use activities::folder_port::FolderReader;
use activities::library_port::{Files, Library, Tenant};
use activities::log_evidence::CheckpointSeal;
use activities::mirror_port::Changed;
use activities::passkeys_port::{Authenticators, NoPasskeys};
use activities::retention::Periods;
use activities::role::Role;
use activities::scope::Wards;
use activities::secrets_port::Secrets;
use activities::site_port::Sites;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use identity::{KeyedVault, LocalSecrets, PasskeyAuthenticators};
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

/// The name that the changed record of these rooms speaks of.
pub(super) const NEWS: &str = "npm\u{1}left-pad";

/// The code of the first set-up.
pub(super) const CODE: &str = "0123456789";

/// A server with its store in a folder of its own.
pub(super) struct Server {
    pub(super) store: Arc<Store>,
    pub(super) shared: Shared,
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
        Server::made(name, elsewhere, Arc::new(NoCourier), &TellSettings::default(), Periods::default())
    }

    /// An empty one that tells people by this courier.
    pub(super) fn telling(name: &str, courier: Arc<dyn Courier>, tell: &TellSettings) -> Server {
        Server::made(name, Elsewhere::default(), courier, tell, Periods::default())
    }

    /// An empty one that keeps records so long.
    pub(super) fn keeping(name: &str, periods: Periods) -> Server {
        Server::made(name, Elsewhere::default(), Arc::new(NoCourier), &TellSettings::default(), periods)
    }

    fn made(
        name: &str,
        elsewhere: Elsewhere,
        courier: Arc<dyn Courier>,
        tell: &TellSettings,
        retention: Periods,
    ) -> Server {
        let folder = std::env::temp_dir().join(format!("tutela-web-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Server::in_folder(folder, elsewhere, courier, tell, retention)
    }

    /// Another process on the store of a server.
    pub(super) fn at(folder: PathBuf) -> Server {
        let tell = TellSettings::default();
        Server::in_folder(folder, Elsewhere::default(), Arc::new(NoCourier), &tell, Periods::default())
    }

    /// Where its store lies.
    pub(super) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    fn in_folder(
        folder: PathBuf,
        elsewhere: Elsewhere,
        courier: Arc<dyn Courier>,
        tell: &TellSettings,
        retention: Periods,
    ) -> Server {
        let address = folder.join("server.db").display().to_string();
        let store = Arc::new(Store::open(&store::Settings::new(address, now())).unwrap());
        let wiring = Wiring {
            accounts: store.clone(),
            library: store.clone(),
            checks: store.clone(),
            jobs: store.clone(),
            notices: store.clone(),
            courier: courier.clone(),
            log: store.clone(),
            seal: Arc::new(NoKey),
            secrets: Arc::new(LocalSecrets),
            vault: Arc::new(KeyedVault::new(&[7; 32])),
            signatures: store.clone(),
            retention: store.clone(),
            pulse: store.clone(),
            passkeys: store.clone(),
            authenticators: asks(),
            elsewhere,
            deciding: Arc::new(NothingDecided),
            packages: Arc::new(OneWord),
            rooms: Arc::new(OneWord),
            now,
        };
        let settings = Settings {
            address: "127.0.0.1:0".parse().unwrap(),
            origin: None,
            upload_limit: 1 << 20,
            requests_per_second: 400,
            idle_minutes: 60,
            session_hours: 12,
            setup_code: Some(CODE.to_owned()),
            secure_cookies: false,
            trusted_proxies: Proxies::default(),
            request_log: RequestLog::Off,
            patience: Patience::default(),
            retention,
            tell: tell.clone(),
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
        self.signed_in_by(organisation, role, "")
    }

    /// The same once more, at another moment.
    pub(super) fn signed_in_again(&self, organisation: &str, role: Role) -> String {
        static TIMES: AtomicI64 = AtomicI64::new(0);
        self.signed_in_by(organisation, role, &TIMES.fetch_add(1, Ordering::Relaxed).to_string())
    }

    fn signed_in_by(&self, organisation: &str, role: Role, turn: &str) -> String {
        let token = format!("token of {organisation} {} {turn}", role.name()).replace(' ', "-");
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

    /// The state behind it.
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Lets the watch look for what is due, and do nothing.
    pub(super) fn look(&self) {
        crate::watch::add_due(&self.shared, crate::watch::Adds::All).unwrap();
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
        self.send_by_token(method, path, token, &[])
    }

    /// A request with a token and a body.
    pub(super) fn send_by_token(&self, method: &str, path: &str, token: &str, body: &[u8]) -> Reply {
        let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::from(body.to_vec())).unwrap())
    }
}

thread_local! {
    /// So far ahead the clock of this thread is, in milliseconds: the test moves it, the requests of others do not see it.
    pub(super) static AHEAD: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

thread_local! {
    /// What the checks of dossiers find on this thread, where a test says so.
    pub(super) static FINDS: std::cell::RefCell<Option<Result<Checked, Refusal>>> = const { std::cell::RefCell::new(None) };
}

/// The moment of all tests.
pub(super) fn now() -> Instant {
    Instant(CLOCK.load(Ordering::Relaxed) + AHEAD.get())
}

/// Lets a moment pass: what is done in the same one is not told apart.
pub(super) fn a_moment_later() {
    CLOCK.fetch_add(1, Ordering::Relaxed);
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

/// Passkeys of `http://localhost`, as where nobody says otherwise.
fn asks() -> Result<Arc<dyn Authenticators>, NoPasskeys> {
    let listen = "127.0.0.1:0".parse().unwrap();
    PasskeyAuthenticators::new(None, listen, false).map(|asks| Arc::new(asks) as Arc<dyn Authenticators>)
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
pub(super) struct OneWord;

impl Rooms for OneWord {
    fn reader(&self) -> &dyn FolderReader {
        &dossier_folder::FolderInMemory
    }

    fn check_device(&self, asking: Asking, _: &dyn Dossiers, _: Option<&str>) -> Result<Checked, Refusal> {
        match FINDS.with_borrow(Clone::clone) {
            Some(Err(refusal)) if refusal.what == "panic" => panic!("a room that panics"),
            Some(finds) => {
                finds.map(|checked| Checked { check: KeptCheck { at: asking.now, ..checked.check }, ..checked })
            }
            None => Ok(checked(asking)),
        }
    }

    fn check_site(&self, asking: Asking, _: &dyn Sites) -> Result<Checked, Refusal> {
        FINDS.with_borrow(Clone::clone).unwrap_or_else(|| Ok(checked(asking)))
    }

    fn check_wards(&self, _: Asking, site: &dyn Sites, wards: &[String]) -> Result<WardChecked, Refusal> {
        let held = Wards::named(wards.iter().map(String::as_str));
        let units = site.load().unwrap().units.unwrap_or_default();
        if units.iter().any(|unit| unit.serial == "NO-ANSWER") {
            return Err(nothing());
        }
        let own: Vec<site::Unit> = units.into_iter().filter(|unit| held.hold(&unit.ward)).collect();
        let serials: Vec<&str> = own.iter().map(|unit| unit.serial.as_str()).collect();
        let release = |unit: &site::Unit| WardRelease {
            received: unit.model.clone(),
            device: unit.model.clone(),
            release: "1".to_owned(),
            alone: true,
        };
        Ok(WardChecked {
            answer: Answer { json: serde_json::to_vec(&(wards, &serials)).unwrap(), status: 0 },
            verdict: "undecided",
            installed: own.len() as u64,
            blind: 1,
            components: (2, 3),
            about: own.iter().map(|unit| format!("CVE-OF-{}", unit.serial)).collect(),
            releases: own.iter().map(release).collect(),
        })
    }

    fn hit(&self, _: Asking, _: &str, asked: &HitAsked) -> Result<Answer, Refusal> {
        let HitAsked { dossiers, sites, standings, unchecked, unlisted, mirror: _ } = asked;
        let looked: Vec<&String> = dossiers.iter().map(|one| &one.0).chain(sites.iter().map(|one| &one.0)).collect();
        let told: Vec<(&str, bool)> = standings.iter().map(|one| (one.name.as_str(), one.is_current)).collect();
        let counted = (unlisted.dossiers, unlisted.known, unlisted.unknown);
        Ok(Answer { json: serde_json::to_vec(&(looked, told, unchecked, counted)).unwrap(), status: 0 })
    }

    fn ids_of(&self, _: Asking, id: &str) -> Result<Vec<String>, Refusal> {
        Ok(vec![id.to_owned(), format!("{id}-ALIAS")])
    }

    fn feeds(&self, _: Asking) -> Result<Answer, Refusal> {
        Ok(Answer { json: b"{}".to_vec(), status: 0 })
    }

    fn sync_feeds(&self, _: Asking, each: &dyn Fn(&FeedProgress<'_>)) -> Result<Vec<FeedSynced>, Refusal> {
        if let Some(refusal) = super::telling::refuses() {
            assert!(refusal.what != "panic", "a room that panics");
            return Err(refusal);
        }
        each(&FeedProgress { name: "nvd", done: 7, total: Some(10), ended: None });
        each(&FeedProgress { name: "nvd", done: 8, total: Some(10), ended: None });
        each(&FeedProgress { name: "nvd", done: 10, total: Some(10), ended: Some(true) });
        Ok(super::telling::synced())
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

    fn changed(&self, _: &str, _: &str) -> Result<Option<Changed>, Refusal> {
        Ok(Some(Changed { names: [NEWS.to_owned()].into(), ids: ["CVE-NEW".to_owned()].into() }))
    }
    fn units(&self, _: Asking, site: &dyn Sites) -> Result<Vec<SiteUnit>, Refusal> {
        let units = site.load().unwrap().units.unwrap_or_default();
        let unit = |unit: site::Unit| SiteUnit {
            id: unit.id.to_string(),
            state: "no-dossier",
            serial: unit.serial,
            ward: unit.ward,
            ..SiteUnit::default()
        };
        Ok(units.into_iter().map(unit).collect())
    }

    fn import_units(&self, _: Asking, site: &dyn Sites, list: UnitList<'_>) -> Result<Answer, Refusal> {
        if list.bytes == b"panic" {
            panic!("a room that panics");
        }
        if list.write {
            let held = site.load().unwrap().hash;
            site.put_units(&held, &String::from_utf8_lossy(list.bytes)).unwrap();
        }
        Ok(said(&format!("written {}", list.write)))
    }

    fn verify_network(&self, _: Asking, _: &dyn Sites, received: &str, firewall: &str) -> Result<Answer, Refusal> {
        Ok(said(&format!("{received} {firewall}")))
    }

    fn sbom_diff(&self, _: Asking, _: &dyn Dossiers, from: &str, to: &str) -> Result<Answer, Refusal> {
        Ok(said(&format!("{from} {to}")))
    }

    fn sbom_quality(&self, _: Asking, _: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal> {
        Ok(said(release.unwrap_or("newest")))
    }

    fn scan(&self, _: Asking, _: &str, bytes: &[u8]) -> Result<Answer, Refusal> {
        Ok(said(&bytes.len().to_string()))
    }

    fn score(&self, _: Asking, asked: &ToScore) -> Result<Answer, Refusal> {
        Ok(said(&asked.vectors.len().to_string()))
    }

    fn import_feeds(&self, asking: Asking, _: &[u8]) -> Result<Answer, Refusal> {
        Err(Refusal {
            what: asking.lang.pick("no bundle", "バンドルではない").to_owned(), next: "…".to_owned()
        })
    }
}

impl Packages for OneWord {
    fn judge(&self, _: Asking, site: &dyn Sites, offered: Offered<'_>) -> Result<Judged, Refusal> {
        if offered.bytes == b"broken" || (offered.bytes == b"sealed" && offered.several) {
            return Err(nothing());
        }
        let before = site.load().unwrap().received.len();
        let [accept, refuse] = [offered.accept, offered.refuse].map(|words| words.join("+"));
        Ok(Judged {
            answer: said(&format!(
                "{before} held, written {}, {}, {accept}, {refuse}",
                offered.write, offered.who.login
            )),
            folder: offered.folder.unwrap_or("pump").to_owned(),
            facts: Vec::new(),
            files: vec![("device.yaml".to_owned(), offered.bytes.to_vec())],
            about: "pump 1".to_owned(),
            sha256: "00ff".to_owned(),
        })
    }

    fn status(&self, _: Asking, _: &dyn Sites, received: &str) -> Result<Answer, Refusal> {
        Ok(said(received))
    }
}

fn said(text: &str) -> Answer {
    Answer { json: serde_json::to_vec(text).unwrap(), status: 0 }
}

/// Dossiers without decisions; the real ones are tried with the whole program (apps/cli/tests/people.rs).
struct NothingDecided;

pub(super) fn nothing() -> Refusal {
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

    fn decide_at_site(
        &self,
        _: Asking,
        _: &dyn Sites,
        _: Who<'_>,
        _: (Wanted<'_>, AtSite<'_>),
    ) -> Result<SiteDecided, Refusal> {
        Err(nothing())
    }

    fn site_decisions(&self, _: Asking, _: &dyn Sites) -> Result<Vec<DecisionState>, Refusal> {
        Ok(Vec::new())
    }

    fn approve_at_site(&self, _: Asking, _: &dyn Sites, _: (Who<'_>, &[u8]), _: &str) -> Result<Signed, Refusal> {
        Err(nothing())
    }

    fn new_key(&self) -> Result<(String, Vec<u8>), Refusal> {
        Ok(("public".to_owned(), b"secret".to_vec()))
    }
}

pub(super) fn checked(asking: Asking) -> Checked {
    let answer = br#"{"schema":"tutela.check/v1","verdict":"undecided","device":{"release":"1.0"},"coverage":{"total":3,
        "states":{"watched":2,"no-source":1},"components":[
        {"purl":"pkg:npm/a@1","name":"a","version":"1","state":"watched","place":"x:1","sources":["OSV/npm"],"name_seen":true},
        {"purl":null,"name":"newlib","version":null,"state":"no-source","place":"x:2","sources":[],"name_seen":false},
        {"purl":null,"name":"b","version":"2","state":"watched","place":"x:3","sources":["NVD"],"name_seen":true}]}}"#;
    let counts = [("undecided".to_owned(), 2), ("watched".to_owned(), 3), ("countable".to_owned(), 4)];
    Checked {
        answer: Answer { json: answer.to_vec(), status: 1 },
        check: KeptCheck {
            revision: 0,
            at: asking.now,
            generation: "m1".to_owned(),
            verdict: "undecided".to_owned(),
            counts: counts.into(),
            answer: answer.to_vec(),
            standing: None,
        },
        findings: vec![
            found("f1", 1, "CVE-2026-1", "a 1"),
            found("f2", 1, "CVE-2026-2", "b 2"),
            found("f0", 0, "CVE-2026-1", "b 2"),
        ],
        coming: Vec::new(),
        looked: Looked {
            release: "1.0".to_owned(),
            sources: ["NVD".to_owned()].into(),
            unwatched: ["newlib".to_owned()].into(),
            whole: true,
            bills: true,
            blind: 0,
        },
    }
}

pub(super) fn found(id: &str, rank: i64, vulnerability: &str, subject: &str) -> KeptFinding {
    KeptFinding {
        key: format!("1.0 {id}"),
        release: "1.0".to_owned(),
        code: "a/b".to_owned(),
        priority: if rank == 0 { "blocking" } else { "undecided" }.to_owned(),
        rank,
        subject: subject.to_owned(),
        vulnerability: vulnerability.to_owned(),
        answer: r#"{"code":"a/b","why":"because","ja":{"why":"理由"}}"#.as_bytes().to_vec(),
    }
}
