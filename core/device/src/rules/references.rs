use super::at;
use crate::{Decision, Device, Family, Id, People, Plan, Release, Support};
use terms::{Finding, Place, Priority, finding};

finding! {
    /// An id refers to nothing. JIS T 81001-5-1 4.1.2 responsibilities [O].
    UnknownReference = "device/unknown-reference" {
        /// The id.
        id: String,
        /// What refers to it, as written.
        field: &'static str,
        /// The file that should hold it.
        file: &'static str,
    }
    en: "`{field}: {id}` refers to nothing: {file} does not hold it.",
        "A name that belongs to nobody answers for nothing.", "Add it to {file}, or correct the id.";
    ja: "`{field}: {id}` の参照先が {file} にありません。", "誰のものでもない名前では、責任の所在がわかりません。",
        "{file} に追加するか、id を修正してください。";
}

/// What a dossier holds, to check its references. The plan's owner is judged with the plan.
#[derive(Clone, Copy, Debug)]
pub struct Referring<'a> {
    /// The device.
    pub device: Option<&'a Device>,
    /// The family.
    pub family: Option<&'a Family>,
    /// Persons and organisations.
    pub people: Option<&'a People>,
    /// The plan.
    pub plan: Option<&'a Plan>,
}

/// Ids of device, family and plan that refer to nothing.
pub fn judge_references(all: Referring<'_>) -> Vec<Finding> {
    let mut found = Found { people: all.people, list: Vec::new() };
    if let Some(device) = all.device {
        device_references(device, all.family, &mut found);
    }
    if let Some(family) = all.family {
        found.party("family/manufacturer", "manufacturer", family.manufacturer.as_ref(), &family.place);
    }
    if let Some(plan) = all.plan {
        for role in &plan.roles {
            found.party(&format!("plan/roles/{}", role.role), "person", Some(&role.person), &role.place);
        }
        for source in &plan.sources {
            found.party(&format!("plan/sources/{}", source.name), "owner", source.owner.as_ref(), &source.place);
        }
    }
    found.list
}

/// Ids of a release's support items, decisions and builds that refer to nobody.
pub fn judge_release_references(
    release: &str,
    support: Option<&Support>,
    decisions: &[Decision],
    people: Option<&People>,
) -> Vec<Finding> {
    let mut found = Found { people, list: Vec::new() };
    for item in support.map(|support| support.items.as_slice()).unwrap_or_default() {
        let path = format!("release/{release}/support/{}", item.matches.label());
        found.party(&format!("{path}/owner"), "owner", item.owner.as_ref(), &item.place);
        if let Some(watch) = &item.other_watch {
            found.party(&format!("{path}/other_watch/owner"), "owner", watch.owner.as_ref(), &watch.place);
        }
    }
    for decision in decisions {
        let id = decision.vulnerabilities.first().map_or("?", String::as_str);
        let path = format!("release/{release}/decision/{id}/{}/author", decision.component.label());
        found.party(&path, "author", decision.author.as_ref(), &decision.place);
    }
    found.list
}

/// Ids of variants in the conditions of a release that the family does not hold.
pub fn judge_release_variants(release: &Release, family: &Family) -> Vec<Finding> {
    let mut found = Found { people: None, list: Vec::new() };
    let builds = release.builds.iter().flat_map(|build| &build.conditions);
    let sboms = release.sboms.iter().flat_map(|sbom| &sbom.conditions);
    for condition in release.conditions.iter().chain(builds).chain(sboms) {
        let held = match condition.kind {
            crate::ConditionKind::Variant => variants(family).any(|id| id.as_str() == condition.name),
            crate::ConditionKind::Option => family.options.iter().any(|one| one.id.as_str() == condition.name),
            crate::ConditionKind::BuildFlag | crate::ConditionKind::Setting | crate::ConditionKind::Environment => true,
        };
        if !held {
            let path = format!("release/{}/conditions/{}", release.id, condition.name);
            found.missing(&path, "name", &condition.name, "family.yaml", &condition.place);
        }
    }
    found.list
}

fn variants(family: &Family) -> impl Iterator<Item = &Id> {
    family.models.iter().flat_map(|model| &model.variants).map(|variant| &variant.id)
}

fn device_references(device: &Device, family: Option<&Family>, found: &mut Found<'_>) {
    let unheld = |held: &dyn Fn(&Family, &Id) -> bool, id: &Id| !family.is_some_and(|family| held(family, id));
    let mut check = |field: &'static str, id: &Id, held: &dyn Fn(&Family, &Id) -> bool| {
        if unheld(held, id) {
            found.missing(&format!("device/{field}/{id}"), field, id.as_str(), "family.yaml", &device.place);
        }
    };
    if let Some(id) = &device.family {
        check("family", id, &|family, id| family.id == *id);
    }
    if let Some(id) = &device.model {
        check("model", id, &|family, id| family.models.iter().any(|model| model.id == *id));
    }
    for id in &device.variants {
        check("variants", id, &|family, id| variants(family).any(|variant| variant == id));
    }
    for filing in &device.filings {
        let path = format!("device/filings/{}/holder", filing.market);
        found.party(&path, "holder", filing.holder.as_ref(), &filing.place);
    }
}

struct Found<'a> {
    people: Option<&'a People>,
    list: Vec<Finding>,
}

impl Found<'_> {
    /// A person or organisation must be in people.yaml.
    fn party(&mut self, path: &str, field: &'static str, id: Option<&Id>, place: &Place) {
        let Some(id) = id else { return };
        let held = self.people.is_some_and(|people| {
            people.person(id).is_some() || people.organisations.iter().any(|organisation| organisation.id == *id)
        });
        if !held {
            self.missing(path, field, id.as_str(), "people.yaml", place);
        }
    }

    fn missing(&mut self, path: &str, field: &'static str, id: &str, file: &'static str, place: &Place) {
        let detail = UnknownReference { id: id.to_owned(), field, file };
        self.list.push(at(Priority::Attention, path, place, detail));
    }
}

#[cfg(test)]
mod tests {
    use super::{Referring, judge_references, judge_release_references};
    use crate::rules::testing::device;
    use crate::{Device, Family, Id, ItemMatch, Model, Support, SupportItem};
    use terms::{Lang, Place, Text};

    fn id(text: &str) -> Option<Id> {
        Id::try_from(text).ok()
    }

    fn family() -> Family {
        let model = Model {
            place: Place::default(),
            id: id("s2").unwrap(),
            name: None,
            aliases: Vec::new(),
            variants: Vec::new(),
        };
        Family {
            place: Place::default(),
            id: id("aster").unwrap(),
            name: Text::default(),
            manufacturer: None,
            models: vec![model],
            options: Vec::new(),
        }
    }

    fn said(family_id: &str, model: &str) -> Vec<String> {
        let device = Device { family: id(family_id), model: id(model), ..device() };
        let family = family();
        let all = Referring { device: Some(&device), family: Some(&family), people: None, plan: None };
        judge_references(all).iter().map(|finding| finding.detail.say(Lang::En).what).collect()
    }

    #[test]
    fn what_the_family_holds_is_quiet() {
        assert_eq!(said("aster", "s2"), Vec::<String>::new());
    }

    #[test]
    fn a_model_the_family_does_not_hold_is_named() {
        assert_eq!(said("aster", "s3"), ["`model: s3` refers to nothing: family.yaml does not hold it."]);
    }

    #[test]
    fn an_owner_nobody_knows_is_named() {
        let item = SupportItem {
            place: Place::default(),
            matches: ItemMatch { name: Some("lwip".to_owned()), ..ItemMatch::default() },
            provenance: None,
            owner: id("nobody"),
            modified: None,
            backported: None,
            change_note: None,
            level_of_support: None,
            requirement: None,
            end_of_support: None,
            other_watch: None,
            justification: None,
            conditions: Vec::new(),
        };
        let support = Support { items: vec![item], ..Support::default() };
        let found = judge_release_references("1.0", Some(&support), &[], None);
        assert_eq!(found[0].subject.path, "release/1.0/support/lwip/owner");
    }
}
