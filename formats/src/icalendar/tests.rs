use super::{Calendar, Task, write};
use proptest::prelude::{any, proptest};
use terms::{Instant, Lang};

fn task(title: &str, text: &str, due: Option<Instant>) -> Task {
    Task {
        uid: "u1".to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        category: "scan/vulnerable".to_owned(),
        since: Instant(1_795_500_000_000),
        due,
        urgent: true,
        seen: false,
        page: "https://t.example/devices/s2".to_owned(),
    }
}

fn calendar(lang: Lang, tasks: &[Task]) -> String {
    write(&Calendar { title: lang.pick("Work", "作業"), about: "x", lang, tasks })
}

#[test]
fn a_task_with_a_due_date_is_a_todo_and_an_event_with_other_ids() {
    let tasks = [task("CVE-2026-1; s2, zlib", "one\ntwo \\ three", Some(Instant(1_795_550_000_000)))];
    let expected = "\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Tutela//work//EN\r
CALSCALE:GREGORIAN\r
X-WR-CALNAME;LANGUAGE=en:Work\r
X-WR-CALDESC;LANGUAGE=en:x\r
REFRESH-INTERVAL;VALUE=DURATION:PT1H\r
BEGIN:VTODO\r
UID:u1\r
DTSTAMP:20261124T060000Z\r
CREATED:20261124T060000Z\r
SUMMARY;LANGUAGE=en:CVE-2026-1\\; s2\\, zlib\r
DESCRIPTION;LANGUAGE=en:one\\ntwo \\\\ three\r
CATEGORIES:scan/vulnerable\r
URL:https://t.example/devices/s2\r
DUE:20261124T195320Z\r
STATUS:NEEDS-ACTION\r
PRIORITY:1\r
END:VTODO\r
BEGIN:VEVENT\r
UID:due-u1\r
DTSTAMP:20261124T060000Z\r
CREATED:20261124T060000Z\r
SUMMARY;LANGUAGE=en:CVE-2026-1\\; s2\\, zlib\r
DESCRIPTION;LANGUAGE=en:one\\ntwo \\\\ three\r
CATEGORIES:scan/vulnerable\r
URL:https://t.example/devices/s2\r
DTSTART:20261124T195320Z\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
END:VCALENDAR\r
";
    assert_eq!(calendar(Lang::En, &tasks), expected);
}

#[test]
fn a_long_japanese_line_is_folded_between_letters() {
    let long = "この脆弱性は悪用が確認されており、".repeat(8);
    let text = calendar(Lang::Ja, &[task(&long, "", None)]);
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY;LANGUAGE=ja:{long}\r\n")), "{text}");
    assert!(!text.contains("VEVENT"));
}

proptest! {
    #[test]
    fn whatever_stands_in_a_text_makes_no_line_of_its_own(title in any::<String>(), text in any::<String>()) {
        let plain = calendar(Lang::En, &[task("a", "b", None)]);
        let written = calendar(Lang::En, &[task(&title, &text, None)]);
        let names = |text: &str| {
            let unfolded = text.replace("\r\n ", "");
            unfolded.split("\r\n").map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&written), names(&plain));
    }
}
