//! Unresolved anomalies as CSV rows, one a decision (FDA premarket cybersecurity guidance V.A.5): what it does to safety and
//! effectiveness, what it does to security, by which rationale. A column that the record cannot fill stays empty.

use device::{Choice, Decision};
use terms::{Lang, Text};

/// The columns. `cwe` and `planned_release` are not part of a decision: a person fills them in.
const COLUMNS: [&str; 13] = [
    "id",
    "vulnerability",
    "component",
    "versions",
    "status",
    "cwe",
    "effect_on_safety_and_effectiveness",
    "effect_on_security",
    "rationale",
    "planned_release",
    "decided_at",
    "author",
    "evidence",
];

/// Writes a header and one row a decision, with CRLF line ends (RFC 4180).
pub fn write(decisions: &[&Decision], lang: Lang) -> Vec<u8> {
    let mut out = String::new();
    line(&COLUMNS.map(str::to_owned), &mut out);
    for decision in decisions {
        line(&row(decision, lang), &mut out);
    }
    out.into_bytes()
}

fn row(decision: &Decision, lang: Lang) -> [String; 13] {
    let words = |text: &Option<Text>| text.as_ref().map(|text| text.get(lang).to_owned()).unwrap_or_default();
    let said = |text: Option<String>| text.unwrap_or_default();
    [
        said(decision.id.as_ref().map(ToString::to_string)),
        decision.vulnerabilities.join(" "),
        decision.component.label(),
        decision.component.range.clone().unwrap_or_default(),
        decision.status.name().to_owned(),
        String::new(),
        words(&decision.safety),
        words(&decision.security),
        words(&decision.reason),
        String::new(),
        said(decision.decided_at.map(|dated| dated.to_string())),
        said(decision.author.as_ref().map(ToString::to_string)),
        decision.evidence.iter().map(|evidence| evidence.reference.as_str()).collect::<Vec<_>>().join(" "),
    ]
}

fn line(fields: &[String], out: &mut String) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        cell(field, out);
    }
    out.push_str("\r\n");
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe, which spreadsheets show as nothing.
fn cell(text: &str, out: &mut String) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !text.contains(['"', ',', '\n', '\r']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::cell;

    fn expect(text: &str, wanted: &str) {
        let mut out = String::new();
        cell(text, &mut out);
        assert_eq!(out, wanted);
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_runs() {
        expect("plain", "plain");
        expect("a, \"b\"", "\"a, \"\"b\"\"\"");
        expect("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"");
    }
}
