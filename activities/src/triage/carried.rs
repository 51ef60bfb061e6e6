//! What of a decision each format carries. One table: the export names what is lost by it, the documentation prints it, and
//! a property test holds it against what is read back.

use super::Target;
use terms::Lang;

/// Whether a field comes back from a format as it went in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// It comes back.
    Kept,
    /// It comes back in the case that the words describe.
    When(&'static str, &'static str),
    /// It is not written.
    Lost,
}

/// A field of a decision and what OpenVEX, CycloneDX and CSAF make of it.
#[derive(Debug)]
pub struct Carried {
    /// Its name as written in decisions.yaml.
    pub field: &'static str,
    /// OpenVEX 0.2.0.
    pub openvex: Carry,
    /// CycloneDX 1.6.
    pub cyclonedx: Carry,
    /// CSAF 2.0, profile VEX.
    pub csaf: Carry,
}

const fn row(field: &'static str, openvex: Carry, cyclonedx: Carry, csaf: Carry) -> Carried {
    Carried { field, openvex, cyclonedx, csaf }
}

use Carry::{Kept, Lost as Gone, When};

const MOMENT: Carry = When("a moment with its zone", "タイムゾーン付きの日時");
const ONE_LANGUAGE: Carry = When("one language, that of the export", "書き出し時の 1 言語のみ");

/// The table.
pub const CARRIED: &[Carried] = &[
    row("id", Kept, Kept, Gone),
    row("vulnerabilities", Kept, Kept, When("the CVE id first, and only one", "CVE id が先頭で 1 件のみ")),
    row("component.purl", When("with its version", "版を含むもの"), Kept, Kept),
    row("component.cpe", When("alone", "単独の場合"), When("alone", "単独の場合"), When("alone", "単独の場合")),
    row(
        "component.name",
        When("alone, as pkg:generic", "単独の場合（pkg:generic として）"),
        When("alone", "単独の場合"),
        When("alone", "単独の場合"),
    ),
    row("component.range", When("one version, beside a name", "名前に付く単一の版"), Kept, Kept),
    row("status", Kept, Kept, Kept),
    row(
        "justification",
        Kept,
        When(
            "all but component_not_present and …_cannot_be_controlled_by_adversary",
            "component_not_present と …_cannot_be_controlled_by_adversary 以外",
        ),
        Kept,
    ),
    row("reason", ONE_LANGUAGE, ONE_LANGUAGE, ONE_LANGUAGE),
    row("security", Gone, Gone, Gone),
    row("safety", Gone, Gone, Gone),
    row("author", Gone, Gone, Gone),
    row(
        "decided_at",
        MOMENT,
        MOMENT,
        When("a moment with its zone, beside a reason", "理由に付くタイムゾーン付きの日時"),
    ),
    row("expires", Gone, Gone, Gone),
    row("approval", Gone, Gone, Gone),
    row("conditions", Gone, Gone, Gone),
    row("evidence", Gone, Gone, Gone),
    row("exploitation", Gone, Gone, Gone),
];

impl Carried {
    /// What a target makes of the field.
    pub fn by(&self, target: Target) -> Carry {
        match target {
            Target::OpenVex => self.openvex,
            Target::CycloneDx => self.cyclonedx,
            Target::Csaf => self.csaf,
            // Rows for people: nothing is read back from them.
            Target::Anomalies => Kept,
        }
    }
}

/// Something of a decision that an export does not carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The decision.
    pub decision: String,
    /// The field, as in the table.
    pub field: &'static str,
}

/// The table as Markdown.
pub fn table(lang: Lang) -> String {
    let word = |carry: Carry| match carry {
        Kept => lang.pick("kept", "保持").to_owned(),
        When(en, ja) => lang.pick(format!("kept: {en}"), format!("保持：{ja}")),
        Gone => lang.pick("lost, named", "失われる（明示）").to_owned(),
    };
    let mut text = lang.pick(
        "| field of a decision | OpenVEX 0.2.0 | CycloneDX 1.6 | CSAF 2.0 |\n|---|---|---|---|\n".to_owned(),
        "| 判断の項目 | OpenVEX 0.2.0 | CycloneDX 1.6 | CSAF 2.0 |\n|---|---|---|---|\n".to_owned(),
    );
    for carried in CARRIED {
        let Carried { field, openvex, cyclonedx, csaf } = carried;
        text.push_str(&format!("| `{field}` | {} | {} | {} |\n", word(*openvex), word(*cyclonedx), word(*csaf)));
    }
    text
}
