use super::{read, read_item};
use crate::defect::Wrong;
use proptest::prelude::*;
use vulnerability::{Advisory, Name};

/// Bounds as `[1,2)`, named versions as `=1`, unread ranges as `?`, and `&` when another product is needed.
fn shown(record: &Advisory<'_>) -> String {
    let entries = record.affected.iter().map(|entry| {
        let Name::Cpe { part, vendor, product, rest } = &entry.name else { panic!("no CPE") };
        let mut text = format!("{part}:{vendor}:{product}");
        if !rest.is_empty() {
            text += &format!("[{rest}]");
        }
        for interval in &entry.intervals {
            let low = interval
                .low
                .as_ref()
                .map_or("(".to_owned(), |b| format!("{}{}", if b.inclusive { '[' } else { '(' }, b.text));
            let high = interval
                .high
                .as_ref()
                .map_or(")".to_owned(), |b| format!("{}{}", b.text, if b.inclusive { ']' } else { ')' }));
            text += &format!(" {low},{high}");
        }
        for version in &entry.versions {
            text += &format!(" ={version}");
        }
        let beside = entry.beside.iter().map(|group| {
            let names = group.iter().map(|other| match &other.name {
                Name::Cpe { part, product, .. } => {
                    format!("{part}:{product}{}", if other.intervals.is_empty() { "=" } else { "" })
                }
                Name::Package { .. } | Name::Labelled { .. } => panic!("no CPE"),
            });
            format!("({})", names.collect::<Vec<_>>().join("|"))
        });
        text + &" ?".repeat(entry.unread_ranges as usize)
            + if entry.needs_other { " &" } else { "" }
            + &beside.collect::<String>()
    });
    entries.collect::<Vec<_>>().join("; ")
}

/// A match of product `p` with more fields.
fn p(version: &str, fields: &str) -> String {
    format!(r#"{{"vulnerable":true,"criteria":"cpe:2.3:a:v:p:{version}:*:*:*:*:*:*:*"{fields}}}"#)
}

fn configured(configurations: &str, expected: &str) {
    let text = format!(r#"{{"cve":{{"id":"CVE-1","configurations":{configurations}}}}}"#);
    let mut found = String::new();
    read_item(text.as_bytes(), &mut |record| found = shown(record));
    assert_eq!(found, expected, "{configurations}");
}

fn matched(matches: &[String], expected: &str) {
    configured(
        &format!(r#"[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[{}]}}]}}]"#, matches.join(",")),
        expected,
    );
}

#[test]
fn bounds_become_intervals() {
    matched(&[p("*", r#","versionStartIncluding":"1","versionEndExcluding":"2""#)], "a:v:p [1,2)");
    matched(&[p("*", r#","versionStartExcluding":"1","versionEndIncluding":"2""#)], "a:v:p (1,2]");
    matched(&[p("*", r#","versionEndExcluding":"2""#)], "a:v:p (,2)");
    matched(&[p("*", "")], "a:v:p (,)");
}

#[test]
fn bounds_decide_whatever_version_the_name_carries() {
    matched(&[p("2.0", r#","versionEndExcluding":"2.0""#)], "a:v:p (,2.0)");
    matched(&[p("-", r#","versionEndExcluding":"2.0""#)], "a:v:p (,2.0)");
}

#[test]
fn a_named_version_is_only_itself() {
    matched(&[p("1.0", ""), p("1.1", ""), p("1.0", "")], "a:v:p =1.0 =1.1");
    matched(&[p(r"1.0\\+git", "")], "a:v:p =1.0+git");
}

#[test]
fn a_version_that_names_none_is_said_and_not_used() {
    matched(&[p("-", "")], "a:v:p ?");
    matched(&[p("2.*", "")], "a:v:p ?");
}

#[test]
fn an_update_restricts_the_match() {
    let text = r#"{"vulnerable":true,"criteria":"cpe:2.3:o:V:P:2.0:sp1:*:*:*:*:x64:*"}"#;
    matched(&[text.to_owned()], "o:v:p[sp1:*:*:*:*:x64:*] =2.0");
}

#[test]
fn what_is_only_context_is_not_vulnerable() {
    matched(&[p("*", "").replace("true", "false")], "");
}

#[test]
fn an_and_configuration_needs_the_other_node() {
    let nodes = |operator: &str| {
        let (a, b) = (p("1", ""), p("2", "").replace("true", "false"));
        format!(r#"[{{"nodes":[{{"cpeMatch":[{a}]}},{{"cpeMatch":[{b}]}}]{operator}}}]"#)
    };
    configured(&nodes(r#","operator":"AND""#), "a:v:p =1 &(a:p=)");
    configured(&nodes(""), "a:v:p =1");
}

/// A match of hardware that is only context.
fn board(product: &str, version: &str) -> String {
    format!(r#"{{"vulnerable":false,"criteria":"cpe:2.3:h:v:{product}:{version}:*:*:*:*:*:*:*"}}"#)
}

fn together(nodes: &[&str], expected: &str) {
    let nodes: Vec<String> = nodes.iter().map(|node| format!("{{{node}}}")).collect();
    configured(&format!(r#"[{{"operator":"AND","nodes":[{}]}}]"#, nodes.join(",")), expected);
}

#[test]
fn what_a_product_runs_on_stands_beside_it() {
    let on = format!(r#""cpeMatch":[{},{}]"#, board("a", "-"), board("b", "2"));
    together(&[&format!(r#""cpeMatch":[{}]"#, p("1", "")), &on], "a:v:p =1 &(h:a|h:b=)");
}

#[test]
fn two_vulnerable_nodes_stand_beside_each_other() {
    let (a, b) = (p("1", ""), p("2", "").replace(":v:p:", ":v:q:"));
    let (a, b) = (format!(r#""cpeMatch":[{a}]"#), format!(r#""cpeMatch":[{b}]"#));
    together(&[&a, &b], "a:v:p =1 &(a:q=); a:v:q =2 &(a:p=)");
    let on = format!(r#""cpeMatch":[{}]"#, board("a", "-"));
    together(&[&a, &b, &on], "a:v:p =1 &(a:q=)(h:a); a:v:q =2 &(a:p=)(h:a)");
}

#[test]
fn what_cannot_be_told_by_what_is_present_is_needed_and_not_written_down() {
    let own = format!(r#""cpeMatch":[{}]"#, p("1", ""));
    together(&[&own, &format!(r#""negate":true,"cpeMatch":[{}]"#, board("a", "-"))], "a:v:p =1 &");
    let many: Vec<String> = (0..9000).map(|number| board(&format!("b{number}"), "-")).collect();
    together(&[&own, &format!(r#""cpeMatch":[{}]"#, many.join(","))], "a:v:p =1 &");
}

#[test]
fn a_node_that_needs_several_at_once_needs_each_of_them() {
    let own = format!(r#""cpeMatch":[{}]"#, p("1", ""));
    let both = format!(r#""operator":"AND","cpeMatch":[{},{}]"#, board("a", "-"), board("b", "-"));
    together(&[&own, &both], "a:v:p =1 &(h:a)(h:b)");
    let (a, b) = (p("1", ""), p("2", "").replace(":v:p:", ":v:q:"));
    let within = format!(r#""operator":"AND","cpeMatch":[{a},{b},{}]"#, board("c", "-"));
    configured(&format!(r#"[{{"nodes":[{{{within}}}]}}]"#), "a:v:p =1 &(h:c)(a:q=); a:v:q =2 &(h:c)(a:p=)");
    // What is needed within a node and beside it are both needed.
    let on = format!(r#""cpeMatch":[{}]"#, board("d", "-"));
    together(&[&within, &on], "a:v:p =1 &(h:c)(a:q=)(h:d); a:v:q =2 &(h:c)(a:p=)(h:d)");
}

#[test]
fn hundreds_of_alternatives_are_written_down() {
    let own = format!(r#""cpeMatch":[{}]"#, p("1", ""));
    let many: Vec<String> = (0..300).map(|number| board(&format!("b{number}"), "-")).collect();
    let names: Vec<String> = (0..300).map(|number| format!("h:b{number}")).collect();
    together(&[&own, &format!(r#""cpeMatch":[{}]"#, many.join(","))], &format!("a:v:p =1 &({})", names.join("|")));
}

#[test]
fn everything_but_this_is_said_and_not_used() {
    configured(&format!(r#"[{{"nodes":[{{"cpeMatch":[{}],"negate":true}}]}}]"#, p("1", "")), "a:v:p ?");
    configured(&format!(r#"[{{"negate":true,"nodes":[{{"cpeMatch":[{}]}}]}}]"#, p("*", "")), "a:v:p ?");
}

#[test]
fn a_criterion_that_is_no_name_is_noted_and_the_rest_is_used() {
    let text = format!(
        r#"{{"cve":{{"id":"CVE-1","configurations":[{{"nodes":[{{"cpeMatch":[{{"criteria":"pump"}},{}]}}]}}]}}}}"#,
        p("1", "")
    );
    let mut found = String::new();
    let defects = read_item(text.as_bytes(), &mut |record| found = shown(record));
    assert_eq!(found, "a:v:p =1");
    assert!(matches!(defects.kept()[0].wrong, Wrong::BadIdentifier { kind: "CPE", .. }));
}

#[test]
fn a_page_is_read_with_its_date() {
    let text = r#"{"format":"NVD_CVE","timestamp":"2026-08-21T00:00:00.000","vulnerabilities":[
        {"cve":{"id":"CVE-1","vulnStatus":"Rejected","lastModified":"2026-01-02T03:04:05.678"}},
        {"cve":{"id":"CVE-2","cveTags":[{"sourceIdentifier":"x","tags":["disputed"]}]}},
        {"cve":{"id":"CVE-3","descriptions":[{"lang":"en","value":"** DISPUTED ** It may."}],"published":"2026-01-01"}},
        {"cve":{"vulnStatus":"Analyzed"}},
        {"cve":{"id":"CVE-4","metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","cvssData":{"vectorString":"CVSS:3.1/AV:N","baseScore":7.5}}]}}}]}"#;
    let mut seen = Vec::new();
    let page = read(text.as_bytes(), &mut |record| {
        let ratings: Vec<_> = record.ratings.iter().map(|r| format!(" {} {:?}", r.scorer, r.tenths)).collect();
        seen.push(format!("{} {:?}{}", record.id, record.state, ratings.concat()));
    });
    assert_eq!(page.stated.unwrap().to_string(), "2026-08-21T00:00:00Z");
    let expected = ["CVE-1 Rejected", "CVE-2 Disputed", "CVE-3 Disputed", "CVE-4 Published nvd@nist.gov Some(75)"];
    assert_eq!(seen, expected);
    assert_eq!(page.defects.kept().iter().map(|d| &*d.field).collect::<Vec<_>>(), ["cve.id"]);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
        read_item(&bytes, &mut |_| {});
    }

    #[test]
    fn any_criterion_is_survived(text in "(cpe:2.3:)?[aoh*:\\\\.é0-9-]{0,40}") {
        let text = serde_json::to_string(&text).unwrap();
        let item = format!(r#"{{"cve":{{"id":"C","configurations":[{{"nodes":[{{"cpeMatch":[{{"criteria":{text}}}]}}]}}]}}}}"#);
        read_item(item.as_bytes(), &mut |_| {});
    }
}
