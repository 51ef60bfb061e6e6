//! `tutela triage DIR`: one finding at a time, by keys; each answer is appended to decisions.yaml.

use super::triage::{complaint, opened};
use crate::edge::{Complaint, Edge};
use crate::options::TriageWalk;
use crate::screen::Paper;
use crate::status;
use activities::check_device::{OpenDevice, check_device};
use activities::dossier_port::Dossiers;
use activities::scan::Scan;
use activities::triage::{Answer, Question, answered, questions};
use device::{Choice, Id, People, ProductStatus, VexJustification};
use std::io::{BufRead, Write};

/// What the person wants with a finding.
enum Wish {
    Decide(ProductStatus),
    Skip,
    Quit,
    Unclear,
}

pub(crate) fn run(edge: &Edge, args: Option<&TriageWalk>) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let args = args.ok_or_else(|| {
        Complaint::new(
            lang.pick("name a dossier", "ドシエを指定してください"),
            "tutela triage DIR, tutela triage --help",
        )
    })?;
    let (folder, open) = opened(edge, &args.dir, args.release.as_deref())?;
    let person = args.person.as_deref().map(|text| known_person(edge, &open, text)).transpose()?;
    let knowledge = edge.knowledge()?;
    let checked = check_device(&open, &knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    let asked = questions(&checked.scan);
    let release = open.release.clone().expect("a dossier without a release was refused above");
    let (mut input, mut written, mut hash) = (std::io::stdin().lock(), 0, open.dossier.hash.clone());
    for (nth, question) in asked.iter().enumerate() {
        show(edge, &checked.scan, question, &release, (nth + 1, asked.len()));
        let Some(answer) = ask(edge, &mut input, person.as_ref()) else { break };
        let Some(answer) = answer else { continue };
        let changes = answered(question, answer, &release, edge.now);
        folder.commit(Some(&hash), &changes).map_err(|fault| complaint(edge, &fault))?;
        hash = folder.load().map_err(|fault| complaint(edge, &fault))?.hash;
        written += 1;
    }
    let left = asked.len() - written;
    say(&lang.pick(
        format!(
            "{written} decisions appended to releases/{release}/decisions.yaml, unapproved; {left} findings wait\n"
        ),
        format!("releases/{release}/decisions.yaml に {written} 件の判断を追記しました（未承認）。未判断 {left} 件\n"),
    ));
    let found = if left == 0 { status::NOTHING } else { status::FINDINGS };
    if checked.scan.dependence.is_sound() {
        return Ok(found);
    }
    // That nothing more is asked means nothing where nobody looked.
    let dir = args.dir.display();
    say(&lang.pick(
        format!("NO ANSWER for what is unwatched or rests on missing or old sources; it was not asked: tutela check {dir}\n"),
        format!("回答不可の範囲あり：未監視の構成要素や、未取得・期限切れの情報源に依るものは尋ねていません: tutela check {dir}\n"),
    ));
    Ok(status::worse(found, status::NO_ANSWER))
}

pub(super) fn known_person(edge: &Edge, open: &OpenDevice, text: &str) -> Result<Id, Complaint> {
    person_of(edge, open.dossier.people.as_ref(), text)
}

pub(super) fn person_of(edge: &Edge, people: Option<&People>, text: &str) -> Result<Id, Complaint> {
    let id = Id::try_from(text).ok();
    let known = id.filter(|id| people.is_some_and(|people| people.person(id).is_some()));
    known.ok_or_else(|| {
        Complaint::new(
            edge.lang.pick(
                format!("--person: “{text}” is not in people.yaml"),
                format!("--person: 「{text}」は people.yaml にありません"),
            ),
            edge.lang.pick("name a person of people.yaml", "people.yaml にある人の id を指定してください"),
        )
    })
}

/// A prompt; a reader that has gone away is no fault.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn show(edge: &Edge, scan: &Scan<'_>, question: &Question, release: &Id, (nth, all): (usize, usize)) {
    let lang = edge.lang;
    let spoken = scan.finding(question.component, question.finding, terms::Priority::Undecided, None).detail.say(lang);
    let mut paper = Paper::new();
    paper.blank();
    paper.line(&format!("[{nth}/{all}] {}  {}", question.vulnerabilities.join(", "), scan.title(question.component)));
    paper.row(8, lang.pick("why", "理由"), &spoken.what);
    let about: Vec<String> = question
        .about
        .iter()
        .map(|component| {
            let file = &scan.documents()[scan.component(*component).document].file;
            format!("{} ({file})", scan.title(*component))
        })
        .collect();
    paper.row(
        8,
        lang.pick("scope", "範囲"),
        &lang.pick(
            format!("release {release} only: {}", about.join(", ")),
            format!("リリース {release} のみ: {}", about.join("、")),
        ),
    );
    say(&paper.finish());
}

/// One line of what the person types; `None` at its end.
pub(super) fn line(input: &mut dyn BufRead, prompt: &str) -> Option<String> {
    say(prompt);
    let mut text = String::new();
    match input.read_line(&mut text) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(text.trim().to_owned()),
    }
}

fn wish(key: &str) -> Wish {
    match key {
        "a" => Wish::Decide(ProductStatus::Affected),
        "n" => Wish::Decide(ProductStatus::NotAffected),
        "f" => Wish::Decide(ProductStatus::Fixed),
        "i" => Wish::Decide(ProductStatus::UnderInvestigation),
        "s" => Wish::Skip,
        "q" => Wish::Quit,
        _ => Wish::Unclear,
    }
}

/// `None`: the person has had enough. `Some(None)`: this one is left. Nothing is decided without a reason and a yes.
fn ask(edge: &Edge, input: &mut dyn BufRead, person: Option<&Id>) -> Option<Option<Answer>> {
    let lang = edge.lang;
    let keys = lang.pick(
        "a affected · n not affected · f fixed · i under investigation · s skip · q quit > ",
        "a 影響あり · n 影響なし · f 修正済み · i 調査中 · s 飛ばす · q 終了 > ",
    );
    loop {
        let status = match wish(&line(input, keys)?) {
            Wish::Decide(status) => status,
            Wish::Skip => return Some(None),
            Wish::Quit => return None,
            Wish::Unclear => continue,
        };
        let justification = match status {
            ProductStatus::NotAffected => match justification(edge, input)? {
                Some(label) => Some(label),
                None => continue,
            },
            ProductStatus::Affected | ProductStatus::Fixed | ProductStatus::UnderInvestigation => None,
        };
        let reason = line(input, lang.pick("reason > ", "理由 > "))?;
        if reason.is_empty() {
            say(lang.pick("A decision needs a reason.\n", "判断には理由が必要です。\n"));
            continue;
        }
        let yes = line(input, lang.pick("append it (y/n) > ", "追記しますか (y/n) > "))?;
        if yes == "y" {
            return Some(Some(Answer { status, justification, reason, person: person.cloned() }));
        }
    }
}

/// One of the five labels by its number; `Some(None)` for anything else.
fn justification(edge: &Edge, input: &mut dyn BufRead) -> Option<Option<VexJustification>> {
    for (nth, label) in VexJustification::ALL.iter().enumerate() {
        let [en, ja] = label.meaning();
        say(&format!("  {} {}: {}\n", nth + 1, label.name(), edge.lang.pick(en, ja)));
    }
    let number = line(input, edge.lang.pick("which (1-5) > ", "番号 (1-5) > "))?;
    let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    Some(place.and_then(|place| VexJustification::ALL.get(place)).copied())
}
