//! A decision as a statement, and a statement as a decision.

use super::Target;
use crate::stated_versions::is_range;
use device::{Dated, DecidedComponent, Decision, Id, ProductStatus};
use formats::dossier::v1;
use sbom::{Attribute, Cpe, Purl};
use std::borrow::Cow;
use terms::{Lang, Place, Text, When};
use vulnerability::status_statement::{cyclonedx_of_justification, rests_on_the_place_of_use};
use vulnerability::{StatedProduct, StatusStatement};

/// What stands before the id of a decision where a format wants an address.
const DECISION: &str = "urn:tutela:decision:";

/// A decision as it is written for a target, with the fields that do not come back.
pub(super) fn of_decision(
    decision: &Decision,
    product: &StatedProduct<'static>,
    target: Target,
    lang: Lang,
) -> (StatusStatement<'static>, Vec<&'static str>) {
    let Decision {
        place: _,
        id,
        vulnerabilities,
        component,
        status,
        justification,
        reason,
        security,
        safety,
        author,
        decided_at,
        expires,
        approval,
        conditions,
        evidence,
        exploitation,
        appended,
        sha256: _,
    } = decision;
    let mut lost = Vec::new();
    let mut note = |field: &'static str, is: bool| {
        if is {
            lost.push(field);
        }
    };
    note("id", id.is_some() && target == Target::Csaf);
    let cves = vulnerabilities.iter().filter(|id| id.starts_with("CVE-")).count();
    let led = vulnerabilities.first().is_none_or(|first| first.starts_with("CVE-"));
    note("vulnerabilities", target == Target::Csaf && (cves > 1 || (cves == 1 && !led)));
    let (part, of_component) = part(component, target);
    for field in of_component {
        note(field, true);
    }
    let word = justification.filter(|_| *status == ProductStatus::NotAffected);
    note("justification", justification.is_some() && word.is_none());
    note(
        "justification",
        target == Target::CycloneDx && word.is_some_and(|label| !cyclonedx_of_justification(label).1),
    );
    let said = reason.as_ref().map(|reason| reason.get(lang).to_owned()).unwrap_or_default();
    note("reason", reason.as_ref().is_some_and(|reason| !comes_back(reason, &said)));
    let moment = decided_at.and_then(moment).filter(|_| !(target == Target::Csaf && said.is_empty()));
    note("decided_at", decided_at.is_some() && moment.is_none());
    let rest = [
        ("security", security.is_some()),
        ("safety", safety.is_some()),
        ("author", author.is_some()),
        ("expires", expires.is_some()),
        ("approval", approval.is_some() || !appended.is_empty()),
        ("conditions", !conditions.is_empty()),
        ("evidence", !evidence.is_empty()),
        ("exploitation", exploitation.is_some()),
    ];
    for (field, is) in rest {
        note(field, is);
    }
    let mut ids = vulnerabilities.iter().cloned().map(Cow::Owned);
    let statement = StatusStatement {
        id: Cow::Owned(id.as_ref().map(|id| format!("{DECISION}{id}")).unwrap_or_default()),
        vulnerability: ids.next().unwrap_or_default(),
        aliases: ids.collect(),
        products: vec![product.clone()],
        components: vec![part],
        status: Some(*status),
        justification: word,
        reason: Cow::Owned(said),
        said_at: Cow::Owned(moment.unwrap_or_default()),
        ..StatusStatement::default()
    };
    (statement, lost)
}

/// Whether reading the words back gives the same text.
fn comes_back(reason: &Text, said: &str) -> bool {
    text(said).as_ref() == Some(reason)
}

/// A moment with its zone, as the formats want it; a day is none.
fn moment(dated: Dated) -> Option<String> {
    match dated.when {
        When::Instant(_) => Some(dated.to_string()),
        When::Unknown | When::Day(_) | When::Month(..) | When::NotBefore(_) => None,
    }
}

/// The component as the target names it, with the fields of it that do not come back.
fn part(component: &DecidedComponent, target: Target) -> (StatedProduct<'static>, Vec<&'static str>) {
    let DecidedComponent { place: _, purl, cpe, name, range } = component;
    let mut lost = Vec::new();
    let range = range.clone().unwrap_or_default();
    let mut part = StatedProduct { version: Cow::Owned(range.clone()), ..StatedProduct::default() };
    let in_purl = purl.as_deref().and_then(|purl| Purl::parse(purl).ok()).map(|purl| purl.version.into_owned());
    match (purl, cpe, name) {
        (Some(purl), _, _) => {
            part.name = Cow::Owned(Purl::parse(purl).map(|purl| purl.full_name().into_owned()).unwrap_or_default());
            part.purls.push(Cow::Owned(purl.clone()));
            if range.is_empty() {
                part.version = Cow::Owned(in_purl.unwrap_or_default());
            }
        }
        (None, Some(cpe), _) => {
            part.name = Cow::Owned(product_of(cpe));
            part.cpes.push(Cow::Owned(cpe.clone()));
        }
        (None, None, name) => part.name = Cow::Owned(name.clone().unwrap_or_default()),
    }
    if purl.is_some() && cpe.is_some() {
        part.cpes.extend(cpe.clone().map(Cow::Owned));
        lost.push("component.cpe");
    }
    if (purl.is_some() || cpe.is_some()) && name.is_some() {
        lost.push("component.name");
    }
    if target == Target::OpenVex && !range.is_empty() && (purl.is_some() || cpe.is_some() || is_range(&range)) {
        // The product would be named without it.
        part.version = Cow::Borrowed("");
        lost.push("component.range");
    }
    (part, lost)
}

fn product_of(cpe: &str) -> String {
    match Cpe::parse(cpe).map(|cpe| cpe.product) {
        Ok(Attribute::Value(product) | Attribute::Pattern(product)) => product.into_owned(),
        Ok(Attribute::Any | Attribute::NotApplicable) | Err(_) => cpe.to_owned(),
    }
}

/// Words of a document in the language they are written in.
pub(super) fn text(words: &str) -> Option<Text> {
    let japanese = |letter: char| matches!(letter, 'ぁ'..='ヿ' | '一'..='鿿' | '々');
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let lang = if words.chars().any(japanese) { Lang::Ja } else { Lang::En };
    let mut text = Text { controlling: lang, ..Text::default() };
    match lang {
        Lang::En => text.en = Some(words.to_owned()),
        Lang::Ja => text.ja = Some(words.to_owned()),
    }
    Some(text)
}

/// A statement as a decision about a component. Nobody of the dossier's people wrote it, so it has no author and no approval.
pub(super) fn to_decision(
    said: &StatusStatement<'_>,
    status: ProductStatus,
    component: v1::DecidedComponent,
    source: &str,
) -> v1::Decision {
    let mitigation = rests_on_the_place_of_use(&said.stated_justification).then(|| Text {
        en: Some(
            "Mitigation only: the document says that the perimeter protects it. A status never rests on the network of the place of use."
                .to_owned(),
        ),
        ja: Some("緩和策のみ：文書は境界での防護を述べています。製品ステータスは使用場所のネットワークを根拠にできません。".to_owned()),
        ..Text::default()
    });
    let id = said.id.strip_prefix(DECISION).unwrap_or(&said.id);
    let reason = match (said.reason.is_empty(), said.action.is_empty()) {
        (_, true) => said.reason.clone().into_owned(),
        (true, false) => said.action.clone().into_owned(),
        (false, false) => format!("{}\n{}", said.reason, said.action),
    };
    let evidence = v1::Evidence { place: Place::default(), reference: source.to_owned(), sha256: None };
    v1::Decision {
        place: Place::default(),
        id: Id::try_from(id).ok(),
        vulnerabilities: std::iter::once(&said.vulnerability).chain(&said.aliases).map(|id| id.to_string()).collect(),
        component,
        status,
        justification: said.justification.filter(|_| status == ProductStatus::NotAffected),
        reason: text(&reason),
        security: mitigation,
        safety: None,
        author: None,
        decided_at: Dated::parse(&said.said_at),
        expires: None,
        approval: None,
        conditions: Vec::new(),
        evidence: if source.is_empty() { Vec::new() } else { vec![evidence] },
        exploitation: None,
    }
}
