//! The key that signs somebody's approvals. The server holds it sealed and uses it only after its person has proved again
//! who they are; it counts in a dossier whose people.yaml names its public half (docs/decisions/0008-electronic-signatures.md).

use super::second_factor::proved;
use super::session::{fresh, record_bound};
use super::shapes::decisions::SigningKeyRow;
use super::shapes::second_factor::Proved;
use crate::credentials::{Credentials, SigningKey, unhex};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::session::hex;
use crate::state::Shared;
use activities::accounts_port::User;
use activities::record_deed::Deed;
use activities::secrets_port::Vault;
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::{Extension, Json};
use terms::Instant;

/// For what a signing key is sealed.
fn key_of(user: &str) -> String {
    format!("signing-key {user}")
}

fn row(user: &User) -> SigningKeyRow {
    let Some(SigningKey { public, sealed: _, from }) = Credentials::of(user).signing else {
        return SigningKeyRow { public: String::new(), from: String::new(), entry: String::new() };
    };
    let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let login: String = user.login.chars().map(|letter| if letters(letter) { letter } else { '-' }).collect();
    // A later key of the same person has another id: the day stands in it.
    let id = format!("{}-server-{from}", login.trim_matches('-'));
    let entry = format!("{{ id: {id}, algorithm: ed25519, public: \"{public}\", from: {from} }}");
    SigningKeyRow { public, from, entry }
}

/// The public half of one's own.
pub(crate) async fn show(Extension(caller): Extension<Caller>) -> Result<Json<SigningKeyRow>, Problem> {
    Ok(Json(row(caller.user()?)))
}

/// Makes one.
pub(crate) async fn make(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Proved>,
) -> Result<Json<SigningKeyRow>, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    let user = proved(&shared, &caller, asked).await?;
    let (public, secret) = shared.wiring.deciding.new_key()?;
    let made = shared.blocking(move |shared| -> Result<User, StoreFault> {
        let was = fresh(shared, &user.id)?;
        let user = with_signing_key(was.clone(), &*shared.wiring.vault, (&public, &secret), now);
        shared.wiring.accounts.change_user_from(&was, &user)?;
        record_bound(shared, &user.tenant, Deed::SigningKeyMade, &user.id, &user.id, &public)?;
        Ok(user)
    });
    made.await?.map(|user| Json(row(&user))).map_err(|fault| fault_of(&fault, lang))
}

/// The account with a key that signs in the person's name: the public half in clear, the secret one sealed.
pub fn with_signing_key(user: User, vault: &dyn Vault, (public, secret): (&str, &[u8]), now: Instant) -> User {
    let sealed = hex(&vault.seal(&key_of(&user.id), secret));
    let signing = Some(SigningKey { public: public.to_owned(), sealed, from: now.day().to_string() });
    Credentials { signing, ..Credentials::of(&user) }.on(user)
}

/// The public half of somebody's key; empty when there is none.
pub(super) fn public_of(user: &User) -> String {
    Credentials::of(user).signing.map(|key| key.public).unwrap_or_default()
}

/// The secret half, for somebody who has just proved who they are; `None` when there is none or it does not open.
pub(super) fn secret_of(shared: &Shared, user: &User) -> Option<Vec<u8>> {
    let sealed = unhex(&Credentials::of(user).signing?.sealed)?;
    shared.wiring.vault.open(&key_of(&user.id), &sealed)
}
