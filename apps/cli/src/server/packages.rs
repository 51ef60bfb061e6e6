//! `tutela package receive` and `tutela package status` for a site that is kept in the server.

use super::CommandRooms;
use crate::commands::package_receive::{self as command, Not, Wanted};
use crate::commands::package_status;
use crate::edge::{Complaint, Edge};
use activities::package::{Answers, Broken, Key, OpenedPackage, Receiving, Refusal as Refused};
use activities::site_port::{LoadedSite, Sites};
use activities::triage::{Account, person_of};
use formats::package::ENVELOPE;
use signing::PublicKey;
use terms::Lang;
use web::{Answer, Asking, Judged, Offered, Packages, Refusal};

impl Packages for CommandRooms {
    fn judge(&self, asking: Asking, sites: &dyn Sites, offered: Offered<'_>) -> Result<Judged, Refusal> {
        let edge = self.edge(asking);
        let lang = edge.lang;
        let site = sites.load().map_err(|fault| said(fault.say(lang)))?;
        let named = named(lang, offered.trust)?;
        let answers = answers(lang, &site, &offered)?;
        let wanted = Wanted { named: &named, folder: offered.folder, answers: &answers };
        let opened = self.decrypted(lang, offered.bytes, offered.several)?;
        let bytes = opened.as_deref().unwrap_or(offered.bytes);
        let (package, plan) =
            command::judged(&edge, (sites, &site), bytes, &wanted).map_err(|not| refusal(lang, &not))?;
        self.taken(&edge, sites, (&package, plan), offered.write)
    }

    fn status(&self, asking: Asking, sites: &dyn Sites, received: &str) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(Answer { json: package_status::unsigned(&edge, &*knowledge, sites, received)?, status: 0 })
    }
}

impl CommandRooms {
    /// What is inside an encrypted package; `None` when it is not encrypted.
    fn decrypted(&self, lang: Lang, bytes: &[u8], several: bool) -> Result<Option<Vec<u8>>, Refusal> {
        if !encryption::is_encrypted(bytes) {
            return Ok(None);
        }
        if several && self.identities.is_some() {
            return Err(for_none(lang));
        }
        let Some(identities) = &self.identities else {
            return Err(Complaint::new(
                lang.pick(
                    "the package is encrypted, and this server has nothing that opens it; nothing was changed",
                    "パッケージは暗号化されており、このサーバーには復号用の鍵がありません（変更なし）",
                ),
                lang.pick(
                    "have the administrator name one ([packages] identity-file), or decrypt it before sending: age -d -i FILE",
                    "管理者に [packages] identity-file の設定を依頼するか、送信前に復号してください: age -d -i FILE",
                ),
            )
            .into());
        };
        let opened = encryption::opened(bytes, identities).map(Some);
        opened.map_err(|fault| not_opened(lang, &fault))
    }

    fn taken(
        &self,
        edge: &Edge,
        sites: &dyn Sites,
        (package, plan): (&OpenedPackage<'_>, Receiving),
        write: bool,
    ) -> Result<Judged, Refusal> {
        let files = command::files(package);
        let knowledge = self.knowledge(edge)?;
        let changes = command::changed(edge, &*knowledge, sites, (package, &plan), &files)?;
        let status = command::status_of(edge, package);
        let json = command::json(write, package, &plan, &changes, status);
        let mut kept: Vec<(String, Vec<u8>)> =
            files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
        kept.push((ENVELOPE.to_owned(), package.envelope.to_vec()));
        Ok(Judged {
            answer: Answer { json, status },
            folder: plan.folder,
            facts: plan.facts,
            files: kept,
            about: format!("{} {}", package.manifest.device, package.manifest.sequence),
            sha256: package.sha256.to_string(),
        })
    }
}

/// Whoever gets hold of a package for another facility could open it here: one identity tells nobody apart.
fn for_none(lang: Lang) -> Refusal {
    Complaint::new(
        lang.pick(
            "the package is encrypted; this server holds several facilities, and its identity opens packages for none of them",
            "パッケージは暗号化されています。このサーバーには複数の施設があるため、サーバーの鍵ではどの施設のパッケージも復号しません",
        ),
        lang.pick(
            "decrypt it before sending, with a key of your own: age -d -i FILE",
            "送信前に自施設の鍵で復号してください: age -d -i FILE",
        ),
    )
    .into()
}

/// In the words of a page: there is no option to name here.
fn not_opened(lang: Lang, fault: &encryption::Fault) -> Refusal {
    let [what, next] = fault.say(lang);
    let next = match fault {
        encryption::Fault::OtherRecipient => lang
            .pick(
                "ask the maker for one that is encrypted for the recipient (age1…) of this server",
                "このサーバーの受信者（age1…）向けのパッケージを製造業者に依頼してください",
            )
            .to_owned(),
        _ => next,
    };
    let what = lang.pick(format!("refused, nothing was changed: {what}"), format!("拒否しました（変更なし）: {what}"));
    Refusal { what, next }
}

fn said([what, next]: [String; 2]) -> Refusal {
    Refusal { what, next }
}

/// The key that a person names; none when the text is empty.
pub(super) fn named(lang: Lang, text: &str) -> Result<Vec<Key>, Refusal> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let key = PublicKey::read(text.as_bytes()).map(|key| vec![key.named()]);
    key.ok_or_else(|| {
        Complaint::new(
            lang.pick("this is no public key of a maker", "製造業者の公開鍵ではありません"),
            lang.pick("send the text of its .pub file", ".pub ファイルの内容を送ってください"),
        )
        .into()
    })
}

fn answers(lang: Lang, site: &LoadedSite, offered: &Offered<'_>) -> Result<Answers, Refusal> {
    let who = offered.who;
    let account = Account { login: who.login, public: who.public, elsewhere: who.elsewhere };
    let refuse = offered.refuse.iter().map(|text| command::refusing(lang, text)).collect::<Result<_, _>>()?;
    Ok(Answers {
        accept_all: offered.accept.iter().any(|id| id == "all"),
        accept: offered.accept.iter().filter(|id| *id != "all").cloned().collect(),
        refuse,
        by: person_of(site.people.as_ref(), account).map(|person| person.id.clone()),
        replace: offered.replace,
    })
}

/// In the words of the command, with next steps for somebody who has no terminal.
fn refusal(lang: Lang, not: &Not) -> Refusal {
    match not {
        Not::Broken(why) => broken(lang, why),
        Not::Refused(why) => {
            let [what, next] = why.say(lang);
            let next = match why {
                Refused::NotTrusted(_) => lang
                    .pick(
                        "get the maker's .pub file on another way, compare its id, and send it with the package, signed in",
                        "製造業者の .pub ファイルを別の経路で入手して id を照合し、サインインしてパッケージとともに送ってください",
                    )
                    .to_owned(),
                _ => next,
            };
            let what =
                lang.pick(format!("refused, nothing was changed: {what}"), format!("拒否しました（変更なし）: {what}"));
            Refusal { what, next }
        }
    }
}

pub(super) fn broken(lang: Lang, why: &Broken) -> Refusal {
    let [en, ja] = why.say();
    Refusal {
        what: lang.pick(format!("refused, nothing was changed: {en}"), format!("拒否しました（変更なし）: {ja}")),
        next: lang
            .pick(
                "get it again from the maker; if it comes broken again, tell them",
                "製造業者から取り直してください。再発する場合は製造業者に連絡してください",
            )
            .to_owned(),
    }
}
