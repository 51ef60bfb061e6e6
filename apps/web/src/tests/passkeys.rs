//! Passkeys: who gets one, what it opens, and what is refused.

use super::device::Device;
use super::server::{AHEAD, PASSWORD, Reply, Server};
use crate::credentials::{Credentials, Elsewhere};
use activities::accounts_port::{Accounts, User};
use activities::jobs_port::{Jobs, WorkAsked};
use activities::log_port::{LogLeaf, LogStore, Words};
use activities::passkeys_port::Passkeys;
use activities::record_deed::{Entry, Word};
use activities::role::Role;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

const LOGIN: &str = "north-auditor";

fn server(name: &str) -> Server {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    server
}

fn proof() -> Value {
    json!({ "password": PASSWORD })
}

/// The cookies that were set, as a browser sends them back beside one that it had.
fn with_cookies(had: &str, reply: &Reply) -> String {
    let set = reply.headers.get_all(header::SET_COOKIE).iter();
    let set = set.map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned());
    let names: Vec<String> = set.collect();
    let stays = |one: &&str| !names.iter().any(|new| new.split('=').next() == one.split('=').next());
    let had = had.split("; ").filter(|one| !one.is_empty()).filter(stays).map(str::to_owned);
    let all = had.chain(names.clone()).filter(|one| !one.ends_with('='));
    all.collect::<Vec<_>>().join("; ")
}

/// Adds the passkey of a device; the cookies from then on.
pub(super) fn add(server: &Server, device: &mut Device, cookie: &str) -> String {
    let begun = server.ask("POST", "/api/v1/passkeys/begin", cookie, &proof());
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json());
    let credential = device.make(&begun.json()["public_key"]);
    let asked = json!({ "name": "Phone", "credential": credential });
    let made = server.ask("POST", "/api/v1/passkeys", &with_cookies(cookie, &begun), &asked);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    with_cookies(cookie, &made)
}

/// A server where the auditor has a device with a passkey, and the session in which it was added.
fn with_passkey(name: &str) -> (Server, Device, String) {
    let (server, mut device) = (server(name), Device::new("http://localhost:8443"));
    let cookie = add(&server, &mut device, &server.signed_in("north", Role::Auditor));
    (server, device, cookie)
}

/// What the browser is asked, and its cookies.
pub(super) fn challenge(server: &Server, cookie: &str) -> (Value, String) {
    let asked = server.ask("POST", "/api/v1/passkeys/challenge", cookie, &Value::Null);
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.json());
    (asked.json()["public_key"].take(), with_cookies(cookie, &asked))
}

fn send(server: &Server, cookie: &str, credential: &Value) -> Reply {
    server.ask("POST", "/api/v1/passkeys/session", cookie, &json!({ "credential": credential }))
}

fn sign_in(server: &Server, device: &mut Device) -> Reply {
    let (options, cookie) = challenge(server, "");
    send(server, &cookie, &device.prove(&options))
}

fn by_password(server: &Server) -> Reply {
    server.ask("POST", "/api/v1/session", "", &json!({ "login": LOGIN, "password": PASSWORD }))
}

fn status(server: &Server, path: &str, cookie: &str) -> StatusCode {
    server.ask("GET", &format!("/api/v1{path}"), cookie, &Value::Null).status
}

/// Demands a second factor of everybody; the administrator's session.
fn demand(server: &Server) -> String {
    let admin = server.signed_in("north", Role::Administrator);
    let done = server.ask("POST", "/api/v1/organisation/second-factor", &admin, &json!({ "demanded": true }));
    assert_eq!(done.status, StatusCode::NO_CONTENT);
    admin
}

fn deeds(server: &Server) -> Vec<Entry> {
    let words = server.store.words(0..200).unwrap();
    let entry = |leaf: &LogLeaf| {
        let entry = Entry::of(&leaf.bytes)?;
        // Passkeys lead to people: in the leaf their ids are salted hashes.
        let beside = words.get(&leaf.sequence).map(|words| match words {
            Words::Kept(bytes) => Word::read(bytes),
            Words::Removed(_) => Vec::new(),
        });
        let subject =
            beside.unwrap_or_default().into_iter().find(|one| one.field == "subject" && entry.stands_for(one));
        Some(match subject {
            Some(Word { word, .. }) => Entry { subject: word, ..entry },
            None => entry,
        })
    };
    server.store.leaves(0, 200, None).unwrap().iter().filter_map(entry).collect()
}

#[test]
fn a_passkey_signs_in_without_a_login_or_a_password() {
    let (server, mut device, _) = with_passkey("passkey");
    let entered = sign_in(&server, &mut device);
    assert_eq!(
        (entered.status, &entered.json()["user"]["login"]),
        (StatusCode::OK, &json!(LOGIN)),
        "{}",
        entered.json()
    );
    assert_eq!(status(&server, "/devices", &with_cookies("", &entered)), StatusCode::OK);
    let own = server.ask("GET", "/api/v1/passkeys", &with_cookies("", &entered), &Value::Null).json();
    assert_eq!(
        (&own["items"][0]["name"], &own["bound_to"], &own["why_none"]),
        (&json!("Phone"), &json!("localhost"), &Value::Null)
    );
    assert!(own["items"][0]["seen_at"].is_string(), "{own}");
    let id = own["items"][0]["id"].as_str().unwrap();
    let said: Vec<(String, String)> = deeds(&server).into_iter().map(|entry| (entry.deed, entry.subject)).collect();
    for expected in [("passkey-added", id.to_owned()), ("signed-in", format!("passkey {id}"))] {
        assert!(said.contains(&(expected.0.to_owned(), expected.1)), "{said:?}");
    }
}

#[test]
fn an_answer_counts_once_for_a_short_time_and_for_the_browser_that_was_asked() {
    let (server, mut device, _) = with_passkey("passkey-once");
    let (options, cookie) = challenge(&server, "");
    let answer = device.prove(&options);
    assert_eq!(send(&server, "", &answer).json()["code"], "server/passkey-refused");
    assert_eq!(send(&server, &challenge(&server, "").1, &answer).status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&server, &cookie, &answer).status, StatusCode::OK);
    device.counter += 5;
    assert_eq!(send(&server, &cookie, &answer).status, StatusCode::UNAUTHORIZED);
    // Nor does a new answer to the same question.
    assert_eq!(send(&server, &cookie, &device.prove(&options)).status, StatusCode::UNAUTHORIZED);
    let (options, cookie) = challenge(&server, "");
    AHEAD.set(5 * 60_000);
    assert_eq!(send(&server, &cookie, &device.prove(&options)).status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::OK);
}

#[test]
fn eight_refusals_close_the_login_to_passkey_and_password() {
    let (server, mut device, _) = with_passkey("passkey-lock");
    device.verifies = false;
    for _ in 0..8 {
        assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
    }
    device.verifies = true;
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
    assert_eq!(by_password(&server).status, StatusCode::UNAUTHORIZED);
    AHEAD.set(16 * 60_000);
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::OK);
}

#[test]
fn a_device_that_counts_backwards_is_refused_and_the_log_says_so() {
    let (server, mut device, _) = with_passkey("passkey-copy");
    device.counter = 9;
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::OK);
    device.counter = 3;
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
    assert_eq!(deeds(&server).iter().filter(|entry| entry.deed == "passkey-copied").count(), 1);
}

#[test]
fn a_passkey_that_was_copied_opens_nothing_until_it_is_removed_and_administrators_have_work() {
    let (server, mut device, cookie) = with_passkey("passkey-copied");
    device.counter = 9;
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::OK);
    device.counter = 3;
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::UNAUTHORIZED, "what it opened has ended");
    // One of the two counts on, whichever it is.
    device.counter = 40;
    assert_eq!(sign_in(&server, &mut device).json()["code"], "server/passkey-refused");
    assert_eq!(deeds(&server).iter().filter(|entry| entry.deed == "passkey-copied").count(), 1);
    let user = server.store.user_by_login(LOGIN).unwrap().unwrap();
    let asked = WorkAsked { tenant: &user.tenant, roles: &["administrator"], done_too: true, after: None, limit: 9 };
    let work = server.store.work(&asked).unwrap();
    assert_eq!(work.iter().map(|item| item.code.as_str()).collect::<Vec<_>>(), ["server/passkey-copied"]);
    let admin = server.signed_in("north", Role::Administrator);
    let copied = || {
        let users = server.ask("GET", "/api/v1/users", &admin, &Value::Null).json();
        let all = users["items"].as_array().unwrap().clone();
        let copied = all.iter().filter(|user| user["passkey_copied"] == true).map(|user| user["login"].clone());
        copied.collect::<Vec<_>>()
    };
    assert_eq!(copied(), [LOGIN]);
    // The password is no copy of anything; its person sees which it was, removes it and adds another.
    let cookie = with_cookies("", &by_password(&server));
    let own = server.ask("GET", "/api/v1/passkeys", &cookie, &Value::Null).json();
    assert_eq!((&own["items"][0]["copied"], own["items"].as_array().unwrap().len()), (&json!(true), 1));
    let path = format!("/api/v1/passkeys/{}/remove", own["items"][0]["id"].as_str().unwrap());
    let removed = server.ask("POST", &path, &cookie, &proof());
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert!(copied().is_empty());
    let mut new = Device::new("http://localhost:8443");
    add(&server, &mut new, &with_cookies(&cookie, &removed));
    assert_eq!(sign_in(&server, &mut new).status, StatusCode::OK);
}

#[test]
fn a_passkey_is_added_after_password_and_for_the_session_that_asked() {
    let (server, mut device) = (server("passkey-add"), Device::new("http://localhost:8443"));
    let cookie = server.signed_in("north", Role::Auditor);
    let wrong = server.ask("POST", "/api/v1/passkeys/begin", &cookie, &json!({ "password": "something else" }));
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let begun = server.ask("POST", "/api/v1/passkeys/begin", &cookie, &proof());
    let asked = json!({ "name": "Phone", "credential": device.make(&begun.json()["public_key"]) });
    let other = server.signed_in("north", Role::HospitalIt);
    let taken = |cookie: &str| server.ask("POST", "/api/v1/passkeys", cookie, &asked).status;
    assert_eq!(taken(&with_cookies(&other, &begun)), StatusCode::BAD_REQUEST);
    assert_eq!(taken(&cookie), StatusCode::BAD_REQUEST);
    assert_eq!(taken(&with_cookies(&cookie, &begun)), StatusCode::CREATED);
    // The session of before ended; it knew the password alone.
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::UNAUTHORIZED);
    // The same device again, for somebody else.
    let begun = server.ask("POST", "/api/v1/passkeys/begin", &other, &proof());
    let asked = json!({ "name": "Mine", "credential": device.make(&begun.json()["public_key"]) });
    let again = server.ask("POST", "/api/v1/passkeys", &with_cookies(&other, &begun), &asked);
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[test]
fn where_a_second_factor_is_demanded_a_passkey_is_both_and_the_password_alone_opens_nothing() {
    let (server, mut device, _) = with_passkey("passkey-demanded");
    let before = by_password(&server);
    demand(&server);
    assert_eq!(by_password(&server).json()["code"], "server/passkey-needed");
    let entered = sign_in(&server, &mut device);
    assert_eq!((entered.status, &entered.json()["second_factor_needed"]), (StatusCode::OK, &json!(false)));
    assert_eq!(status(&server, "/devices", &with_cookies("", &entered)), StatusCode::OK);
    // A session that the password opened before sets up no second factor by the password either.
    server.shared().known.let_go();
    let before = with_cookies("", &before);
    assert_eq!(status(&server, "/devices", &before), StatusCode::FORBIDDEN);
    for path in ["/api/v1/second-factor/begin", "/api/v1/passkeys/begin"] {
        assert_eq!(server.ask("POST", path, &before, &proof()).json()["code"], "server/passkey-needed", "{path}");
    }
    let (options, cookie) = challenge(&server, &before);
    let proved = json!({ "passkey": device.prove(&options) });
    assert_eq!(server.ask("POST", "/api/v1/second-factor/begin", &cookie, &proved).status, StatusCode::OK);
}

/// Signing in by password and something typed beside it.
fn by_code(server: &Server, code: &str) -> Reply {
    let asked = json!({ "login": LOGIN, "password": PASSWORD, "one_time_code": code });
    server.ask("POST", "/api/v1/session", "", &asked)
}

/// As [`add`], with the recovery codes that came with it.
fn added_with_codes(server: &Server, device: &mut Device, cookie: &str, proof: &Value) -> (String, Vec<String>) {
    let begun = server.ask("POST", "/api/v1/passkeys/begin", cookie, proof);
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.json());
    let asked = json!({ "name": "Phone", "credential": device.make(&begun.json()["public_key"]) });
    let made = server.ask("POST", "/api/v1/passkeys", &with_cookies(cookie, &begun), &asked);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    (with_cookies(cookie, &made), serde_json::from_value(made.json()["recovery_codes"].take()).unwrap())
}

#[test]
fn who_has_lost_the_only_passkey_comes_back_by_password_and_a_recovery_code_and_makes_another() {
    let (server, mut lost) = (server("passkey-way-back"), Device::new("http://localhost:8443"));
    let cookie = server.signed_in("north", Role::Auditor);
    let (cookie, codes) = added_with_codes(&server, &mut lost, &cookie, &proof());
    assert_eq!(codes.len(), 10);
    let left = server.ask("GET", "/api/v1/second-factor", &cookie, &Value::Null).json();
    assert_eq!((&left["set"], &left["recovery_codes_left"]), (&json!(false), &json!(10)));
    demand(&server);
    assert_eq!(by_password(&server).json()["code"], "server/passkey-needed");
    for wrong in ["123456", "aaaa-bbbb-cccc-dddd"] {
        assert_eq!(by_code(&server, wrong).json()["code"], "server/sign-in-refused", "{wrong}");
    }
    let entered = by_code(&server, &codes[0]);
    assert_eq!((entered.status, &entered.json()["second_factor_needed"]), (StatusCode::OK, &json!(true)));
    assert_eq!(by_code(&server, &codes[0]).status, StatusCode::UNAUTHORIZED, "it counts once");
    // Nothing but the way to another second factor is open, and that by one more code.
    let entered = with_cookies("", &entered);
    assert_eq!(status(&server, "/devices", &entered), StatusCode::FORBIDDEN);
    assert_eq!(
        server.ask("POST", "/api/v1/passkeys/begin", &entered, &proof()).json()["code"],
        "server/passkey-needed"
    );
    let proof = json!({ "password": PASSWORD, "one_time_code": codes[1] });
    let mut new = Device::new("http://localhost:8443");
    let (cookie, again) = added_with_codes(&server, &mut new, &entered, &proof);
    assert_eq!(again, Vec::<String>::new(), "those that are left stay");
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::OK);
    assert_eq!(sign_in(&server, &mut new).status, StatusCode::OK);
}

#[test]
fn wrong_recovery_codes_close_the_login_and_codes_go_with_the_last_passkey() {
    let (server, mut device) = (server("passkey-codes"), Device::new("http://localhost:8443"));
    let cookie = server.signed_in("north", Role::Auditor);
    let (cookie, codes) = added_with_codes(&server, &mut device, &cookie, &proof());
    let renewed = server.ask("POST", "/api/v1/second-factor/recovery-codes", &cookie, &proof());
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.json());
    demand(&server);
    assert_eq!(by_code(&server, &codes[0]).status, StatusCode::UNAUTHORIZED, "the old ones count no more");
    for _ in 0..7 {
        assert_eq!(by_code(&server, "aaaa-bbbb-cccc-dddd").status, StatusCode::UNAUTHORIZED);
    }
    let code = renewed.json()["codes"][0].as_str().unwrap().to_owned();
    assert_eq!(by_code(&server, &code).status, StatusCode::UNAUTHORIZED);
    AHEAD.set(16 * 60_000);
    let user = server.store.user_by_login(LOGIN).unwrap().unwrap();
    let path = format!("/api/v1/passkeys/{}/remove", server.store.passkeys_of(&user.id).unwrap()[0].id);
    let (options, asked) = challenge(&server, &cookie);
    let removed = server.ask("POST", &path, &asked, &json!({ "passkey": device.prove(&options) }));
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert!(Credentials::of(&server.store.user_by_login(LOGIN).unwrap().unwrap()).recovery.is_empty());
}

#[test]
fn who_is_led_to_a_second_factor_may_add_a_passkey_and_is_in() {
    let (server, mut device) = (server("passkey-enrol"), Device::new("http://localhost:8443"));
    demand(&server);
    let cookie = server.signed_in("north", Role::Auditor);
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::FORBIDDEN);
    let cookie = add(&server, &mut device, &cookie);
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::OK);
}

#[test]
fn a_passkey_proves_again_who_one_is_and_nobody_else() {
    let (server, mut device, cookie) = with_passkey("passkey-again");
    let mut others = Device::new("http://localhost:8443");
    let it = add(&server, &mut others, &server.signed_in("north", Role::HospitalIt));
    let begin = |cookie: &str, answer: &Value| {
        server.ask("POST", "/api/v1/second-factor/begin", cookie, &json!({ "passkey": answer })).status
    };
    let (options, asked) = challenge(&server, &cookie);
    assert_eq!(begin(&asked, &others.prove(&options)), StatusCode::UNAUTHORIZED);
    let (options, asked) = challenge(&server, &cookie);
    let answer = device.prove(&options);
    // Asked in another session, or to sign in.
    assert_eq!(begin(&challenge(&server, &it).1, &answer), StatusCode::UNAUTHORIZED);
    assert_eq!(begin(&format!("{cookie}; {}", challenge(&server, "").1), &answer), StatusCode::UNAUTHORIZED);
    assert_eq!(begin(&asked, &answer), StatusCode::OK);
    assert_eq!(begin(&asked, &answer), StatusCode::UNAUTHORIZED);
    assert_eq!(send(&server, &asked, &answer).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_passkey_that_was_removed_opens_nothing_and_its_sessions_end() {
    let (server, mut device, cookie) = with_passkey("passkey-removed");
    let elsewhere = with_cookies("", &sign_in(&server, &mut device));
    let user = server.store.user_by_login(LOGIN).unwrap().unwrap();
    let path = format!("/api/v1/passkeys/{}/remove", server.store.passkeys_of(&user.id).unwrap()[0].id);
    let other = server.signed_in("north", Role::HospitalIt);
    assert_eq!(server.ask("POST", &path, &other, &proof()).status, StatusCode::NOT_FOUND);
    assert_eq!(server.ask("POST", &path, &cookie, &json!({ "password": "wrong" })).status, StatusCode::UNAUTHORIZED);
    let removed = server.ask("POST", &path, &cookie, &proof());
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(status(&server, "/devices", &elsewhere), StatusCode::UNAUTHORIZED);
    assert_eq!(status(&server, "/devices", &with_cookies(&cookie, &removed)), StatusCode::OK);
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn an_administrator_removes_lost_ones_of_their_own_organisation() {
    let (server, mut device, cookie) = with_passkey("passkey-lost");
    server.organisation("south", Party::Facility);
    let admin = demand(&server);
    let entered = with_cookies("", &sign_in(&server, &mut device));
    let user = server.store.user_by_login(LOGIN).unwrap().unwrap();
    let path = format!("/api/v1/users/{}/passkeys", user.id);
    let remove = |cookie: &str| server.ask("DELETE", &path, cookie, &Value::Null).status;
    assert_eq!(remove(&server.signed_in("south", Role::Administrator)), StatusCode::NOT_FOUND);
    // Who demanded a second factor sets one up first, here by a passkey.
    let mut own = Device::new("http://localhost:8443");
    let north = add(&server, &mut own, &admin);
    assert_eq!(remove(&north), StatusCode::NO_CONTENT);
    for cookie in [&cookie, &entered] {
        assert_eq!(status(&server, "/passkeys", cookie), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
    // The password leads to a new one again.
    let entered = by_password(&server);
    assert_eq!((entered.status, &entered.json()["second_factor_needed"]), (StatusCode::OK, &json!(true)));
}

#[test]
fn whom_others_vouch_for_gets_none_and_what_was_there_opens_nothing() {
    let (server, mut device, cookie) = with_passkey("passkey-elsewhere");
    let user = server.store.user_by_login(LOGIN).unwrap().unwrap();
    let elsewhere = Elsewhere { way: "ldap".to_owned(), by: "ldaps://x".to_owned(), subject: "s".to_owned() };
    let user = Credentials { elsewhere: Some(elsewhere), ..Credentials::of(&user) }.on(user);
    server.store.change_user(&User { password: String::new(), ..user }).unwrap();
    server.shared().known.let_go();
    assert_eq!(server.ask("POST", "/api/v1/passkeys/begin", &cookie, &proof()).status, StatusCode::CONFLICT);
    let own = server.ask("GET", "/api/v1/passkeys", &cookie, &Value::Null).json();
    assert!(own["bound_to"].is_null() && own["why_none"].is_string(), "{own}");
    assert_eq!(sign_in(&server, &mut device).status, StatusCode::UNAUTHORIZED);
}
