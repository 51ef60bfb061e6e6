use terms::{Card, finding};

finding! {
    /// A received dossier came without a package: nobody vouches for it.
    ReceivedUnsigned = "site/received-unsigned" {
        /// Its folder in received/.
        dossier: String,
    }
    en: "received/{dossier} is not signed: it was copied there without a package.",
        "Nobody vouches for who wrote it, and nobody says when it is out of date.",
        "Ask the maker for a package: tutela package receive FILE SITE.";
    ja: "received/{dossier} には署名がありません（パッケージによらずコピーされています）。",
        "作成者も有効期限も確認できません。",
        "製造業者にパッケージを求めてください: tutela package receive FILE SITE。";
}

finding! {
    /// The files of a received package are not the signed ones.
    PackageAltered = "site/package-altered" {
        /// Its folder in received/.
        dossier: String,
        /// How many files.
        count: usize,
        /// The first of them.
        files: String,
    }
    en: "received/{dossier}: {count} files are not the signed ones: {files}.",
        "They were changed, removed or added after the package was taken in; the answer about its units is not the maker's.",
        "Move your own notes elsewhere, and receive the package again.";
    ja: "received/{dossier} のファイル {count} 件が署名された内容と異なります: {files}。",
        "受領後に変更・削除・追加されており、対象機器についての回答は製造業者の内容に基づきません。",
        "独自のメモは別の場所に移し、パッケージを再度受領してください。";
}

finding! {
    /// No key that the site trusts has signed a received package.
    PackageSignerNotTrusted = "site/package-signer-not-trusted" {
        /// Its folder in received/.
        dossier: String,
        /// The key that it claims.
        key: String,
    }
    en: "received/{dossier} is not signed by a key that this site trusts (it claims {key}).",
        "Anybody could have made it.",
        "Get the maker's key on another way, and receive the package with --trust KEY.pub.";
    ja: "received/{dossier} は、この施設が信頼する鍵で署名されていません（{key} によるとされています）。",
        "誰が作成したか分かりません。",
        "製造業者の鍵を別の経路で入手し、--trust KEY.pub を付けて受領してください。";
}

finding! {
    /// The envelope of a received package cannot be read.
    PackageUnreadable = "site/package-unreadable" {
        /// Its folder in received/.
        dossier: String,
        /// Why, in English.
        why: String,
        /// Why, in Japanese.
        why_ja: String,
    }
    en: "received/{dossier}: the signed package.json does not hold: {why}.",
        "Nobody can tell any more whether the files are the signed ones.",
        "Receive the package again.";
    ja: "received/{dossier} の署名付き package.json が有効ではありません: {why_ja}。",
        "ファイルが署名された内容かどうか確認できません。",
        "パッケージを再度受領してください。";
}

finding! {
    /// The next package is overdue.
    PackagePastDue = "site/package-past-due" {
        /// Its folder in received/.
        dossier: String,
        /// When the next one was due.
        due: String,
    }
    en: "received/{dossier} is stale: the maker promised the next package for {due}.",
        "What has changed since is not known here, so its silence means nothing.",
        "Ask the maker for the next package.";
    ja: "received/{dossier} は期限超過です。次のパッケージの期日は {due} でした。",
        "その後の変更が分からないため、「問題なし」とは言えません。",
        "製造業者に次のパッケージを求めてください。";
    due: terms::Day::parse(due);
}

finding! {
    /// The folder holds another package than the one taken in last.
    PackageNotTheLast = "site/package-not-the-last" {
        /// Its folder in received/.
        dossier: String,
        /// The number of the package that lies there.
        held: u32,
        /// The number of the last one taken in.
        last: u32,
    }
    en: "received/{dossier} holds package {held}; the last one taken in is package {last}.",
        "An older package put back hides what the maker has said since.",
        "Receive package {last} again, or a later one.";
    ja: "received/{dossier} にはパッケージ {held} がありますが、最後に受領したのは {last} です。",
        "古いパッケージに戻すと、その後の製造業者の情報が失われます。",
        "パッケージ {last} 以降を再度受領してください。";
}

finding! {
    /// Nobody has answered yet whether the facility takes duties over.
    DutiesOpen = "site/duties-open" {
        /// Its folder in received/.
        dossier: String,
        /// How many.
        count: usize,
        /// Their ids.
        duties: String,
    }
    en: "received/{dossier}: {count} duties wait for an answer: {duties}.",
        "While nobody takes them over, the maker counts on something that nobody does.",
        "Answer each: tutela package receive FILE SITE --accept ID --refuse ID=REASON --write.";
    ja: "received/{dossier}: 責務 {count} 件が未回答です: {duties}。",
        "引き受け手がいない間、製造業者が前提とする作業を誰も行わないことになります。",
        "それぞれ回答してください: tutela package receive FILE SITE --accept ID --refuse ID=理由 --write。";
}

finding! {
    /// The facility does not take a duty over.
    DutyRefused = "site/duty-refused" {
        /// Its folder in received/.
        dossier: String,
        /// The duty.
        duty: String,
        /// Why.
        reason: String,
    }
    en: "received/{dossier}: the duty {duty} was refused: {reason}",
        "The maker must know, for its risk assessment counts on it.",
        "Send the status to the maker: tutela package status.";
    ja: "received/{dossier}: 責務 {duty} を引き受けないと回答済み: {reason}",
        "製造業者のリスク評価の前提に関わるため、伝える必要があります。",
        "tutela package status で製造業者に状況を送ってください。";
}

finding! {
    /// Facilities do not take a duty over that the maker counts on. ISO/JIS T 14971 10.2 (information from the field).
    DutyRefusedInField = "device/duty-refused" {
        /// The duty.
        duty: String,
        /// How many facilities.
        count: usize,
        /// Their reasons.
        reasons: String,
    }
    en: "{count} facilities do not take the duty {duty} over: {reasons}",
        "A control that depends on them is not in force there; the risk assessment may count on it.",
        "Look at the risk again, offer another control, or talk to them.";
    ja: "{count} 施設が責務 {duty} を引き受けていません: {reasons}",
        "これに依存する対策はその施設では有効ではなく、リスク評価の前提が成り立たないおそれがあります。",
        "リスクを再評価し、別の対策を示すか、施設と協議してください。";
}

finding! {
    /// A status is signed by nobody whom the maker knows.
    StatusSignerUnknown = "device/status-signer-unknown" {
        /// The file.
        file: String,
        /// The key that it claims.
        key: String,
    }
    en: "{file} is not signed by a key in status/keys/ (it claims {key}); it was not counted.",
        "Anybody could have made it.",
        "Get the facility's key on another way and put the .pub file into status/keys/.";
    ja: "{file} は status/keys/ にある鍵で署名されていないため（{key} によるとされています）、集計していません。",
        "誰が作成したか分かりません。",
        "施設の鍵を別の経路で入手し、.pub ファイルを status/keys/ に置いてください。";
}

finding! {
    /// A file in status/ says nothing that can be counted.
    StatusUnreadable = "device/status-unreadable" {
        /// The file.
        file: String,
        /// Why, in English.
        why: String,
        /// Why, in Japanese.
        why_ja: String,
    }
    en: "{file} was not counted: {why}.",
        "A facility's answer may be missing from the counts.",
        "Ask the facility for it again.";
    ja: "{file} は集計していません: {why_ja}。",
        "施設の回答が集計から漏れているおそれがあります。",
        "施設に再送を依頼してください。";
}

/// Every kind of finding about packages, for `tutela explain`.
pub const CARDS: &[Card] = &[
    ReceivedUnsigned::CARD,
    PackageAltered::CARD,
    PackageSignerNotTrusted::CARD,
    PackageUnreadable::CARD,
    PackagePastDue::CARD,
    PackageNotTheLast::CARD,
    DutiesOpen::CARD,
    DutyRefused::CARD,
    DutyRefusedInField::CARD,
    StatusSignerUnknown::CARD,
    StatusUnreadable::CARD,
];
