//! `tutela serve`: the same answers for people at a browser and for programs.

use super::feeds_import::said as said_of_feeds;
use super::server_config::{self, PackagesFile, ServerFile};
use super::server_telling::{self, TellingFile};
use super::store_address::{self, of_store};
use super::{server_people, server_retention, server_vault};
use crate::edge::{Complaint, Edge};
use crate::serve_options::ServeArgs;
use crate::server::CommandRooms;
use activities::accounts_port::Accounts;
use activities::courier_port::Courier;
use activities::library_port::Library;
use activities::log_evidence::CheckpointSeal;
use activities::passkeys_port::NoPasskeys;
use activities::secrets_port::Secrets;
use encryption::Identities;
use identity::{KeyedVault, LocalSecrets};
use signing::SecretKey;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use terms::Instant;
use terms::Lang;
use web::{Fault, Listening, Proxies, RequestLog, Settings, Tls, Wiring};

/// The file of the key that signs the log, in the data folder.
const LOG_KEY: &str = "log-key.json";

/// Nobody else on the network sees the server until its operator says so.
const LISTEN: &str = "127.0.0.1:8443";

/// The largest upload when nobody says, in MiB.
pub(super) const UPLOAD_LIMIT: usize = 256;

/// Requests of one address in a second when nobody says: a ward behind one proxy stays far below.
const REQUESTS: u32 = 400;

/// Requests that one address may send in a second.
pub(super) fn requests(file: &ServerFile) -> u32 {
    file.requests_per_second.unwrap_or(REQUESTS).max(1)
}

/// Signs checkpoints of the log.
struct LogSeal(SecretKey);

impl CheckpointSeal for LogSeal {
    fn seal(&self, kind: &str, payload: &[u8]) -> String {
        signing::sign(kind, payload, &[&self.0])
    }

    fn public_key(&self) -> String {
        self.0.public().file()
    }
}

pub(crate) fn run(edge: &Edge, args: &ServeArgs) -> Result<u8, Complaint> {
    if args.check_config {
        return super::serve_check::run(edge, args);
    }
    if let Some(folder) = &args.demo {
        return super::serve_demo::run(edge, args, folder);
    }
    let file = args.config.as_deref().map(|path| server_config::read(edge, path)).transpose()?.unwrap_or_default();
    let replica = args.store_replica.clone().or(file.store_replica.clone());
    let store = open(edge, args.store.clone().or(file.store.clone()), replica, file.replica_seconds)?;
    start(edge, args, file, store)
}

/// Address and port that are listened on.
pub(super) fn listen(args: &ServeArgs, file: &ServerFile) -> SocketAddr {
    args.listen.or(file.listen).unwrap_or_else(|| LISTEN.parse().expect("the address is one"))
}

/// How long a session lasts without use.
pub(super) fn idle_minutes(file: &ServerFile) -> i64 {
    file.idle_minutes.unwrap_or(60).clamp(1, 24 * 60)
}

/// How long a session lasts at most.
pub(super) fn session_hours(file: &ServerFile) -> i64 {
    file.session_hours.unwrap_or(12).clamp(1, 24 * 30)
}

/// Proxies whose word counts.
pub(super) fn proxies(edge: &Edge, file: &ServerFile) -> Result<Proxies, Complaint> {
    Proxies::read(file.trusted_proxies.as_deref().unwrap_or_default()).map_err(|text| {
        Complaint::new(
            edge.lang.pick(
                format!("trusted-proxies: “{text}” is no address and no block"),
                format!("trusted-proxies: 「{text}」はアドレスでもブロックでもありません"),
            ),
            "trusted-proxies = [\"10.0.0.7\", \"fd00::/8\"]",
        )
    })
}

/// The complaint about one of the two without the other.
pub(super) fn go_together(lang: Lang) -> Complaint {
    Complaint::new(
        lang.pick("certificates and key go together", "証明書と鍵は両方必要です"),
        "--tls-certificates FILE --tls-key FILE",
    )
}

/// The complaint about passwords on a network without TLS.
pub(super) fn in_the_clear(lang: Lang) -> Complaint {
    Complaint::new(
        lang.pick(
            "without TLS passwords cross the network in the clear",
            "TLS なしではパスワードが平文でネットワークを流れます",
        ),
        lang.pick(
            "give --tls-certificates and --tls-key, or put a proxy with TLS before it (--origin)",
            "--tls-certificates と --tls-key を指定するか、TLS 対応のプロキシを前段に置いてください（--origin）",
        ),
    )
}

/// Listens and answers until asked to stop.
pub(super) fn start(edge: &Edge, args: &ServeArgs, file: ServerFile, store: Store) -> Result<u8, Complaint> {
    let lang = edge.lang;
    if let Err(fault) = store.writable() {
        // It still answers whoever is signed in, and may be mended while it runs.
        let [what, next] = fault.say(lang);
        eprintln!("tutela serve: {what}\n{}: {next}", lang.pick("next", "次の手順"));
    }
    let (address, trusted_proxies) = (listen(args, &file), proxies(edge, &file)?);
    let (idle_minutes, session_hours) = (idle_minutes(&file), session_hours(&file));
    let requests_per_second = requests(&file);
    let telling = TellingFile { mail: file.mail, webhooks: file.webhooks, notices: file.notices, feeds: file.feeds };
    let (courier, tell) = server_telling::open(edge, telling)?;
    let retention = server_retention::periods(edge.lang, &file.retention.clone().unwrap_or_default())?;
    let tls = match (args.tls_certificates.clone().or(file.tls_certificates), args.tls_key.clone().or(file.tls_key)) {
        (Some(certificates), Some(key)) => Some(Tls { certificates, key }),
        (None, None) => None,
        _ => return Err(go_together(lang)),
    };
    let origin = args.origin.clone().or(file.origin);
    let settings = Settings {
        address,
        upload_limit: args.upload_limit.or(file.upload_limit).unwrap_or(UPLOAD_LIMIT).saturating_mul(1 << 20),
        requests_per_second,
        idle_minutes,
        session_hours,
        secure_cookies: tls.is_some() || origin.as_ref().is_some_and(|origin| origin.starts_with("https://")),
        setup_code: setup_code(edge, &store)?,
        trusted_proxies,
        request_log: file.log.map_or(RequestLog::Off, RequestLog::from),
        origin,
        patience: web::Patience::default(),
        retention,
        tell,
    };
    let code = settings.setup_code.clone();
    let keys = (log_key(edge)?, server_vault::open(edge)?);
    let rooms = CommandRooms::new(edge.clone()).opening(package_identities(edge, file.packages.as_ref())?);
    let (mut wiring, place) = wiring(rooms, store, keys, courier);
    let way = (tls.is_some(), settings.trusted_proxies.count());
    wiring.authenticators = server_people::authenticators(settings.origin.as_deref(), address, way);
    wiring.elsewhere = server_people::elsewhere(edge, file.oidc, file.ldap)?;
    let ready = |listening: Listening| announce(edge, listening, &place, code.as_deref());
    web::serve(wiring, settings, tls.as_ref(), &ready).map(|()| 0).map_err(|fault| said(edge, &fault))
}

/// What opens packages that are encrypted for this server.
pub(super) fn package_identities(edge: &Edge, file: Option<&PackagesFile>) -> Result<Option<Identities>, Complaint> {
    let named: Vec<PathBuf> = file.and_then(|file| file.identity_file.clone()).into_iter().collect();
    super::sealed::identities(edge.lang, &named)
}

fn wiring(
    rooms: CommandRooms,
    store: Store,
    (seal, vault): (LogSeal, KeyedVault),
    courier: Arc<dyn Courier>,
) -> (Wiring, String) {
    let place = store.place().to_owned();
    let store = Arc::new(store);
    let rooms = Arc::new(rooms);
    let wiring = Wiring {
        accounts: store.clone(),
        library: store.clone(),
        checks: store.clone(),
        jobs: store.clone(),
        notices: store.clone(),
        courier,
        log: store.clone(),
        seal: Arc::new(seal),
        secrets: Arc::new(LocalSecrets),
        vault: Arc::new(vault),
        signatures: store.clone(),
        retention: store.clone(),
        pulse: store.clone(),
        passkeys: store,
        authenticators: Err(NoPasskeys::NoOrigin),
        elsewhere: web::Elsewhere::default(),
        deciding: rooms.clone(),
        packages: rooms.clone(),
        rooms,
        now: || Instant(jiff::Timestamp::now().as_millisecond()),
    };
    (wiring, place)
}

/// The key that signs the log, made at the first start and readable by its owner alone.
fn log_key(edge: &Edge) -> Result<LogSeal, Complaint> {
    let path = edge.home.join(LOG_KEY);
    let fault = |fault: std::io::Error| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name another folder with --home", "--home で別のフォルダを指定してください"),
        )
    };
    match std::fs::read(&path) {
        Ok(bytes) => SecretKey::read(LOG_KEY, &bytes).map(LogSeal).map_err(|fault| said_of_feeds(edge.lang, &fault)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(&edge.home).map_err(fault)?;
            let key = SecretKey::generate().map_err(|fault| said_of_feeds(edge.lang, &fault))?;
            keep_secret(&path, key.file().as_bytes()).map_err(fault)?;
            Ok(LogSeal(key))
        }
        Err(other) => Err(fault(other)),
    }
}

/// Writes aside and renames; nobody but the owner ever reads it.
pub(super) fn keep_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let aside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    std::fs::rename(&aside, path)
}

/// Makes the file of a store that is not there yet, so that nobody but its owner ever reads it.
pub(super) fn own_file(address: &str) {
    if address.contains("://") {
        return;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // One that is there keeps what it is; one that cannot be made is told when the store is opened.
    drop(options.open(address));
}

pub(super) fn open(
    edge: &Edge,
    address: Option<String>,
    replica: Option<String>,
    seconds: Option<u64>,
) -> Result<Store, Complaint> {
    let address = match address {
        Some(address) => address,
        None => {
            std::fs::create_dir_all(&edge.home).map_err(|fault| {
                Complaint::new(
                    format!("{}: {}", edge.home.display(), activities::os_words::cause(&fault, edge.lang)),
                    edge.lang.pick("name another with --home", "--home で別のフォルダを指定してください"),
                )
            })?;
            store_address::default(edge)
        }
    };
    let settings = store_address::with_replica(edge, address, replica, seconds)?;
    own_file(&settings.address);
    Store::open(&settings).map_err(|fault| of_store(edge, &fault))
}

/// The code for the first set-up: new at every start, and only while there is no account.
fn setup_code(edge: &Edge, store: &Store) -> Result<Option<String>, Complaint> {
    if !store.is_first_run().map_err(|fault| of_store(edge, &fault))? {
        return Ok(None);
    }
    let mut bytes = [0; 10];
    LocalSecrets.random(&mut bytes);
    Ok(Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn announce(edge: &Edge, listening: Listening, place: &str, code: Option<&str>) {
    let lang = edge.lang;
    let scheme = if listening.tls { "https" } else { "http" };
    println!("{}  {scheme}://{}", lang.pick("Tutela answers on", "Tutela の待ち受け"), listening.address);
    println!("{}  {place}", lang.pick("store            ", "データストア     "));
    if !listening.tls && !listening.address.ip().is_loopback() {
        in_the_clear(lang).print(lang);
    }
    if let Some(code) = code {
        println!("{}  {code}", lang.pick("set-up code      ", "初期設定コード   "));
    }
}

/// Why the server does not run, as a complaint.
pub(super) fn said(edge: &Edge, fault: &Fault) -> Complaint {
    let lang = edge.lang;
    let cause = |cause| activities::os_words::cause(cause, lang);
    match fault {
        Fault::Address(address, error) => Complaint::new(
            lang.pick(
                format!("{address} cannot be listened on ({})", cause(error)),
                format!("{address} で待ち受けできません（{}）", cause(error)),
            ),
            lang.pick("choose another with --listen", "--listen で別のアドレスを指定してください"),
        ),
        Fault::Tls(error) => Complaint::new(
            lang.pick(
                format!("certificates or key cannot be used ({error})"),
                format!("証明書または鍵を使用できません（{}）", cause(error)),
            ),
            lang.pick("give PEM files that belong together", "対応する PEM ファイルを指定してください"),
        ),
        Fault::Origin(origin) => Complaint::new(
            lang.pick(format!("“{origin}” is no origin"), format!("「{origin}」は公開アドレスではありません")),
            "https://tutela.example.org",
        ),
        Fault::System(error) => {
            Complaint { status: crate::status::FAULT, ..Complaint::new(cause(error), "tutela doctor") }
        }
    }
}
