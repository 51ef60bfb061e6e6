//! Packages of makers that are taken into a site, and what their makers are told.

use super::added::folder_noting;
use super::kept::{self, Trouble, reached, scope_of};
use super::package_body::Sent;
use super::session::record_bound;
use super::signing_key::public_of;
use super::{answered, asking};
use crate::credentials::Credentials;
use crate::deciding::Who;
use crate::guard::Caller;
use crate::packages::{Judged, Offered};
use crate::problem::Problem;
use crate::rooms::{Answer, Refusal};
use crate::session::hex;
use crate::state::Shared;
use activities::accounts_port::User;
use activities::library_port::{KeptId, Revision, State as Which};
use activities::record_deed::Deed;
use activities::role::Permission;
use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use terms::{Lang, Party};

/// How a package is taken in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ReceiveAsked {
    dry_run: Option<bool>,
    #[serde(rename = "as")]
    folder: Option<String>,
    #[serde(default)]
    replace: bool,
    /// Words of a person, which do not belong into an address.
    #[serde(rename = "trust", alias = "accept", alias = "refuse")]
    words: Option<String>,
}

/// What only a person says: whose word counts, who takes a duty over, whether files of others may go.
fn is_a_persons(asked: &ReceiveAsked, sent: &Sent) -> bool {
    asked.replace || [&sent.trust, &sent.accept, &sent.refuse].iter().any(|text| !text.trim().is_empty())
}

/// Says what a package would change, and takes it in where that is asked for.
pub(crate) async fn receive(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReceiveAsked>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    if asked.words.is_some() {
        return Err(in_the_address(lang));
    }
    let sent = match Sent::read(&shared, request, lang).await {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    if sent.package.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("no package was sent", "パッケージが送られていません"),
            lang.pick(
                "send the file of the maker as the body, or as the part `package` of a form",
                "製造業者のファイルを本文、またはフォームの `package` として送ってください",
            ),
        ));
    }
    let answer = shared.blocking(move |shared| take(shared, &caller, &id, &asked, &sent)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

fn in_the_address(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick(
            "`trust`, `accept` and `refuse` do not belong into the address: proxies write it down; nothing was done",
            "`trust`・`accept`・`refuse` はアドレスに含めないでください（プロキシの記録に残ります）。何も実行していません",
        ),
        lang.pick(
            "send a form (multipart/form-data) with the parts package, trust, accept, refuse",
            "package・trust・accept・refuse を部分に持つフォーム（multipart/form-data）で送ってください",
        ),
    )
}

fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &ReceiveAsked, sent: &Sent) -> Result<Answer, Trouble> {
    // Who delivers need not read the site: of it they learn what this answer says, and no more.
    if !caller.within(shared.now(), Permission::DeliverPackages, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let before = shared.wiring.library.revision(id, Which::Now)?.ok_or(Trouble::Nothing)?;
    if caller.session.is_none() && is_a_persons(asked, sent) {
        return Err(Trouble::Room(not_by_token(caller.lang)));
    }
    let user = caller.user.as_ref().ok_or(Trouble::Nothing)?;
    let write = asked.dry_run == Some(false);
    let judged = judged(shared, caller, (id, &before), user, asked, (sent, write))?;
    if write {
        keep(shared, caller, (id, &before), &judged)?;
    }
    Ok(judged.answer)
}

fn judged(
    shared: &Shared,
    caller: &Caller,
    (id, before): (&KeptId, &Revision),
    user: &User,
    asked: &ReceiveAsked,
    (sent, write): (&Sent, bool),
) -> Result<Judged, Trouble> {
    let words = |text: &str, cut: &dyn Fn(char) -> bool| -> Vec<String> {
        text.split(cut).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let public = public_of(user);
    let offered = Offered {
        bytes: &sent.package,
        trust: &sent.trust,
        folder: asked.folder.as_deref().filter(|name| !name.is_empty()),
        accept: &words(&sent.accept, &|letter| letter.is_whitespace() || ",;".contains(letter)),
        refuse: &words(&sent.refuse, &|letter| letter == '\n'),
        replace: asked.replace,
        write,
        several: shared.wiring.library.tenants()?.iter().filter(|one| one.party == Party::Facility).count() > 1,
        who: Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(user) },
    };
    let files = kept::files(shared, id, before)?;
    let site = shared.wiring.rooms.reader().site(&kept::by_name(&files));
    Ok(shared.wiring.packages.judge(asking(shared, caller), &*site, offered)?)
}

/// The record and the folder in one revision that follows the one judged, then the deed, the check and what follows from it.
fn keep(shared: &Shared, caller: &Caller, (id, before): (&KeptId, &Revision), judged: &Judged) -> Result<(), Trouble> {
    let subject = format!("{id} {} {}", judged.about, judged.sha256);
    let folder = folder_noting(shared, id, (&caller.by, shared.now()), (Deed::PackageReceived, subject));
    let files: Vec<(&str, &[u8])> =
        judged.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let put = folder.take_package(before.sequence, &judged.facts, &judged.folder, &files)?;
    if put.new {
        kept::check_anew(shared, id, &put.revision)?;
    }
    Ok(())
}

fn not_by_token(lang: Lang) -> Refusal {
    Refusal {
        what: lang
            .pick(
                "a token delivers packages; it trusts no new key, answers no duty and gives up no file",
                "トークンで行えるのはパッケージの提出だけです（鍵の信頼、責務への回答、ファイルの置換はできません）",
            )
            .to_owned(),
        next: lang
            .pick(
                "leave `trust`, `accept`, `refuse` and `replace` out, or do this signed in, on the page of the site",
                "`trust`・`accept`・`refuse`・`replace` を外すか、サインインして施設のページで行ってください",
            )
            .to_owned(),
    }
}

/// What the maker of a received package would be told.
pub(crate) async fn status(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, received)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let held = headers.clone();
    let told = shared.blocking(move |shared| -> Result<Answer, Trouble> {
        let revision = reached(shared, &caller, &id)?;
        let files = kept::files(shared, &id, &revision)?;
        let site = shared.wiring.rooms.reader().site(&kept::by_name(&files));
        let answer = shared.wiring.packages.status(asking(shared, &caller), &*site, &received)?;
        if answered(&answer, &held).status() == StatusCode::OK {
            // What its holder has already does not leave once more; what cannot be recorded does not leave.
            let (subject, hash) = (format!("{id} status {received}"), hex(&Sha256::digest(&answer.json)));
            record_bound(shared, &id.tenant, Deed::Exported, &caller.by, &subject, &hash)?;
        }
        Ok(answer)
    });
    told.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}
