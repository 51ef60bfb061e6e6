//! Who is calling, and whether the route's permission is among what the caller may do.

use crate::problem::Problem;
use crate::prove::{must_choose, must_enrol};
use crate::routes::Needs;
use crate::session::{EmergencyFacts, SessionFacts, asked_of, cookie_of, key_of};
use crate::state::Shared;
use activities::accounts_port::{HeldRole, Session, Token, User};
use activities::role::{Permission, Role};
use activities::scope::{Scope, meet};
use activities::store_fault::{StoreFault, StoreFaultKind};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use terms::{Instant, Lang};

/// Who is calling, as handlers see it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The account; `None` where the route lets everybody in and nobody is signed in.
    pub(crate) user: Option<User>,
    /// What the caller may do now.
    pub(crate) may: Vec<Permission>,
    /// The hash of the session's token, when there is one.
    pub(crate) session: Option<String>,
    /// What the session remembers.
    pub(crate) facts: SessionFacts,
    /// Who acts, as facts name it: the id of the user, or `token:` and the id of a token.
    pub(crate) by: String,
    /// The language to answer in.
    pub(crate) lang: Lang,
    /// Where the request came from.
    pub(crate) address: IpAddr,
    /// What the browser was asked for a passkey, sealed.
    pub(crate) asked: Option<String>,
}

impl Caller {
    /// The account; a route that needs one never gets here without.
    pub(crate) fn user(&self) -> Result<&User, Problem> {
        self.user.as_ref().ok_or_else(|| Problem::sign_in(self.lang))
    }

    /// The organisation of the account; nothing of another is ever seen.
    pub(crate) fn tenant(&self) -> Result<String, Problem> {
        self.user().map(|user| user.tenant.clone())
    }

    /// Whether a role that is in force lets the caller do this to that (`site:ID`, `family:ID`): it is limited to it, or to
    /// nothing.
    pub(crate) fn within(&self, now: Instant, permission: Permission, what: &str) -> bool {
        // A token may less than its person.
        if !self.may.contains(&permission) {
            return false;
        }
        // In an emergency scopes stop nobody from reading; what may be changed stays as it is.
        let is_open = EMERGENCY.contains(&permission) && self.emergency(now).is_some();
        is_open || self.within_roles(now, permission, what)
    }

    /// The emergency that lasts at this moment. It ends with the role that it was taken by.
    pub(crate) fn emergency(&self, now: Instant) -> Option<&EmergencyFacts> {
        self.facts.emergency_at(now).filter(|_| self.user.as_ref().is_some_and(|user| is_clinical(user, now)))
    }

    /// The same by the roles alone, whatever an emergency opens.
    pub(crate) fn within_roles(&self, now: Instant, permission: Permission, what: &str) -> bool {
        let roles = self.user.iter().flat_map(|user| roles(user, now));
        roles.filter(|(role, _)| role.may(permission)).any(|(_, scope)| is_for(scope, what))
    }

    /// Whether a role that is in force lets the caller do this to more than wards, or an emergency does.
    pub(crate) fn is_beyond_wards(&self, now: Instant, permission: Permission) -> bool {
        let is_open = EMERGENCY.contains(&permission) && self.emergency(now).is_some();
        let roles = self.user.iter().flat_map(|user| roles(user, now));
        let mut held = roles.filter(|(role, _)| role.may(permission)).map(|(_, scope)| Scope::of(scope));
        is_open || held.any(|scope| !matches!(scope, Scope::Ward { .. } | Scope::Nothing))
    }
}

/// Whether a scope holds the whole of a site or dossier, `site:ID` or `family:ID`. One for a ward never does.
fn is_for(scope: &str, what: &str) -> bool {
    match Scope::of(scope) {
        Scope::All => true,
        Scope::Site(_) | Scope::Family(_) => scope == what,
        Scope::Ward { .. } | Scope::Nothing => false,
    }
}

/// What an emergency opens.
const EMERGENCY: [Permission; 3] = [Permission::ReadWork, Permission::ReadDevices, Permission::ReadSites];

/// Who may take one: people who stand beside patients or keep their network.
const CLINICAL: [Role; 3] = [Role::Biomedical, Role::ClinicalSafety, Role::HospitalIt];

/// Whether an account may take an emergency.
pub(crate) fn is_clinical(user: &User, now: Instant) -> bool {
    roles(user, now).any(|(role, _)| CLINICAL.contains(&role))
}

/// What changes nothing of who anybody is or what anybody may do, and comes by the thousand.
fn is_apart(needs: Needs) -> bool {
    matches!(needs, Needs::One(Permission::AddDevices | Permission::ChangeSites | Permission::DeliverPackages))
}

/// The language that the caller reads.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked.split(',').find_map(|tag| Lang::from_tag(tag.trim())).unwrap_or_default()
}

/// The roles that an account holds at this moment, each with its scope. A word that names no role of ours gives nothing.
pub(crate) fn roles(user: &User, now: Instant) -> impl Iterator<Item = (Role, &str)> {
    let in_force = move |held: &&HeldRole| held.until.is_none_or(|until| now < until);
    let known = |held: &'_ HeldRole| Role::named(&held.role);
    user.roles.iter().filter(in_force).filter_map(move |held| Some((known(held)?, held.scope.as_str())))
}

/// What an account may do at this moment.
pub(crate) fn may(user: &User, now: Instant) -> Vec<Permission> {
    let mut may: Vec<Permission> = roles(user, now).flat_map(|(role, _)| role.permissions().iter().copied()).collect();
    may.sort_unstable();
    may.dedup();
    may
}

/// Lets a request in, or says why not.
pub(crate) async fn permit(
    State((shared, needs)): State<(Shared, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let address = shared.settings.trusted_proxies.caller(address, request.headers());
    let (lang, presented) = (language(request.headers()), presented(request.headers()));
    match caller(&shared, needs, lang, address, presented).await {
        Ok(caller) => {
            let asked = asked_of(request.headers()).map(str::to_owned);
            request.extensions_mut().insert(Caller { asked, ..caller });
            let changes = !request.method().is_safe();
            let response = next.run(request).await;
            if changes {
                shared.kept.forget_lists();
                if !is_apart(needs) {
                    shared.known.let_go();
                }
            }
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn caller(
    shared: &Shared,
    needs: Needs,
    lang: Lang,
    address: IpAddr,
    presented: Option<Presented>,
) -> Result<Caller, Problem> {
    let now = shared.now();
    shared.requests.take(address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let mut first = None;
    let by_token = matches!(presented, Some(Presented::Token(_)));
    let nobody = Caller {
        user: None,
        may: Vec::new(),
        session: None,
        facts: SessionFacts::default(),
        by: String::new(),
        lang,
        address,
        asked: None,
    };
    let caller = match presented {
        None => nobody,
        Some(presented) => match known(shared, presented, now).await?.map_err(|fault| fault_of(&fault, lang))? {
            Some(found) => {
                let Found { user, may, session, facts, by, first: waits } = (*found).clone();
                first = waits;
                Caller { user: Some(user), may, session, facts, by, ..nobody }
            }
            None => nobody,
        },
    };
    match needs {
        Needs::Nothing => Ok(caller),
        Needs::Password if caller.user.is_some() => Ok(caller),
        _ if first == Some(First::Password) => Err(Problem::password_change_needed(lang)),
        Needs::Begin if caller.user.is_some() => Ok(caller),
        _ if first == Some(First::SecondFactor) => Err(Problem::second_factor_needed(lang)),
        Needs::SignIn if caller.user.is_some() => Ok(caller),
        Needs::One(permission) if caller.may.contains(&permission) => Ok(caller),
        Needs::One(permission) if caller.user.is_some() && by_token => {
            Err(Problem::not_in_token(lang, permission.name()))
        }
        Needs::One(permission) if caller.user.is_some() => Err(Problem::not_permitted(lang, permission.name())),
        Needs::Password | Needs::Begin | Needs::SignIn | Needs::One(_) if by_token => Err(Problem::no_such_token(lang)),
        Needs::Password | Needs::Begin | Needs::SignIn | Needs::One(_) => Err(Problem::sign_in(lang)),
    }
}

/// Whom the store knows by it, asked once a second.
async fn known(
    shared: &Shared,
    presented: Presented,
    now: Instant,
) -> Result<Result<Option<Arc<Found>>, StoreFault>, Problem> {
    let key = presented.key();
    let turn = match shared.known.get(&key, now) {
        Ok(found) => return Ok(Ok(Some(found))),
        Err(turn) => turn,
    };
    let found = shared.blocking(move |shared| find(shared, &presented, now)).await?;
    Ok(found.map(|found| {
        let found = found.map(Arc::new);
        found.iter().for_each(|one| shared.known.put(key.clone(), now, turn, one));
        found
    }))
}

/// What proves who is calling.
enum Presented {
    Session(String),
    Token(String),
}

impl Presented {
    fn key(&self) -> String {
        match self {
            Presented::Session(key) => format!("session {key}"),
            Presented::Token(key) => format!("token {key}"),
        }
    }
}

/// A token wins over a cookie: it was sent on purpose.
fn presented(headers: &HeaderMap) -> Option<Presented> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = bearer.and_then(|text| text.strip_prefix("Bearer ")) {
        return Some(Presented::Token(key_of(token.trim())));
    }
    cookie_of(headers).map(|token| Presented::Session(key_of(token)))
}

/// Whom the store knows by it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    user: User,
    may: Vec<Permission>,
    session: Option<String>,
    facts: SessionFacts,
    by: String,
    first: Option<First>,
}

/// What somebody must do before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// Choose a password in place of the one that an administrator gave.
    Password,
    /// Set up the second factor that the organisation demands.
    SecondFactor,
}

fn first(shared: &Shared, user: &User, facts: &SessionFacts) -> Result<Option<First>, StoreFault> {
    if must_choose(user, facts) {
        return Ok(Some(First::Password));
    }
    Ok(must_enrol(shared, user, facts)?.then_some(First::SecondFactor))
}

/// The person as one of their tokens acts: of each role what the token is for too, and nothing of the others.
fn narrowed(user: User, reach: &[String]) -> User {
    if reach.is_empty() {
        return user;
    }
    let part = |held: &HeldRole| -> Vec<HeldRole> {
        let scopes = reach.iter().filter_map(|scope| meet(&held.scope, scope));
        scopes.map(|scope| HeldRole { scope: scope.to_owned(), ..held.clone() }).collect()
    };
    let roles = user.roles.iter().flat_map(part).collect();
    User { roles, ..user }
}

fn find(shared: &Shared, presented: &Presented, now: Instant) -> Result<Option<Found>, StoreFault> {
    match presented {
        Presented::Session(key) => of_session(shared, key, now),
        Presented::Token(key) => of_token(shared, key, now),
    }
}

fn of_session(shared: &Shared, key: &str, now: Instant) -> Result<Option<Found>, StoreFault> {
    let accounts = &shared.wiring.accounts;
    let Some(session) = accounts.session(key)? else { return Ok(None) };
    if !holds(shared, &session, now) {
        return Ok(None);
    }
    let idle = now.0.saturating_sub(session.seen.0);
    let Some(user) = accounts.user(&session.user)?.filter(|user| user.disabled.is_none()) else { return Ok(None) };
    if idle > 60_000 {
        accounts.touch_session(key, now, session.ends, &session.facts)?;
    }
    let facts = SessionFacts::of(&session.facts);
    let (first, by) = (first(shared, &user, &facts)?, user.id.clone());
    // Who is led to a password or a second factor first may do nothing else until then.
    let may = if first.is_some() { Vec::new() } else { may(&user, now) };
    Ok(Some(Found { user, may, session: Some(key.to_owned()), facts, by, first }))
}

fn of_token(shared: &Shared, key: &str, now: Instant) -> Result<Option<Found>, StoreFault> {
    let accounts = &shared.wiring.accounts;
    let Some(token) = accounts.token(key)? else { return Ok(None) };
    if token.withdrawn.is_some() || token.ends.is_some_and(|ends| now >= ends) {
        return Ok(None);
    }
    let Some(user) = accounts.user(&token.user)?.filter(|user| user.disabled.is_none()) else { return Ok(None) };
    // A token never may more than the person who made it may now.
    let user = narrowed(user, &token.reach);
    let may = may(&user, now).into_iter().filter(|one| token.scopes.iter().any(|scope| scope == one.name())).collect();
    if token.seen.is_none_or(|seen| now.0.saturating_sub(seen.0) > 60_000) {
        accounts.touch_token(key, now)?;
    }
    let by = format!("token:{}", token.id);
    Ok(Some(Found { user, may, session: None, facts: SessionFacts::default(), by, first: None }))
}

/// What a caller may do by now; `None` when the session or token is over. It counts as no use of it: who only listens is idle.
pub(crate) async fn still(shared: &Shared, caller: &Caller) -> Option<Vec<Permission>> {
    let (caller, now) = (caller.clone(), shared.now());
    let asked = shared.blocking(move |shared| -> Result<Option<Vec<Permission>>, StoreFault> {
        let accounts = &shared.wiring.accounts;
        let Some(known) = &caller.user else { return Ok(None) };
        let Some(user) = accounts.user(&known.id)?.filter(|user| user.disabled.is_none()) else { return Ok(None) };
        let mut allowed = may(&user, now);
        match (&caller.session, caller.by.strip_prefix("token:")) {
            (Some(key), _) => {
                let Some(session) = accounts.session(key)?.filter(|one| holds(shared, one, now)) else {
                    return Ok(None);
                };
                if first(shared, &user, &SessionFacts::of(&session.facts))?.is_some() {
                    return Ok(None);
                }
            }
            (None, Some(id)) => {
                let held = accounts.tokens(&user.tenant)?.into_iter().find(|one| one.id == id);
                let ends = |token: &Token| token.withdrawn.is_some() || token.ends.is_some_and(|ends| now >= ends);
                let Some(token) = held.filter(|token| !ends(token)) else { return Ok(None) };
                allowed = may(&narrowed(user, &token.reach), now);
                allowed.retain(|one| token.scopes.iter().any(|scope| scope == one.name()));
            }
            (None, None) => return Ok(None),
        }
        Ok(Some(allowed))
    });
    asked.await.ok()?.ok()?
}

/// So far a clock may be set back and sessions still hold, in milliseconds.
const SET_BACK: i64 = 5 * 60_000;

/// Whether a session is not over. One that begins in the future was made by a clock that was ahead: it would outlast its hours, so it
/// is none.
fn holds(shared: &Shared, session: &Session, now: Instant) -> bool {
    let (age, idle) = (now.0.saturating_sub(session.made.0), now.0.saturating_sub(session.seen.0));
    now < session.ends && age >= -SET_BACK && (-SET_BACK..=shared.settings.idle_minutes * 60_000).contains(&idle)
}

/// A fault of the store as the caller is told; the cause goes to the server's own log.
pub(crate) fn fault_of(fault: &StoreFault, lang: Lang) -> Problem {
    let [what, next] = fault.say(lang);
    match fault.kind {
        StoreFaultKind::Changed | StoreFaultKind::AlreadyThere => Problem::conflict(what, next),
        StoreFaultKind::NotThere => Problem::not_found(lang),
        StoreFaultKind::BadName | StoreFaultKind::TooLarge => Problem::bad_request(what, next),
        StoreFaultKind::Unreachable | StoreFaultKind::Unsure | StoreFaultKind::Busy => {
            eprintln!("tutela serve: {fault}");
            Problem::unavailable(lang)
        }
        StoreFaultKind::Full => {
            eprintln!("tutela serve: {fault}");
            Problem::full(lang)
        }
        StoreFaultKind::ReadOnly | StoreFaultKind::Newer | StoreFaultKind::Damaged | StoreFaultKind::Refused => {
            eprintln!("tutela serve: {fault}");
            Problem::internal(lang)
        }
    }
}
