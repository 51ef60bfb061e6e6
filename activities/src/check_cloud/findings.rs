use terms::{Card, finding};

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[
    OpenToInternet::CARD,
    SourcesNotKnown::CARD,
    ClearText::CARD,
    OldTls::CARD,
    TlsNotKnown::CARD,
    NotEncrypted::CARD,
    PublicStore::CARD,
    NotSaid::CARD,
    WidePolicy::CARD,
    RoleForAnybody::CARD,
    PolicyNotThere::CARD,
    RootKey::CARD,
    NoSecondFactor::CARD,
    NotLookedAt::CARD,
    NotUnderstood::CARD,
    NoDate::CARD,
    TooOld::CARD,
    NoOwner::CARD,
];

/// Kinds of finding that leave a question of the scope open.
pub(super) const OPEN: &[&str] = &[
    SourcesNotKnown::CARD.code,
    TlsNotKnown::CARD.code,
    NotSaid::CARD.code,
    PolicyNotThere::CARD.code,
    NotLookedAt::CARD.code,
    NotUnderstood::CARD.code,
    NoDate::CARD.code,
    TooOld::CARD.code,
];

finding! {
    /// A security group lets the internet in.
    OpenToInternet = "cloud/open-to-internet" {
        /// The group.
        group: String,
        /// Protocol and ports.
        service: String,
        /// Blocks.
        from: String,
    }
    en: "Group {group} lets {from} reach {service}.", "Whoever finds the address may try, at any hour and from anywhere.",
        "Narrow the source to the facilities and networks that need it, or close the port; if it is meant, record who decided it.";
    ja: "セキュリティグループ {group} は {from} から {service} への接続を許可しています。", "アドレスを見つけた者は誰でも、いつでも、どこからでも接続を試みることができます。",
        "送信元を必要な施設・ネットワークに絞るか、ポートを閉じてください。意図した公開なら、決定者を記録してください。";
}

finding! {
    /// Who may come in is not in the export.
    SourcesNotKnown = "cloud/sources-not-known" {
        /// The group.
        group: String,
        /// Protocol and ports.
        service: String,
        /// Lists and blocks as written.
        from: String,
    }
    en: "Group {group} lets {from} reach {service}; which addresses these are is not known here.", "They may be the whole internet.",
        "Look the list up in the account (aws ec2 get-managed-prefix-list-entries) and decide.";
    ja: "セキュリティグループ {group} は {from} から {service} への接続を許可していますが、その実アドレスは不明です。", "インターネット全体である可能性があります。",
        "アカウントで一覧の内容を確認し（aws ec2 get-managed-prefix-list-entries）、判断してください。";
}

finding! {
    /// A listener takes clear text.
    ClearText = "cloud/clear-text-listener" {
        /// The load balancer.
        balancer: String,
        /// Protocol and port.
        listener: String,
    }
    en: "Load balancer {balancer} takes clear text at {listener}.", "Whoever is on the way reads and changes what device and service say to each other.",
        "Give the listener a certificate (HTTPS or TLS), or let it send every caller on to HTTPS.";
    ja: "ロードバランサ {balancer} は {listener} で平文を受け付けています。", "通信経路上の第三者が、機器とサービスの通信を盗み見て改ざんできます。",
        "リスナーに証明書を設定（HTTPS または TLS）するか、すべて HTTPS に転送してください。";
}

finding! {
    /// A listener takes old versions of TLS.
    OldTls = "cloud/old-tls" {
        /// The load balancer.
        balancer: String,
        /// Protocol and port.
        listener: String,
        /// The policy.
        policy: String,
    }
    en: "Load balancer {balancer} takes TLS older than 1.2 at {listener} ({policy}).", "TLS 1.0 and 1.1 are withdrawn (RFC 8996); their protection can be broken.",
        "Choose a policy from TLS 1.2 on, such as ELBSecurityPolicy-TLS13-1-2-2021-06, after checking that every fielded release can speak it.";
    ja: "ロードバランサ {balancer} は {listener} で 1.2 より古い TLS を受け付けています（{policy}）。", "TLS 1.0 と 1.1 は廃止されており（RFC 8996）、保護が破られる可能性があります。",
        "稼働中の全リリースが対応していることを確認した上で、TLS 1.2 以上のポリシー（ELBSecurityPolicy-TLS13-1-2-2021-06 など）を選んでください。";
}

finding! {
    /// Whether a listener protects what it carries is not known.
    TlsNotKnown = "cloud/tls-not-known" {
        /// The load balancer.
        balancer: String,
        /// Protocol and port.
        listener: String,
        /// Policies as written.
        policy: String,
    }
    en: "Which TLS load balancer {balancer} asks for at {listener} is not known here (policy: {policy}).", "The export does not say it, or what stands behind the listener decides it.",
        "Look at the policy, or at the service behind the listener, and decide.";
    ja: "ロードバランサ {balancer} の {listener} が求める TLS は分かりません（ポリシー: {policy}）。", "エクスポートに記載がないか、背後のサービスで決まります。",
        "ポリシー、または背後のサービスの設定を確認して判断してください。";
}

finding! {
    /// Data are kept without encryption.
    NotEncrypted = "cloud/not-encrypted" {
        /// What and which.
        store: String,
    }
    en: "{store} is not encrypted at rest.", "A copy of it that gets into other hands is readable.",
        "Encrypt it (a copy with encryption switched on replaces it), or record who decided that nothing in it needs it.";
    ja: "{store} は保存時に暗号化されていません。", "複製が他人の手に渡ると、内容を読まれます。",
        "暗号化を有効にした複製に置き換えるか、暗号化不要とした決定者を記録してください。";
}

finding! {
    /// Data are open to everybody.
    PublicStore = "cloud/public" {
        /// What and which.
        store: String,
        /// By what.
        by: String,
    }
    en: "{store} is open to the public ({by}).", "What is in it may already be in other hands.",
        "Close it now, then look in the logs who has read it; patient data in it is a reportable matter.";
    ja: "{store} は一般に公開されています（{by}）。", "内容がすでに第三者に渡っている可能性があります。",
        "直ちに公開を止め、アクセスログで閲覧者を確認してください。患者データが含まれる場合は報告対象になり得ます。";
}

finding! {
    /// The export does not say it.
    NotSaid = "cloud/not-said" {
        /// What and which.
        store: String,
        /// The field.
        field: String,
    }
    en: "The export does not say `{field}` of {store}.", "What is not said is not taken for the safe answer.",
        "Export it again with the whole answer of the call.";
    ja: "{store} の `{field}` はエクスポートに記載がありません。", "記載のないものを安全とは見なしません。",
        "呼び出しの応答全体を含めて、再度エクスポートしてください。";
}

finding! {
    /// A policy allows everything.
    WidePolicy = "cloud/wide-policy" {
        /// The policy.
        policy: String,
        /// What it allows.
        actions: String,
        /// Who holds it.
        holders: String,
    }
    en: "Policy {policy} allows {actions} on everything; held by: {holders}.", "Whoever takes over one holder has the account, and with it every device that trusts it.",
        "Name the actions and resources that are needed; keep what must stay wide for people with a second factor.";
    ja: "ポリシー {policy} はすべてのリソースに対して {actions} を許可しています（付与先: {holders}）。", "付与先が一つ乗っ取られると、アカウント全体と、それを信頼する機器すべてが危険にさらされます。",
        "必要な操作とリソースだけを列挙してください。広い権限が必要な場合は、二要素認証を使う人に限ってください。";
}

finding! {
    /// Anybody may take on a role.
    RoleForAnybody = "cloud/role-for-anybody" {
        /// The role.
        role: String,
        /// Under which circumstances, English.
        when: &'static str,
        /// Japanese.
        when_ja: &'static str,
    }
    en: "Role {role} may be taken on by anybody with an account at AWS ({when}).", "What the role may do, strangers may do.",
        "Name the accounts or services that need it as its principal.";
    ja: "ロール {role} は、AWS アカウントを持つ誰でも引き受けられます（{when_ja}）。", "このロールに許された操作を、第三者が実行できます。",
        "必要なアカウントまたはサービスだけを Principal に指定してください。";
}

finding! {
    /// An attached policy is not in the export.
    PolicyNotThere = "cloud/policy-not-there" {
        /// Its ARN.
        policy: String,
        /// Who holds it.
        holder: String,
    }
    en: "{holder} holds {policy}, which is not in the export.", "What it allows was not looked at.",
        "Export the account's authorization details without a filter.";
    ja: "{holder} に付与された {policy} がエクスポートに含まれていません。", "何を許可しているか確認できていません。",
        "フィルタを付けずに認可の詳細をエクスポートしてください。";
}

finding! {
    /// The root user has an access key.
    RootKey = "cloud/root-key" {}
    en: "The root user of the account has an active access key.", "It can do everything, and no policy narrows it.",
        "Delete the key; use roles for programs.";
    ja: "アカウントの root ユーザーに有効なアクセスキーがあります。", "あらゆる操作が可能で、ポリシーでは制限できません。",
        "キーを削除し、プログラムにはロールを使ってください。";
}

finding! {
    /// A user with a password has no second factor.
    NoSecondFactor = "cloud/no-second-factor" {
        /// The user.
        user: String,
    }
    en: "User {user} signs in with a password and no second factor.", "A password that is guessed or stolen opens the account.",
        "Switch on a second factor for this user, or take the password away.";
    ja: "ユーザー {user} はパスワードのみでログインでき、二要素認証がありません。", "推測・窃取されたパスワードでアカウントに侵入されます。",
        "二要素認証を有効にするか、パスワードを無効にしてください。";
}

finding! {
    /// A part of the scope was not looked at.
    NotLookedAt = "cloud/not-looked-at" {
        /// The call, with what it is asked for.
        what: String,
        /// The region.
        region: String,
        /// The call as typed.
        command: String,
    }
    en: "Not looked at: {what} ({region}).", "The export does not hold it; that nothing was found there means nothing.",
        "Add the answer of `{command}`.";
    ja: "未確認: {what}（{region}）。", "エクスポートに含まれていません。所見がないことは何も意味しません。",
        "`{command}` の応答を追加してください。";
}

finding! {
    /// A file was not understood whole.
    NotUnderstood = "cloud/not-understood" {
        /// Why, in English.
        en: &'static str,
        /// Why, in Japanese.
        ja: &'static str,
        /// The call.
        what: String,
    }
    en: "The answer of {what} was not understood whole: {en}.", "Something in it may not have been looked at.",
        "Export it again, all pages, as JSON.";
    ja: "{what} の応答を完全には解釈できませんでした: {ja}。", "確認できていない内容がある可能性があります。",
        "全ページを JSON で再度エクスポートしてください。";
}

finding! {
    /// It is not known when the export was made.
    NoDate = "cloud/no-date" {}
    en: "It is not known when this export was made.", "The account of today may be another one.", "Say it with --captured-at DATE.";
    ja: "エクスポートの取得日が分かりません。", "現在のアカウントとは異なる可能性があります。", "--captured-at 日付 で指定してください。";
}

finding! {
    /// The export is too old, or from a day to come.
    TooOld = "cloud/too-old" {
        /// Days since then.
        days: i64,
        /// The limit in days.
        limit: u32,
    }
    en: "The export is {days} days old; up to {limit} days count.", "The account of today may be another one.", "Export the account again.";
    ja: "エクスポートは {days} 日前のものです（有効期限 {limit} 日）。", "現在のアカウントとは異なる可能性があります。", "再度エクスポートしてください。";
}

finding! {
    /// Nobody is named who answers for the account.
    NoOwner = "cloud/no-owner" {}
    en: "Nobody is named who answers for this account.", "Findings need somebody who acts on them.", "Say it with --owner NAME.";
    ja: "このアカウントの責任者が示されていません。", "所見に対応する人が必要です。", "--owner 名前 で指定してください。";
}
