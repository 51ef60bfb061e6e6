//! What a store tells whoever runs it, beside its answers: that another server is used.

use terms::Lang;

/// A change of the servers in use. Addresses come without passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerTold {
    /// From now on this one is written to.
    WritesTo(String),
    /// The replica is left aside.
    LeftAside(String, WhyAside),
    /// The replica is read again.
    ReadAgain(String),
}

/// Why a replica is left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyAside {
    /// It does not answer.
    Unreachable,
    /// It is further behind than is allowed.
    Behind,
    /// It follows nobody, or not the server that is written to.
    OfAnother,
}

impl WhyAside {
    /// In words.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            WhyAside::Unreachable => lang.pick("it does not answer", "応答しません"),
            WhyAside::Behind => lang.pick("it is too far behind", "遅れが許容範囲を超えています"),
            WhyAside::OfAnother => {
                lang.pick("it does not follow the server that is written to", "書き込み先のサーバーを複製していません")
            }
        }
    }
}

impl ServerTold {
    /// In words.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            ServerTold::WritesTo(place) => lang.pick(
                format!("the store is now the server {place}"),
                format!("データストアのサーバーは {place} に切り替わりました"),
            ),
            ServerTold::LeftAside(place, why) => {
                let why = why.say(lang);
                lang.pick(
                    format!("the replica {place} is left aside: {why}; the store itself is read"),
                    format!("レプリカ {place} を使用せず、データストア本体から読み取ります（{why}）"),
                )
            }
            ServerTold::ReadAgain(place) => lang.pick(
                format!("the replica {place} is read again"),
                format!("レプリカ {place} からの読み取りを再開しました"),
            ),
        }
    }
}
