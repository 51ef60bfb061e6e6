use std::fmt::Write;
use terms::{Finding, Lang};

/// A complaint as a person reads it: `file:line:column: what`, the line with a mark below the spot, and the next step.
pub fn show(finding: &Finding, source: &str, lang: Lang) -> String {
    let said = finding.detail.say(lang);
    let mut out = String::new();
    let Some(place) = &finding.subject.place else {
        let _ = write!(out, "{}: {}", finding.subject.path, said.what);
        next(&mut out, 0, lang, &said.next);
        return out;
    };
    let _ = write!(out, "{place}: {}", said.what);
    let number = place.line.to_string();
    let line = place.line.checked_sub(1).and_then(|line| source.lines().nth(line as usize));
    if let Some(line) = line {
        let (shown, before) = window(line, place.column.saturating_sub(1) as usize);
        let _ = write!(out, "\n  {number} | {shown}\n  {} | {before}^", " ".repeat(number.len()));
        next(&mut out, number.len(), lang, &said.next);
    } else {
        next(&mut out, 0, lang, &said.next);
    }
    out
}

fn next(out: &mut String, margin: usize, lang: Lang, next: &str) {
    let label = lang.pick("next", "次の手順");
    let _ =
        write!(out, "\n  {} {label}: {next}", if margin > 0 { " ".repeat(margin + 1) + "=" } else { "=".to_owned() });
}

/// The part of a line around a column, and the blank that puts a mark below it.
fn window(line: &str, column: usize) -> (String, String) {
    const BEFORE: usize = 80;
    const AFTER: usize = 80;
    let start = column.saturating_sub(BEFORE);
    let tame = |c: char| if c.is_control() && c != '\t' { '\u{fffd}' } else { c };
    let mut shown: String = line.chars().skip(start).take(column - start + AFTER).map(tame).collect();
    let blank = |c: char| match c {
        '\t' => "\t",
        // Kana, kanji and full-width forms take two columns in a terminal.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' => "  ",
        _ => " ",
    };
    let mut before: String = shown.chars().take(column - start).map(blank).collect();
    if line.chars().nth(column + AFTER).is_some() {
        shown.push('…');
    }
    if start > 0 {
        shown.insert(0, '…');
        before.insert(0, ' ');
    }
    (shown, before)
}
