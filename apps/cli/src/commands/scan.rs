//! `tutela scan FILE…`: matches SBOMs alone against the mirror.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::in_turn::each_in_turn;
use crate::options::{Form, ScanArgs};
use crate::places::Places;
use crate::screen::Paper;
use crate::screen::answer::{Frame, draw};
use crate::status;
use activities::scan::{Collector, Notes, Scan, published, scan};
use formats::answer::v1::{self, AnswerV1, Each, NotLookedAtV1, ScopeV1};
use formats::sarif;
use index::HeldKnowledge;
use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use terms::{Finding, Priority};

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
        let answered = answer(edge, &knowledge, file, args.all, &mut Vec::new(), &mut out);
        let _ = out.flush();
        return answered.complaint.map_or(Ok(answered.status), Err);
    }
    knowledge.keep_pages();
    several(edge, &knowledge, args)
}

/// Room for files and answers that is used again and again.
type Pool = Mutex<Vec<Vec<u8>>>;

const SCHEMA: &str = "tutela.scan/v1";

/// Answers several files on all cores, each in the order given.
fn several(edge: &Edge, knowledge: &HeldKnowledge, args: &ScanArgs) -> Result<u8, Complaint> {
    let mut status = status::NOTHING;
    if edge.format == Form::Json {
        print(format!("{{\"schema\": \"{}\", \"results\": [\n", SCHEMA).as_bytes())?;
    }
    let mut first = true;
    let (rooms, answers) = (Pool::default(), Pool::default());
    let room = |pool: &Pool| pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    let back = |pool: &Pool, room: Vec<u8>| pool.lock().unwrap_or_else(PoisonError::into_inner).push(room);
    let work = |place: usize| {
        let (mut raw, mut text) = (room(&rooms), room(&answers));
        text.clear();
        let answered = answer(edge, knowledge, &args.files[place], args.all, &mut raw, &mut text);
        back(&rooms, raw);
        (answered, text)
    };
    each_in_turn(args.files.len(), work, |(answered, text)| {
        status = status::worse(status, answered.status);
        if let Some(complaint) = &answered.complaint {
            complaint.print(edge.lang);
        }
        let between: &[u8] = match edge.format {
            Form::Json if !first => b",\n",
            Form::Human if !first => b"\n",
            Form::Json | Form::Human | Form::Sarif => b"",
        };
        first = false;
        print(between)?;
        print(&text)?;
        back(&answers, text);
        Ok(())
    })?;
    if edge.format == Form::Json {
        print(format!("],\n\"exit_status\": {status}}}\n").as_bytes())?;
    }
    Ok(status)
}

fn answer(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    file: &Path,
    all: bool,
    raw: &mut Vec<u8>,
    out: &mut dyn Write,
) -> Answered {
    // A panic about one file is a fault of ours about that file; the others are still answered.
    let caught = std::panic::catch_unwind(AssertUnwindSafe(|| one(edge, knowledge, file, all, raw, out)));
    let complaint = match caught {
        Ok(Ok(status)) => return Answered { complaint: None, status },
        Ok(Err(complaint)) => complaint,
        Err(_) => {
            let words = edge.lang.pick("internal fault; please report it", "内部エラーです。報告してください");
            Complaint { status: status::FAULT, ..Complaint::new(format!("{}: {words}", file.display()), "") }
        }
    };
    if edge.format == Form::Json {
        // JSON keeps one object an input, also for one that could not be answered.
        let refused = v1::RefusedInputV1 {
            schema: SCHEMA,
            verdict: "no-answer",
            exit_status: complaint.status,
            file: file.display().to_string(),
            error: complaint.what.clone(),
            next: complaint.next.clone(),
        };
        let _ = v1::write(out, &refused);
    }
    Answered { status: complaint.status, complaint: Some(complaint) }
}

fn one(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    file: &Path,
    all: bool,
    raw: &mut Vec<u8>,
    out: &mut dyn Write,
) -> Result<u8, Complaint> {
    read(edge, file, raw)?;
    let name = file.display().to_string().replace('\\', "/");
    let opened = formats::sbom::open(&name, raw);
    let (mut collector, mut findings, mut unread) = (Collector::default(), opened.findings.clone(), opened.refused);
    for document in &opened.documents {
        let (name, bytes) = (&document.name, &document.bytes);
        if document.inside {
            collector.member(name, bytes);
        } else {
            collector.document(name, bytes);
        }
        let reading = formats::sbom::read(bytes, &mut |item| collector.take(item, &mut |_| Notes::default()));
        findings.extend(reading.findings(name, bytes));
        unread += u64::from(reading.is_broken());
        if !document.inside && !formats::sbom::detect(bytes).is_read() {
            return Err(not_an_sbom(edge, name, &findings));
        }
    }
    let mut scanned = scan(knowledge, collector.finish(), &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
    scanned.dependence.unread_documents = unread;
    findings.extend(scanned.source_findings());
    let texts = opened.documents.iter().map(|document| &*document.bytes).collect();
    let places = Places::new(&scanned, texts);
    let others = findings.iter().map(|finding| finding.priority).max();
    let mut status = scanned.status(others, edge.fail_on);
    if unread > 0 {
        status = status::worse(status, status::WRONG_CALL);
        complain(edge, &findings);
    }
    let written = match edge.format {
        Form::Human => out.write_all(screen(edge, &scanned, &findings, &places, &name, all).as_bytes()),
        Form::Json => json(edge, &scanned, &findings, &places, status, out),
        Form::Sarif => out.write_all(&sarif_log(edge, &scanned, &findings, &places)),
    };
    match written {
        // A reader that has gone away (`| head`) is no fault.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("stdout: {error}"), ""))
        }
        Ok(()) | Err(_) => Ok(status),
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
    let not_looked_at = edge.lang.pick(
        ["plan", "environment", "hazards", "support", "network"],
        ["計画", "使用環境", "ハザード", "サポート期間", "ネットワーク"],
    );
    let alone = edge.lang.pick("scan looks at SBOMs alone", "scan は SBOM だけを確認します");
    let decide = edge.lang.pick(" in a dossier (tutela init device DIR)", "（ドシエに記録: tutela init device DIR）");
    let frame = Frame {
        title: if subject.is_empty() { input.to_owned() } else { format!("{subject} · {input}") },
        others: findings,
        looked_at: vec![edge.lang.pick("components", "構成要素").to_owned()],
        not_looked_at: not_looked_at.map(|area| (area.to_owned(), alone.to_owned())).to_vec(),
        rows: Vec::new(),
        all_command: format!("tutela scan {input} --all"),
        all,
        decide: decide.to_owned(),
    };
    let mut paper = Paper::new();
    draw(edge, scanned, &frame, &|component| places.of(component), &mut paper);
    paper.finish()
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
    let looked =
        |area: &str| NotLookedAtV1 { area: area.to_owned(), because: "scan looks at components alone".to_owned() };
    let answer = AnswerV1 {
        schema: SCHEMA,
        verdict: scanned.verdict(worst).name(),
        exit_status: status,
        scope: ScopeV1 {
            looked_at: vec!["components".to_owned()],
            not_looked_at: ["plan", "environment", "hazards", "support", "network"].map(looked).into(),
        },
        as_of: edge.now.to_string(),
        mirror: v1::filled(&scanned.mirror).map(str::to_owned),
        dossier: None,
        program: PROGRAM.to_owned(),
        max_age: edge.max_age,
        unwatched: if edge.unwatched_allowed { "allowed" } else { "counted" },
        device: None,
        documents: scanned.documents_v1(),
        findings: Each(|| {
            let own = scanned.each_finding().map(|at| scanned.finding_v1(at, &line_of, lang));
            own.chain(others.iter().map(|finding| published::other(finding, lang)))
        }),
        coverage: scanned.coverage_v1(&line_of),
        sources: scanned.sources.iter().map(published::source_v1).collect(),
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

fn sarif_log(edge: &Edge, scanned: &Scan<'_>, others: &[Finding], places: &Places<'_, '_>) -> Vec<u8> {
    let findings = super::every_finding(scanned, others, places);
    let run = sarif::Run { folder: String::new(), findings, notices: super::notices(edge, scanned) };
    sarif::write(&[run], &super::cards(), edge.lang, PROGRAM)
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
                edge.lang.pick(format!("cannot be read ({error})"), format!("読み取れません（{error}）"))
            ),
            edge.lang.pick("check the path", "パスを確認してください"),
        )
    })
}
