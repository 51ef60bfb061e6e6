//! Calendars (RFC 5545), written: what is to be done as VTODO, and its due date once more as VEVENT for readers that show no tasks.

#[cfg(test)]
mod tests;

use terms::{Instant, Lang};

/// A calendar.
#[derive(Clone, Debug)]
pub struct Calendar<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What it says about itself.
    pub about: &'a str,
    /// Its language.
    pub lang: Lang,
    /// What is to be done.
    pub tasks: &'a [Task],
}

/// Something to be done.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its id for ever.
    pub uid: String,
    /// In one line.
    pub title: String,
    /// Its text.
    pub text: String,
    /// What it belongs to, such as a code.
    pub category: String,
    /// When it came up.
    pub since: Instant,
    /// When it is due.
    pub due: Option<Instant>,
    /// It cannot wait.
    pub urgent: bool,
    /// Somebody has seen it.
    pub seen: bool,
    /// The page it is done on; empty when there is no full address.
    pub page: String,
}

/// The media type.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// How long readers may wait before they ask again.
const AGAIN: &str = "PT1H";

/// Octets of a line, at most (RFC 5545 3.1).
const WIDTH: usize = 75;

/// Writes a calendar.
pub fn write(calendar: &Calendar<'_>) -> String {
    let Calendar { title, about, lang, tasks } = calendar;
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Tutela//work//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("X-WR-CALNAME;LANGUAGE={}:{}", lang.tag(), text(title)));
    line(&mut out, &format!("X-WR-CALDESC;LANGUAGE={}:{}", lang.tag(), text(about)));
    line(&mut out, &format!("REFRESH-INTERVAL;VALUE=DURATION:{AGAIN}"));
    for task in *tasks {
        todo(&mut out, task, *lang);
        event(&mut out, task, *lang);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn todo(out: &mut String, task: &Task, lang: Lang) {
    line(out, "BEGIN:VTODO");
    line(out, &format!("UID:{}", text(&task.uid)));
    shared(out, task, lang);
    if let Some(due) = task.due {
        line(out, &format!("DUE:{}", moment(due)));
    }
    line(out, &format!("STATUS:{}", if task.seen { "IN-PROCESS" } else { "NEEDS-ACTION" }));
    line(out, &format!("PRIORITY:{}", if task.urgent { 1 } else { 5 }));
    line(out, "END:VTODO");
}

fn event(out: &mut String, task: &Task, lang: Lang) {
    let Some(due) = task.due else { return };
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:due-{}", text(&task.uid)));
    shared(out, task, lang);
    line(out, &format!("DTSTART:{}", moment(due)));
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

fn shared(out: &mut String, task: &Task, lang: Lang) {
    let Task { title, text: about, category, since, page, .. } = task;
    line(out, &format!("DTSTAMP:{}", moment(*since)));
    line(out, &format!("CREATED:{}", moment(*since)));
    line(out, &format!("SUMMARY;LANGUAGE={}:{}", lang.tag(), text(title)));
    line(out, &format!("DESCRIPTION;LANGUAGE={}:{}", lang.tag(), text(about)));
    if !category.is_empty() {
        line(out, &format!("CATEGORIES:{}", text(category)));
    }
    if !page.is_empty() {
        line(out, &format!("URL:{}", address(page)));
    }
}

/// A moment in UTC.
fn moment(at: Instant) -> String {
    at.to_string().chars().filter(|letter| !matches!(letter, '-' | ':')).collect()
}

/// A value of text (RFC 5545 3.3.11).
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A value of an address: no letter of it may end the line.
fn address(address: &str) -> String {
    address.chars().filter(|letter| !letter.is_control()).collect()
}

/// A line, folded so that no letter is cut in two.
fn line(out: &mut String, line: &str) {
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > WIDTH {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(letter);
        width += letter.len_utf8();
    }
    out.push_str("\r\n");
}
