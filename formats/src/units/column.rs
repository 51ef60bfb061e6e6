/// What a column says about a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Its id.
    Id,
    /// Serial number.
    Serial,
    /// Model.
    Model,
    /// Who makes it.
    Maker,
    /// Unique device identifier.
    Udi,
    /// Addresses, `interface=address` where the interface is known.
    Addresses,
    /// Whether the addresses are its own.
    AddressUse,
    /// Software version.
    Version,
    /// How the version is known.
    VersionEvidence,
    /// When the version was last seen.
    VersionSeen,
    /// Options and settings.
    Configuration,
    /// Ward.
    Ward,
    /// Zone.
    Zone,
    /// Owner or lessor.
    Owner,
    /// Owner in biomedical engineering.
    BiomedicalOwner,
    /// Owner in IT.
    ItOwner,
    /// Clinical criticality.
    Criticality,
    /// Day of installation.
    InstalledOn,
    /// What it is doing now.
    State,
}

impl Column {
    /// Every column in the order in which units.csv has them.
    pub const ALL: [Column; 19] = [
        Column::Id,
        Column::Serial,
        Column::Model,
        Column::Maker,
        Column::Udi,
        Column::Addresses,
        Column::AddressUse,
        Column::Version,
        Column::VersionEvidence,
        Column::VersionSeen,
        Column::Configuration,
        Column::Ward,
        Column::Zone,
        Column::Owner,
        Column::BiomedicalOwner,
        Column::ItOwner,
        Column::Criticality,
        Column::InstalledOn,
        Column::State,
    ];

    /// Its heading in units.csv, and the other headings under which maintenance systems have it, plain (see [`plain`]).
    fn headings(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Column::Id => (
                "id",
                &[
                    "unitid",
                    "assetid",
                    "assettag",
                    "assetno",
                    "assetnumber",
                    "controlnumber",
                    "equipmentid",
                    "管理番号",
                    "機器番号",
                    "機器id",
                    "資産番号",
                    "台帳番号",
                ],
            ),
            Column::Serial => (
                "serial",
                &["serialnumber", "serialno", "serialno.", "sn", "s/n", "製造番号", "シリアル番号", "シリアル", "機番"],
            ),
            Column::Model => (
                "model",
                &[
                    "modelname",
                    "modelnumber",
                    "modelno",
                    "device",
                    "devicemodel",
                    "productname",
                    "型式",
                    "型番",
                    "機種",
                    "機種名",
                    "製品名",
                    "販売名",
                ],
            ),
            Column::Maker => (
                "maker",
                &[
                    "manufacturer",
                    "vendor",
                    "manufacturername",
                    "make",
                    "製造業者",
                    "製造元",
                    "メーカー",
                    "メーカ",
                    "製造販売業者",
                ],
            ),
            Column::Udi => ("udi", &["uniquedeviceidentifier", "udidi", "gtin", "jan", "jancode", "janコード"]),
            Column::Addresses => (
                "addresses",
                &["address", "ip", "ipaddress", "ipaddresses", "ipv4", "ipv4address", "ipアドレス", "アドレス"],
            ),
            Column::AddressUse => ("address_use", &["addressuse", "アドレス種別"]),
            Column::Version => (
                "version",
                &[
                    "softwareversion",
                    "swversion",
                    "firmware",
                    "firmwareversion",
                    "osversion",
                    "release",
                    "バージョン",
                    "ソフトウェアバージョン",
                    "ファームウェアバージョン",
                    "版数",
                ],
            ),
            Column::VersionEvidence => ("version_evidence", &["versionevidence", "バージョン根拠"]),
            Column::VersionSeen => ("version_seen", &["versionseen", "versiondate", "バージョン確認日"]),
            Column::Configuration => ("configuration", &["options", "構成", "オプション"]),
            Column::Ward => (
                "ward",
                &["location", "department", "room", "unit", "site", "設置場所", "病棟", "部署", "所在", "部屋"],
            ),
            Column::Zone => ("zone", &["networkzone", "ゾーン"]),
            Column::Owner => ("owner", &["lessor", "ownership", "所有者", "所有", "貸主"]),
            Column::BiomedicalOwner => (
                "biomedical_owner",
                &[
                    "biomedicalowner",
                    "responsible",
                    "technician",
                    "biomed",
                    "管理担当",
                    "担当者",
                    "me担当",
                    "臨床工学担当",
                ],
            ),
            Column::ItOwner => ("it_owner", &["itowner", "itresponsible", "it担当", "情報担当"]),
            Column::Criticality => ("criticality", &["risk", "riskclass", "clinicalcriticality", "重要度", "重要性"]),
            Column::InstalledOn => (
                "installed_on",
                &["installedon", "installdate", "installationdate", "inservicedate", "設置日", "導入日", "納入日"],
            ),
            Column::State => ("state", &["status", "condition", "状態", "稼働状況", "使用状況"]),
        }
    }

    /// Its heading in units.csv.
    pub fn name(self) -> &'static str {
        self.headings().0
    }

    /// The column of a heading: its own, or one that maintenance systems use.
    pub fn of(heading: &str) -> Option<Column> {
        let whole = single(heading);
        // A heading in two languages: `Serial / 製造番号`, `型式（Model）`.
        let mut parts = heading.split(['/', '／', '(', '（', ')', '）', '\n']);
        whole.or_else(|| parts.find_map(single))
    }
}

fn single(heading: &str) -> Option<Column> {
    let heading = plain(heading);
    let fits = |column: &Column| {
        let (own, others) = column.headings();
        plain(own) == heading || others.contains(&heading.as_str())
    };
    Column::ALL.into_iter().find(fits)
}

/// A heading in lower case without blanks, hyphens and underscores.
pub fn plain(heading: &str) -> String {
    let letters = heading.chars().filter(|letter| !matches!(letter, ' ' | '_' | '-' | '　' | '\u{feff}'));
    letters.flat_map(char::to_lowercase).collect()
}
