use crate::dossier::Field;
use crate::dossier::record::record;
use crate::yaml::json_line;
use device::{Dated, DutyKind, Id, PackageFactKind, Sha256};
use terms::{Place, Text, When};

record! {
    /// The manifest of a package: what a maker hands over of a dossier.
    /// パッケージの目録：製造業者がドシエから引き渡す内容。
    Package => device::Package {
        /// `tutela.package/v1`.
        /// `tutela.package/v1`。
        schema: String,
        /// The program that made it.
        /// 作成したプログラム。
        program: String,
        /// Id of the device.
        /// 機器の id。
        device: Id,
        /// The device's name.
        /// 機器の名称。
        name: Text,
        /// Counts up with every package of the device.
        /// 機器ごとの通し番号。
        sequence: u32,
        /// SHA-256 of the manifest before; left out: the first.
        /// 直前の目録の SHA-256。最初のパッケージにはない。
        supersedes: Option<Sha256>,
        /// When it was made, with the zone.
        /// 作成日時（タイムゾーン付き）。
        made_at: Dated,
        /// When the next one is due; afterwards this one is stale.
        /// 次のパッケージの期日。これを過ぎると期限超過になる。
        next_due: When,
        /// The releases in it.
        /// 含まれるリリース。
        releases: Vec<PackagedRelease>,
        /// What the facility is asked to take over.
        /// 医療機関に引き受けを求める責務。
        duties: Vec<Duty>,
        /// Its files, by name.
        /// ファイルの一覧。
        files: Vec<PackagedFile>,
        /// What the maker keeps back.
        /// 製造業者が開示しないもの。
        withheld: Vec<Withheld>,
    }
}

record! {
    /// A release in a package.
    /// パッケージに含まれるリリース。
    PackagedRelease => device::PackagedRelease {
        /// Its id.
        /// id。
        id: Id,
        /// The version as labelled.
        /// 表示上の版。
        label: String,
        /// When it was released.
        /// リリース日。
        date: Option<When>,
    }
}

record! {
    /// A duty that moves to the facility.
    /// 医療機関に移る責務。
    Duty => device::Duty {
        /// Its id, the same in every package.
        /// id（どのパッケージでも同じ）。
        id: Id,
        /// What kind.
        /// 種類。
        kind: DutyKind,
        /// The task.
        /// 作業。
        task: Text,
        /// The maker's part.
        /// 製造業者の分担。
        manufacturer: Option<Text>,
        /// The facility's part.
        /// 医療機関の分担。
        facility: Text,
    }
}

record! {
    /// A file of a package.
    /// パッケージ内のファイル。
    PackagedFile => device::PackagedFile {
        /// Its name in the dossier, with `/` between folders.
        /// ドシエ内の名前（フォルダの区切りは `/`）。
        path: String,
        /// SHA-256 of its bytes.
        /// 内容の SHA-256。
        sha256: Sha256,
        /// Its size in bytes.
        /// 大きさ（バイト）。
        bytes: u32,
    }
}

record! {
    /// Something of the dossier that the maker keeps back.
    /// 製造業者が開示しないもの。
    Withheld => device::Withheld {
        /// The file or folder; left out: files that are no part of a dossier.
        /// ファイルまたはフォルダ。省略時はドシエの一部ではないファイル。
        path: Option<String>,
        /// How many files.
        /// ファイル数。
        count: u32,
        /// Why.
        /// 理由。
        why: Text,
    }
}

record! {
    /// A line of packages.jsonl: what was made, named, taken in or answered, and when.
    /// packages.jsonl の 1 行：作成・指定・受領・回答した事実とその時刻。
    PackageFact => device::PackageFact {
        /// What kind of fact.
        /// 種類。
        kind: PackageFactKind,
        /// When it was recorded, with the zone.
        /// 記録日時（タイムゾーン付き）。
        at: Dated,
        /// Id of the device concerned.
        /// 対象機器の id。
        device: Id,
        /// The package's number.
        /// パッケージの番号。
        sequence: Option<u32>,
        /// SHA-256 of the package's manifest.
        /// パッケージの目録の SHA-256。
        sha256: Option<Sha256>,
        /// Id of the key that signed, or that is trusted.
        /// 署名した鍵、または信頼する鍵の id。
        key: Option<Sha256>,
        /// The key itself, base64.
        /// 公開鍵（base64）。
        public: Option<String>,
        /// Its folder in received/.
        /// received/ にあるフォルダ。
        folder: Option<String>,
        /// The duty answered.
        /// 回答した責務。
        duty: Option<Id>,
        /// The release concerned.
        /// 対象リリース。
        release: Option<Id>,
        /// Id of the single unit concerned; left out: every unit of the device.
        /// 対象の設置機器の id。省略時はその機器のすべて。
        unit: Option<Id>,
        /// The vulnerability concerned.
        /// 対象の脆弱性。
        vulnerability: Option<String>,
        /// The rule that holds it off.
        /// 緩和する規則。
        rule: Option<String>,
        /// Why.
        /// 理由。
        reason: Option<Text>,
        /// Id of the person who said so (people.yaml).
        /// 回答者の id（people.yaml）。
        by: Option<Id>,
    }
}

impl Package {
    /// The manifest's bytes: one line of JSON in the order of the shape, with its line end. They are what is signed.
    pub fn canonical(&self) -> String {
        let mut line = self.write().map(|node| json_line(&node)).unwrap_or_default();
        line.push('\n');
        line
    }
}

impl Duty {
    /// One line of JSON: a duty whose words change is another one, and an answer does not carry over.
    pub fn canonical(&self) -> String {
        self.write().map(|node| json_line(&node)).unwrap_or_default()
    }
}

impl PackageFact {
    /// A fact of which only kind, time and device are known.
    pub fn new(kind: PackageFactKind, at: Dated, device: Id) -> PackageFact {
        PackageFact {
            place: Place::default(),
            kind,
            at,
            device,
            sequence: None,
            sha256: None,
            key: None,
            public: None,
            folder: None,
            duty: None,
            release: None,
            unit: None,
            vulnerability: None,
            rule: None,
            reason: None,
            by: None,
        }
    }

    /// As a line of packages.jsonl, without its line end.
    pub fn line(&self) -> String {
        self.write().map(|node| json_line(&node)).unwrap_or_default()
    }
}
