//! What a person is about to sign.

use crate::screen::Paper;
use activities::triage::{ApprovalPlan, Stands};
use device::{Choice, Decision};
use site::SiteDecision;
use terms::{Lang, Text};

/// Draws the whole decision, then what the approval adds: nobody signs what was not shown.
pub(crate) fn plan(lang: Lang, plan: &ApprovalPlan, write: bool, paper: &mut Paper) {
    let ApprovalPlan { stands, name, decision, approval, statement } = plan;
    paper.line(&match stands {
        Stands::Release(release) => {
            lang.pick(format!("release {release}: {name}"), format!("リリース {release}: {name}"))
        }
        Stands::Site(site, _) => lang.pick(format!("site {site}: {name}"), format!("施設 {site}: {name}")),
    });
    let mut row = |en: &str, ja: &str, words: &str| {
        if !words.is_empty() {
            paper.row(WIDTH, &format!("  {}", lang.pick(en, ja)), words);
        }
    };
    let of_site = match stands {
        Stands::Release(_) => Vec::new(),
        Stands::Site(_, decision) => of_site(decision),
    };
    for ([en, ja], words) in of_site.into_iter().chain(rows(lang, decision)) {
        row(en, ja, &words);
    }
    let sha256 = decision.sha256.as_ref().map(ToString::to_string).unwrap_or_default();
    row("SHA-256", "SHA-256", &sha256);
    row("approver", "承認者", approval.person.as_str());
    row("role", "役割", approval.role.as_deref().unwrap_or_default());
    row("meaning", "承認の意味", &both(approval.meaning.as_ref()));
    row("key", "鍵", approval.key.as_ref().map(|key| key.as_str()).unwrap_or_default());
    row("signed", "署名対象", statement);
    if write {
        let file = match stands {
            Stands::Release(release) => format!("releases/{release}/decisions.yaml"),
            Stands::Site(..) => "decisions.yaml".to_owned(),
        };
        paper.line(&lang.pick(
            format!("signed; the approval is appended to {file}"),
            format!("署名し、承認を {file} に追記しました"),
        ));
    }
}

const WIDTH: usize = 16;

fn of_site(one: &SiteDecision) -> Vec<([&'static str; 2], String)> {
    let or_empty = |id: &Option<device::Id>| id.as_ref().map(ToString::to_string).unwrap_or_default();
    let leans = one.isolation.as_ref().map(|isolation| {
        let files = isolation.rules.iter().map(|bound| format!("{} {}", bound.file, bound.sha256));
        let files = files.collect::<Vec<_>>().join(", ");
        format!("{} · network.yaml {} · {files}", isolation.firewall, isolation.profile_version)
    });
    vec![
        (["device", "機器"], one.device.to_string()),
        (["release", "リリース"], or_empty(&one.release)),
        (["owner", "責任者"], or_empty(&one.owner)),
        (["isolation", "隔離の証明"], leans.unwrap_or_default()),
    ]
}

fn rows(lang: Lang, decision: &Decision) -> Vec<([&'static str; 2], String)> {
    let component = &decision.component;
    let parts = [&component.purl, &component.cpe, &component.name, &component.range];
    let named: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    let [en, ja] = decision.status.meaning();
    let meaning = decision.justification.map(|label| label.meaning());
    let label = decision.justification.map(|label| label.name()).unwrap_or_default();
    let justification = meaning.map(|[en, ja]| format!("{label}: {}", lang.pick(en, ja))).unwrap_or_default();
    let conditions: Vec<String> = decision
        .conditions
        .iter()
        .map(|one| format!("{} {} {}", one.kind.name(), one.name, one.is.as_deref().unwrap_or_default()))
        .collect();
    let evidence: Vec<&str> = decision.evidence.iter().map(|one| one.reference.as_str()).collect();
    vec![
        (["vulnerability", "脆弱性"], decision.vulnerabilities.join(", ")),
        (["component", "構成要素"], named.join(" ")),
        (["status", "状態"], format!("{}: {}", decision.status.name(), lang.pick(en, ja))),
        (["justification", "正当化"], justification),
        (["reason", "理由"], both(decision.reason.as_ref())),
        (["security", "セキュリティ"], both(decision.security.as_ref())),
        (["safety", "安全性"], both(decision.safety.as_ref())),
        (["conditions", "適用条件"], conditions.join(", ")),
        (["evidence", "根拠資料"], evidence.join(", ")),
        (["exploitation", "悪用状況"], decision.exploitation.map(|now| now.name().to_owned()).unwrap_or_default()),
        (["author", "作成者"], decision.author.as_ref().map(ToString::to_string).unwrap_or_default()),
        (["decided", "判断日時"], decision.decided_at.map(|at| at.to_string()).unwrap_or_default()),
        (["expires", "有効期限"], decision.expires.map(|at| at.to_string()).unwrap_or_default()),
    ]
}

/// Every wording: the signature is over all of them.
fn both(text: Option<&Text>) -> String {
    let wordings = text.iter().flat_map(|text| [text.en.as_deref(), text.ja.as_deref()]).flatten();
    wordings.collect::<Vec<_>>().join(" / ")
}
