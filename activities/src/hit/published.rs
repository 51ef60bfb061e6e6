//! The answer of `hit` in its published shape.

use super::{DeviceHit, Found, KnownBy, ReleaseHit, SiteHit, Wanted};
use crate::scan::SourceState;
use crate::scan::published::cvss;
use device::Choice;
use formats::answer::hit::{
    HitCoverageV1, HitDeviceV1, HitFoundV1, HitNetworkDeviceV1, HitReleaseV1, HitSiteV1, HitSupportV1,
    HitVulnerabilityV1, KnownByV1,
};
use formats::answer::v1::filled;
use terms::{Lang, Place};
use vulnerability::{Source, State};

/// Whether it is listed as known exploited; `None` when it is not listed and no fresh catalogue is held.
pub fn known_exploited(wanted: &Wanted, sources: &[SourceState]) -> Option<bool> {
    let held = sources.iter().any(|source| source.name == Source::Kev.name() && !source.is_unusable());
    let listed = wanted.vulnerability.exploited.is_some();
    (listed || held).then_some(listed)
}

/// What the sources say of the vulnerability.
pub fn by_sources<'w>(wanted: &'w Wanted, sources: &[SourceState]) -> HitVulnerabilityV1<'w> {
    let vulnerability = &wanted.vulnerability;
    HitVulnerabilityV1 {
        id: &vulnerability.id,
        aliases: &vulnerability.aliases,
        title: &vulnerability.title,
        known_exploited: known_exploited(wanted, sources),
        known_exploited_since: vulnerability.exploited.flatten().map(|day| day.to_string()),
        exploitation: vulnerability.exploitation.as_deref().unwrap_or("unknown"),
        cvss: vulnerability.rating.as_ref().map(|rating| cvss(rating, vulnerability)),
        epss: vulnerability.epss.map(|millionths| f64::from(millionths) / 1_000_000.0),
        known_by: wanted.known_by.iter().map(known_by).collect(),
        names_products: wanted.names_products,
        named_in_words: wanted.unnamed,
    }
}

fn known_by(known: &KnownBy) -> KnownByV1<'_> {
    KnownByV1 {
        source: &known.source,
        id: &known.record,
        state: match known.state {
            State::Published => "published",
            State::Withdrawn => "withdrawn",
            State::Rejected => "rejected",
            State::Disputed => "disputed",
        },
        modified: known.modified.map(|at| at.to_string()),
    }
}

/// What it means for one dossier.
pub fn device_v1<'d>(dir: &'d str, device: &'d DeviceHit, exit_status: u8, lang: Lang) -> HitDeviceV1<'d> {
    HitDeviceV1 {
        dir,
        exit_status,
        error: None,
        id: &device.id,
        name_en: device.name.en.as_deref(),
        name_ja: device.name.ja.as_deref(),
        dossier: Some(&device.hash),
        complaints: device.complaints.len(),
        releases: device.releases.iter().map(|release| release_v1(release, lang)).collect(),
    }
}

/// A dossier that gives no answer.
pub fn refused_v1<'d>(dir: &'d str, error: [&'d str; 2], exit_status: u8) -> HitDeviceV1<'d> {
    HitDeviceV1 {
        dir,
        exit_status,
        error: Some(error),
        id: "",
        name_en: None,
        name_ja: None,
        dossier: None,
        complaints: 0,
        releases: Vec::new(),
    }
}

/// What it means for one site.
pub fn site_v1<'d>(dir: &'d str, site: &'d SiteHit) -> HitSiteV1<'d> {
    HitSiteV1 {
        dir,
        error: None,
        name_en: site.name.en.as_deref(),
        name_ja: site.name.ja.as_deref(),
        units_installed: site.has_list.then_some(site.installed),
        units_without_dossier: site.without_dossier,
        units_release_unknown: site.release_unknown,
        network_devices: site
            .devices
            .iter()
            .map(|found| HitNetworkDeviceV1 {
                device: &found.device,
                how: found.how.name(),
                source: &found.source,
                record: &found.record,
                range: &found.range,
                priority: found.priority.name(),
            })
            .collect(),
        network_devices_unwatched: &site.unwatched_devices,
        complaints: site.complaints,
    }
}

/// A site that gives no answer.
pub fn refused_site_v1<'d>(dir: &'d str, error: [&'d str; 2]) -> HitSiteV1<'d> {
    HitSiteV1 {
        dir,
        error: Some(error),
        name_en: None,
        name_ja: None,
        units_installed: None,
        units_without_dossier: 0,
        units_release_unknown: 0,
        network_devices: Vec::new(),
        network_devices_unwatched: &[],
        complaints: 0,
    }
}

fn release_v1(release: &ReleaseHit, lang: Lang) -> HitReleaseV1<'_> {
    HitReleaseV1 {
        release: release.id.to_string(),
        label: &release.label,
        state: release.state.map(|state| state.name()),
        outcome: release.outcome.name(),
        found: release.found.iter().map(|found| found_v1(found, lang)).collect(),
        coverage: HitCoverageV1 {
            countable: release.coverage.countable(),
            watched: release.coverage.watched(),
            unwatched: release.coverage.unwatched(),
            unwatched_components: &release.unwatched,
            leans_on: release.leans_on(lang),
            names_asked: release.names_asked,
        },
        units: release.units.map(|units| units as u64),
        patient_harm: "not-assessed",
    }
}

fn found_v1(found: &Found, lang: Lang) -> HitFoundV1<'_> {
    HitFoundV1 {
        component: &found.component,
        purl: filled(&found.purl),
        place: found.place.as_ref().map(Place::to_string),
        how: found.how.name(),
        source: &found.source,
        record: &found.record,
        range: &found.range,
        why: lang.pick(&found.en, &found.ja),
        priority: found.priority.name(),
        decision: found.decided.as_ref().map(|decided| lang.pick(decided.en.as_str(), decided.ja.as_str())),
        support: found.support.map(|support| HitSupportV1 {
            level: support.level.map(|level| level.name()),
            end_of_support: support.end.map(|end| end.to_string()),
            past: support.is_past,
        }),
    }
}

impl ReleaseHit {
    /// What the answer about this release leans on and cannot, in words; empty when nothing.
    pub fn leans_on(&self, lang: Lang) -> Vec<String> {
        let mut words = self.dependence.leans_on(lang);
        if self.before {
            let said = "as its last check saw it, with other sources, on another day or about other files";
            words.push(
                lang.pick(said, "前回の確認時点の内容（情報源・日付・ファイルのいずれかが現在と異なる）").to_owned(),
            );
        }
        if self.unnamed {
            words.push(
                lang.pick(
                    "no held record is known to name products by identifier",
                    "製品を識別子で示す記録が確認できない",
                )
                .to_owned(),
            );
        }
        words
    }
}
