use super::{CARDS, Field, IntoCore, read_documents, read_lines, read_one, schemas, show, v1};
use proptest::prelude::*;
use std::collections::BTreeSet;
use terms::{Finding, Lang};

const PLAN: &str = "owner: sato
sources:
  - { name: NVD, interval_days: 7, why: CPE ranges }
patch_times:
  regular: { days: 90, justification: 検証に 60 日かかる }
reviews: { promised_interval: 12 months, done: [{ at: 2025-12-01, by: sato }], next: 2026-12 }
";

fn complaints(read: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        let place = finding.subject.place.clone().unwrap_or_default();
        format!("{} {}:{}", finding.code(), place.line, place.column)
    };
    read.iter().map(line).collect()
}

fn plan(yaml: &str) -> Vec<String> {
    complaints(&read_one::<v1::Plan>("plan.yaml", yaml.as_bytes()).complaints)
}

#[test]
fn a_good_plan_is_read_without_complaint() {
    let read = read_one::<v1::Plan>("plan.yaml", PLAN.as_bytes());
    assert_eq!(complaints(&read.complaints), Vec::<String>::new());
    let plan = read.value.unwrap().into_core();
    assert_eq!(plan.sources[0].interval_days, Some(7));
    assert_eq!(plan.sources[0].place.to_string(), "plan.yaml:3:5");
    assert!(plan.patch_times.unwrap().regular.unwrap().justification.unwrap().ja.is_some());
}

#[test]
fn every_complaint_of_a_file_is_heard_at_once() {
    let yaml = "ownr: sato\nsources: NVD\npatch_times:\n  regular: { days: soon }\nreviews: { done: [{ by: sato }], next: 2026-13-01 }\n";
    let expected = [
        "dossier/unknown-field 1:1",
        "dossier/wrong-type 2:10",
        "dossier/wrong-type 2:10",
        "dossier/bad-value 4:20",
        "dossier/missing-field 5:19",
        "dossier/bad-value 5:40",
    ];
    assert_eq!(plan(yaml), expected);
}

#[test]
fn an_unknown_field_names_the_nearest() {
    let read = read_one::<v1::Plan>("plan.yaml", b"ownr: sato\n");
    assert!(read.complaints[0].detail.say(Lang::En).next.contains("`owner`"));
    assert_eq!(read.complaints[0].subject.path, "plan.yaml#/ownr");
}

#[test]
fn a_comma_that_cuts_a_text_is_explained() {
    let read = read_one::<v1::Device>("d", b"id: a\nname: { en: one, two }\n");
    assert!(read.complaints[0].detail.say(Lang::En).next.contains("needs quotes"));
}

#[test]
fn a_bad_word_names_the_allowed_ones() {
    let read = read_one::<v1::Release>("release.yaml", b"id: 1.10\nlabel: 1.10\nstate: relaesed\n");
    let said = read.complaints[0].detail.say(Lang::En).next;
    assert!(said.contains("Did you mean `released`?") && said.contains("withdrawn"), "{said}");
}

#[test]
fn a_version_stays_as_written() {
    let read = read_one::<v1::Release>("release.yaml", b"id: 1.10\nlabel: 1.10\nstate: released\n");
    assert_eq!(read.value.unwrap().label, "1.10");
}

#[test]
fn a_value_that_cannot_be_read_does_not_take_its_entry_away() {
    let read = read_one::<v1::Plan>("plan.yaml", b"owner: a b\nsources: [{ name: NVD, interval_days: -1 }]\n");
    assert_eq!(read.complaints.len(), 2);
    assert_eq!(read.value.unwrap().sources[0].name, "NVD");
}

#[test]
fn nothing_is_called_missing_in_a_file_that_breaks_off() {
    assert_eq!(plan("reviews:\n  done:\n    - by: sato\n      result: \"open"), ["dossier/yaml-broken 4:15"]);
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    assert_eq!(plan("# nothing yet\n"), ["dossier/empty-file 0:0"]);
    assert!(read_documents::<v1::Decision>("decisions.yaml", b"# none yet\n").complaints.is_empty());
}

#[test]
fn a_second_document_is_not_dropped_in_silence() {
    assert_eq!(plan("owner: sato\n---\nowner: tanaka\n"), ["dossier/several-documents 3:1"]);
}

#[test]
fn a_time_without_a_zone_is_refused() {
    let yaml = "vulnerabilities: [CVE-2014-0160]\ncomponent: { name: openssl }\nstatus: affected\ndecided_at: 2026-10-01T10:00:00\n";
    let read = read_documents::<v1::Decision>("decisions.yaml", yaml.as_bytes());
    assert_eq!(complaints(&read.complaints), ["dossier/bad-value 4:13"]);
}

#[test]
fn decisions_are_appended_documents() {
    let one = "vulnerabilities: [CVE-2014-0160]\ncomponent: { name: openssl }\nstatus: affected\n";
    let read = read_documents::<v1::Decision>("decisions.yaml", format!("# first\n---\n{one}---\n{one}").as_bytes());
    assert_eq!((read.value.len(), read.complaints.len()), (2, 0));
}

#[test]
fn an_approval_is_no_part_of_what_it_signs() {
    let yaml = "vulnerabilities: [CVE-2014-0160]\ncomponent: { name: openssl }\nstatus: fixed\n";
    let read = |yaml: String| read_documents::<v1::Decision>("d", yaml.as_bytes()).value.remove(0).canonical();
    let bare = read(yaml.to_owned());
    assert_eq!(bare, read(format!("# words\n{yaml}approval: {{ person: sato }}\n")));
    assert_eq!(bare, r#"{"vulnerabilities":["CVE-2014-0160"],"component":{"name":"openssl"},"status":"fixed"}"#);
}

#[test]
fn a_bare_yes_is_a_connection() {
    let yaml = "id: a\nname: A\nconnections: { usb: no, cloud: { present: yes, words: 更新用 } }\n";
    let read = read_one::<v1::Device>("device.yaml", yaml.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    let connections = read.value.unwrap().into_core().connections.unwrap();
    assert!(!connections.usb.unwrap().present);
    assert!(connections.cloud.unwrap().present);
    assert_eq!(connections.serial, None);
}

const FACT: &str = r#"{"kind":"aware","happened_at":"2026-09-30T16:20:00+09:00","recorded_at":"2026-09-30","person":"sato","vulnerabilities":["CVE-2014-0160"]}"#;

#[test]
fn a_fact_is_written_as_it_was_read() {
    let read = read_lines::<v1::Fact>("register.jsonl", FACT.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    assert_eq!(read.value[0].line(), FACT);
}

#[test]
fn a_bad_line_does_not_take_its_neighbours_away() {
    let text = format!("{FACT}\nnonsense\n\n{{\"kind\":\"seen\"}}\n{FACT}\n{{\"kind\":\"se");
    let read = read_lines::<v1::Fact>("register.jsonl", text.as_bytes());
    assert_eq!(read.value.len(), 2);
    let lines: Vec<u32> = read.complaints.iter().map(|one| one.subject.place.as_ref().unwrap().line).collect();
    assert_eq!(lines, [2, 4, 4, 6]);
}

#[test]
fn a_complaint_shows_its_line() {
    let text = "owner: sato\nreviews: { next: 来月 }\n";
    let read = read_one::<v1::Plan>("plan.yaml", text.as_bytes());
    let shown = show(&read.complaints[0], text, Lang::En);
    let expected = "plan.yaml:2:18: `next`: “来月” is not a date such as 2026-11-23, 2026-11, `not before 2026-11-23` or `unknown`.
  2 | reviews: { next: 来月 }
    |                  ^
    = next: Write a date such as 2026-11-23, 2026-11, `not before 2026-11-23` or `unknown` here.";
    assert_eq!(shown, expected);
}

#[test]
fn the_mark_stands_below_the_spot_after_japanese_words() {
    let text = "roles: [{ role: 責任者, person: a b }]\n";
    let read = read_one::<v1::Plan>("plan.yaml", text.as_bytes());
    let shown = show(&read.complaints[0], text, Lang::Ja);
    let mark = shown.lines().nth(2).unwrap();
    // 29 characters stand before the spot; the three kanji among them take two columns each.
    assert_eq!(mark.find('^').unwrap(), "    | ".len() + 29 + 3);
}

#[test]
fn schemas_are_the_same_each_time_and_hold_words_in_both_languages() {
    assert_eq!(schemas(), schemas());
    for (name, text) in schemas() {
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (record, definition) in schema["$defs"].as_object().unwrap() {
            for (field, of) in definition["properties"].as_object().into_iter().flatten() {
                let words = of["description"].as_str().unwrap_or("\n");
                assert!(words.lines().count() == 2, "{name} {record}.{field}");
                assert!(!words.trim().is_empty(), "{name} {record}.{field}");
            }
        }
    }
}

#[test]
fn a_required_field_is_required_in_its_schema() {
    let release = schemas().into_iter().find(|(name, _)| *name == "release.schema.json").unwrap().1;
    let schema: serde_json::Value = serde_json::from_str(&release).unwrap();
    assert_eq!(schema["$defs"]["Release"]["required"], serde_json::json!(["id", "label", "state"]));
    assert!(schema["$defs"]["Release"]["properties"]["sboms"]["items"]["$ref"].is_string());
}

#[test]
fn every_code_is_there_once() {
    let codes: BTreeSet<&str> = CARDS.iter().map(|card| card.code).collect();
    assert_eq!(codes.len(), CARDS.len());
}

/// Any bytes give an answer for every kind of file.
fn survive(bytes: &[u8]) {
    let _ = read_one::<v1::Family>("f", bytes);
    let _ = read_one::<v1::People>("f", bytes);
    let _ = read_one::<v1::Device>("f", bytes);
    let _ = read_one::<v1::Plan>("f", bytes);
    let _ = read_one::<v1::Release>("f", bytes);
    let _ = read_one::<v1::Support>("f", bytes);
    let _ = read_documents::<v1::Decision>("f", bytes);
    for finding in read_lines::<v1::Fact>("f", bytes).complaints {
        let _ = show(&finding, &String::from_utf8_lossy(bytes), Lang::Ja);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived_by_every_kind(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }

    #[test]
    fn a_plan_with_any_bytes_changed_is_survived(at in 0..PLAN.len(), with in any::<u8>(), cut in 0..PLAN.len()) {
        let mut bytes = PLAN.as_bytes().to_vec();
        bytes[at] = with;
        survive(&bytes);
        survive(&bytes[..cut]);
        for finding in read_one::<v1::Plan>("plan.yaml", &bytes).complaints {
            let _ = show(&finding, &String::from_utf8_lossy(&bytes), Lang::En);
        }
    }

    #[test]
    fn a_fact_with_any_bytes_changed_is_survived(at in 0..FACT.len(), with in any::<u8>()) {
        let mut bytes = FACT.as_bytes().to_vec();
        bytes[at] = with;
        survive(&bytes);
    }

    #[test]
    fn any_words_are_written_and_read_the_same(en in "[^\u{0}]{0,20}", ja in any::<Option<String>>()) {
        let text = terms::Text { en: Some(en), ja, ..terms::Text::default() };
        let fits = |words: &Option<String>| words.as_ref().is_none_or(|words| !words.trim().is_empty() && words == words.trim_end());
        prop_assume!(fits(&text.en) && fits(&text.ja));
        let name = v1::FeatureOption { place: terms::Place::default(), id: device::Id::try_from("a").unwrap(), name: text };
        let yaml = crate::yaml::yaml_document(&name.write().unwrap());
        let again = read_one::<v1::FeatureOption>("f", yaml.as_bytes());
        prop_assert!(again.complaints.is_empty(), "{}", yaml);
        prop_assert_eq!(&again.value.unwrap().name, &name.name, "{}", yaml);
    }
}

#[test]
fn an_answer_about_names_stands_among_decisions() {
    let yaml = "---\nname_answer: no\nname: MX40\ntheir_vendor: Philips\ntheir_product: IntelliVue MX40\n\
        ---\nid: d-1\nvulnerabilities: [CVE-1]\ncomponent: { name: x }\nstatus: affected\n";
    let read = read_documents::<v1::Decided>("decisions.yaml", yaml.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    let [v1::Decided::NameAnswer(answer), v1::Decided::Decision(_)] = read.value.as_slice() else {
        panic!("{:?}", read.value)
    };
    assert!(!answer.same && answer.name == "MX40");
}
