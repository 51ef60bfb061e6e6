//! `tutela triage sign DIR`: a second person signs a decision as it stands; the approval is appended, the decision untouched.

use super::feeds_bundle::secret;
use super::print;
use super::triage::{complaint, opened};
use super::triage_walk::known_person;
use crate::edge::{Complaint, Edge};
use crate::options::{Form, TriageSign};
use crate::screen::{Paper, approval as screen};
use crate::status;
use activities::dossier_port::Dossiers;
use activities::triage::{ApprovalPlan, Signer, approved, plan_approval};
use formats::answer::triage::SignV1;
use formats::answer::v1;
use signing::sign_approval;

pub(crate) fn run(edge: &Edge, args: &TriageSign) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (folder, open) = opened(edge, &args.dir, args.release.as_deref())?;
    let person = known_person(edge, &open, &args.person)?;
    let key = secret(lang, &args.key)?;
    let public = key.public().text();
    let signer = Signer { person: &person, public: &public, meaning: args.meaning.as_deref() };
    let plan = plan_approval(&open, &args.decision, signer, edge.now).map_err(|why| {
        let [what, next] = why.say(lang);
        Complaint::new(format!("--decision {}: {what}", args.decision), next)
    })?;
    let text = match edge.format {
        Form::Json => json(&plan, args.write),
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::plan(lang, &plan, args.write, &mut paper);
            if !args.write {
                paper.line(lang.pick(
                    "Nothing is signed. To sign and append it, run it again with --write.",
                    "まだ署名していません。署名して追記するには --write を付けて再実行してください。",
                ));
            }
            paper.finish().into_bytes()
        }
    };
    if args.write {
        let signature = sign_approval(&plan.statement, &key);
        let changes = approved(plan, signature, edge.now);
        folder.commit(Some(&open.dossier.hash), &changes).map_err(|fault| complaint(edge, &fault))?;
    }
    print(&text)?;
    Ok(status::NOTHING)
}

fn json(plan: &ApprovalPlan, written: bool) -> Vec<u8> {
    let answer = SignV1 {
        schema: "tutela.triage-sign/v1",
        release: plan.release.to_string(),
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
