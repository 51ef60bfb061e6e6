//! `tutela triage sign DIR`: a second person signs a decision as it stands; the approval is appended, the decision untouched.

use super::feeds_bundle::secret;
use super::print;
use super::triage::{complaint, opened};
use super::triage_walk::{known_person, person_of};
use crate::edge::{Complaint, Edge};
use crate::options::{Form, TriageSign};
use crate::screen::{Paper, approval as screen};
use crate::status;
use activities::dossier_port::Dossiers;
use activities::site_port::Sites;
use activities::triage::{
    ApprovalPlan, CannotSign, Signer, Stands, appended, approved, plan_approval, plan_site_approval,
};
use dossier_folder::SiteFolder;
use formats::answer::triage::SignV1;
use formats::answer::v1;
use signing::sign_approval;
use terms::Lang;

pub(crate) fn run(edge: &Edge, args: &TriageSign) -> Result<u8, Complaint> {
    let lang = edge.lang;
    if SiteFolder::is_site(&args.dir) {
        return of_site(edge, args);
    }
    let (folder, open) = opened(edge, &args.dir, args.release.as_deref())?;
    let person = known_person(edge, &open, &args.person)?;
    let key = secret(lang, &args.key)?;
    let public = key.public().text();
    let signer = Signer { person: &person, public: &public, meaning: args.meaning.as_deref() };
    let plan = plan_approval(&open, &args.decision, signer, edge.now).map_err(|why| cannot(lang, args, &why))?;
    let text = shown(edge, args, &plan);
    if let (true, Stands::Release(release)) = (args.write, plan.stands.clone()) {
        let signature = sign_approval(&plan.statement, &key);
        let changes = approved(release, plan, signature, edge.now);
        folder.commit(Some(&open.dossier.hash), &changes).map_err(|fault| complaint(edge, &fault))?;
    }
    print(&text)?;
    Ok(status::NOTHING)
}

fn cannot(lang: Lang, args: &TriageSign, why: &CannotSign) -> Complaint {
    let [what, next] = why.say(lang);
    Complaint::new(format!("--decision {}: {what}", args.decision), next)
}

/// A decision of a site: the device and the release stand in it.
fn of_site(edge: &Edge, args: &TriageSign) -> Result<u8, Complaint> {
    let lang = edge.lang;
    if args.release.is_some() {
        return Err(Complaint::new(
            lang.pick(
                "--release is for device dossiers; this folder is a site",
                "--release は機器ドシエ用です。このフォルダは施設です",
            ),
            lang.pick("leave it out", "指定を外してください"),
        ));
    }
    let folder = SiteFolder::new(&args.dir);
    let site = folder.load().map_err(|fault| complaint(edge, &fault))?;
    let person = person_of(edge, site.people.as_ref(), &args.person)?;
    let key = secret(lang, &args.key)?;
    let public = key.public().text();
    let signer = Signer { person: &person, public: &public, meaning: args.meaning.as_deref() };
    let plan = plan_site_approval(&site, &args.decision, signer, edge.now).map_err(|why| cannot(lang, args, &why))?;
    let text = shown(edge, args, &plan);
    if args.write {
        let signature = sign_approval(&plan.statement, &key);
        let approval = appended(plan.approval, signature);
        folder.append_approval(&site.hash, &approval).map_err(|fault| complaint(edge, &fault))?;
    }
    print(&text)?;
    Ok(status::NOTHING)
}

fn shown(edge: &Edge, args: &TriageSign, plan: &ApprovalPlan) -> Vec<u8> {
    let lang = edge.lang;
    match edge.format {
        Form::Json => json(plan, args.write),
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::plan(lang, plan, args.write, &mut paper);
            if !args.write {
                paper.line(lang.pick(
                    "Nothing is signed. To sign and append it, run it again with --write.",
                    "まだ署名していません。署名して追記するには --write を付けて再実行してください。",
                ));
            }
            paper.finish().into_bytes()
        }
    }
}

fn json(plan: &ApprovalPlan, written: bool) -> Vec<u8> {
    let answer = SignV1 {
        schema: "tutela.triage-sign/v1",
        release: match &plan.stands {
            Stands::Release(release) => Some(release.to_string()),
            Stands::Site(_, decision) => decision.release.as_ref().map(ToString::to_string),
        },
        site: match &plan.stands {
            Stands::Release(_) => None,
            Stands::Site(site, _) => Some(site.to_string()),
        },
        decision: plan.name.clone(),
        sha256: plan.decision.sha256.as_ref().map(ToString::to_string),
        statement: plan.statement.clone(),
        written,
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}
