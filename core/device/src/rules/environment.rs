use super::{Area, Judgement, Looked, NotLooked, Word, at};
use crate::{Device, Environment, Requirement};
use terms::{Finding, Place, Priority, finding};

finding! {
    /// A part of the minimum environment is neither stated nor excluded. JP Essential Principles Art. 12(3), minimum
    /// requirements for hardware, network and IT security [O]; IMDRF N47 5.8.4 [O].
    EnvironmentNotStated = "device/environment-not-stated" {
        /// Which, English.
        en: &'static str,
        /// Which, Japanese.
        ja: &'static str,
        /// The field.
        field: &'static str,
    }
    en: "What the device needs at least of the {en} is not stated.",
        "The facility cannot provide what nobody asks for; silence is not the same as “nothing needed”.",
        "In device.yaml write `minimum_operating_environment.{field}` with `stated:` or `none_because:`.";
    ja: "使用環境の最低要件（{ja}）が記載されていません。",
        "求められていないものを医療機関は用意できません。無記載は「不要」と同じではありません。",
        "device.yaml の `minimum_operating_environment.{field}` に `stated:` または `none_because:` を記載してください。";
}

finding! {
    /// A part of the minimum environment is stated and excluded at once.
    EnvironmentContradicts = "device/environment-contradicts" {
        /// Which, English.
        en: &'static str,
        /// Which, Japanese.
        ja: &'static str,
    }
    en: "The {en} requirement is stated and at the same time said to be none.",
        "A reader cannot tell which of the two holds.", "Keep `stated:` or `none_because:`, not both.";
    ja: "使用環境の要件（{ja}）が、記載と「不要」の両方になっています。", "どちらが正しいか読み手には判断できません。",
        "`stated:` と `none_because:` のどちらか一方だけにしてください。";
}

const PARTS: [(&str, Word); 3] = [
    ("hardware", Word { en: "hardware", ja: "ハードウェア" }),
    ("network", Word { en: "network", ja: "ネットワーク" }),
    ("it_security", Word { en: "IT security", ja: "IT セキュリティ" }),
];

/// What the minimum operating environment leaves open.
///
/// The operating system is judged only for contradiction: a device that brings its own has nothing to ask for.
pub fn judge_environment(device: &Device) -> Judgement {
    let none = Environment { place: device.place.clone(), ..Environment::default() };
    let environment = device.minimum_operating_environment.as_ref();
    let looked = environment.map_or(Looked::NotAt(NotLooked::NotStated), |_| Looked::At);
    let Environment { place, hardware, operating_system, network, it_security } = environment.unwrap_or(&none);
    let mut findings = Vec::new();
    for ((field, word), requirement) in PARTS.into_iter().zip([hardware, network, it_security]) {
        judge_part(field, word, requirement.as_ref(), place, &mut findings);
    }
    if let Some(requirement) = operating_system {
        let word = Word { en: "operating system", ja: "OS" };
        judge_part("operating_system", word, Some(requirement), place, &mut findings);
    }
    Judgement { area: Area::Environment, looked, findings }
}

fn judge_part(
    field: &'static str,
    word: Word,
    requirement: Option<&Requirement>,
    outer: &Place,
    found: &mut Vec<Finding>,
) {
    let Word { en, ja } = word;
    let path = format!("device/minimum_operating_environment/{field}");
    let place = requirement.map_or(outer, |requirement| &requirement.place);
    match requirement.map(|requirement| (requirement.stated.is_some(), requirement.none_because.is_some())) {
        Some((true, false) | (false, true)) => {}
        Some((true, true)) => {
            found.push(at(Priority::Attention, path, place, EnvironmentContradicts { en, ja }));
        }
        Some((false, false)) | None => {
            found.push(at(Priority::Attention, path, place, EnvironmentNotStated { en, ja, field }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::judge_environment;
    use crate::rules::testing::device;
    use crate::rules::{Looked, NotLooked};
    use crate::{Environment, Requirement};
    use terms::Text;

    fn requirement(stated: bool, none: bool) -> Option<Requirement> {
        let words = |there: bool| there.then(Text::default);
        Some(Requirement { stated: words(stated), none_because: words(none), ..Requirement::default() })
    }

    fn found(environment: Option<Environment>) -> (Looked, Vec<String>) {
        let judgement = judge_environment(&crate::Device { minimum_operating_environment: environment, ..device() });
        let short = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let of = |finding: &terms::Finding| format!("{} {}", finding.code(), short(&finding.subject.path));
        (judgement.looked, judgement.findings.iter().map(of).collect())
    }

    #[test]
    fn nothing_stated_names_all_three() {
        let (looked, codes) = found(None);
        assert_eq!(looked, Looked::NotAt(NotLooked::NotStated));
        assert_eq!(codes.len(), 3);
    }

    #[test]
    fn stated_or_none_because_is_quiet() {
        let environment = Environment {
            hardware: requirement(true, false),
            network: requirement(false, true),
            it_security: requirement(true, false),
            ..Environment::default()
        };
        assert_eq!(found(Some(environment)), (Looked::At, vec![]));
    }

    #[test]
    fn an_empty_part_and_a_contradiction_are_reported() {
        let environment = Environment {
            hardware: requirement(false, false),
            network: requirement(true, true),
            it_security: requirement(true, false),
            operating_system: requirement(true, true),
            ..Environment::default()
        };
        let expected = [
            "device/environment-not-stated hardware",
            "device/environment-contradicts network",
            "device/environment-contradicts operating_system",
        ];
        assert_eq!(found(Some(environment)).1, expected);
    }
}
