//! Why an encrypted file is not opened.

use age::DecryptError;
use std::io;
use terms::Lang;

/// Why an encrypted file is not opened.
#[derive(Debug)]
pub enum Fault {
    /// It is encrypted for somebody else.
    OtherRecipient,
    /// It opens with a passphrase, which is not asked for here.
    Passphrase,
    /// It is not as it was written, or ends too early.
    Damaged,
    /// It is of another version of the format.
    Newer,
    /// The file named as an identity is none.
    NoIdentity,
    /// It cannot be read.
    Io(io::Error),
}

impl Fault {
    pub(crate) fn of(error: DecryptError) -> Fault {
        match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => Fault::OtherRecipient,
            DecryptError::ExcessiveWork { .. } => Fault::Passphrase,
            DecryptError::UnknownFormat => Fault::Newer,
            DecryptError::Io(error) => Fault::reading(error),
            _ => Fault::Damaged,
        }
    }

    /// What went wrong while what is inside was read.
    pub fn reading(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Fault::Damaged,
            _ => Fault::Io(error),
        }
    }

    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let (en, ja): ([&str; 2], [&str; 2]) = match self {
            Fault::OtherRecipient => (
                [
                    "it is encrypted for somebody else",
                    "name the identity it was made for: --identity FILE; or ask for it anew with your own recipient (age1…)",
                ],
                [
                    "別の受信者に向けて暗号化されています",
                    "対応する鍵を --identity で指定するか、自分の受信者（age1…）向けに作り直してもらってください",
                ],
            ),
            Fault::Passphrase => (
                [
                    "it opens with a passphrase, and none is asked for here",
                    "decrypt it with age, or ask for it with your recipient (age1…)",
                ],
                [
                    "パスフレーズで暗号化されており、ここでは開けません",
                    "age で復号するか、自分の受信者（age1…）向けに作り直してもらってください",
                ],
            ),
            Fault::Damaged => (
                [
                    "it is not as it was written: altered, or cut off",
                    "take another copy of it; if it comes so again, tell who sent it",
                ],
                [
                    "作成時から変わっているか、途中で切れています",
                    "別のコピーを使用し、再発する場合は送付元に連絡してください",
                ],
            ),
            Fault::Newer => (
                [
                    "it is encrypted in a form that this version does not know",
                    "ask for it in the format age-encryption.org/v1",
                ],
                [
                    "この版では扱えない形式で暗号化されています",
                    "age-encryption.org/v1 形式で作り直してもらってください",
                ],
            ),
            Fault::NoIdentity => (
                [
                    "it holds no identity (AGE-SECRET-KEY-1…)",
                    "name the file that `tutela package keygen --encryption FILE` or age-keygen made",
                ],
                [
                    "鍵（AGE-SECRET-KEY-1…）が含まれていません",
                    "tutela package keygen --encryption または age-keygen で作成したファイルを指定してください",
                ],
            ),
            Fault::Io(error) => {
                let what = activities::os_words::cause(error, lang);
                return [what, lang.pick("check the path", "パスを確認してください").to_owned()];
            }
        };
        lang.pick(en, ja).map(str::to_owned)
    }
}
