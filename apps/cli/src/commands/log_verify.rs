//! `tutela log verify FILE`: whether an exported log is what was signed, and begins with an earlier export.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::log_options::LogVerifyArgs;
use crate::options::Form;
use crate::screen::Paper;
use crate::status;
use activities::log_evidence::{Checked, verify};
use activities::package::{Envelopes, Key};
use serde::Serialize;
use signing::Ed25519Envelopes;
use std::path::Path;
use terms::Lang;

/// The answer as JSON.
#[derive(Serialize)]
struct VerifiedV1<'a> {
    schema: &'static str,
    exit_status: u8,
    organisation: &'a str,
    entries: u64,
    own_entries: u64,
    names_held_to_their_entries: u64,
    names_removed: u64,
    root: &'a str,
    signed_at: &'a str,
    signer: Option<&'a str>,
    begins_with_earlier: Option<u64>,
    broken: Vec<String>,
}

pub(crate) fn run(edge: &Edge, args: &LogVerifyArgs) -> Result<u8, Complaint> {
    let export = bytes(edge.lang, &args.file)?;
    let earlier = args.since.as_deref().map(|path| bytes(edge.lang, path)).transpose()?;
    let keys = args.key.iter().map(|path| key(edge.lang, path)).collect::<Result<Vec<Key>, _>>()?;
    let checked = verify(&export, earlier.as_deref(), &Ed25519Envelopes, &keys);
    let status = if checked.broken.is_empty() { status::NOTHING } else { status::FINDINGS };
    let text = match edge.format {
        Form::Json => super::json_text(&v1(edge.lang, &checked, status)),
        Form::Human | Form::Sarif => screen(edge.lang, &checked).into_bytes(),
    };
    print(&text)?;
    Ok(status)
}

fn v1(lang: Lang, checked: &Checked, status: u8) -> VerifiedV1<'_> {
    let Checked { tenant, size, own, words: [named, removed], root, at, signer, earlier, broken } = checked;
    VerifiedV1 {
        schema: "tutela.log-verify/v1",
        exit_status: status,
        organisation: tenant,
        entries: *size,
        own_entries: *own,
        names_held_to_their_entries: *named,
        names_removed: *removed,
        root,
        signed_at: at,
        signer: signer.as_deref(),
        begins_with_earlier: *earlier,
        broken: broken.iter().map(|broken| broken.say(lang)).collect(),
    }
}

fn screen(lang: Lang, checked: &Checked) -> String {
    let Checked { tenant, size, own, words: [named, removed], root, at, signer, earlier, broken } = checked;
    let (mut paper, named_nobody) = (Paper::new(), signer.is_none());
    match broken.is_empty() {
        true => paper.headed(
            lang.pick("UNCHANGED", "改変なし"),
            &lang.pick(
                format!("{size} entries are those that were signed"),
                format!("{size} 件の記録は署名時のままです"),
            ),
        ),
        false => paper.headed(lang.pick("NO EVIDENCE", "証拠になりません"), &broken[0].say(lang)),
    }
    paper.blank();
    broken.iter().skip(1).for_each(|broken| paper.row(14, lang.pick("also", "ほか"), &broken.say(lang)));
    paper.row(
        14,
        lang.pick("organisation", "組織"),
        &lang.pick(format!("{tenant}, {own} entries of its own"), format!("{tenant}（自組織の記録 {own} 件）")),
    );
    paper.row(
        14,
        lang.pick("names", "氏名"),
        &lang.pick(
            format!("{named} are those that their entries stand for, {removed} were removed"),
            format!("{named} 件は記録と一致、{removed} 件は削除済み"),
        ),
    );
    paper.row(14, lang.pick("root", "ルート"), root);
    let signer = signer
        .as_deref()
        .map(str::to_owned)
        .unwrap_or_else(|| lang.pick("nobody that you named", "指定された鍵なし").to_owned());
    paper.row(14, lang.pick("signed by", "署名"), &format!("{signer}  {at}"));
    match earlier {
        Some(count) => paper.row(
            14,
            lang.pick("earlier", "以前"),
            &lang.pick(
                format!("begins with the {count} entries of the earlier export"),
                format!("以前のエクスポートの {count} 件から始まります"),
            ),
        ),
        None => paper.row(
            14,
            lang.pick("not looked at", "未確認"),
            lang.pick(
                "whether an earlier export was rewritten: --since FILE",
                "以前のエクスポートからの書き換え（--since FILE）",
            ),
        ),
    }
    if named_nobody {
        paper.row(
            14,
            lang.pick("next", "次の手順"),
            lang.pick(
                "save the server's public key (its page “Log”, or GET /api/v1/log/key) at a time when you trust it, and name it: --key FILE",
                "信頼できる時点でサーバーの公開鍵（「ログ」ページまたは GET /api/v1/log/key）を保存し、--key ファイル で指定してください",
            ),
        );
    }
    paper.finish()
}

fn bytes(lang: Lang, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, lang)),
            lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })
}

fn key(lang: Lang, path: &Path) -> Result<Key, Complaint> {
    Ed25519Envelopes.key(&bytes(lang, path)?).ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("{} is no public key", path.display()),
                format!("{} は公開鍵ではありません", path.display()),
            ),
            lang.pick(
                "save what the server answers at /api/v1/log/key",
                "サーバーの /api/v1/log/key の応答を保存してください",
            ),
        )
    })
}
