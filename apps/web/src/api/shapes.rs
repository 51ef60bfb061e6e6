//! The bodies of the API that are the server's own; answers of activities are described in docs/answers.md.

use crate::openapi::schema_of;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Session {
    /// The person; `null` when nobody is signed in.
    pub(crate) user: Option<SignedIn>,
    /// Nothing is set up yet: the first account is to be made.
    pub(crate) setup_needed: bool,
    /// Program and version.
    pub(crate) program: &'static str,
}

/// The person who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SignedIn {
    /// The id of the account.
    pub(crate) id: String,
    /// The printed name.
    pub(crate) name: String,
    /// What is typed at sign-in.
    pub(crate) login: String,
    /// The organisation.
    pub(crate) organisation: String,
    /// `manufacturer` or `facility`.
    pub(crate) party: &'static str,
    /// Roles in force.
    pub(crate) roles: Vec<&'static str>,
    /// What these roles may do.
    pub(crate) permissions: Vec<&'static str>,
}

/// Signing in.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SignIn {
    /// What was typed as login.
    pub(crate) login: String,
    /// The password.
    pub(crate) password: String,
    /// The one-time code, where the account asks for one.
    #[serde(default)]
    pub(crate) one_time_code: Option<String>,
}

/// The first organisation and its administrator.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SetUp {
    /// The code that the server printed when it started.
    pub(crate) code: String,
    /// Name of the organisation.
    pub(crate) organisation: String,
    /// `manufacturer` or `facility`.
    pub(crate) party: String,
    /// Printed name of the administrator.
    pub(crate) name: String,
    /// Login of the administrator.
    pub(crate) login: String,
    /// Password of the administrator, at least 12 characters.
    pub(crate) password: String,
    /// Further roles of this person; an administrator alone sees no dossiers.
    #[serde(default)]
    pub(crate) roles: Vec<String>,
}

/// A new password of one's own.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ChangePassword {
    /// The password until now.
    pub(crate) old: String,
    /// The new one, at least 12 characters.
    pub(crate) new: String,
}

/// What the caller has to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Work {
    /// The moment, RFC 3339.
    pub(crate) as_of: String,
    /// What is to be done, worst first.
    pub(crate) items: Vec<WorkItem>,
    /// Every source with its age: an empty list means little when one of them is stale.
    pub(crate) sources: Vec<WorkSource>,
}

/// One thing to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkItem {
    /// Names it for ever.
    pub(crate) id: String,
    /// What kind of work it is.
    pub(crate) kind: &'static str,
    /// In one line.
    pub(crate) title: String,
    /// Why, with coverage and dates.
    pub(crate) detail: String,
    /// The page that it is done on.
    pub(crate) href: String,
    /// When it is due, RFC 3339.
    pub(crate) due: Option<String>,
    /// It asks for today.
    pub(crate) urgent: bool,
}

/// How an item of work stands now.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct WorkChange {
    /// `open`, `acknowledged` or `done`.
    pub(crate) state: String,
}

/// A source and its age.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkSource {
    /// Its name.
    pub(crate) name: String,
    /// `fresh`, `stale`, `undated` or `missing`.
    pub(crate) state: &'static str,
    /// Whole days since its own date; `null` when nobody dated it.
    pub(crate) age_days: Option<i64>,
    /// How old it may be.
    pub(crate) limit_days: u32,
}

/// A page of dossiers or sites.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeptPage {
    /// The rows in the order of their ids.
    pub(crate) items: Vec<KeptRow>,
    /// `after` of the next page; `null` on the last.
    pub(crate) next: Option<String>,
}

/// A dossier or site in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeptRow {
    /// The id it is kept under.
    pub(crate) id: String,
    /// Its newest revision.
    pub(crate) revision: RevisionRow,
    /// The last answer about it; `null`: it was never checked, which is no all-clear.
    pub(crate) answer: Option<AnswerRow>,
}

/// The last answer about a dossier or site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswerRow {
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub(crate) verdict: String,
    /// The same in words.
    pub(crate) verdict_text: &'static str,
    /// The moment it was given, RFC 3339.
    pub(crate) at: String,
    /// It is about the newest revision and the mirror of now.
    pub(crate) current: bool,
    /// Hash of the mirror's generation; empty when none was held.
    pub(crate) mirror: String,
    /// Counts by name.
    pub(crate) counts: std::collections::BTreeMap<String, i64>,
}

/// A page of revisions.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevisionPage {
    /// Newest first.
    pub(crate) items: Vec<RevisionRow>,
    /// `after` of the next page.
    pub(crate) next: Option<String>,
}

/// A revision.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevisionRow {
    /// 1 for the first.
    pub(crate) sequence: i64,
    /// SHA-256 over its files.
    pub(crate) hash: String,
    /// The account or token that put it.
    pub(crate) by: String,
    /// When, RFC 3339.
    pub(crate) at: String,
}

/// What was put.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Put {
    /// The id it is kept under.
    pub(crate) id: String,
    /// The revision.
    pub(crate) revision: RevisionRow,
    /// `false`: the newest revision had these very files, and nothing was written.
    pub(crate) new: bool,
    /// The answer about it.
    pub(crate) answer: Option<AnswerRow>,
}

/// Networks of a site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Networks {
    /// Zones.
    pub(crate) zones: Vec<Zone>,
    /// Firewalls, VPN appliances and remote lines.
    pub(crate) devices: Vec<NetworkDevice>,
    /// Folders of `received/` with the number of units that run each.
    pub(crate) received: Vec<ReceivedRow>,
}

/// A zone with its subnets.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Zone {
    /// Its id.
    pub(crate) id: String,
    /// Its name in the caller's language.
    pub(crate) name: String,
    /// Its subnets.
    pub(crate) subnets: Vec<String>,
    /// How many units stand in it.
    pub(crate) units: u64,
}

/// A firewall or a line.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NetworkDevice {
    /// Its id.
    pub(crate) id: String,
    /// `firewall` or `remote-line`.
    pub(crate) kind: &'static str,
    /// Product and version, where stated.
    pub(crate) product: String,
    /// Zones it stands between.
    pub(crate) zones: Vec<String>,
    /// Rules of it are kept in `firewalls/`.
    pub(crate) rules_kept: bool,
}

/// A received dossier.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReceivedRow {
    /// The folder's name.
    pub(crate) name: String,
    /// Units joined with it.
    pub(crate) units: u64,
}

/// What a code of a finding means.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Card {
    /// The code.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) what: String,
    /// Why it matters.
    pub(crate) why: String,
    /// What to do.
    pub(crate) next: String,
}

/// A page of the log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogPage {
    /// Newest first.
    pub(crate) items: Vec<LogRow>,
    /// `after` of the next page.
    pub(crate) next: Option<String>,
    /// Entries in the whole log.
    pub(crate) size: i64,
}

/// An entry of the log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogRow {
    /// Its place in the log.
    pub(crate) index: i64,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// The name of the deed.
    pub(crate) deed: String,
    /// The same in words.
    pub(crate) deed_text: String,
    /// The account or token; empty when nobody was signed in.
    pub(crate) by: String,
    /// What it was done to.
    pub(crate) subject: String,
    /// The hash it is bound to.
    pub(crate) hash: String,
    /// SHA-256 of the leaf (RFC 6962, 2.1).
    pub(crate) leaf: String,
}

/// The accounts of an organisation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Users {
    /// In the order of their logins.
    pub(crate) items: Vec<UserRow>,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UserRow {
    /// Its id.
    pub(crate) id: String,
    /// Login.
    pub(crate) login: String,
    /// Printed name.
    pub(crate) name: String,
    /// Roles held, with scope and end.
    pub(crate) roles: Vec<RoleRow>,
    /// Nobody signs in with it any more.
    pub(crate) disabled: bool,
}

/// A role that is held.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct RoleRow {
    /// The role.
    pub(crate) role: String,
    /// `site:ID`, `family:ID` or `ward:ID`; empty for all.
    #[serde(default)]
    pub(crate) scope: String,
    /// When it ends, RFC 3339.
    #[serde(default)]
    pub(crate) until: Option<String>,
}

/// A new account.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewUser {
    /// Login.
    pub(crate) login: String,
    /// Printed name.
    pub(crate) name: String,
    /// Roles.
    pub(crate) roles: Vec<RoleRow>,
}

/// An account that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeUser {
    /// The account.
    pub(crate) user: UserRow,
    /// Its first password, shown once.
    pub(crate) password: String,
}

/// Tokens.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// One's own.
    pub(crate) items: Vec<TokenRow>,
}

/// A token without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TokenRow {
    /// Its id.
    pub(crate) id: String,
    /// What it is for.
    pub(crate) label: String,
    /// What it may do.
    pub(crate) permissions: Vec<String>,
    /// When it ends, RFC 3339.
    pub(crate) ends_at: Option<String>,
    /// When it was last used, to the minute.
    pub(crate) seen_at: Option<String>,
    /// It was withdrawn.
    pub(crate) withdrawn: bool,
}

/// A new token.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewToken {
    /// What it is for.
    pub(crate) label: String,
    /// What it may do.
    pub(crate) permissions: Vec<String>,
    /// For how many days, 1 to 365.
    pub(crate) days: u16,
}

/// A token that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeToken {
    /// The token, shown once.
    pub(crate) token: String,
    /// About it.
    pub(crate) about: TokenRow,
}

/// What went wrong.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes what `problem::Problem` writes")]
pub(crate) struct ProblemShape {
    /// HTTP status.
    status: u16,
    /// Permanent name of the problem.
    code: String,
    /// What went wrong.
    title: String,
    /// What to do next.
    next: String,
}

/// Every shape by name.
pub(crate) fn each(take: &mut dyn FnMut(&'static str, fn(&mut SchemaGenerator) -> Value)) {
    take("Session", schema_of::<Session>);
    take("SignIn", schema_of::<SignIn>);
    take("SetUp", schema_of::<SetUp>);
    take("ChangePassword", schema_of::<ChangePassword>);
    take("Work", schema_of::<Work>);
    take("WorkChange", schema_of::<WorkChange>);
    take("KeptPage", schema_of::<KeptPage>);
    take("RevisionPage", schema_of::<RevisionPage>);
    take("Put", schema_of::<Put>);
    take("Networks", schema_of::<Networks>);
    take("Card", schema_of::<Card>);
    take("LogPage", schema_of::<LogPage>);
    take("Users", schema_of::<Users>);
    take("NewUser", schema_of::<NewUser>);
    take("MadeUser", schema_of::<MadeUser>);
    take("Tokens", schema_of::<Tokens>);
    take("NewToken", schema_of::<NewToken>);
    take("MadeToken", schema_of::<MadeToken>);
    take("Problem", schema_of::<ProblemShape>);
}
