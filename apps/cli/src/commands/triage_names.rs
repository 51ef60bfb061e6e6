//! `tutela triage names DIR`: whether what advisories name is ours, asked pair by pair; each answer is appended as a rule.

use super::print;
use super::triage::{complaint, opened};
use super::triage_walk::{known_person, line, say};
use crate::edge::{Complaint, Edge};
use crate::options::{Form, TriageNames};
use crate::screen::{Paper, names as screen};
use crate::status;
use activities::check_device::{Checked, check_device};
use activities::dossier_port::Dossiers;
use activities::triage::{NameQuestion, PairAnswer, Ruling, name_questions, ruled};
use device::Id;
use formats::answer::triage::{NamedV1, NamesV1, PairV1};
use formats::answer::v1;
use std::collections::BTreeSet;
use std::io::BufRead;
use vulnerability::Source;

/// What the person wants with a pair.
enum Wish {
    Answer(PairAnswer),
    Skip,
    Quit,
    Unclear,
}

/// How a walk went.
struct Walked {
    written: usize,
    /// A pair that was set aside may have hidden another product of the same advisory.
    another: bool,
    quit: bool,
}

pub(crate) fn run(edge: &Edge, args: &TriageNames) -> Result<u8, Complaint> {
    if args.list || edge.format == Form::Json {
        return list(edge, args);
    }
    let (mut written, mut asked) = (0, BTreeSet::new());
    let mut input = std::io::stdin().lock();
    loop {
        let walked = walk(edge, args, &mut input, &mut asked)?;
        written += walked.written;
        if walked.quit || !walked.another {
            break;
        }
    }
    // Counted anew, for an answer can settle or open more than its own pair.
    let (folder, open) = opened(edge, &args.walk.dir, args.walk.release.as_deref())?;
    drop(folder);
    let knowledge = edge.knowledge()?;
    let checked = check_device(&open, &knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    let release = open.release.clone().expect("a dossier without a release was refused above");
    let left = name_questions(&checked.by_name).len();
    let mut paper = Paper::new();
    screen::ended(edge.lang, written, left, &release, is_asked(&checked), &mut paper);
    say(&paper.finish());
    Ok(status_of(&checked, left))
}

/// One pass over the pairs that were not asked before.
fn walk(
    edge: &Edge,
    args: &TriageNames,
    input: &mut dyn BufRead,
    before: &mut BTreeSet<String>,
) -> Result<Walked, Complaint> {
    let (folder, open) = opened(edge, &args.walk.dir, args.walk.release.as_deref())?;
    let person = args.walk.person.as_deref().ok_or_else(|| nobody(edge))?;
    let person = known_person(edge, &open, person)?;
    let knowledge = edge.knowledge()?;
    let checked = check_device(&open, &knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    let release = open.release.clone().expect("a dossier without a release was refused above");
    let mut questions = name_questions(&checked.by_name);
    questions.retain(|question| before.insert(format!("{:?} {:?}", question.ours, question.theirs)));
    let mut walked = Walked { written: 0, another: false, quit: false };
    let mut hash = open.dossier.hash.clone();
    for (nth, question) in questions.iter().enumerate() {
        let mut paper = Paper::new();
        paper.blank();
        paper.line(&format!("[{}/{}] {}", nth + 1, questions.len(), screen::pair(question)));
        screen::reasons(edge.lang, question, &mut paper);
        screen::scopes(edge.lang, question, &mut paper);
        say(&paper.finish());
        let Some(answered) = ask(edge, input, question) else {
            walked.quit = true;
            break;
        };
        let Some((answer, reason)) = answered else { continue };
        let changes = ruled(question, Ruling { answer, reason, person: person.clone() }, &release, edge.now);
        folder.commit(Some(&hash), &changes).map_err(|fault| complaint(edge, &fault))?;
        hash = folder.load().map_err(|fault| complaint(edge, &fault))?.hash;
        walked.written += 1;
        walked.another |= answer != PairAnswer::Same;
    }
    Ok(walked)
}

fn nobody(edge: &Edge) -> Complaint {
    Complaint::new(
        edge.lang.pick("an answer about names needs somebody who gives it", "名称についての回答には回答者が必要です"),
        edge.lang.pick(
            "name a person of people.yaml with --person, or look only: --list",
            "people.yaml にある人を --person で指定するか、--list で一覧だけを表示してください",
        ),
    )
}

fn wish(key: &str, question: &NameQuestion<'_>) -> Wish {
    match key {
        "y" => Wish::Answer(PairAnswer::Same),
        "n" if !question.ours.version.is_empty() => Wish::Answer(PairAnswer::AnotherInThisVersion),
        "v" => Wish::Answer(PairAnswer::Never),
        "s" => Wish::Skip,
        "q" => Wish::Quit,
        _ => Wish::Unclear,
    }
}

/// `None`: the person has had enough. `Some(None)`: this one is left. Nothing is written without a reason and a yes.
fn ask(edge: &Edge, input: &mut dyn BufRead, question: &NameQuestion<'_>) -> Option<Option<(PairAnswer, String)>> {
    let lang = edge.lang;
    let no = match question.ours.version.is_empty() {
        true => "",
        false => lang.pick("n not in this version · ", "n この版では別物 · "),
    };
    let keys = lang.pick(
        format!("y the same · {no}v never the same · s skip · q quit > "),
        format!("y 同一 · {no}v 常に別物 · s 飛ばす · q 終了 > "),
    );
    loop {
        let answer = match wish(&line(input, &keys)?, question) {
            Wish::Answer(answer) => answer,
            Wish::Skip => return Some(None),
            Wish::Quit => return None,
            Wish::Unclear => continue,
        };
        let reason = line(input, lang.pick("reason > ", "理由 > "))?;
        if reason.is_empty() {
            say(lang.pick("An answer needs a reason.\n", "回答には理由が必要です。\n"));
            continue;
        }
        if line(input, lang.pick("append it (y/n) > ", "追記しますか (y/n) > "))? == "y" {
            return Some(Some((answer, reason)));
        }
    }
}

/// Whether advisories were held and young enough; else that nothing waits means nothing.
fn is_asked(checked: &Checked<'_>) -> bool {
    let usable = checked.scan.sources.iter().any(|source| source.name == Source::Csaf.name() && !source.is_unusable());
    usable && checked.scan.dependence.unread_documents == 0
}

fn status_of(checked: &Checked<'_>, left: usize) -> u8 {
    let found = if left == 0 { status::NOTHING } else { status::FINDINGS };
    let asked = if is_asked(checked) { status::NOTHING } else { status::NO_ANSWER };
    let read = if checked.input_wrong { status::WRONG_CALL } else { status::NOTHING };
    status::worse(status::worse(found, asked), read)
}

fn list(edge: &Edge, args: &TriageNames) -> Result<u8, Complaint> {
    let (_, open) = opened(edge, &args.walk.dir, args.walk.release.as_deref())?;
    let knowledge = edge.knowledge()?;
    let checked = check_device(&open, &knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    let release = open.release.clone().expect("a dossier without a release was refused above");
    let questions = name_questions(&checked.by_name);
    let status = status_of(&checked, questions.len());
    print(&match edge.format {
        Form::Json => json(edge, &checked, &questions, &release, status),
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::list(edge.lang, &questions, &release, is_asked(&checked), &mut paper);
            if !questions.is_empty() {
                paper.raw(&format!("tutela triage names --person ID {}", args.walk.dir.display()));
            }
            paper.finish().into_bytes()
        }
    })?;
    Ok(status)
}

fn json(edge: &Edge, checked: &Checked<'_>, questions: &[NameQuestion<'_>], release: &Id, exit_status: u8) -> Vec<u8> {
    let is_kev = |name: &str| name == Source::Kev.name();
    let kev = checked.scan.sources.iter().any(|source| is_kev(&source.name) && !source.is_unusable());
    let pairs = questions.iter().map(|question| PairV1 {
        maker: &question.ours.vendor,
        name: &question.ours.name,
        version: &question.ours.version,
        their_vendor: &question.theirs.0,
        their_product: &question.theirs.1,
        advisories: question
            .named
            .iter()
            .map(|named| NamedV1 {
                id: &named.advisory,
                vulnerabilities: &named.vulnerabilities,
                known_exploited: (named.weight.exploited.is_some() || kev).then_some(named.weight.exploited.is_some()),
                cvss: named.weight.tenths.map(|tenths| f64::from(tenths) / 10.0),
                why: edge.lang.pick(&named.why[0], &named.why[1]),
            })
            .collect(),
    });
    let answer = NamesV1 {
        schema: "tutela.names/v1",
        release: release.to_string(),
        asked: is_asked(checked),
        exit_status,
        pairs: pairs.collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}
