//! Why a folder was not handed over, in words.

use activities::os_words;
use std::io;
use terms::Lang;

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The address is none of a server.
    BadAddress,
    /// A token would cross a network in the clear.
    InTheClear,
    /// A file or folder of ours cannot be read.
    CannotRead,
    /// A link, or something that is neither file nor folder.
    NoFile,
    /// More files than a server takes.
    TooManyFiles,
    /// The file with own authorities holds no certificate.
    NoCertificate,
    /// Nobody answers there.
    Unreachable,
    /// The certificate of the server is not trusted.
    Untrusted,
    /// The connection ended after the folder, or a part of it, was sent.
    CutOff,
    /// The server answers with a problem of its own words: status, what, next.
    Refused(u16, String, String),
    /// What answers is no server of this program: its status.
    Stranger(u16),
}

/// What could not be done, and about what.
#[derive(Debug)]
pub struct Fault {
    /// Why.
    pub kind: FaultKind,
    /// The file or address.
    pub place: String,
    /// The cause, where another error caused it.
    pub cause: Option<io::Error>,
}

impl Fault {
    /// A fault without a deeper cause.
    pub(crate) fn new(kind: FaultKind, place: impl Into<String>) -> Fault {
        Fault { kind, place: place.into(), cause: None }
    }

    /// A fault with its cause.
    pub(crate) fn with(kind: FaultKind, place: impl Into<String>, cause: io::Error) -> Fault {
        Fault { kind, place: place.into(), cause: Some(cause) }
    }

    /// What could not be done, and what to try next.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        if let FaultKind::Refused(status, what, next) = &self.kind {
            return [format!("{}: {what} ({status})", self.place), next.clone()];
        }
        let cause = self.cause.as_ref().map(|error| format!(" ({})", os_words::cause(error, lang))).unwrap_or_default();
        let [what, next] = lang.pick(english(&self.kind), japanese(&self.kind));
        [format!("{}: {what}{cause}", self.place), next.to_owned()]
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [what, _] = self.say(Lang::En);
        out.write_str(&what)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

fn english(kind: &FaultKind) -> [&'static str; 2] {
    match kind {
        FaultKind::BadAddress => ["this is no address of a server", "write it as https://tutela.example.org"],
        FaultKind::InTheClear => [
            "without TLS the token would cross the network in the clear; nothing was sent",
            "use an https:// address, or say --plain-http where the network is yours alone",
        ],
        FaultKind::CannotRead => ["it cannot be read; nothing was sent", "check the name and who may read it"],
        FaultKind::NoFile => [
            "it is a link, or neither a file nor a folder; nothing was sent",
            "leave regular files alone in the folder",
        ],
        FaultKind::TooManyFiles => {
            ["more files than a server takes at once; nothing was sent", "push one dossier or one site at a time"]
        }
        FaultKind::NoCertificate => ["it holds no certificate; nothing was sent", "name a file in PEM form"],
        FaultKind::Unreachable => {
            ["nobody answers there; nothing was kept", "check the address, that the server runs, and the way to it"]
        }
        FaultKind::Untrusted => [
            "the certificate of the server is not trusted; nothing was sent",
            "where it has an authority of your own, name its certificate with --ca FILE",
        ],
        FaultKind::CutOff => [
            "the connection ended before an answer came; whether it was kept is not known",
            "repeat it: the same files are never kept twice. Where it stays, see the upload limit of the server",
        ],
        FaultKind::Refused(..) => ["", ""],
        FaultKind::Stranger(413) => [
            "the folder is larger than the server takes (413); nothing was kept",
            "raise upload-limit on the server and any proxy before it, or leave files out",
        ],
        FaultKind::Stranger(_) => [
            "what answers there is no server of this program, or a proxy stands before it; nothing is known to be kept",
            "check the address; it is the one that tutela serve prints, or the origin of its proxy",
        ],
    }
}

fn japanese(kind: &FaultKind) -> [&'static str; 2] {
    match kind {
        FaultKind::BadAddress => {
            ["サーバーのアドレスではありません", "https://tutela.example.org の形で指定してください"]
        }
        FaultKind::InTheClear => [
            "TLS なしではトークンが平文でネットワークを流れるため、何も送信していません",
            "https:// のアドレスを使うか、専用のネットワークであれば --plain-http を付けてください",
        ],
        FaultKind::CannotRead => ["読み取れないため、何も送信していません", "名前と読み取り権限を確認してください"],
        FaultKind::NoFile => [
            "リンクであるか、ファイルでもフォルダでもないため、何も送信していません",
            "フォルダには通常のファイルだけを置いてください",
        ],
        FaultKind::TooManyFiles => [
            "ファイル数がサーバーの上限を超えるため、何も送信していません",
            "ドシエまたは施設を 1 つずつ送ってください",
        ],
        FaultKind::NoCertificate => ["証明書がないため、何も送信していません", "PEM 形式のファイルを指定してください"],
        FaultKind::Unreachable => {
            ["応答がありません。何も保存されていません", "アドレス、サーバーの稼働、経路を確認してください"]
        }
        FaultKind::Untrusted => [
            "サーバーの証明書を信頼できないため、何も送信していません",
            "独自の認証局を使う場合は、その証明書を --ca FILE で指定してください",
        ],
        FaultKind::CutOff => [
            "応答の前に接続が切れたため、保存されたか不明です",
            "もう一度実行してください。同じファイルが二重に保存されることはありません。続く場合はサーバーのアップロード上限を確認してください",
        ],
        FaultKind::Refused(..) => ["", ""],
        FaultKind::Stranger(413) => [
            "フォルダがサーバーの上限を超えています（413）。何も保存されていません",
            "サーバーと前段のプロキシの上限（upload-limit）を上げるか、ファイルを減らしてください",
        ],
        FaultKind::Stranger(_) => [
            "応答したのは本プログラムのサーバーではないか、前段のプロキシです。保存されたとは言えません",
            "アドレスを確認してください。tutela serve が表示するもの、またはプロキシの公開アドレスです",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind};
    use terms::Lang;

    #[test]
    fn every_fault_names_its_place_and_a_next_step_in_both_languages() {
        let kinds = [
            FaultKind::BadAddress,
            FaultKind::InTheClear,
            FaultKind::CannotRead,
            FaultKind::NoFile,
            FaultKind::TooManyFiles,
            FaultKind::NoCertificate,
            FaultKind::Unreachable,
            FaultKind::Untrusted,
            FaultKind::CutOff,
            FaultKind::Refused(403, "no".to_owned(), "ask".to_owned()),
            FaultKind::Stranger(413),
            FaultKind::Stranger(502),
        ];
        for kind in kinds {
            for lang in [Lang::En, Lang::Ja] {
                let [what, next] = Fault::new(kind.clone(), "https://x").say(lang);
                assert!(what.starts_with("https://x: ") && what.len() > 12 && !next.is_empty(), "{what}");
            }
        }
    }
}
