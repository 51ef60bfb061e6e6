//! Why something could not be kept or read back, in words.

use crate::os_words;
use terms::Lang;

/// Why a store could not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFaultKind {
    /// What is kept is not as it was when it was read.
    Changed,
    /// Nothing of that name is kept for this tenant.
    NotThere,
    /// Something of that name is there already.
    AlreadyThere,
    /// A name that leads out of its folder, or that cannot be kept.
    BadName,
    /// More than may be kept in one piece.
    TooLarge,
    /// The disk is full.
    Full,
    /// The database may not be written.
    ReadOnly,
    /// The database does not answer.
    Unreachable,
    /// The connection was lost at the moment of keeping: it was kept, or it was not.
    Unsure,
    /// Others held the database longer than anyone may wait.
    Busy,
    /// A newer version of the program made the database.
    Newer,
    /// What was read back is not what was kept.
    Damaged,
    /// Anything else that the database says.
    Refused,
}

/// What could not be done, where, and what to try.
#[derive(Debug)]
pub struct StoreFault {
    /// Why.
    pub kind: StoreFaultKind,
    /// What it is about: a name, a file, an address without its password.
    pub place: String,
    /// The cause, where another error caused it.
    pub cause: Option<std::io::Error>,
}

impl StoreFault {
    /// A fault without a deeper cause.
    pub fn new(kind: StoreFaultKind, place: impl Into<String>) -> StoreFault {
        StoreFault { kind, place: place.into(), cause: None }
    }

    /// What could not be done, and what to try next.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let StoreFault { kind, place, cause } = self;
        let cause = cause.as_ref().map(|error| format!(" ({})", os_words::cause(error, lang))).unwrap_or_default();
        let [what, next] = lang.pick(english(*kind), japanese(*kind));
        [what.replace("{place}", place).replace("{cause}", &cause), next.to_owned()]
    }
}

fn english(kind: StoreFaultKind) -> [&'static str; 2] {
    match kind {
        StoreFaultKind::Changed => {
            ["{place} has changed since it was read; nothing was kept", "Read it again, then repeat the change."]
        }
        StoreFaultKind::NotThere => ["{place} is not kept here", "Check the name."],
        StoreFaultKind::AlreadyThere => ["{place} is there already and was not touched", "Choose another name."],
        StoreFaultKind::BadName => ["{place} is no name under which something can be kept", "Choose another name."],
        StoreFaultKind::TooLarge => ["{place} is larger than may be kept in one piece", "Split it, or leave it out."],
        StoreFaultKind::Full => {
            ["{place} cannot be written: no space is left; nothing was kept{cause}", "Free some space, then repeat it."]
        }
        StoreFaultKind::ReadOnly => [
            "{place} may not be written; nothing was kept{cause}",
            "Check who may write it, and whether the disk or the server is read-only.",
        ],
        StoreFaultKind::Unreachable => [
            "the database {place} does not answer; nothing was kept{cause}",
            "Check that it runs and that its address is right; the change can be repeated.",
        ],
        StoreFaultKind::Unsure => [
            "the database {place} was lost at the moment of keeping; whether it was kept is not known{cause}",
            "Repeat it: what was kept already is not kept twice.",
        ],
        StoreFaultKind::Busy => {
            ["others kept the database {place} busy for too long; nothing was kept{cause}", "Try again."]
        }
        StoreFaultKind::Newer => {
            ["{place} was made by a newer version of this program and was not touched", "Start the newer version."]
        }
        StoreFaultKind::Damaged => [
            "{place} is not what was kept: its hash differs; it was not used{cause}",
            "Restore it from a backup with `tutela restore`.",
        ],
        StoreFaultKind::Refused => {
            ["the database {place} refused it; nothing was kept{cause}", "See the cause; nothing is half done."]
        }
    }
}

fn japanese(kind: StoreFaultKind) -> [&'static str; 2] {
    match kind {
        StoreFaultKind::Changed => {
            ["{place} は読み取り後に変更されたため、保存していません", "もう一度読み取ってからやり直してください。"]
        }
        StoreFaultKind::NotThere => ["{place} は保存されていません", "名前を確認してください。"],
        StoreFaultKind::AlreadyThere => {
            ["{place} は既に存在するため、変更していません", "別の名前を指定してください。"]
        }
        StoreFaultKind::BadName => ["{place} という名前では保存できません", "別の名前を指定してください。"],
        StoreFaultKind::TooLarge => ["{place} は一度に保存できる大きさを超えています", "分割するか、除いてください。"],
        StoreFaultKind::Full => [
            "空き容量がないため {place} に書き込めません。何も保存していません{cause}",
            "空き容量を確保してやり直してください。",
        ],
        StoreFaultKind::ReadOnly => [
            "{place} に書き込めません。何も保存していません{cause}",
            "書き込み権限と、ディスクやサーバーが読み取り専用でないかを確認してください。",
        ],
        StoreFaultKind::Unreachable => [
            "データベース {place} が応答しません。何も保存していません{cause}",
            "動作していることと接続先を確認してください。変更はやり直せます。",
        ],
        StoreFaultKind::Unsure => [
            "保存の途中でデータベース {place} との接続が切れたため、保存されたか不明です{cause}",
            "もう一度実行してください。保存済みのものが二重になることはありません。",
        ],
        StoreFaultKind::Busy => {
            ["データベース {place} が長く使用中のため、何も保存していません{cause}", "もう一度実行してください。"]
        }
        StoreFaultKind::Newer => [
            "{place} は新しい版のプログラムで作成されているため、変更していません",
            "新しい版のプログラムを起動してください。",
        ],
        StoreFaultKind::Damaged => [
            "{place} のハッシュが保存時と異なるため、使用していません{cause}",
            "`tutela restore` でバックアップから復元してください。",
        ],
        StoreFaultKind::Refused => [
            "データベース {place} が受け付けませんでした。何も保存していません{cause}",
            "原因を確認してください。途中まで保存されたものはありません。",
        ],
    }
}

impl std::fmt::Display for StoreFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [what, _] = self.say(Lang::En);
        out.write_str(&what)
    }
}

impl std::error::Error for StoreFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::{StoreFault, StoreFaultKind};
    use terms::Lang;

    #[test]
    fn a_fault_names_its_place_in_both_languages() {
        let fault = StoreFault::new(StoreFaultKind::Full, "tutela.db");
        for lang in [Lang::En, Lang::Ja] {
            let [what, next] = fault.say(lang);
            assert!(what.contains("tutela.db") && !what.contains('{') && !next.is_empty(), "{what}");
        }
    }
}
