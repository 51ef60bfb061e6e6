//! Bundles for sites without a network: `feeds keygen`, `feeds root`, `feeds export`, and the import of what was exported.

use super::feeds_import::{said, shrunken};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::{ExportArgs, ImportArgs, RootArgs};
use crate::screen::Paper;
use activities::bundle::{BundleFault, BundleNotice, judge_bundle};
use activities::feed_port::FeedFault;
use activities::import_feed::{Imported, PartChange};
use activities::mirror_port::Mirror;
use index::{BUNDLE_KIND, Keep};
use signing::{PublicKey, Root, SecretKey, Trust, sign};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use terms::{Instant, Lang};

/// Whether a file is a bundle, by its content: an archive that begins with the envelope.
pub(super) fn is_bundle(path: &Path) -> bool {
    const BEGINS: &[u8] = b"envelope.json\0";
    let mut head = [0; BEGINS.len()];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == BEGINS
}

/// Makes a key: FILE, which signs, and FILE.pub, which checks.
pub(crate) fn keygen(edge: &Edge, file: &Path) -> Result<u8, Complaint> {
    let key = SecretKey::generate().map_err(|fault| said(edge.lang, &fault))?;
    create(edge, file, &key.file(), true)?;
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    create(edge, &public, &key.public().file(), false)?;
    let mut paper = Paper::new();
    paper.headed(&file.display().to_string(), edge.lang.pick("signs and stays secret", "署名用（秘密）"));
    paper.headed(&public.display().to_string(), edge.lang.pick("checks and is handed on", "検証用（配布可）"));
    print(paper.finish().as_bytes())?;
    Ok(0)
}

/// Makes a root, or the one that follows.
pub(crate) fn root(edge: &Edge, args: &RootArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let keys = args.key.iter().map(|path| secret(lang, path)).collect::<Result<Vec<_>, _>>()?;
    let before = match &args.after {
        None => None,
        Some(path) => Some(Root::read(&bytes(lang, path)?).ok_or_else(|| {
            Complaint::new(
                lang.pick(
                    format!("{} is no root that is signed by its own key", path.display()),
                    format!("{} は自身の鍵で署名されたルートではありません", path.display()),
                ),
                lang.pick("name the root before", "直前のルートを指定してください"),
            )
        })?),
    };
    let public = |path: &PathBuf| -> Result<PublicKey, Complaint> {
        PublicKey::read(&bytes(lang, path)?).ok_or_else(|| {
            Complaint::new(
                lang.pick(
                    format!("{} is no public key", path.display()),
                    format!("{} は公開鍵ではありません", path.display()),
                ),
                lang.pick("name the .pub file of a key", "鍵の .pub ファイルを指定してください"),
            )
        })
    };
    let mut revoked = before.as_ref().map(|root| root.revoked.clone()).unwrap_or_default();
    for path in &args.revoke {
        revoked.push(public(path)?.id());
    }
    revoked.sort();
    revoked.dedup();
    let root = Root {
        version: before.as_ref().map_or(1, |root| root.version.saturating_add(1)),
        root_keys: keys.first().map(SecretKey::public).into_iter().collect(),
        bundle_keys: args.bundle_key.iter().map(public).collect::<Result<_, _>>()?,
        revoked,
    };
    let signers: Vec<&SecretKey> = keys.iter().collect();
    create(edge, &args.out, &root.file(&signers), false)?;
    let mut paper = Paper::new();
    paper.line(&lang.pick(
        format!("root {} written to {}", root.version, args.out.display()),
        format!("ルート {} を {} に書き出しました", root.version, args.out.display()),
    ));
    print(paper.finish().as_bytes())?;
    Ok(0)
}

/// Writes the mirror as a signed bundle.
pub(crate) fn export(edge: &Edge, args: &ExportArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let key = secret(lang, &args.key)?;
    let seal = |payload: &[u8]| -> Result<String, FeedFault> { Ok(sign(BUNDLE_KIND, payload, &[&key])) };
    let days = i64::from(args.expires).saturating_mul(Instant::DAY);
    let expires_on = Instant(edge.now.0.saturating_add(days));
    let home = edge.home(Keep::default());
    let sequence =
        home.export_bundle(&args.out, edge.now, expires_on, PROGRAM, &seal).map_err(|fault| said(lang, &fault))?;
    let mut paper = Paper::new();
    let out = args.out.display();
    paper.line(&lang.pick(
        format!("bundle {sequence} written to {out}; its parts count as stale after {expires_on}"),
        format!("バンドル {sequence} を {out} に書き出しました。{expires_on} を過ぎると期限切れとして扱われます"),
    ));
    print(paper.finish().as_bytes())?;
    Ok(0)
}

/// Takes a bundle in.
pub(super) fn import(edge: &Edge, args: &ImportArgs, path: &Path) -> Result<Imported, Complaint> {
    let lang = edge.lang;
    let held_root = edge.home.join("trust").join("root.json");
    let held = if held_root.exists() { Some(bytes(lang, &held_root)?) } else { None };
    let mut trust = Trust::holding(held.as_deref()).map_err(|fault| said(lang, &fault))?;
    // `root` is the one held already.
    for name in args.trust.iter().filter(|name| *name != "root") {
        trust.add(name, &bytes(lang, Path::new(name))?).map_err(|fault| said(lang, &fault))?;
    }
    let home = edge.home(Keep { generations: args.keep, days: i64::from(args.keep_days) });
    let offered =
        home.read_bundle(path, &|envelope| trust.open(BUNDLE_KIND, envelope)).map_err(|fault| said(lang, &fault))?;
    let before = home.draft().map_err(|fault| said(lang, &fault))?.held().to_vec();
    let last = home.last_bundle().map_err(|fault| said(lang, &fault))?;
    let (link, parts) = (&offered.link, &offered.parts);
    let notices = judge_bundle(last.as_ref(), link, offered.expires_on, &before, parts, args.confirm, edge.now)
        .map_err(|fault| refusal(lang, fault))?;
    for notice in notices {
        eprintln!("{}", words(lang, notice));
    }
    let (generation, parts) = if args.dry_run {
        (String::new(), offered.parts)
    } else {
        if let Some(root) = trust.accepted() {
            put_root(&held_root, root).map_err(|error| unwritten(lang, &held_root, &error))?;
        }
        let names: Vec<_> = offered.parts.iter().map(|part| part.part.clone()).collect();
        let (generation, mut parts) =
            home.take_bundle(offered, edge.now, PROGRAM).map_err(|fault| said(lang, &fault))?;
        parts.retain(|part| names.contains(&part.part));
        (generation, parts)
    };
    let records =
        |now: &vulnerability::PartFacts| before.iter().find(|held| held.part == now.part).map(|held| held.records);
    let parts = parts.into_iter().map(|now| PartChange { before: records(&now), now }).collect();
    Ok(Imported { generation, parts, refused: Vec::new(), not_completed: Vec::new() })
}

fn put_root(path: &Path, root: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let aside = path.with_extension("new");
    std::fs::write(&aside, root)?;
    std::fs::rename(&aside, path)
}

fn words(lang: Lang, notice: BundleNotice) -> String {
    match notice {
        BundleNotice::Skipped(count) => lang.pick(
            format!("{count} bundles before this one were not seen; nothing is missing, each carries whole parts"),
            format!(
                "これより前のバンドル {count} 件は取り込まれていません（各バンドルは全体を含むため欠落はありません）"
            ),
        ),
        BundleNotice::ExpiresSoon(at) => lang.pick(
            format!("warning: after {at} the parts of this bundle count as stale; get the next one"),
            format!("警告: {at} を過ぎるとこのバンドルの情報は期限切れになります。次のバンドルを入手してください"),
        ),
        BundleNotice::Expired(at) => lang.pick(
            format!("warning: this bundle expired on {at}; its parts are taken in and count as stale"),
            format!("警告: このバンドルは {at} に期限切れです。取り込みますが、期限切れとして扱われます"),
        ),
    }
}

fn refusal(lang: Lang, fault: BundleFault) -> Complaint {
    let next = lang.pick(
        "get the newest bundle; if this one is right, repeat with --confirm",
        "最新のバンドルを入手してください。これで正しい場合は --confirm を付けて再実行してください",
    );
    match fault {
        BundleFault::Shrinks(parts) => shrunken(lang, parts),
        BundleFault::RollBack { held, offered } => Complaint::new(
            lang.pick(
                format!("refused, nothing was changed: bundle {offered} would roll back bundle {held} that is held"),
                format!("拒否しました（変更なし）: バンドル {offered} は保管中のバンドル {held} より前の状態です"),
            ),
            next,
        ),
        BundleFault::Fork { offered } => Complaint::new(
            lang.pick(
                format!("refused, nothing was changed: bundle {offered} does not follow the one that is held"),
                format!("拒否しました（変更なし）: バンドル {offered} は保管中のバンドルに続くものではありません"),
            ),
            next,
        ),
    }
}

pub(super) fn secret(lang: Lang, path: &Path) -> Result<SecretKey, Complaint> {
    SecretKey::read(&path.display().to_string(), &bytes(lang, path)?).map_err(|fault| said(lang, &fault))
}

pub(super) fn bytes(lang: Lang, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|error| {
        Complaint::new(
            lang.pick(
                format!("{} cannot be read ({error})", path.display()),
                format!("{} を読み取れません（{}）", path.display(), activities::os_words::cause(&error, Lang::Ja)),
            ),
            lang.pick("check the path", "パスを確認してください"),
        )
    })
}

/// Makes a new file; one that is there is never written over. A secret is for its owner alone.
pub(super) fn create(edge: &Edge, path: &Path, text: &str, secret: bool) -> Result<(), Complaint> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritten(edge.lang, path, &error))
}

pub(super) fn unwritten(lang: Lang, path: &Path, error: &std::io::Error) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("{} cannot be written ({error})", path.display()),
            format!("{} に書き込めません（{}）", path.display(), activities::os_words::cause(error, Lang::Ja)),
        ),
        lang.pick(
            "choose a new file in a folder you may write to",
            "書き込み可能なフォルダの新しいファイル名を指定してください",
        ),
    )
}
