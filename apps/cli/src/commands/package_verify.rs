//! `tutela package verify FILE`: who signed it, and whether every byte is the signed one.

use super::feeds_bundle::bytes;
use super::{print, sealed};
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::package_options::PackageVerifyArgs;
use crate::screen::{Paper, package as screen};
use crate::status;
use activities::package::{Broken, Key, OpenedPackage, open_package};
use formats::answer::package as v1;
use signing::{Ed25519Envelopes, PublicKey};
use std::path::{Path, PathBuf};
use terms::Lang;

pub(crate) fn run(edge: &Edge, args: &PackageVerifyArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let keys = keys(lang, &args.trust)?;
    let identities = sealed::identities(lang, &args.identity)?;
    let raw = sealed::read(lang, &args.file, identities.as_ref())?;
    let package = open_package(&raw, &Ed25519Envelopes, &keys).map_err(|why| broken(lang, &args.file, &why))?;
    let past = is_past(edge, &package);
    let status = if package.signer.is_some() && !past { status::NOTHING } else { status::NO_ANSWER };
    let text = match edge.format {
        Form::Json => json(&args.file.display().to_string(), &package, past, status),
        Form::Human | Form::Sarif => draw(edge, args, &package, keys.is_empty()),
    };
    print(&text)?;
    Ok(status)
}

/// A package whose next one is overdue, or which does not say when it is due.
pub(super) fn is_past(edge: &Edge, package: &OpenedPackage<'_>) -> bool {
    package.manifest.next_due.is_past(edge.now.day()).unwrap_or(true)
}

/// The keys of files that a person names.
pub(super) fn keys(lang: Lang, paths: &[PathBuf]) -> Result<Vec<Key>, Complaint> {
    let key = |path: &PathBuf| {
        let read = PublicKey::read(&bytes(lang, path)?).map(|key| key.named());
        read.ok_or_else(|| {
            let path = path.display();
            Complaint::new(
                lang.pick(format!("{path} is no public key"), format!("{path} は公開鍵ではありません")),
                lang.pick("name the .pub file of a key", "鍵の .pub ファイルを指定してください"),
            )
        })
    };
    paths.iter().map(key).collect()
}

/// The complaint about a package that is refused whole.
pub(super) fn broken(lang: Lang, file: &Path, why: &Broken) -> Complaint {
    let file = file.display();
    let [en, ja] = why.say();
    let again = lang.pick(
        "get it again from the maker; if it comes broken again, tell them",
        "製造業者から取り直してください。再発する場合は製造業者に連絡してください",
    );
    Complaint::new(
        lang.pick(
            format!("refused, nothing was changed: {file}: {en}"),
            format!("拒否しました（変更なし）: {file}: {ja}"),
        ),
        again,
    )
}

fn draw(edge: &Edge, args: &PackageVerifyArgs, package: &OpenedPackage<'_>, no_keys: bool) -> Vec<u8> {
    let lang = edge.lang;
    let OpenedPackage { manifest, sha256, .. } = package;
    let mut paper = Paper::new();
    let name = manifest.name.get(lang);
    paper.line(&lang.pick(
        format!("package {} of {name} ({})", manifest.sequence, manifest.device),
        format!("{name}（{}）のパッケージ {}", manifest.device, manifest.sequence),
    ));
    paper.row(screen::width(lang), lang.pick("signature", "署名"), &signature(lang, package, no_keys));
    let whole = lang.pick(
        format!("every one of {} files has the hash that the manifest names", manifest.files.len()),
        format!("{} 件のファイルすべてのハッシュが目録と一致", manifest.files.len()),
    );
    paper.row(screen::width(lang), lang.pick("bytes", "内容"), &whole);
    screen::about(lang, manifest, sha256.as_str(), edge.now.day(), &mut paper);
    screen::duties(lang, &manifest.duties, &|_| String::new(), &mut paper);
    screen::contents(lang, manifest, (args.all, "--all"), &mut paper);
    for complaint in &package.complaints {
        paper.row(screen::width(lang), lang.pick("unread", "読取不可"), &complaint.detail.say(lang).what);
    }
    let file = args.file.display();
    paper.line(&match package.signer {
        Some(_) => lang.pick(
            format!("To take it in: tutela package receive {file} SITE"),
            format!("受領するには: tutela package receive {file} 施設フォルダ"),
        ),
        None => lang.pick(
            "Nothing it says is vouched for. Get the maker's key on another way and name it: --trust KEY.pub"
                .to_owned(),
            "内容は保証されません。製造業者の鍵を別の経路で入手し、--trust で指定してください。".to_owned(),
        ),
    });
    paper.finish().into_bytes()
}

/// Who signed, in words.
pub(super) fn signature(lang: Lang, package: &OpenedPackage<'_>, no_keys: bool) -> String {
    let claims = package.claims.iter().map(|id| screen::short(id)).collect::<Vec<_>>().join(", ");
    match &package.signer {
        Some(signer) => lang.pick(
            format!("fits; signed by the trusted key {}", screen::short(signer)),
            format!("一致。信頼する鍵 {} による署名", screen::short(signer)),
        ),
        None if no_keys => lang.pick(
            format!("SIGNER NOT KNOWN: nobody said which key to trust; it claims the key {claims}"),
            format!("署名者不明: 信頼する鍵が指定されていません。鍵 {claims} によるとされています"),
        ),
        None => lang.pick(
            format!("SIGNER NOT KNOWN: not signed by a key you trust; it claims the key {claims}"),
            format!("署名者不明: 信頼する鍵による署名ではありません。鍵 {claims} によるとされています"),
        ),
    }
}

/// A package that is not in a file, held against these keys: as it is published, and the exit status.
pub(crate) fn json_of(edge: &Edge, raw: &[u8], keys: &[Key]) -> Result<(Vec<u8>, u8), Broken> {
    let package = open_package(raw, &Ed25519Envelopes, keys)?;
    let past = is_past(edge, &package);
    let status = if package.signer.is_some() && !past { status::NOTHING } else { status::NO_ANSWER };
    Ok((json("package", &package, past, status), status))
}

fn json(file: &str, package: &OpenedPackage<'_>, past_due: bool, exit_status: u8) -> Vec<u8> {
    let answer = v1::VerifyV1 {
        schema: "tutela.package/v1",
        exit_status,
        file: file.to_owned(),
        signer: package.signer.clone(),
        claims: package.claims.clone(),
        past_due,
        package: v1::PackageV1::of(&package.manifest, package.sha256.as_str()),
    };
    super::json_text(&answer)
}
