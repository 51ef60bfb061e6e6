//! People whom an identity provider or a directory vouches for.

use super::server::{PASSWORD, Server, now};
use crate::credentials::factor_of;
use crate::elsewhere::{Elsewhere, Ldap, Oidc, RoleTable};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use activities::secrets_port::Secrets;
use activities::sign_in_port::{Bound, Directory, IdentityProvider, NotVouched, Vouched};
use axum::http::{StatusCode, header};
use identity::LocalSecrets;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use terms::{Day, Instant, Party};

/// Says of everybody what it is told to say.
struct Says(Mutex<Result<Vouched, NotVouched>>);

impl Says {
    fn new(groups: &[&str]) -> Arc<Says> {
        Arc::new(Says(Mutex::new(Ok(vouched("s-1", groups)))))
    }

    fn now_says(&self, what: Result<Vouched, NotVouched>) {
        *self.0.lock().unwrap() = what;
    }
}

fn vouched(subject: &str, groups: &[&str]) -> Vouched {
    Vouched {
        by: "https://id.example.org".to_owned(),
        subject: subject.to_owned(),
        login: "north-auditor".to_owned(),
        name: "Yumi Mori".to_owned(),
        mail: String::new(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

impl IdentityProvider for Says {
    fn begin(&self, bound: Bound<'_>, _: Instant) -> Result<String, NotVouched> {
        let anew = bound.anew_since.is_some();
        Ok(format!("https://id.example.org/authorize?state={}&redirect={}&anew={anew}", bound.state, bound.redirect))
    }

    fn finish(&self, code: &str, _: Bound<'_>, _: Instant) -> Result<Vouched, NotVouched> {
        assert_eq!(code, "code-1");
        self.0.lock().unwrap().clone()
    }
}

impl Directory for Says {
    fn sign_in(&self, login: &str, password: &str) -> Result<Option<Vouched>, NotVouched> {
        let said = self.0.lock().unwrap().clone()?;
        let fits = (login, password) == ("mori", "of the directory");
        Ok(fits.then(|| Vouched { login: login.to_owned(), ..said }))
    }
}

fn table() -> RoleTable {
    let held = |role: Role| HeldRole { role: role.name().to_owned(), scope: String::new(), until: None };
    let rows = vec![("it".to_owned(), held(Role::HospitalIt)), ("safety".to_owned(), held(Role::ClinicalSafety))];
    RoleTable { tenant: "north".to_owned(), rows, any_case: false }
}

fn with_provider(name: &str, says: &Arc<Says>) -> Server {
    let oidc = Oidc { provider: says.clone(), label: "Sign in there".to_owned(), table: table() };
    let server = Server::with(name, Elsewhere { oidc: Some(oidc), ldap: None });
    server.organisation("north", Party::Facility);
    server
}

fn with_directory(name: &str, says: &Arc<Says>) -> Server {
    let ldap = Ldap { directory: says.clone(), table: table() };
    let server = Server::with(name, Elsewhere { oidc: None, ldap: Some(ldap) });
    server.organisation("north", Party::Facility);
    server
}

/// The cookie and the state of a sign-in that was begun.
fn begun(server: &Server, path: &str, cookie: &str) -> (String, String) {
    let reply = server.ask("GET", path, cookie, &Value::Null);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.json());
    let to = reply.headers[header::LOCATION].to_str().unwrap();
    let state = to.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    (reply.cookie(), state)
}

/// Where the browser is sent, and the session it gets.
fn returned(server: &Server, cookie: &str, state: &str, code: &str) -> (String, Option<String>) {
    let reply = server.ask("GET", &format!("/api/v1/oidc/callback?code={code}&state={state}"), cookie, &Value::Null);
    let to = reply.headers[header::LOCATION].to_str().unwrap().to_owned();
    let lines = reply.headers.get_all(header::SET_COOKIE).into_iter().map(|line| line.to_str().unwrap());
    let session = lines.filter_map(|line| line.split(';').next()).find(|pair| pair.starts_with("tutela_session="));
    (to, session.map(str::to_owned))
}

fn signed_in(server: &Server) -> Option<String> {
    let (cookie, state) = begun(server, "/api/v1/oidc/begin", "");
    returned(server, &cookie, &state, "code-1").1
}

#[test]
fn nobody_is_sent_elsewhere_until_the_operator_says_where() {
    let server = Server::new("nowhere-else");
    assert_eq!(server.ask("GET", "/api/v1/oidc/begin", "", &Value::Null).status, StatusCode::NOT_FOUND);
    assert_eq!(server.ask("GET", "/api/v1/session", "", &Value::Null).json()["elsewhere"], Value::Null);
}

#[test]
fn groups_give_roles_anew_at_each_sign_in_and_none_gives_no_account() {
    let says = Says::new(&["it", "other"]);
    let server = with_provider("oidc-roles", &says);
    assert_eq!(server.ask("GET", "/api/v1/session", "", &Value::Null).json()["elsewhere"], "Sign in there");
    let session = signed_in(&server).unwrap();
    let shown = server.ask("GET", "/api/v1/session", &session, &Value::Null).json();
    assert_eq!((&shown["user"]["roles"], &shown["user"]["signs_in"]), (&json!(["hospital-it"]), &json!("oidc")));
    // What the groups gave is not for ever: nobody sees a person leave who does not sign in any more.
    let users = server.store.users("north").unwrap();
    let user = users.iter().find(|user| user.roles.iter().any(|held| held.role == "hospital-it")).unwrap();
    let until = user.roles[0].until.unwrap();
    assert_eq!(until, Day(now().day().0 + crate::elsewhere::BELIEVED).start());
    assert!(crate::guard::may(user, until).is_empty());
    says.now_says(Ok(vouched("s-1", &["safety"])));
    let later = signed_in(&server).unwrap();
    let shown = server.ask("GET", "/api/v1/session", &later, &Value::Null).json();
    assert_eq!(shown["user"]["roles"], json!(["clinical-safety"]));
    says.now_says(Ok(vouched("s-1", &["other"])));
    assert_eq!(signed_in(&server), None);
    // Whose last group is gone is out at once.
    assert_eq!(server.ask("GET", "/api/v1/sites", &later, &Value::Null).status, StatusCode::UNAUTHORIZED);
    let before = server.store.users("north").unwrap().len();
    says.now_says(Ok(vouched("s-2", &["other"])));
    assert_eq!(signed_in(&server), None);
    assert_eq!(server.store.users("north").unwrap().len(), before);
}

#[test]
fn an_address_is_taken_over_once_and_ones_own_stays() {
    let says = Says::new(&["it"]);
    let server = with_provider("oidc-mail", &says);
    let person = || {
        let users = server.store.users("north").unwrap();
        users.into_iter().find(|user| user.login.contains('~')).unwrap()
    };
    signed_in(&server).unwrap();
    assert_eq!(person().mail, "");
    for (vouches, kept) in [("mori@id.example", "mori@id.example"), ("", "mori@id.example")] {
        says.now_says(Ok(Vouched { mail: vouches.to_owned(), ..vouched("s-1", &["it"]) }));
        signed_in(&server).unwrap();
        assert_eq!(person().mail, kept);
    }
    server.store.change_user(&User { mail: "own@north.example".to_owned(), ..person() }).unwrap();
    says.now_says(Ok(Vouched { mail: "mori@id.example".to_owned(), ..vouched("s-1", &["it"]) }));
    signed_in(&server).unwrap();
    assert_eq!(person().mail, "own@north.example");
}

#[test]
fn a_name_opens_nobodys_local_account() {
    let server = with_provider("oidc-name", &Says::new(&["it"]));
    let local = server.store.user_by_login("north-auditor").unwrap().unwrap();
    let session = signed_in(&server).unwrap();
    let shown = server.ask("GET", "/api/v1/session", &session, &Value::Null).json();
    assert_ne!(shown["user"]["id"], local.id);
    assert!(shown["user"]["login"].as_str().unwrap().starts_with("north-auditor~"), "{shown}");
    assert_eq!(server.store.user(&local.id).unwrap(), Some(local));
    // And no password opens the account of somebody who signs in elsewhere.
    let login = shown["user"]["login"].as_str().unwrap();
    for password in ["", PASSWORD] {
        let asked = json!({ "login": login, "password": password });
        assert_eq!(server.ask("POST", "/api/v1/session", "", &asked).status, StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn an_answer_that_belongs_to_no_sign_in_of_this_browser_is_refused() {
    let server = with_provider("oidc-state", &Says::new(&["it"]));
    let (cookie, state) = begun(&server, "/api/v1/oidc/begin", "");
    let refused = ("/?signin=refused".to_owned(), None);
    assert_eq!(returned(&server, "", &state, "code-1"), refused);
    assert_eq!(returned(&server, "tutela_oidc=00", &state, "code-1"), refused);
    let (other, _) = begun(&server, "/api/v1/oidc/begin", "");
    assert_eq!(returned(&server, &other, &state, "code-1"), refused);
    assert!(returned(&server, &cookie, &state, "code-1").1.is_some());
    // The same answer a second time.
    assert_eq!(returned(&server, &cookie, &state, "code-1"), refused);
}

#[test]
fn what_the_provider_does_not_stand_for_or_the_administrator_ended_opens_nothing() {
    let says = Says::new(&["it"]);
    let server = with_provider("oidc-refused", &says);
    let session = signed_in(&server).unwrap();
    let id = server.ask("GET", "/api/v1/session", &session, &Value::Null).json()["user"]["id"].take();
    says.now_says(Err(NotVouched::Refused("the token has expired".to_owned())));
    assert_eq!(signed_in(&server), None);
    says.now_says(Ok(vouched("s-1", &["it"])));
    let user = server.store.user(id.as_str().unwrap()).unwrap().unwrap();
    server.store.change_user(&User { disabled: Some(now()), ..user }).unwrap();
    assert_eq!(signed_in(&server), None);
}

#[test]
fn who_signs_in_elsewhere_proves_there_again_who_they_are_once_for_each_deed() {
    let says = Says::new(&["safety"]);
    let server = with_provider("oidc-again", &says);
    let session = signed_in(&server).unwrap();
    let make = |cookie: &str| server.ask("POST", "/api/v1/signing-key", cookie, &json!({ "password": "" }));
    assert_eq!(make(&session).json()["code"], "server/prove-elsewhere");
    let (cookie, state) = begun(&server, "/api/v1/oidc/begin?again=1", &session);
    // Another person at the same browser proves nothing for the first.
    says.now_says(Ok(vouched("s-2", &["safety"])));
    assert_eq!(returned(&server, &cookie, &state, "code-1").1, None);
    says.now_says(Ok(vouched("s-1", &["safety"])));
    let (cookie, state) = begun(&server, "/api/v1/oidc/begin?again=1", &session);
    let (to, proved) = returned(&server, &cookie, &state, "code-1");
    assert_eq!(to, "/approvals");
    let proved = proved.unwrap();
    assert_eq!(make(&proved).status, StatusCode::OK);
    assert_eq!(make(&proved).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_directory_opens_to_who_is_in_a_group_of_the_table() {
    let says = Says::new(&["it"]);
    let server = with_directory("ldap", &says);
    let sign_in = |login: &str, password: &str| {
        server.ask("POST", "/api/v1/session", "", &json!({ "login": login, "password": password }))
    };
    let opened = sign_in("Mori", "of the directory");
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.json());
    assert_eq!(opened.json()["user"]["signs_in"], "ldap");
    assert_eq!(sign_in("mori", PASSWORD).status, StatusCode::UNAUTHORIZED);
    // Who has a password here is not asked of the directory.
    assert_eq!(sign_in("north-auditor", PASSWORD).status, StatusCode::OK);
    assert_eq!(sign_in("north-auditor", "of the directory").status, StatusCode::UNAUTHORIZED);
    says.now_says(Ok(vouched("s-1", &["other"])));
    assert_eq!(sign_in("mori", "of the directory").status, StatusCode::UNAUTHORIZED);
    says.now_says(Err(NotVouched::Unreachable("it is off".to_owned())));
    assert_eq!(sign_in("mori", "of the directory").json()["code"], "server/sign-in-elsewhere");
}

#[test]
fn eight_refusals_of_the_directory_close_a_login_here_too() {
    let server = with_directory("ldap-lock", &Says::new(&["it"]));
    let sign_in = |password: &str| {
        server.ask("POST", "/api/v1/session", "", &json!({ "login": "mori", "password": password })).status
    };
    for _ in 0..8 {
        assert_eq!(sign_in("wrong"), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sign_in("of the directory"), StatusCode::UNAUTHORIZED);
}

/// Status of a sign-in with a code, perhaps.
fn came(server: &Server, login: &str, password: &str, code: Option<&str>) -> StatusCode {
    let asked = json!({ "login": login, "password": password, "one_time_code": code });
    server.ask("POST", "/api/v1/session", "", &asked).status
}

#[test]
fn no_spelling_of_a_login_walks_around_the_lock() {
    let server = with_directory("ldap-spelling", &Says::new(&["it"]));
    // What bears no mark of ours is another name to the directory.
    assert_eq!(came(&server, "mori~1", "of the directory", None), StatusCode::UNAUTHORIZED);
    for login in ["mori", " Mori", "MORI ", "mo\u{ad}ri", "mori\u{7}", "m\u{200b}ori", "\u{ad} mori", "mori\u{0}"] {
        assert_eq!(came(&server, login, "wrong", None), StatusCode::UNAUTHORIZED);
    }
    for login in ["mori", "mo\u{ad}ri"] {
        assert_eq!(came(&server, login, "of the directory", None), StatusCode::UNAUTHORIZED, "{login}");
    }
}

/// An account of the directory whose login is taken here by somebody who signs in elsewhere; its own login.
fn marked(server: &Server) -> String {
    let like = server.store.user_by_login("north-auditor").unwrap().unwrap();
    let (id, login, password) = ("f".repeat(16), "mori".to_owned(), String::new());
    server.store.add_user(&User { id, login, password, ..like }).unwrap();
    assert_eq!(came(server, "mori", "of the directory", None), StatusCode::OK);
    let users = server.store.users("north").unwrap();
    users.into_iter().find(|user| user.login.starts_with("mori~")).unwrap().login
}

#[test]
fn an_account_whose_login_was_taken_is_locked_under_both_of_its_names() {
    let server = with_directory("ldap-marked", &Says::new(&["it"]));
    let login = marked(&server);
    assert_eq!(came(&server, &login, "of the directory", None), StatusCode::OK);
    for typed in [login.as_str(), "mori"].repeat(4) {
        assert_eq!(came(&server, typed, "wrong", None), StatusCode::UNAUTHORIZED);
    }
    for typed in [login.as_str(), "mori"] {
        assert_eq!(came(&server, typed, "of the directory", None), StatusCode::UNAUTHORIZED, "{typed}");
    }
}

#[test]
fn wrong_codes_lock_the_account_by_whatever_name_its_person_came() {
    let server = with_directory("ldap-codes", &Says::new(&["it"]));
    let user = server.store.user_by_login(&marked(&server)).unwrap().unwrap();
    let secret = b"12345678901234567890";
    let totp = Some(server.shared.wiring.vault.seal(&factor_of(&user.id), secret));
    server.store.change_user(&User { totp, ..user }).unwrap();
    let right = |from_now: i64| {
        let step = u64::try_from(now().0 / 30_000 + from_now).unwrap();
        format!("{:06}", LocalSecrets.one_time_code(secret, step))
    };
    assert_eq!(came(&server, "mori", "of the directory", Some(&right(0))), StatusCode::OK);
    for _ in 0..8 {
        let wrong = came(&server, "mori", "of the directory", Some("no-such-code"));
        assert_eq!(wrong, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(came(&server, "mori", "of the directory", Some(&right(1))), StatusCode::UNAUTHORIZED);
}
