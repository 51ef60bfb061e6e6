//! `tutela serve --demo DIR`: the example circle for people to look at – a maker and a hospital, an account for every role –
//! on this machine alone, in a folder that may be thrown away.

use super::feeds_import::complain;
use super::server_config::ServerFile;
use super::store_address::of_store;
use super::{serve, server_vault};
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::screen::Paper;
use crate::serve_options::ServeArgs;
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::import_feed::{ImportWishes, import_feed};
use activities::library_port::{KeptId, Library, Tenant};
use activities::os_words;
use activities::record_deed::{Deed, Entry, record_deed};
use activities::role::Role;
use activities::secrets_port::{Secrets, Vault};
use activities::store_fault::StoreFault;
use feeds::FeedFiles;
use identity::LocalSecrets;
use index::Keep;
use signing::SecretKey;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use store::Store;
use terms::{Instant, Lang, Party};

/// The example as it was when this program was built: names below `fixtures/`, and bytes.
static EXAMPLE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/example.rs"));

/// Says that a folder is one of the demo, so that nothing else is ever emptied.
const MARK: &str = "tutela-demo.txt";

/// The day of the example's mirror.
const MIRROR_OF: &str = "2026-11-22";

/// Who acts where nobody signed in.
const BY: &str = "demo";

/// An organisation of the example.
struct Side {
    tenant: &'static str,
    name: &'static str,
    party: Party,
    roles: &'static [Role],
}

const SIDES: [Side; 2] = [
    Side {
        tenant: "aster",
        name: "Aster Medical (example)",
        party: Party::Manufacturer,
        roles: &[
            Role::ProductSecurity,
            Role::RegulatoryAffairs,
            Role::Quality,
            Role::Psirt,
            Role::Approver,
            Role::Auditor,
            Role::Administrator,
        ],
    },
    Side {
        tenant: "st-alba",
        name: "St Alba Hospital (example)",
        party: Party::Facility,
        roles: &[
            Role::HospitalIt,
            Role::Biomedical,
            Role::ClinicalSafety,
            Role::ServiceProvider,
            Role::Auditor,
            Role::Administrator,
        ],
    },
];

/// Makes the folder anew, fills it, says who may sign in, and serves.
pub(super) fn run(edge: &Edge, args: &ServeArgs, folder: &Path) -> Result<u8, Complaint> {
    let listen = serve::listen(args, &ServerFile::default());
    if !listen.ip().is_loopback() {
        let lang = edge.lang;
        return Err(Complaint::new(
            lang.pick(
                format!("--demo serves this machine alone, and {listen} is open to others"),
                format!("--demo はこのコンピュータだけで動作します。{listen} は他から接続できます"),
            ),
            "--listen 127.0.0.1:8443",
        ));
    }
    ready(folder).map_err(|fault| cannot(edge, folder, &fault))?;
    let edge = Edge { home: folder.to_path_buf(), now: now(), as_of: false, mirror: None, ..edge.clone() };
    fill_mirror(&edge)?;
    let store = serve::open(&edge, Some(folder.join("server.db").display().to_string()), None, None)?;
    let vault = server_vault::open(&edge)?;
    let accounts = fill(&store, &vault, edge.now).map_err(|fault| of_store(&edge, &fault))?;
    super::print(screen(&edge, folder, &accounts).as_bytes())?;
    serve::start(&edge, args, ServerFile::default(), store)
}

fn now() -> Instant {
    Instant(jiff::Timestamp::now().as_millisecond())
}

fn cannot(edge: &Edge, folder: &Path, fault: &io::Error) -> Complaint {
    let lang = edge.lang;
    Complaint::new(
        format!("{}: {}", folder.display(), os_words::cause(fault, lang)),
        lang.pick(
            "name a new folder, or one that an earlier demo made: it is emptied",
            "新しいフォルダか、以前の見本のフォルダ（空にします）を指定してください",
        ),
    )
}

/// A folder that is empty, or was made by a demo and is emptied now.
fn ready(folder: &Path) -> io::Result<()> {
    if folder.join(MARK).is_file() {
        fs::remove_dir_all(folder)?;
    } else if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        return Err(io::ErrorKind::DirectoryNotEmpty.into());
    }
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join(MARK),
        "An example of tutela. Everything in this folder may be deleted, and is by the next demo.\n",
    )
}

/// The example's small mirror, with its own day: what it says grows old as any other.
fn fill_mirror(edge: &Edge) -> Result<(), Complaint> {
    let folder = edge.home.join("example");
    for (name, bytes) in EXAMPLE.iter().filter(|(name, _)| name.starts_with("feeds/")) {
        let path = folder.join(name);
        let kept = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
        kept.map_err(|fault| cannot(edge, &path, &fault))?;
    }
    let home = edge.home(Keep::default());
    let published = Instant::parse(MIRROR_OF).map(|day| day.min(edge.now));
    let wishes = ImportWishes { published, ..ImportWishes::default() };
    let reader = FeedFiles::new(Some(home.mirror()));
    import_feed(&reader, &home, &[folder.join("feeds")], &wishes, edge.now, PROGRAM, &mut |_| {})
        .map_err(|fault| complain(edge.lang, fault))
        .map(drop)
}

/// An account as it is printed, once.
struct Sample {
    tenant: &'static str,
    role: Role,
    login: String,
    password: String,
}

fn fill(store: &Store, vault: &dyn Vault, now: Instant) -> Result<Vec<Sample>, StoreFault> {
    let samples: Vec<Sample> =
        SIDES.iter().flat_map(|side| side.roles.iter().map(|role| sample(side, *role))).collect();
    let hashes = hashes(&samples);
    let mut people: BTreeMap<&str, String> = BTreeMap::new();
    for side in &SIDES {
        let Side { tenant, name, party, .. } = side;
        store.put_tenant(&Tenant { id: (*tenant).to_owned(), name: (*name).to_owned(), party: *party, since: now })?;
        record(store, now, tenant, Deed::OrganisationMade, tenant, "")?;
    }
    for (sample, hash) in samples.iter().zip(hashes) {
        let mut user = user(sample, hash, now);
        let signs = matches!(sample.role, Role::Approver | Role::ClinicalSafety);
        let key = if signs { SecretKey::generate().ok() } else { None };
        let public = key.as_ref().map(|key| key.public().text());
        if let (Some(key), Some(public)) = (&key, &public) {
            user = web::with_signing_key(user, vault, (public, key.file().as_bytes()), now);
        }
        people.entry(sample.tenant).or_default().push_str(&person(sample, public.as_deref(), now));
        store.add_user(&user)?;
        record(store, now, sample.tenant, Deed::AccountMade, &user.id, "")?;
    }
    let of = |tenant| people.get(tenant).map_or("", String::as_str);
    put(store, now, KeptId::dossier("aster", "aster-s2-pump"), ("aster-s2/", of("aster")), Deed::DossierPut)?;
    put(store, now, KeptId::site("st-alba", "st-alba"), ("st-alba/", of("st-alba")), Deed::SitePut)?;
    Ok(samples)
}

/// The line of `people.yaml` that lets an account decide in its own name, and sign where it has a key.
fn person(sample: &Sample, public: Option<&str>, now: Instant) -> String {
    let Sample { login, role, .. } = sample;
    let (en, ja) = (role.say(Lang::En), role.say(Lang::Ja));
    let signs = public.map_or_else(String::new, |public| {
        let key = format!("{{ id: {login}-server, algorithm: ed25519, public: \"{public}\", from: {} }}", now.day());
        format!(", authority: [approve-triage], keys: [{key}]")
    });
    format!("  - {{ id: {login}, name: {{ en: \"Example, {en}\", ja: \"見本・{ja}\" }}{signs} }}\n")
}

/// Keeps a folder of the example, with the accounts of this demo among its people.
fn put(store: &Store, now: Instant, id: KeptId, (below, people): (&str, &str), deed: Deed) -> Result<(), StoreFault> {
    let with_people = |name: &str, bytes: &[u8]| match (name, std::str::from_utf8(bytes)) {
        ("people.yaml", Ok(text)) => text.replacen("persons:\n", &format!("persons:\n{people}"), 1).into_bytes(),
        _ => bytes.to_vec(),
    };
    let kept: Vec<(&str, Vec<u8>)> = EXAMPLE
        .iter()
        .filter_map(|(name, bytes)| name.strip_prefix(below).map(|name| (name, with_people(name, bytes))))
        .collect();
    let files: Vec<(&str, &[u8])> = kept.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let put = store.put(&id, Some(0), &files, BY, now)?;
    record(store, now, &id.tenant, deed, &id.to_string(), &put.revision.tree)
}

fn record(store: &Store, now: Instant, tenant: &str, deed: Deed, subject: &str, hash: &str) -> Result<(), StoreFault> {
    record_deed(store, &LocalSecrets, now, &Entry::new(tenant, now, deed, BY, subject, hash)).map(drop)
}

fn sample(side: &Side, role: Role) -> Sample {
    Sample { tenant: side.tenant, role, login: format!("{}-{}", side.tenant, role.name()), password: random(10) }
}

fn random(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    LocalSecrets.random(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of each password; slow by design, so that cores share them.
fn hashes(samples: &[Sample]) -> Vec<String> {
    let hashes = Mutex::new(vec![String::new(); samples.len()]);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get().min(4));
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let hashes = &hashes;
            scope.spawn(move || {
                for (at, sample) in samples.iter().enumerate().skip(worker).step_by(workers) {
                    let hash = LocalSecrets.hash(&sample.password);
                    hashes.lock().unwrap_or_else(std::sync::PoisonError::into_inner)[at] = hash;
                }
            });
        }
    });
    hashes.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn user(sample: &Sample, hash: String, now: Instant) -> User {
    // A service provider never has a role without scope and end.
    let (scope, until) = match sample.role {
        Role::ServiceProvider => ("site:st-alba".to_owned(), Some(Instant(now.0 + 30 * Instant::DAY))),
        _ => (String::new(), None),
    };
    User {
        id: random(8),
        tenant: sample.tenant.to_owned(),
        login: sample.login.clone(),
        printed_name: format!("Example, {}", sample.role.say(Lang::En)),
        mail: String::new(),
        language: String::new(),
        password: hash,
        totp: None,
        credentials: Vec::new(),
        roles: vec![HeldRole { role: sample.role.name().to_owned(), scope, until }],
        since: now,
        disabled: None,
    }
}

fn screen(edge: &Edge, folder: &Path, samples: &[Sample]) -> String {
    let lang = edge.lang;
    let mut paper = Paper::new();
    paper.headed(
        lang.pick("EXAMPLE", "見本"),
        &lang.pick(
            format!("for this machine alone; everything lies in {} and may be deleted", folder.display()),
            format!("このコンピュータでのみ動作します。すべて {} にあり、削除できます", folder.display()),
        ),
    );
    paper.line(&lang.pick(
        format!("Maker, hospital and people are fictional; the mirror is small and of {MIRROR_OF}. The passwords are shown once:"),
        format!("メーカー・病院・人物は架空です。ミラーは小さく、{MIRROR_OF} 時点のものです。パスワードの表示は今回のみです:"),
    ));
    paper.blank();
    for sample in samples {
        paper.raw(&format!("{:<26} {}  {}", sample.login, sample.password, sample.role.say(lang)));
    }
    paper.blank();
    paper.finish()
}
