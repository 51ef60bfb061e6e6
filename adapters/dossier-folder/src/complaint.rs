use terms::{Card, finding};

finding! {
    /// An SBOM lies in the folder of a release and is not listed.
    SbomNotListed = "dossier/sbom-not-listed" {
        /// The file.
        file: String,
    }
    en: "{file} lies beside release.yaml and is not listed in it; it was not looked at.",
        "Components that only this file names are watched by nobody.",
        "List it under `sboms:` in release.yaml with its role, or move it away.";
    ja: "{file} が release.yaml と同じ場所にありますが列挙されていないため、確認していません。",
        "このファイルにしかない構成要素は誰にも監視されません。",
        "release.yaml の `sboms:` に role とともに列挙するか、移動してください。";
}

finding! {
    /// An SBOM is listed and not there.
    SbomMissing = "dossier/sbom-missing" {
        /// The file.
        file: String,
    }
    en: "The SBOM {file} is listed and cannot be found or read beside release.yaml.",
        "Its components were not looked at, so nothing can be called clean.",
        "Put the file there under this name, or correct the name.";
    ja: "列挙されている SBOM {file} が release.yaml と同じ場所に見つからないか、読み取れません。",
        "その構成要素は確認していないため、「問題なし」とは言えません。",
        "この名前でファイルを置くか、名前を修正してください。";
}

finding! {
    /// The id in release.yaml is not the name of its folder.
    ReleaseIdDiffers = "dossier/release-id-differs" {
        /// The name of the folder.
        folder: String,
        /// The id as written.
        id: String,
    }
    en: "The folder is named {folder} and release.yaml says `id: {id}`; {folder} is used.",
        "Decisions and facts could be filed under two names.", "Make both the same.";
    ja: "フォルダ名は {folder}、release.yaml は `id: {id}` です。{folder} を採用します。",
        "判断や記録が 2 つの名前に分かれるおそれがあります。", "同じ名前にしてください。";
}

finding! {
    /// The name of a release's folder cannot be an id.
    FolderNameNoId = "dossier/folder-name-no-id" {
        /// The name.
        folder: String,
    }
    en: "“{folder}” cannot be the id of a release; the folder was not read.", "The release in it was not looked at.",
        "Rename the folder: letters, digits, `.`, `_` and `-`.";
    ja: "「{folder}」はリリースの id として使えないため、フォルダを読み取っていません。",
        "その中のリリースは確認していません。", "英数字と `.` `_` `-` だけの名前に変更してください。";
}

finding! {
    /// A file that nothing reads.
    FileNotRead = "dossier/file-not-read" {
        /// The file.
        file: String,
        /// Why, English.
        en: String,
        /// Why, Japanese.
        ja: String,
    }
    en: "{file} was not read: {en}.", "What it says was not looked at.",
        "Rename it if it was meant to be read; otherwise nothing needs to be done.";
    ja: "{file} は読み取っていません（{ja}）。", "その内容は確認していません。",
        "読み取らせたい場合は名前を変更してください。そうでなければ対応は不要です。";
}

finding! {
    /// Files of a folder that nothing reads.
    FilesNotRead = "dossier/files-not-read" {
        /// How many.
        count: usize,
        /// The folder; empty for the dossier itself.
        folder: String,
        /// The first of them.
        names: String,
    }
    en: "{count} files in “{folder}” are no part of a dossier and were not read: {names}.",
        "What they say was not looked at.", "Nothing, unless one of them should have been read.";
    ja: "「{folder}」の {count} 件のファイルはドシエの一部ではないため読み取っていません: {names}。",
        "その内容は確認していません。", "読み取るべきものがなければ、対応は不要です。";
}

finding! {
    /// Two folders of releases give one id.
    ReleaseIdTwice = "dossier/release-id-twice" {
        /// The id as written.
        id: String,
        /// The folders.
        folders: String,
    }
    en: "Several release folders say `id: {id}`: {folders}.",
        "Which of them is the release in the field cannot be told; decisions and facts may be about either.",
        "Give each release its own id, the name of its folder.";
    ja: "複数のリリースフォルダが `id: {id}` と記載しています: {folders}。",
        "どれが実際のリリースか判別できず、判断や記録がどちらのものか分かりません。",
        "リリースごとに、フォルダ名と同じ固有の id を付けてください。";
}

/// Every kind of finding of this room, for `tutela explain`.
pub const CARDS: &[Card] = &[
    SbomNotListed::CARD,
    SbomMissing::CARD,
    ReleaseIdDiffers::CARD,
    FolderNameNoId::CARD,
    FileNotRead::CARD,
    FilesNotRead::CARD,
    ReleaseIdTwice::CARD,
];
