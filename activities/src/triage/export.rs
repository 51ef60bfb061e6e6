//! Export: the decisions in force, as a document for others. Each thing that the document does not carry is named, and what
//! would say more than was decided is left out and named too.

use super::carried::Lost;
use super::components::{Components, Search};
use super::statement::of_decision;
use crate::check_device::Bound;
use crate::check_device::OpenDevice;
use crate::dossier_port::LoadedRelease;
use crate::stated_versions::is_range;
use device::rules::{approval_gap, in_force};
use device::{Decision, Device, ProductStatus};
use formats::{anomaly_rows, csaf, cyclonedx, openvex};
use std::borrow::Cow;
use terms::{Instant, Lang, When};
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// OpenVEX 0.2.0.
    OpenVex,
    /// CycloneDX 1.6 with `vulnerabilities`.
    CycloneDx,
    /// CSAF 2.0, profile VEX.
    Csaf,
    /// Rows of unresolved anomalies (FDA premarket guidance V.A.5) as CSV.
    Anomalies,
}

/// How to write it.
#[derive(Clone, Copy, Debug)]
pub struct ExportSettings<'a> {
    /// The moment it is for.
    pub now: Instant,
    /// The language of its texts.
    pub lang: Lang,
    /// Whether "not affected" and "fixed" go out although nobody who may has approved them.
    pub claimed: bool,
    /// Program and version.
    pub program: &'a str,
}

/// A decision that is not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The decision.
    pub decision: String,
    /// Why, English.
    pub en: String,
    /// Why, Japanese.
    pub ja: String,
}

/// A written document, with everything that it does not say.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// The document.
    pub bytes: Vec<u8>,
    /// How many decisions it holds.
    pub written: usize,
    /// What of them it does not carry.
    pub lost: Vec<Lost>,
    /// Decisions in force that it does not hold.
    pub left_out: Vec<LeftOut>,
}

/// Writes the decisions in force of the open release.
pub fn export(open: &OpenDevice, target: Target, settings: ExportSettings<'_>) -> Export {
    let release = open.release.as_ref().and_then(|id| open.dossier.release(id));
    let (Some(device), Some(release)) = (&open.dossier.device, release) else { return Export::default() };
    let mut export = Export::default();
    let mut chosen = Vec::new();
    let components = Components::of(&open.sboms);
    for decision in in_force(&release.decisions) {
        let why = gone(decision, open, &components).or_else(|| kept_back(decision, open, target, settings));
        match why {
            Some((en, ja)) => export.left_out.push(LeftOut { decision: name_of(decision), en, ja }),
            None => chosen.push(decision),
        }
    }
    export.written = chosen.len();
    if target == Target::Anomalies {
        chosen.retain(|decision| is_unresolved(decision.status));
        export.written = chosen.len();
        export.bytes = anomaly_rows::write(&chosen, settings.lang);
        return export;
    }
    let product = product(open, device, release);
    let mut statements: Vec<StatusStatement<'static>> = Vec::new();
    for decision in chosen {
        let (statement, lost) = of_decision(decision, &product, target, settings.lang);
        let name = name_of(decision);
        export.lost.extend(lost.into_iter().map(|field| Lost { decision: name.clone(), field }));
        statements.push(statement);
    }
    export.bytes = write(open, &product, target, settings, &statements);
    export
}

fn is_unresolved(status: ProductStatus) -> bool {
    match status {
        ProductStatus::Affected | ProductStatus::UnderInvestigation => true,
        ProductStatus::NotAffected | ProductStatus::Fixed => false,
    }
}

/// A decision about a component that the release does not hold would put it into the product. Without an SBOM nobody knows.
fn gone(decision: &Decision, open: &OpenDevice, components: &Components) -> Option<(String, String)> {
    if open.sboms.is_empty() {
        return None;
    }
    let (en, ja) = match components.decided_about(&decision.component) {
        Search::Found(_) => return None,
        // `check` applies it to nothing, so no document may lean on it.
        Search::Range(_) => (
            "its range cannot be compared with the component, so it is in force for nothing",
            "範囲を構成要素の版と比較できず、どこにも適用されていません",
        ),
        Search::NotThere | Search::OtherVersion | Search::NameOnly => {
            ("its component is in no SBOM of the release", "対象の構成要素がこのリリースのどの SBOM にもありません")
        }
    };
    Some((en.to_owned(), ja.to_owned()))
}

/// Why a decision stays back: the document would say more than was decided, or what no longer holds.
fn kept_back(
    decision: &Decision,
    open: &OpenDevice,
    target: Target,
    settings: ExportSettings<'_>,
) -> Option<(String, String)> {
    let both = |en: &str, ja: &str| Some((en.to_owned(), ja.to_owned()));
    let today = settings.now.day();
    if is_future(decision, settings.now) {
        return both("it is dated in the future", "日付が未来です");
    }
    if decision.expires.and_then(|date| date.is_past(today)) == Some(true) {
        return both("it has expired", "有効期限が過ぎています");
    }
    let clears = !is_unresolved(decision.status);
    if !clears {
        return None;
    }
    if target != Target::Anomalies && !decision.conditions.is_empty() {
        return both(
            "it counts only for some units, and the document would say it of all",
            "一部の機器だけに適用され、文書では全機器に対する主張になります",
        );
    }
    let bound = open.release.as_ref().map(|release| Bound { release, files: &open.dossier.file_hashes });
    if let Some(file) = bound.and_then(|bound| bound.changed(decision)) {
        return Some((format!("its evidence {file} has changed"), format!("根拠資料 {file} が変更されています")));
    }
    let component = &decision.component;
    let range = component.range.as_deref().unwrap_or_default();
    let identified = component.purl.is_some() || component.cpe.is_some();
    if target == Target::OpenVex && !range.is_empty() && (identified || is_range(range)) {
        return both(
            "it counts only for some versions, which OpenVEX cannot say of such a component",
            "一部の版だけに適用され、OpenVEX ではこの構成要素に版を表せません",
        );
    }
    if settings.claimed {
        return None;
    }
    let (en, ja) = approval_gap(decision, open.dossier.people.as_ref(), today)?;
    Some((format!("{en} (--claimed writes it all the same)"), format!("{ja}（--claimed を付けると書き出します）")))
}

/// Whether a decision is dated after the moment of the answer.
pub(crate) fn is_future(decision: &Decision, now: Instant) -> bool {
    match decision.decided_at.map(|dated| dated.when) {
        Some(When::Instant(at)) => at > now,
        Some(When::Day(day)) => day > now.day(),
        Some(When::Unknown | When::Month(..) | When::NotBefore(_)) | None => false,
    }
}

/// The words by which a decision is named.
pub(crate) fn name_of(decision: &Decision) -> String {
    let about = format!("{} {}", decision.vulnerabilities.join(", "), decision.component.label());
    decision.id.as_ref().map_or(about.clone(), |id| format!("{id} ({about})"))
}

/// The release of the device as a product.
pub(super) fn product(open: &OpenDevice, device: &Device, release: &LoadedRelease) -> StatedProduct<'static> {
    let label = release.release.as_ref().map(|about| about.label.clone()).unwrap_or_else(|| release.id.to_string());
    let name = [device.name.get(Lang::En), device.id.as_str()].into_iter().find(|name| !name.is_empty());
    StatedProduct {
        vendor: Cow::Owned(maker(open).0),
        name: Cow::Owned(name.unwrap_or_default().to_owned()),
        version: Cow::Owned(label),
        ..StatedProduct::default()
    }
}

/// Name and id of the organisation that makes the device: the first that people.yaml names.
fn maker(open: &OpenDevice) -> (String, String) {
    let organisation = open.dossier.people.iter().flat_map(|people| &people.organisations).next();
    organisation.map_or_else(
        || ("unknown".to_owned(), "unknown".to_owned()),
        |organisation| {
            let name = organisation.name.get(Lang::En);
            let id = organisation.id.to_string();
            (if name.is_empty() { id.clone() } else { name.to_owned() }, id)
        },
    )
}

fn write(
    open: &OpenDevice,
    product: &StatedProduct<'static>,
    target: Target,
    settings: ExportSettings<'_>,
    statements: &[StatusStatement<'static>],
) -> Vec<u8> {
    let (name, id) = maker(open);
    let device = open.dossier.device.as_ref().map(|device| device.id.to_string()).unwrap_or_default();
    let day = settings.now.day();
    let own = format!("{device}-{}-{day}", product.version);
    let document = StatementDocument {
        format: "",
        version: Cow::Borrowed(""),
        id: Cow::Owned(if target == Target::Csaf { own } else { format!("urn:tutela:vex:{id}:{own}") }),
        author: Cow::Owned(name.clone()),
        dated: Cow::Owned(settings.now.to_string()),
    };
    match target {
        Target::OpenVex => openvex::write(&document, settings.program, statements),
        Target::CycloneDx => cyclonedx::write_statements(&document, settings.program, statements),
        Target::Csaf => {
            let namespace = format!("urn:tutela:organisation:{id}");
            let publisher = csaf::Publisher { name: &name, namespace: &namespace, lang: settings.lang.tag() };
            csaf::write(&document, publisher, settings.program, statements)
        }
        Target::Anomalies => Vec::new(),
    }
}
