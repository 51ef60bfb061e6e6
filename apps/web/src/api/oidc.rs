//! Signing in at an identity provider: the browser goes there and comes back with a code.

use super::session::{opened_with, record};
use crate::elsewhere::account;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::session::{SessionFacts, hex, key_of, new_token};
use crate::state::Shared;
use activities::record_deed::Deed;
use activities::sign_in_port::{Bound, NotVouched};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use terms::Instant;

/// How long the browser may stay there, in milliseconds.
const STAYS: i64 = 10 * 60_000;

/// The cookie that waits for its return.
const COOKIE: &str = "tutela_oidc";

/// For what the cookie is sealed.
const SEALED_FOR: &str = "oidc sign-in";

/// What a sign-in is bound to, sealed in a cookie: no server has to remember it.
#[derive(Serialize, Deserialize)]
struct Waiting {
    redirect: String,
    state: String,
    nonce: String,
    verifier: String,
    at: i64,
    /// The account that proves again who it is; empty at a first sign-in.
    again: String,
}

impl Waiting {
    fn bound(&self) -> Bound<'_> {
        let anew_since = (!self.again.is_empty()).then_some(Instant(self.at));
        let Waiting { redirect, state, nonce, verifier, .. } = self;
        Bound { redirect, state, nonce, verifier, anew_since }
    }
}

/// Why the browser is sent there.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Beginning {
    /// Anything: to prove again who one is.
    again: Option<String>,
}

/// What it comes back with.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// Sends the browser there.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<Beginning>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let Some(oidc) = shared.wiring.elsewhere.oidc.clone() else { return Err(Problem::not_found(lang)) };
    let again = asked.again.and(caller.user.as_ref()).map(|user| user.id.clone()).unwrap_or_default();
    let [state, nonce, verifier] = [(), (), ()].map(|()| new_token(&shared));
    let redirect = format!("{}/api/v1/oidc/callback", origin(&shared, &headers));
    let waiting = Waiting { redirect, state, nonce, verifier, at: now.0, again };
    let sent = shared.blocking(move |shared| -> Result<(String, HeaderValue), NotVouched> {
        let address = oidc.provider.begin(waiting.bound(), now)?;
        // Strings and a number always serialise.
        let sealed = shared.wiring.vault.seal(SEALED_FOR, &serde_json::to_vec(&waiting).unwrap_or_default());
        Ok((address, cookie(shared, &hex(&sealed), STAYS / 1000)))
    });
    match sent.await? {
        Ok((address, cookie)) => Ok(see_other(&address, [cookie].into())),
        Err(fault) => {
            eprintln!("tutela serve: {fault}");
            Err(Problem::new(
                StatusCode::BAD_GATEWAY,
                "server/sign-in-elsewhere",
                lang.pick("the identity provider does not answer", "認証サーバーが応答しません"),
                lang.pick(
                    "try again; tell the administrator when it stays",
                    "再試行し、続く場合は管理者に連絡してください",
                ),
            ))
        }
    }
}

/// Takes the browser back in; what does not hold leads to the door.
pub(crate) async fn callback(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let sealed = sealed_of(&headers).map(str::to_owned);
    let taken = shared.blocking(move |shared| taken(shared, sealed.as_deref(), &returned, now)).await?;
    let gone = cookie(&shared, "", 0);
    match taken {
        Ok((session, to)) => Ok(see_other(to, vec![session, gone])),
        Err(why) => {
            eprintln!("tutela serve: sign-in at the identity provider refused: {why}");
            shared.metrics.sign_in_refused();
            Ok(see_other("/?signin=refused", vec![gone]))
        }
    }
}

/// The session of who came back, and where they go.
fn taken(
    shared: &Shared,
    sealed: Option<&str>,
    returned: &Returned,
    now: Instant,
) -> Result<(HeaderValue, &'static str), String> {
    let refused = |why: &str| {
        let noted = record(shared, "", Deed::SignInRefused, "", "");
        noted.map_or_else(|fault| fault.to_string(), |()| why.to_owned())
    };
    let store = |fault: activities::store_fault::StoreFault| fault.to_string();
    let oidc = shared.wiring.elsewhere.oidc.as_ref().ok_or_else(|| refused("no provider is set"))?;
    let sealed = sealed.and_then(crate::credentials::unhex);
    let opened = sealed.and_then(|sealed| shared.wiring.vault.open(SEALED_FOR, &sealed));
    let waiting: Waiting = opened
        .and_then(|text| serde_json::from_slice(&text).ok())
        .ok_or_else(|| refused("the browser brings back no sign-in that was begun here"))?;
    // Hashes of equal length are compared, so that the time says nothing.
    let fits = key_of(&waiting.state) == key_of(&returned.state);
    let in_time = (0..STAYS).contains(&now.0.saturating_sub(waiting.at));
    let first = shared.wiring.accounts.spend(&format!("oidc {}", waiting.state), now).map_err(store)?;
    if !fits || !in_time || !first || returned.code.is_empty() {
        return Err(refused("the answer belongs to another sign-in, comes too late, or holds no code"));
    }
    let vouched = oidc.provider.finish(&returned.code, waiting.bound(), now);
    let vouched = vouched.map_err(|fault| refused(&fault.to_string()))?;
    let user = account(shared, ("oidc", &oidc.table), &vouched, now).map_err(store)?;
    let user =
        user.ok_or_else(|| refused("none of the person's groups has a role here, or the account is disabled"))?;
    if !waiting.again.is_empty() && waiting.again != user.id {
        return Err(refused("another person signed in than the one who was asked"));
    }
    let proved_at = (!waiting.again.is_empty()).then_some(now.0);
    let facts = SessionFacts { proved_at, ..SessionFacts::default() };
    let session = opened_with(shared, &user, &facts, now).map_err(store)?;
    Ok((session, if waiting.again.is_empty() { "/" } else { "/approvals" }))
}

/// What browsers see of this server.
fn origin(shared: &Shared, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if shared.settings.secure_cookies { "https" } else { "http" };
    shared.settings.origin.clone().unwrap_or_else(|| format!("{scheme}://{host}")).trim_end_matches('/').to_owned()
}

/// The browser comes back from elsewhere, so this cookie, unlike that of a session, must go along with a link.
fn cookie(shared: &Shared, value: &str, seconds: i64) -> HeaderValue {
    let secure = if shared.settings.secure_cookies { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/api/v1/oidc; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("hexadecimal digits are ASCII")
}

fn sealed_of(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

fn see_other(to: &str, cookies: Vec<HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}
