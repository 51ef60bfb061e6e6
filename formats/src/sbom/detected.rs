use terms::Lang;

/// What a file that should be a bill of materials looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detected {
    /// CycloneDX in JSON: read.
    CycloneDxJson,
    /// SPDX 2 in JSON, also inside the wrapper of a code host: read.
    SpdxJson,
    /// SPDX 2 as tags and values: read.
    SpdxTagValue,
    /// A table of parts in CSV: read.
    PartsList,
    /// CycloneDX in XML: read.
    CycloneDxXml,
    /// SPDX 2 in RDF/XML: read.
    SpdxRdf,
    /// SPDX 2 in XML: read.
    SpdxXml,
    /// SPDX 2 in YAML: read.
    SpdxYaml,
    /// SPDX 3 in JSON-LD: read.
    Spdx3Json,
    /// The packages of a Buildroot build (`make show-info`): read.
    Buildroot,
    /// A SWID tag.
    Swid,
    /// A spreadsheet of an office program.
    Spreadsheet,
    /// An attestation that carries the document inside (in-toto, DSSE).
    Attestation,
    /// A VEX or CSAF document.
    Advisory,
    /// A compressed file or an archive.
    Archive,
    /// UTF-16 that has not been decoded.
    Utf16,
    /// Text in an encoding other than UTF-8.
    NotUtf8,
    /// JSON of another kind.
    OtherJson,
    /// XML of another kind.
    OtherXml,
    /// Text of another kind.
    OtherText,
    /// Bytes that are no text.
    Binary,
    /// Nothing.
    Empty,
}

impl Detected {
    /// Whether it is read.
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Detected::CycloneDxJson
                | Detected::CycloneDxXml
                | Detected::SpdxJson
                | Detected::SpdxTagValue
                | Detected::SpdxXml
                | Detected::SpdxRdf
                | Detected::SpdxYaml
                | Detected::Spdx3Json
                | Detected::Buildroot
                | Detected::PartsList
        )
    }

    /// What it looks like, to stand in “the file looks like …”.
    pub fn name(self, lang: Lang) -> &'static str {
        let (en, ja) = match self {
            Detected::CycloneDxJson => ("CycloneDX JSON", "CycloneDX JSON"),
            Detected::SpdxJson => ("SPDX 2 JSON", "SPDX 2 JSON"),
            Detected::SpdxTagValue => ("SPDX 2 tag-value", "SPDX 2 タグ・バリュー形式"),
            Detected::PartsList => ("a parts list in CSV", "CSV の部品表"),
            Detected::CycloneDxXml => ("CycloneDX XML", "CycloneDX XML"),
            Detected::SpdxRdf => ("SPDX 2 RDF/XML", "SPDX 2 RDF/XML"),
            Detected::SpdxXml => ("SPDX 2 XML", "SPDX 2 XML"),
            Detected::SpdxYaml => ("SPDX 2 YAML", "SPDX 2 YAML"),
            Detected::Spdx3Json => ("SPDX 3 JSON-LD", "SPDX 3 JSON-LD"),
            Detected::Buildroot => ("the packages of a Buildroot build", "Buildroot のパッケージ一覧"),
            Detected::Swid => ("a SWID tag", "SWID タグ"),
            Detected::Spreadsheet => ("a spreadsheet", "表計算ファイル"),
            Detected::Attestation => ("an attestation", "アテステーション（証明書付き文書）"),
            Detected::Advisory => ("a VEX or CSAF document", "VEX または CSAF 文書"),
            Detected::Archive => ("a compressed file or an archive", "圧縮ファイルまたはアーカイブ"),
            Detected::Utf16 => ("UTF-16 text", "UTF-16 のテキスト"),
            Detected::NotUtf8 => ("text that is no UTF-8", "UTF-8 でないテキスト"),
            Detected::OtherJson => ("JSON without the fields of an SBOM", "SBOM の項目を持たない JSON"),
            Detected::OtherXml => ("XML without the elements of an SBOM", "SBOM の要素を持たない XML"),
            Detected::OtherText => ("text without the fields of an SBOM", "SBOM の項目を持たないテキスト"),
            Detected::Binary => ("a binary file", "バイナリファイル"),
            Detected::Empty => ("an empty file", "空のファイル"),
        };
        lang.pick(en, ja)
    }

    /// What to do next.
    pub fn next(self, lang: Lang) -> &'static str {
        let (en, ja) = match self {
            Detected::CycloneDxJson
            | Detected::CycloneDxXml
            | Detected::SpdxJson
            | Detected::SpdxTagValue
            | Detected::SpdxXml
            | Detected::SpdxRdf
            | Detected::SpdxYaml
            | Detected::Spdx3Json
            | Detected::Buildroot
            | Detected::PartsList => ("Nothing: it is read.", "そのまま読み取れます。"),
            Detected::Swid => (
                "A SWID tag describes one product. Ask its supplier for CycloneDX JSON or SPDX 2.3.",
                "SWID タグは製品 1 件の記述です。供給元に CycloneDX JSON または SPDX 2.3 を依頼してください。",
            ),
            Detected::Spreadsheet => (
                "No sheet has a header row with a name and a version. Save an older form (.xls, .ods) as .xlsx or “CSV UTF-8”, with columns such as name, version, supplier, purl, CPE.",
                "部品名と版の見出しを持つシートがありません。.xls や .ods は .xlsx または「CSV UTF-8」で保存してください（列の例: 部品名、バージョン、供給者、purl、CPE）。",
            ),
            Detected::Attestation => (
                "Take the SBOM out of it (the `predicate`, decoded from base64 in an envelope) and read that.",
                "中の SBOM（`predicate`。封筒形式なら base64 を復号）を取り出して読み取ってください。",
            ),
            Detected::Advisory => (
                "It speaks about vulnerabilities, not about parts. Give the SBOM of the product instead.",
                "これは部品ではなく脆弱性の文書です。製品の SBOM を指定してください。",
            ),
            Detected::Archive => (
                "No SBOM was found in it (tar, zip, gzip and zstd are opened). Give the SBOM itself.",
                "中に SBOM が見つかりません（tar、zip、gzip、zstd は展開します）。SBOM を直接指定してください。",
            ),
            Detected::Utf16 | Detected::NotUtf8 => (
                "Save it as UTF-8 (in a spreadsheet program: “CSV UTF-8”).",
                "UTF-8 で保存してください（表計算ソフトでは「CSV UTF-8」）。",
            ),
            Detected::OtherJson | Detected::OtherXml | Detected::OtherText | Detected::Binary | Detected::Empty => (
                "Give CycloneDX 1.2–1.7 (JSON, XML), SPDX 2 or 3, or a parts list (CSV, XLSX) with a header row.",
                "CycloneDX 1.2–1.7（JSON、XML）、SPDX 2 または 3、または見出し行のある部品表（CSV、XLSX）を指定してください。",
            ),
        };
        lang.pick(en, ja)
    }
}
