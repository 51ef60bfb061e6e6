//! What the operating system says, in the language of the person who reads it.

use std::io::{Error, ErrorKind};
use terms::Lang;

/// The cause of a fault of files in words. The system speaks English here; a Japanese sentence gets Japanese words, and the
/// system's own number where there are none.
pub fn cause(error: &Error, lang: Lang) -> String {
    match lang {
        Lang::En => error.to_string(),
        Lang::Ja => japanese(error),
    }
}

fn japanese(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "見つかりません",
        ErrorKind::PermissionDenied => "権限がありません",
        ErrorKind::AlreadyExists => "既に存在します",
        ErrorKind::IsADirectory => "フォルダです",
        ErrorKind::NotADirectory => "フォルダではありません",
        ErrorKind::DirectoryNotEmpty => "フォルダが空ではありません",
        ErrorKind::ReadOnlyFilesystem => "読み取り専用のファイルシステムです",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "空き容量がありません",
        ErrorKind::FileTooLarge => "ファイルが大きすぎます",
        ErrorKind::OutOfMemory => "メモリが足りません",
        ErrorKind::InvalidFilename => "ファイル名が使えません",
        ErrorKind::InvalidData => "内容が不正です",
        ErrorKind::UnexpectedEof => "途中で終わっています",
        ErrorKind::ConnectionRefused => "接続が拒否されました",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => "接続が切れました",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "経路がありません",
        ErrorKind::TimedOut => "時間切れです",
        ErrorKind::Interrupted => "中断されました",
        _ => return error.raw_os_error().map_or("原因不明".to_owned(), |code| format!("OS エラー {code}")),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::cause;
    use std::io::{Error, ErrorKind};
    use terms::Lang;

    #[test]
    fn a_japanese_sentence_holds_no_english_of_the_system() {
        for error in [Error::from(ErrorKind::IsADirectory), Error::from_raw_os_error(5), Error::other("odd")] {
            let words = cause(&error, Lang::Ja);
            assert!(words.contains(|letter: char| !letter.is_ascii()), "{words}");
        }
        assert_eq!(cause(&Error::from(ErrorKind::IsADirectory), Lang::Ja), "フォルダです");
    }
}
