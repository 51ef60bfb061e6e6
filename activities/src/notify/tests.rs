use super::escalate::{Escalation, escalate};
use super::hours::{end_of_quiet, last_slot, next_slot};
use super::letter::{FeedSeen, Ground, Occasion, SourceSeen, Told, Watched, Writing};
use super::person::{CannotTell, Person, WardReach};
use super::plan::{Moment, moment, plan};
use super::stable::{message_id, uuid};
use super::weight::{Urgency, Weight, page};
use crate::accounts_port::{HeldRole, User};
use crate::jobs_port::{WorkItem, WorkState};
use crate::notices_port::{LineRule, LineWish, Notice, Preferences, Quiet, Rhythm, Stage};
use std::sync::Arc;
use terms::{Instant, Lang};

/// A Tuesday.
fn at(text: &str) -> Instant {
    Instant::parse(&format!("2026-11-24T{text}Z")).unwrap()
}

const EXPLOITED: &str = r#"{"priority":"undecided","vulnerability":{"id":"CVE-2026-1","known_exploited":true},"component":{"name":"zlib","version":"1.2"}}"#;
const QUIET_ONE: &str = r#"{"priority":"undecided","vulnerability":{"id":"CVE-2026-2","known_exploited":null}}"#;

fn item(role: &str, facts: &str) -> WorkItem {
    WorkItem {
        id: 7,
        tenant: "aster".to_owned(),
        role: role.to_owned(),
        subject: "dossier/s2 CVE-2026-1".to_owned(),
        code: "scan/vulnerable".to_owned(),
        due: None,
        created: at("01:00:00"),
        state: WorkState::Open,
        by: String::new(),
        facts: facts.as_bytes().to_vec(),
    }
}

fn person(id: &str, role: &str, change: impl FnOnce(&mut Person)) -> Person {
    let user = User {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        login: id.to_owned(),
        printed_name: id.to_owned(),
        mail: format!("{id}@aster.example"),
        language: "en".to_owned(),
        password: String::new(),
        totp: None,
        credentials: Vec::new(),
        roles: vec![HeldRole { role: role.to_owned(), scope: String::new(), until: None }],
        since: Instant(0),
        disabled: None,
    };
    let mut person = Person::new(user, None);
    change(&mut person);
    person
}

fn preferences(rhythm: Rhythm, quiet: Option<(u16, u16)>, offset: i16) -> Preferences {
    let quiet = quiet.map(|(from, to)| Quiet { from, to });
    Preferences { rhythm, quiet, offset, ..Preferences::usual("aster", "a", "en") }
}

#[test]
fn quiet_hours_end_on_the_persons_own_clock() {
    let night = Some(Quiet { from: 22 * 60, to: 7 * 60 });
    let cases = [
        // hours, ahead of UTC, now, end
        (night, 0, "21:59:59", None),
        (night, 0, "22:00:00", Some("2026-11-25T07:00:00Z")),
        (night, 0, "06:59:59", Some("2026-11-24T07:00:00Z")),
        (night, 0, "07:00:00", None),
        (night, 540, "13:30:00", Some("2026-11-24T22:00:00Z")),
        (night, 540, "22:00:00", None),
        (night, -300, "05:00:00", Some("2026-11-24T12:00:00Z")),
        (Some(Quiet { from: 12 * 60, to: 13 * 60 }), 0, "12:30:00", Some("2026-11-24T13:00:00Z")),
        (Some(Quiet { from: 60, to: 60 }), 0, "01:00:00", None),
        (None, 0, "23:00:00", None),
    ];
    for (quiet, offset, now, end) in cases {
        let said = end_of_quiet(quiet, offset, at(now)).map(|end| end.to_string());
        assert_eq!(said.as_deref(), end, "{quiet:?} {offset} {now}");
    }
}

#[test]
fn slots_follow_the_rhythm_and_the_zone() {
    let cases = [
        (Rhythm::Daily(480), 0, "07:59:00", "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"),
        (Rhythm::Daily(480), 0, "08:00:00", "2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z"),
        (Rhythm::Daily(480), 540, "00:00:00", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"),
        (Rhythm::Weekly(0, 480), 0, "12:00:00", "2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z"),
        (Rhythm::Weekly(1, 480), 0, "12:00:00", "2026-11-24T08:00:00Z", "2026-12-01T08:00:00Z"),
        (Rhythm::Weekly(6, 0), 0, "12:00:00", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"),
    ];
    for (rhythm, offset, now, last, next) in cases {
        let said = [last_slot, next_slot].map(|slot| slot(rhythm, offset, at(now)).unwrap().to_string());
        assert_eq!(said, [last, next], "{rhythm:?} {now}");
    }
    assert_eq!(next_slot(Rhythm::AtOnce, 0, at("12:00:00")), None);
}

#[test]
fn what_is_exploited_uncontrolled_or_under_a_legal_clock_cannot_wait() {
    let due = |code: &str, facts: &str, due: Option<Instant>| {
        Weight::of(&WorkItem { code: code.to_owned(), due, ..item("psirt", facts) }).urgency
    };
    let later = Some(at("23:00:00"));
    let cases = [
        ("scan/x", EXPLOITED, None, Some(Urgency::Exploited)),
        ("scan/x", r#"{"vulnerability":{"id":"C","exploitation":"active"}}"#, None, Some(Urgency::Exploited)),
        ("scan/x", r#"{"vulnerability":{"id":"C","exploitation":"poc"}}"#, None, None),
        ("scan/x", r#"{"priority":"blocking"}"#, None, Some(Urgency::Uncontrolled)),
        ("server/emergency-access", r#"{"priority":"blocking"}"#, later, Some(Urgency::EmergencyAccess)),
        ("server/decision-waits", "{}", None, None),
        ("incident/report", "{}", later, Some(Urgency::LegalClock)),
        ("incident/report", "no JSON", later, Some(Urgency::LegalClock)),
        ("incident/report", "{}", None, None),
        ("plan/review", r#"{"clock":"legal"}"#, later, Some(Urgency::LegalClock)),
        ("plan/review", "{}", later, None),
        ("scan/x", QUIET_ONE, None, None),
    ];
    for (code, facts, when, urgency) in cases {
        assert_eq!(due(code, facts, when), urgency, "{code} {facts}");
    }
}

#[test]
fn each_item_is_told_in_its_time() {
    let line = |about: &str, code: &str, wish| LineRule { about: about.to_owned(), code: code.to_owned(), wish };
    let night = Some((22 * 60, 7 * 60));
    let morning = |day: u32| Instant::parse(&format!("2026-11-{day}T08:00:00Z")).unwrap();
    type Case<'c> = (&'c str, Rhythm, Option<(u16, u16)>, Vec<LineRule>, &'c str, Moment);
    let cases: [Case<'_>; 9] = [
        (QUIET_ONE, Rhythm::AtOnce, None, vec![], "12:00:00", Moment::Now),
        (QUIET_ONE, Rhythm::AtOnce, night, vec![], "23:00:00", Moment::AfterQuiet(Instant(morning(25).0 - 3_600_000))),
        (EXPLOITED, Rhythm::AtOnce, night, vec![], "23:00:00", Moment::Now),
        (EXPLOITED, Rhythm::Weekly(0, 480), night, vec![], "23:00:00", Moment::Now),
        (QUIET_ONE, Rhythm::Daily(480), night, vec![], "12:00:00", Moment::InDigest(morning(25))),
        (QUIET_ONE, Rhythm::Daily(480), None, vec![line("dossier/s*", "", LineWish::AtOnce)], "12:00:00", Moment::Now),
        (
            QUIET_ONE,
            Rhythm::AtOnce,
            None,
            vec![line("dossier/s2", "scan/*", LineWish::Nothing)],
            "12:00:00",
            Moment::Never,
        ),
        (
            QUIET_ONE,
            Rhythm::AtOnce,
            None,
            vec![line("dossier/s2", "plan/*", LineWish::Nothing)],
            "12:00:00",
            Moment::Now,
        ),
        (
            QUIET_ONE,
            Rhythm::AtOnce,
            None,
            vec![line("dossier/s2", "", LineWish::Digest), line("*", "", LineWish::Nothing)],
            "12:00:00",
            Moment::InDigest(morning(25)),
        ),
    ];
    for (facts, rhythm, quiet, lines, now, told) in cases {
        let item = item("psirt", facts);
        let preferences = Preferences { lines, ..preferences(rhythm, quiet, 0) };
        assert_eq!(moment(&Weight::of(&item), &item, &preferences, at(now)), told, "{preferences:?} {facts}");
    }
    let due = WorkItem { due: Some(at("20:00:00")), ..item("psirt", QUIET_ONE) };
    let weekly = preferences(Rhythm::Weekly(0, 480), None, 0);
    assert_eq!(moment(&Weight::of(&due), &due, &weekly, at("12:00:00")), Moment::Now, "due before the digest");
}

/// Knows one ward of one site, and what belongs to it.
#[derive(Debug)]
struct OneWard;

impl WardReach for OneWard {
    fn touches(&self, site: &str, ward: &str, item: &WorkItem) -> Result<bool, CannotTell> {
        match site {
            "dark" => Err(CannotTell("no answer".to_owned())),
            _ => Ok((site, ward) == ("alba", "ICU") && item.subject.ends_with("CVE-OF-ICU")),
        }
    }
}

#[test]
fn who_acts_in_a_ward_hears_of_what_belongs_to_it_alone() {
    let scoped = |id: &str, scope: &str| {
        let one = person(id, "biomedical", |person| person.user.roles[0].scope = scope.to_owned());
        one.asking(Arc::new(OneWard))
    };
    let unasked = person("unasked", "biomedical", |person| person.user.roles[0].scope = "ward:alba/ICU".to_owned());
    let people = [
        scoped("ward", "ward:alba/ICU"),
        scoped("other-ward", "ward:alba/Ward B"),
        scoped("other-site", "ward:east/ICU"),
        scoped("of-before", "ward:ICU"),
        scoped("site", "site:alba"),
        unasked,
    ];
    let about = |subject: &str| WorkItem { subject: subject.to_owned(), ..item("biomedical", QUIET_ONE) };
    assert_eq!(heard_by(&about("site/alba CVE-OF-ICU"), &people), ["ward", "site"]);
    assert_eq!(heard_by(&about("site/alba CVE-OF-WARD-B"), &people), ["site"]);
    assert!(heard_by(&about("site/east CVE-OF-ICU"), &people).is_empty());
    assert!(heard_by(&about("dossier/alba CVE-OF-ICU"), &people).is_empty());
    assert!(heard_by(&about("feeds/osv CVE-OF-ICU"), &people).is_empty());
}

#[test]
fn where_nobody_can_tell_whose_it_is_the_others_hear_at_once_and_it_is_planned_once_more() {
    let scoped = |id: &str, role: &str, scopes: &[&str]| {
        let one = person(id, role, |person| {
            let held = |scope: &&str| HeldRole { scope: (*scope).to_owned(), ..person.user.roles[0].clone() };
            person.user.roles = scopes.iter().map(held).collect();
        });
        one.asking(Arc::new(OneWard))
    };
    let ward = scoped("ward", "biomedical", &["ward:dark/ICU"]);
    let both = scoped("both", "biomedical", &["ward:dark/ICU", "site:dark"]);
    let other = scoped("other", "hospital-it", &["ward:dark/ICU"]);
    let safety = scoped("safety", "clinical-safety", &["ward:dark/ICU"]);
    let item = WorkItem { subject: "site/dark CVE-1".to_owned(), ..item("biomedical", EXPLOITED) };
    let planned = |people: &[Person]| {
        let planned = plan(&item, people, &[], at("12:00:00"));
        let names: Vec<String> = planned.notices.into_iter().map(|notice| notice.account).collect();
        (names, planned.unsure.is_some(), planned.reaches_nobody)
    };
    assert_eq!(planned(&[ward.clone(), both.clone(), other.clone()]), (vec!["both".to_owned()], true, false));
    assert_eq!(planned(&[both, other.clone()]), (vec!["both".to_owned()], false, false));
    assert_eq!(planned(&[ward, other.clone()]), (vec![], true, true), "what cannot wait goes to others meanwhile");
    let settings = Escalation::default();
    let said = |people: &[Person]| escalate(&item, Stage::Deputy, people, &[], &settings, at("12:00:00"));
    assert!(said(&[safety]).unsure.is_some());
    assert!(said(&[other]).unsure.is_none(), "it is nothing to them whatever the answer");
}

#[test]
fn what_waits_behind_a_closed_way_has_reached_nobody() {
    let closed = |id: &str, role: &str| person(id, role, |person| person.mail_is_open = false);
    let mut people = [closed("a", "psirt"), closed("b", "product-security"), closed("c", "quality")];
    people[0].preferences.deputy = "b".to_owned();
    let item = item("psirt", EXPLOITED);
    let planned = plan(&item, &people, &[], at("12:00:00"));
    assert!(planned.reaches_nobody && planned.notices.len() == 1, "it is written, and waits");
    let said = escalate(&item, Stage::Deputy, &people, &planned.notices, &Escalation::default(), at("12:00:00"));
    let names: Vec<&str> = said.notices.iter().map(|one| one.account.as_str()).collect();
    assert_eq!((names, said.next), (vec!["b", "c"], None), "nobody waits for who cannot hear");
}

fn heard_by(item: &WorkItem, people: &[Person]) -> Vec<String> {
    plan(item, people, &[], at("12:00:00")).notices.into_iter().map(|notice| notice.account).collect()
}

#[test]
fn who_must_act_hears_and_nobody_else() {
    let family = |scope: &str| {
        let scope = scope.to_owned();
        move |person: &mut Person| person.user.roles[0].scope = scope
    };
    let people = [
        person("holder", "psirt", |_| {}),
        person("scoped", "psirt", family("family:s2")),
        person("elsewhere", "psirt", family("family:s3")),
        person("other-role", "quality", |_| {}),
        person("ended", "psirt", |person| person.user.roles[0].until = Some(at("11:00:00"))),
        person("disabled", "psirt", |person| person.user.disabled = Some(at("11:00:00"))),
        person("other-tenant", "psirt", |person| person.user.tenant = "boreas".to_owned()),
        person("no-mail", "psirt", |person| person.preferences.mail = false),
        person("no-address", "psirt", |person| person.user.mail.clear()),
        person("administrator", "administrator", |_| {}),
    ];
    assert_eq!(heard_by(&item("psirt", QUIET_ONE), &people), ["holder", "scoped"]);
    assert_eq!(heard_by(&item("user:other-role", QUIET_ONE), &people), ["other-role"]);
    // Who keeps the accounts hears of sources, never of devices.
    assert!(heard_by(&item("administrator", QUIET_ONE), &people).is_empty());
    let source = WorkItem { subject: "feeds/osv".to_owned(), ..item("administrator", "{}") };
    assert_eq!((heard_by(&source, &people), page(&source)), (vec!["administrator".to_owned()], "/feeds".to_owned()));
    let standing = |state, facts| heard_by(&WorkItem { state, ..item("psirt", facts) }, &people).len();
    assert_eq!(standing(WorkState::Done, EXPLOITED), 0);
    assert_eq!([QUIET_ONE, EXPLOITED].map(|facts| standing(WorkState::Acknowledged, facts)), [0, 2]);
}

#[test]
fn a_wish_to_hear_nothing_never_leaves_what_is_urgent_unheard() {
    let mute = |person: &mut Person| {
        let rule = LineRule { about: "*".to_owned(), code: String::new(), wish: LineWish::Nothing };
        person.preferences.lines = vec![rule];
    };
    let (one, two) = (person("one", "psirt", mute), person("two", "psirt", |_| {}));
    assert_eq!(heard_by(&item("psirt", EXPLOITED), &[one.clone(), two]), ["two"]);
    assert_eq!(heard_by(&item("psirt", EXPLOITED), std::slice::from_ref(&one)), ["one"]);
    assert!(heard_by(&item("psirt", QUIET_ONE), &[one]).is_empty());
    let nobody =
        plan(&item("psirt", EXPLOITED), &[person("x", "psirt", |p| p.preferences.mail = false)], &[], at("12:00:00"));
    assert!(nobody.escalates && nobody.reaches_nobody && nobody.notices.is_empty());
}

fn notice(account: &str, urgent: bool, since: Instant) -> Notice {
    Notice {
        item: 7,
        account: account.to_owned(),
        since,
        urgent,
        stage: Stage::Role,
        digest: false,
        at: at("02:00:00"),
        message: "m".to_owned(),
    }
}

#[test]
fn nobody_hears_twice_unless_it_came_again_or_became_urgent() {
    let people = [person("a", "psirt", |_| {})];
    let told = |urgent, since| [notice("a", urgent, since)];
    let heard = |facts: &str, told: &[Notice]| plan(&item("psirt", facts), &people, told, at("12:00:00")).notices.len();
    let since = at("01:00:00");
    assert_eq!((heard(QUIET_ONE, &told(false, since)), heard(EXPLOITED, &told(true, since))), (0, 0));
    assert_eq!(heard(EXPLOITED, &told(false, since)), 1, "it became urgent");
    assert_eq!(heard(QUIET_ONE, &told(false, at("00:00:00"))), 1, "it came again");
}

#[test]
fn what_nobody_acknowledges_goes_to_the_deputy_and_then_to_the_supervisor() {
    let people = [
        person("a", "psirt", |person| person.preferences.deputy = "b".to_owned()),
        person("b", "product-security", |_| {}),
        person("c", "quality", |_| {}),
        person("d", "regulatory-affairs", |_| {}),
    ];
    let settings = Escalation::default();
    let (item, now) = (item("psirt", EXPLOITED), at("12:00:00"));
    let mut told = vec![notice("a", true, item.created)];
    let names = |notices: &[Notice]| notices.iter().map(|one| (one.account.clone(), one.stage)).collect::<Vec<_>>();
    let first = escalate(&item, Stage::Deputy, &people, &told, &settings, now);
    assert_eq!((names(&first.notices), first.next), (vec![("b".to_owned(), Stage::Deputy)], Some(Stage::Supervisor)));
    told.push(notice("b", true, item.created));
    let second = escalate(&item, Stage::Supervisor, &people, &told, &settings, now);
    assert_eq!((names(&second.notices), second.next), (vec![("c".to_owned(), Stage::Supervisor)], None));
    for state in [WorkState::Acknowledged, WorkState::Done] {
        let seen = WorkItem { state, ..item.clone() };
        assert!(escalate(&seen, Stage::Deputy, &people, &told, &settings, now).notices.is_empty());
    }
}

#[test]
fn without_a_deputy_the_supervisor_hears_at_once_and_who_keeps_the_accounts_never() {
    let people = [
        person("a", "psirt", |person| person.preferences.deputy = "admin".to_owned()),
        person("admin", "administrator", |_| {}),
        person("c", "quality", |_| {}),
    ];
    let item = item("psirt", EXPLOITED);
    let said = escalate(&item, Stage::Deputy, &people, &[], &Escalation::default(), at("12:00:00"));
    let names: Vec<&str> = said.notices.iter().map(|one| one.account.as_str()).collect();
    assert_eq!((names, said.next), (vec!["c"], None));
}

fn letter(lang: &str, occasion: Occasion, items: &[Told], ground: Option<&Ground>) -> (String, String) {
    let reader = person("a", "psirt", |person| {
        person.user.language = lang.to_owned();
        person.preferences.offset = 540;
    });
    let writing = Writing { ground, ..Writing::to(&reader, occasion, items, "https://t.example/", at("12:00:00")) };
    (writing.subject(), writing.text())
}

#[test]
fn a_letter_names_the_vulnerability_the_due_date_and_the_page_in_both_languages() {
    let due = WorkItem { due: Some(at("20:00:00")), ..item("psirt", EXPLOITED) };
    let told = [Told::of(&due, ["why".to_owned(), "next".to_owned()])];
    let (subject, text) = letter("en", Occasion::News, &told, None);
    assert_eq!(subject, "Tutela: exploited – CVE-2026-1 · s2 · zlib 1.2");
    for part in ["  why", "  next", "due 2026-11-25 05:00 UTC+09:00", "https://t.example/devices/s2"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (subject, text) = letter("ja", Occasion::Escalated, &told, None);
    assert_eq!(subject, "Tutela: 未確認のまま – CVE-2026-1 · s2 · zlib 1.2");
    assert!(text.contains("期限 2026-11-25 05:00 UTC+09:00") && text.contains("悪用確認済み"), "{text}");
}

#[test]
fn the_servers_own_work_is_told_in_its_own_words_and_leads_to_its_own_page() {
    let facts = r#"{"priority":"blocking","component":{"name":"Abe"},"reason":"Tanaka, bed 4"}"#;
    let taken = WorkItem {
        code: "server/emergency-access".to_owned(),
        subject: "emergency/0f3a 2026-11-24T01:00:00Z".to_owned(),
        ..item("auditor", facts)
    };
    let copied = WorkItem {
        code: "server/passkey-copied".to_owned(),
        subject: "account/0f3a 12ab".to_owned(),
        ..item("administrator", r#"{"component":{"name":"Abe"}}"#)
    };
    let waits = WorkItem { code: "server/decision-waits".to_owned(), ..item("approver", QUIET_ONE) };
    let cases = [
        (&taken, "en", "Tutela: emergency access – Abe took access beyond their roles", "/log"),
        (&taken, "ja", "Tutela: 緊急アクセス – Abe が担当範囲外を閲覧", "/log"),
        (&copied, "en", "Tutela: a passkey of Abe was copied", "/admin"),
        (&copied, "ja", "Tutela: Abe のパスキーに複製の疑い", "/admin"),
        (&waits, "en", "Tutela: a decision waits: CVE-2026-2 · s2", "/approvals"),
        (&waits, "ja", "Tutela: 承認待ちの判断：CVE-2026-2 · s2", "/approvals"),
    ];
    for (item, lang, expected, page) in cases {
        let told = Told::of_server(item, Lang::from_tag(lang).unwrap()).unwrap();
        assert!(!told.why.is_empty() && !told.next.is_empty());
        let (subject, text) = letter(lang, Occasion::News, &[told], None);
        assert_eq!(subject, expected);
        assert!(text.contains(&format!("https://t.example{page}\n")), "{text}");
        assert!(!text.contains("0f3a") && !text.contains("Tanaka"), "{text}");
    }
    assert_eq!(Told::of_server(&item("psirt", EXPLOITED), Lang::En), None);
}

#[test]
fn a_digest_without_news_says_what_its_silence_rests_on() {
    let source = |name: &str, state: &str, age_days| SourceSeen {
        name: name.to_owned(),
        state: state.to_owned(),
        age_days,
        limit_days: 7,
    };
    let watched = |name: &str, components, blind_units| Watched { name: name.to_owned(), components, blind_units };
    let ground = Ground {
        sources: vec![source("NVD", "stale", Some(41)), source("KEV", "missing", None)],
        feeds: vec![FeedSeen {
            name: "osv".to_owned(),
            last_success: Some(at("03:00:00")),
            outcome: "taken".to_owned(),
        }],
        watched: vec![watched("s2", Some((3, 5)), 0), watched("east", Some((4, 4)), 2), watched("s3", Some((9, 9)), 0)],
    };
    let (subject, text) = letter("en", Occasion::Digest, &[], Some(&ground));
    assert_eq!(subject, "Tutela: no new work; how old the sources are");
    for part in [
        "NVD: 41 days old of 7 allowed – TOO OLD",
        "KEV: not held",
        "osv: last answer 2026-11-24 12:00 UTC+09:00 (taken)",
        "s2: 2 of 5 components are not watched",
        "east: nothing is known about 2 installed units",
        "1 of 3 dossiers and sites",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (_, text) = letter("ja", Occasion::Digest, &[], Some(&Ground::default()));
    assert!(text.contains("情報源がなく、どの機器についても判断できません"), "{text}");
}

#[test]
fn names_stay_the_same_and_tell_lists_apart() {
    assert_eq!(message_id(&["a", "b"]), message_id(&["a", "b"]));
    assert_ne!(message_id(&["a", "b"]), message_id(&["ab", ""]));
    let uuid = uuid(&["work", "7"]);
    assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'8', "{uuid}");
    assert_eq!(Lang::from_tag("ja"), Some(Lang::Ja));
}
