//! `tutela scan FILE…`: matches SBOMs alone against the mirror.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::in_turn::each_in_turn;
use crate::options::{Form, ScanArgs};
use crate::places::Places;
use crate::scope::{Area, Scope};
use crate::screen::Paper;
use crate::screen::answer::{Frame, draw};
use crate::status;
use activities::by_name::ByName;
use activities::os_words;
use activities::scan::{Collector, Notes, Scan, Unread, published, scan};
use formats::answer::v1::{self, AnswerV1, Each};
use formats::sarif;
use index::HeldKnowledge;
use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use terms::{Finding, Lang, Priority};

/// What one file gave beside its written answer: a complaint, and the exit status it asks for.
struct Answered {
    complaint: Option<Complaint>,
    status: u8,
}

pub(crate) fn run(edge: &Edge, args: &ScanArgs) -> Result<u8, Complaint> {
    let mut knowledge = edge.knowledge()?;
    if let [file] = args.files.as_slice() {
        // A large answer goes straight out; it is never held whole.
        let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
        let answered = answer(edge, &knowledge, file, Wish { all: args.all, alone: true }, &mut Vec::new(), &mut out);
        let _ = out.flush();
        return answered.complaint.map_or(Ok(answered.status), Err);
    }
    // A component is some hundred bytes of input, and reading one page for it costs as much as reading on for thousands.
    let input: u64 = args.files.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum();
    knowledge.hold(input.saturating_mul(8)).map_err(|fault| edge.unusable(&fault))?;
    several(edge, &knowledge, args)
}

/// Room for files and answers that is used again and again.
type Pool = Mutex<Vec<Vec<u8>>>;

const SCHEMA: &str = "tutela.scan/v1";

/// Answers several files on all cores, each in the order given.
fn several(edge: &Edge, knowledge: &HeldKnowledge, args: &ScanArgs) -> Result<u8, Complaint> {
    let mut status = status::NOTHING;
    print(head(edge.format).as_bytes())?;
    let mut first = true;
    let (rooms, answers) = (Pool::default(), Pool::default());
    let room = |pool: &Pool| pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    let back = |pool: &Pool, room: Vec<u8>| pool.lock().unwrap_or_else(PoisonError::into_inner).push(room);
    let wish = Wish { all: args.all, alone: false };
    let work = |place: usize| {
        let (mut raw, mut text) = (room(&rooms), room(&answers));
        text.clear();
        let answered = answer(edge, knowledge, &args.files[place], wish, &mut raw, &mut text);
        back(&rooms, raw);
        (answered, text)
    };
    each_in_turn(args.files.len(), work, |(answered, text)| {
        status = status::worse(status, answered.status);
        if let Some(complaint) = &answered.complaint {
            complaint.print(edge.lang);
        }
        let between: &[u8] = match edge.format {
            Form::Json | Form::Sarif if !first => b",\n",
            Form::Human if !first => b"\n",
            Form::Json | Form::Human | Form::Sarif => b"",
        };
        first = false;
        print(between)?;
        print(&text)?;
        back(&answers, text);
        Ok(())
    })?;
    print(tail(edge.format, status).as_bytes())?;
    Ok(status)
}

/// What stands before several answers.
fn head(format: Form) -> String {
    match format {
        Form::Human => String::new(),
        Form::Json => format!("{{\"schema\": \"{SCHEMA}\", \"results\": [\n"),
        Form::Sarif => sarif::open(),
    }
}

/// What stands behind them.
fn tail(format: Form, status: u8) -> String {
    match format {
        Form::Human => String::new(),
        Form::Json => format!("],\n\"exit_status\": {status}}}\n"),
        Form::Sarif => sarif::CLOSE.to_owned(),
    }
}

/// How a file is to be answered.
#[derive(Clone, Copy)]
struct Wish {
    /// Show everything.
    all: bool,
    /// It is the only file; otherwise its answer stands in a list.
    alone: bool,
}

fn answer(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    file: &Path,
    wish: Wish,
    raw: &mut Vec<u8>,
    out: &mut dyn Write,
) -> Answered {
    // A panic about one file is a fault of ours about that file; the others are still answered.
    let caught = std::panic::catch_unwind(AssertUnwindSafe(|| one(edge, knowledge, file, wish, raw, out)));
    let complaint = match caught {
        Ok(Ok(status)) => return Answered { complaint: None, status },
        Ok(Err(complaint)) => complaint,
        Err(_) => {
            let words = edge.lang.pick("internal fault; please report it", "内部エラーです。報告してください");
            Complaint { status: status::FAULT, ..Complaint::new(format!("{}: {words}", file.display()), "") }
        }
    };
    // Programs get one object, or one run, an input, also for one that could not be answered.
    let _ = match edge.format {
        Form::Human => Ok(()),
        Form::Json => v1::write(
            out,
            &v1::RefusedInputV1 {
                schema: SCHEMA,
                verdict: "no-answer",
                exit_status: complaint.status,
                file: file.display().to_string(),
                error: complaint.what.clone(),
                next: complaint.next.clone(),
            },
        ),
        Form::Sarif => {
            let fault = Some(format!("{} {}", complaint.what, complaint.next));
            let run = sarif::Run { folder: String::new(), findings: Vec::new(), notices: Vec::new(), fault };
            out.write_all(&written(edge, &run, wish.alone))
        }
    };
    Answered { status: complaint.status, complaint: Some(complaint) }
}

fn one(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    file: &Path,
    wish: Wish,
    raw: &mut Vec<u8>,
    out: &mut dyn Write,
) -> Result<u8, Complaint> {
    read(edge, file, raw)?;
    let name = file.display().to_string().replace('\\', "/");
    let (status, broken) = of_bytes(edge, knowledge, Loose { name: &name, bytes: raw }, wish, out)?;
    complain(edge, &broken);
    Ok(status)
}

/// A file in memory.
#[derive(Clone, Copy)]
pub(crate) struct Loose<'a> {
    /// How it is called in the answer.
    pub(crate) name: &'a str,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
}

/// The answer about one file in memory as it is published, and the exit status.
pub(crate) fn json_of(edge: &Edge, knowledge: &HeldKnowledge, file: Loose<'_>) -> Result<(Vec<u8>, u8), Complaint> {
    let mut text = Vec::new();
    let (status, _) = of_bytes(edge, knowledge, file, Wish { all: true, alone: true }, &mut text)?;
    Ok((text, status))
}

/// Writes the answer about a file; gives the exit status and what of the file could not be read.
fn of_bytes(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    Loose { name, bytes }: Loose<'_>,
    wish: Wish,
    out: &mut dyn Write,
) -> Result<(u8, Vec<Finding>), Complaint> {
    let opened = formats::sbom::open(name, bytes);
    let mut names = ByName::new(knowledge);
    let (mut collector, mut findings, mut unread) = (Collector::default(), opened.findings.clone(), Vec::new());
    for document in &opened.documents {
        let (name, bytes) = (&document.name, &document.bytes);
        if document.inside {
            collector.member(name, bytes);
        } else {
            collector.document(name, bytes);
        }
        let reading = formats::sbom::read(bytes, &mut |item| {
            names.take(&item);
            collector.take(item, &mut |_| Notes::default());
        });
        document.form.iter().for_each(|form| collector.called(form));
        findings.extend(reading.findings(name, bytes));
        unread.push(Unread::of(name, bytes, &reading));
        if !document.inside && !formats::sbom::detect(bytes).is_read() {
            return Err(not_an_sbom(edge, name, &findings));
        }
    }
    let mut scanned = scan(knowledge, collector.finish(), &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    scanned.not_read(opened.refused, unread);
    let unread = scanned.dependence.unread_documents;
    let texts: Vec<&[u8]> = opened.documents.iter().map(|document| &*document.bytes).collect();
    let stated = scanned.documents().iter().zip(&opened.documents);
    findings.extend(stated.filter_map(|(about, read)| about.completeness.finding(&read.name, &read.bytes)));
    findings.extend(scanned.documents().iter().filter_map(|about| about.elsewhere.finding(&about.file)));
    findings.extend(scanned.contradictions(&texts));
    let named = names.ask(knowledge, &[]).map_err(|fault| edge.unusable(&fault))?;
    findings.extend(named.into_iter().map(|named| named.finding));
    findings.extend(scanned.source_findings());
    let places = Places::new(&scanned, texts);
    let others = findings.iter().map(|finding| finding.priority).max();
    let mut status = scanned.status(others, edge.fail_on);
    if unread > 0 {
        status = status::worse(status, status::WRONG_CALL);
    }
    let written = match edge.format {
        Form::Human => out.write_all(screen(edge, &scanned, &findings, &places, name, wish.all).as_bytes()),
        Form::Json => json(edge, &scanned, &findings, &places, status, out),
        Form::Sarif => out.write_all(&sarif_log(edge, &scanned, &findings, &places, wish.alone)),
    };
    match written {
        // A reader that has gone away (`| head`) is no fault.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("stdout: {error}"), ""))
        }
        Ok(()) | Err(_) => Ok((status, if unread > 0 { findings } else { Vec::new() })),
    }
}

fn screen(
    edge: &Edge,
    scanned: &Scan<'_>,
    findings: &[Finding],
    places: &Places<'_, '_>,
    input: &str,
    all: bool,
) -> String {
    let subject = scanned.documents().first().map(|document| document.subject.as_str()).unwrap_or_default();
    let decide = edge.lang.pick(" in a dossier (tutela init device DIR)", "（ドシエに記録: tutela init device DIR）");
    let frame = Frame {
        title: if subject.is_empty() { input.to_owned() } else { format!("{subject} · {input}") },
        others: findings,
        scope: scope(edge.lang, scanned),
        rows: Vec::new(),
        all_command: format!("tutela scan {input} --all"),
        all,
        decide: decide.to_owned(),
    };
    let mut paper = Paper::new();
    draw(edge, scanned, &frame, &|component| places.of(component), &mut paper);
    paper.finish()
}

/// What `scan` looks at, and what only a dossier could tell.
fn scope(lang: Lang, scanned: &Scan<'_>) -> Scope {
    let mut scope = Scope { looked_at: vec![Area::components(lang)], ..Scope::default() };
    scope.unread(lang, scanned);
    scope.unlisted(lang, scanned);
    scope.elsewhere(lang, scanned);
    scope.inside_modules(lang, scanned);
    scope.by_name(lang, scanned);
    let alone = lang.pick("scan looks at SBOMs alone", "scan は SBOM だけを確認します");
    for (id, ja) in [
        ("plan", "計画"),
        ("environment", "使用環境"),
        ("hazards", "ハザード"),
        ("support", "サポート期間"),
        ("network", "ネットワーク"),
    ] {
        scope.not(Area::new(id, lang.pick(id, ja)), alone);
    }
    scope
}

fn json(
    edge: &Edge,
    scanned: &Scan<'_>,
    others: &[Finding],
    places: &Places<'_, '_>,
    status: u8,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let lang = edge.lang;
    let line_of = |component: u32| places.line(component);
    let worst: Option<Priority> = others.iter().map(|finding| finding.priority).max();
    let answer = AnswerV1 {
        schema: SCHEMA,
        verdict: scanned.verdict(worst).name(),
        exit_status: status,
        scope: scope(lang, scanned).v1(),
        as_of: edge.now.to_string(),
        mirror: v1::filled(&scanned.mirror).map(str::to_owned),
        dossier: None,
        program: PROGRAM.to_owned(),
        max_age: edge.max_age,
        unwatched: if edge.unwatched_allowed { "allowed" } else { "counted" },
        device: None,
        documents: scanned.documents_v1(lang),
        findings: Each(|| {
            let own = scanned.each_finding().map(|at| scanned.finding_v1(at, &line_of, lang));
            own.chain(others.iter().map(|finding| published::other(finding, lang)))
        }),
        coverage: scanned.coverage_v1(&line_of),
        field: None,
        sources: scanned.sources.iter().map(|source| published::source_v1(source, lang)).collect(),
    };
    v1::write(out, &answer)
}

/// A file that is no SBOM of a form that is read.
pub(super) fn not_an_sbom(edge: &Edge, name: &str, findings: &[Finding]) -> Complaint {
    let wording = findings.first().map(|finding| finding.detail.say(edge.lang));
    let (what, next) = wording.map(|wording| (wording.what, wording.next)).unwrap_or_default();
    Complaint::new(format!("{name}: {what}"), next)
}

/// What could not be read, on stderr with its place.
pub(super) fn complain(edge: &Edge, findings: &[Finding]) {
    for finding in findings.iter().filter(|finding| finding.priority >= Priority::Undecided) {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let wording = finding.detail.say(edge.lang);
        Complaint::new(format!("{place}: {}", wording.what), wording.next).print(edge.lang);
    }
}

fn sarif_log(edge: &Edge, scanned: &Scan<'_>, others: &[Finding], places: &Places<'_, '_>, alone: bool) -> Vec<u8> {
    let findings = super::every_finding(scanned, others, places);
    let notices = scope(edge.lang, scanned).notices(edge.lang).chain(super::notices(edge, scanned)).collect();
    let run = sarif::Run { folder: String::new(), findings, notices, fault: None };
    written(edge, &run, alone)
}

/// A run as a log of its own, or as one of several in a log.
fn written(edge: &Edge, run: &sarif::Run, alone: bool) -> Vec<u8> {
    let cards = super::cards();
    match alone {
        true => sarif::write(std::slice::from_ref(run), &cards, edge.lang, PROGRAM),
        false => sarif::write_run(run, &cards, edge.lang, PROGRAM),
    }
}

pub(super) fn read(edge: &Edge, file: &Path, into: &mut Vec<u8>) -> Result<(), Complaint> {
    into.clear();
    let result = match file.as_os_str() == "-" {
        true => std::io::stdin().lock().read_to_end(into),
        false => std::fs::File::open(file).and_then(|mut file| {
            // Room for the whole file at once; a guess that falls short is made good by reading on.
            let size = file.metadata().map_or(0, |about| about.len());
            into.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
            file.read_to_end(into)
        }),
    };
    result.map(|_| ()).map_err(|error| {
        Complaint::new(
            format!(
                "{}: {}",
                file.display(),
                edge.lang.pick(
                    format!("cannot be read ({error})"),
                    format!("読み取れません（{}）", os_words::cause(&error, Lang::Ja))
                )
            ),
            edge.lang.pick("check the path", "パスを確認してください"),
        )
    })
}
