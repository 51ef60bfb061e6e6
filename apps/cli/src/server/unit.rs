//! One installed unit of a site that is kept in the server.

use super::CommandRooms;
use crate::commands::{check_site, json_text};
use crate::edge::{Complaint, Edge};
use activities::check_site::check_site as judge;
use activities::check_site::{Behind, Joined, OneUnit, Trust, open_unit};
use activities::dossier_port::DossierFault;
use activities::package::PackageLog;
use activities::record_unit::{Done, NotRecorded, Said, record_unit};
use activities::scan::published;
use activities::site_port::Sites;
use activities::triage::{Account, person_of};
use device::PackageFact;
use formats::answer::unit_v1 as v1;
use network::{Flow, Initiator, Need, Profile};
use signing::{ApprovalSeals, Ed25519Envelopes};
use terms::{Choice, Day, Lang, When};
use web::{Answer, Asking, Refusal, UnitAsked, UnitDone, UnitNotRecorded, UnitRooms, UnitWord};

impl UnitRooms for CommandRooms {
    fn unit(&self, asking: Asking, sites: &dyn Sites, asked: UnitAsked<'_>) -> Result<Option<Answer>, Refusal> {
        let edge = self.edge(asking);
        let Some(one) = opened(&edge, sites, asked).map_err(|fault| said(edge.lang, &fault))? else { return Ok(None) };
        let (knowledge, settings) = (self.knowledge(&edge)?, edge.settings());
        let checked = judge(&one.open, &*knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
        let status = checked.status(&one.open, settings.fail_on);
        let answer = answer(&edge, &one, check_site::answer(&edge, &one.open, &checked, status));
        Ok(Some(Answer { json: json_text(&answer), status }))
    }

    fn record_unit(
        &self,
        asking: Asking,
        (sites, log): (&dyn Sites, &dyn PackageLog),
        asked: UnitAsked<'_>,
        word: UnitWord<'_>,
    ) -> Result<(), UnitNotRecorded> {
        let edge = self.edge(asking);
        let not = |why: NotRecorded| {
            let [what, next] = why.say(edge.lang);
            let refusal = Refusal { what, next };
            match why {
                NotRecorded::ChangedMeanwhile => UnitNotRecorded::Changed(refusal),
                _ => UnitNotRecorded::Refused(refusal),
            }
        };
        let site = sites.load().map_err(|fault| not(fault.into()))?;
        let one = opened(&edge, sites, asked).map_err(|fault| not(fault.into()))?;
        let one = one.ok_or(UnitNotRecorded::NotThere)?;
        let who = word.who;
        let account = Account { login: who.login, public: who.public, elsewhere: who.elsewhere };
        let by = person_of(site.people.as_ref(), account).map(|person| person.id.clone());
        let done = match word.done {
            UnitDone::Runs { version, evidence } => Done::Runs { version, evidence },
            UnitDone::Cannot { release, reason } => Done::Cannot { release, reason },
        };
        let said = Said { by, now: edge.now, held: word.held };
        record_unit((sites, log), &site, &one, done, &said).map_err(not)
    }
}

fn opened(edge: &Edge, sites: &dyn Sites, asked: UnitAsked<'_>) -> Result<Option<OneUnit>, DossierFault> {
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    open_unit(sites, asked.unit, asked.wards, trust)
}

fn said(lang: Lang, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(what, next)
}

fn answer<'a>(
    edge: &Edge,
    one: &'a OneUnit,
    check: formats::answer::site_v1::SiteAnswerV1<'a>,
) -> v1::UnitAnswerV1<'a> {
    let (lang, today) = (edge.lang, edge.now.day());
    let (state, model, release) = match one.joined() {
        Joined::Retired => ("retired", None, None),
        Joined::NoDossier => ("no-dossier", None, None),
        Joined::SeveralDossiers(_) => ("several-dossiers", None, None),
        Joined::ReleaseUnknown(model) => ("release-unknown", Some(*model), None),
        Joined::Release(model, release) => ("joined", Some(*model), Some(release.as_str())),
    };
    // Those that the answer about the unit names already are not told twice.
    let told = |id: &str| check.findings.iter().any(|finding| finding.id == id);
    let row_findings = one.row_findings.iter().map(|finding| published::other(finding, lang));
    let row_findings = row_findings.filter(|finding| !told(&finding.id)).collect();
    v1::UnitAnswerV1 {
        schema: "tutela.unit/v1",
        exit_status: check.exit_status,
        as_of: edge.now.to_string(),
        held: &one.held,
        unit: row(one),
        state,
        device: model.map(|model| device(one, model, lang, today)),
        release,
        releases: releases(one),
        newest: one.newest().map(device::Id::as_str),
        behind: match one.behind() {
            Behind::No => "no",
            Behind::Yes => "yes",
            Behind::Unknown => "unknown",
        },
        cannot: one.cannot.iter().filter_map(|fact| cannot(fact, lang)).collect(),
        row_findings,
        check,
    }
}

fn row(one: &OneUnit) -> v1::RegisterRowV1<'_> {
    let unit = &one.unit;
    // Where its address stands is told by the networks, which are taken out of what is about the unit alone.
    let zone = one.open.site.units.iter().flatten().next().and_then(|unit| unit.zone.as_ref());
    v1::RegisterRowV1 {
        id: unit.id.as_str(),
        serial: &unit.serial,
        model: &unit.model,
        maker: &unit.maker,
        udi: unit.udi.as_ref().map(|udi| v1::UdiV1 {
            written: &udi.written,
            agency: udi.agency.name(),
            device: &udi.device,
            serial: udi.serial.as_deref(),
            lot: udi.lot.as_deref(),
            check: udi.check,
        }),
        addresses: unit.interfaces.iter().map(|interface| interface.address.to_string()).collect(),
        version: &unit.version,
        version_evidence: unit.version_evidence.map(Choice::name),
        version_seen: unit.version_seen.map(|when| when.to_string()),
        ward: &unit.ward,
        zone: zone.map(device::Id::as_str),
        owner: &unit.owner,
        biomedical_owner: &unit.biomedical_owner,
        it_owner: &unit.it_owner,
        criticality: unit.criticality.map(Choice::name),
        installed_on: unit.installed_on.map(|when| when.to_string()),
        use_state: unit.state.name(),
    }
}

fn device(one: &OneUnit, model: usize, lang: Lang, today: Day) -> v1::UnitDeviceV1<'_> {
    let about = &one.open.models[model];
    let end = about.end_of_support;
    v1::UnitDeviceV1 {
        received: &about.received,
        id: about.device.as_ref().map(device::Id::as_str),
        name: one.open.model_name(model, lang),
        end_of_support: end.filter(|when| *when != When::Unknown).map(|when| when.to_string()),
        support_is_past: end.and_then(|when| when.is_past(today)),
        profile: one.dossier.as_ref().and_then(|dossier| dossier.network.as_ref()).map(|of| profile(of, lang)),
    }
}

fn profile(profile: &Profile, lang: Lang) -> v1::UnitProfileV1<'_> {
    v1::UnitProfileV1 {
        version: &profile.version,
        confirmed: !profile.is_unconfirmed(),
        flows: profile.flows.iter().map(|of| flow(of, lang)).collect(),
    }
}

fn flow(of: &Flow, lang: Lang) -> v1::UnitFlowV1<'_> {
    let ports: Vec<String> = of.ports.iter().map(ToString::to_string).collect();
    v1::UnitFlowV1 {
        id: &of.id,
        direction: match of.initiator {
            Initiator::Device => "out",
            Initiator::Peer => "in",
        },
        peer: &of.peer,
        ports: format!("{} {}", of.protocol, ports.join(",")).trim_end().to_owned(),
        need: match of.need {
            Need::Needed => "needed",
            Need::Optional => "optional",
        },
        purpose: of.purpose.get(lang),
    }
}

/// Newest first; those without a day last.
fn releases(one: &OneUnit) -> Vec<v1::UnitReleaseV1<'_>> {
    let all = one.dossier.iter().flat_map(|dossier| &dossier.releases);
    let mut dated: Vec<(Option<Day>, v1::UnitReleaseV1<'_>)> = all
        .map(|release| {
            let about = release.release.as_ref();
            let date = about.and_then(|about| about.date);
            let row = v1::UnitReleaseV1 {
                id: release.id.as_str(),
                label: about.map_or(release.id.as_str(), |about| &about.label),
                date: date.map(|when| when.to_string()),
                state: about.map(|about| about.state.name()),
            };
            (date.and_then(When::last_day), row)
        })
        .collect();
    dated.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    dated.into_iter().map(|(_, row)| row).collect()
}

fn cannot(fact: &PackageFact, lang: Lang) -> Option<v1::CannotV1<'_>> {
    Some(v1::CannotV1 {
        release: fact.release.as_ref()?.as_str(),
        reason: fact.reason.as_ref().map(|reason| reason.get(lang)).unwrap_or_default(),
        at: fact.at.to_string(),
        by: fact.by.as_ref().map(device::Id::as_str),
        of_all: fact.unit.is_none(),
    })
}
