//! The watch: what is kept is checked again when feeds, files or the day change, and each new thing to do becomes work.
//!
//! Every step is a job with a key for life, so that a killed process loses none and several processes do none twice.

use crate::api::kept::check_files;
use crate::rooms::{Asking, Checked};
use crate::state::Shared;
use activities::checks_port::{Held, KeptFinding};
use activities::jobs_port::{Follows, HeldJob, NewJob, WorkItem, WorkState};
use activities::library_port::{KeptId, KeptKind, Page, State};
use activities::role::Role;
use activities::store_fault::StoreFault;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use terms::{Instant, Lang};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(20);

/// The kind of its jobs.
const CHECK: &str = "check";

/// How long a job is held before another process takes it, in milliseconds.
const LEASE: i64 = 5 * 60_000;

/// How often a check is tried before it is given up; the next day tries again.
const ATTEMPTS: u32 = 5;

/// Rows read at a time.
const ROWS: u32 = 200;

/// Findings read at a time.
const FINDINGS: u32 = 500;

/// Looks until the process ends.
pub(crate) fn run(shared: &Shared) {
    let holder = crate::session::new_token(shared);
    loop {
        if let Err(fault) = tick(shared, &holder) {
            eprintln!("tutela serve: {fault}");
        }
        std::thread::sleep(EVERY);
    }
}

/// Looks once: adds the jobs that are due, and does those that nobody holds. How many were done.
pub(crate) fn tick(shared: &Shared, holder: &str) -> Result<u64, StoreFault> {
    add_due(shared)?;
    let mut done = 0;
    loop {
        let now = shared.now();
        let Some(job) = shared.wiring.jobs.claim_job(&[CHECK], holder, now, Instant(now.0 + LEASE))? else {
            return Ok(done);
        };
        match work(shared, &job) {
            Ok(follows) => {
                shared.wiring.jobs.finish_job(&job, shared.now(), &follows)?;
                done += 1;
            }
            Err(why) => {
                let again = Instant(shared.now().0 + (1 << job.attempt.min(10)) * 30_000);
                shared.wiring.jobs.fail_job(&job, &why, shared.now(), again)?;
            }
        }
    }
}

/// A job for everything whose last answer is about other files, other feeds or another day.
fn add_due(shared: &Shared) -> Result<(), StoreFault> {
    let (mirror, now) = (shared.wiring.rooms.mirror(), shared.now());
    for tenant in shared.wiring.library.tenants()? {
        for kind in [KeptKind::Dossier, KeptKind::Site] {
            let mut after = String::new();
            loop {
                let page = shared.wiring.library.kept(&tenant.id, kind, None, Page { after: &after, limit: ROWS })?;
                let mut jobs = Vec::new();
                for one in &page {
                    let last = shared.wiring.checks.check(&one.id, None)?;
                    let fits = last.is_some_and(|last| {
                        last.revision == one.revision.sequence
                            && last.generation == mirror
                            && last.at.day() == now.day()
                    });
                    if !fits {
                        jobs.push(job(&one.id, one.revision.sequence, &mirror, now));
                    }
                }
                shared.wiring.jobs.add_jobs(&jobs)?;
                match page.last() {
                    Some(last) if page.len() as u64 >= u64::from(ROWS) => after.clone_from(&last.id.name),
                    Some(_) | None => break,
                }
            }
        }
    }
    Ok(())
}

fn job(id: &KeptId, sequence: i64, mirror: &str, now: Instant) -> NewJob {
    NewJob {
        kind: CHECK.to_owned(),
        key: format!("check {} {id} {sequence} {mirror} {}", id.tenant, now.day()),
        payload: format!("{}\n{}\n{}", id.tenant, id.kind.word(), id.name).into_bytes(),
        run_at: now,
        attempts: ATTEMPTS,
    }
}

fn id_of(job: &HeldJob) -> Option<KeptId> {
    let text = std::str::from_utf8(&job.payload).ok()?;
    let mut lines = text.splitn(3, '\n');
    let (tenant, kind, name) = (lines.next()?, KeptKind::of(lines.next()?)?, lines.next()?);
    Some(KeptId { tenant: tenant.to_owned(), kind, name: name.to_owned() })
}

/// Checks it in both languages of work, and says what is new.
fn work(shared: &Shared, job: &HeldJob) -> Result<Follows, String> {
    let id = id_of(job).ok_or("the job names nothing")?;
    let told = |fault: StoreFault| fault.to_string();
    let Some(revision) = shared.wiring.library.revision(&id, State::Now).map_err(told)? else {
        return Ok(Follows::default());
    };
    let files = shared.wiring.library.files(&id, State::Revision(revision.sequence), &|_| true).map_err(told)?;
    let by_name: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let before = open_keys(shared, &id).map_err(told)?;
    let asking = |lang| Asking { now: shared.now(), lang };
    let said = |refusal: crate::rooms::Refusal| refusal.what;
    let mut checked = check_files(shared, asking(Lang::En), id.kind, &by_name, None).map_err(said)?;
    checked.check.revision = revision.sequence;
    shared.wiring.checks.put_check(&id, &checked.check, &checked.findings).map_err(told)?;
    Ok(Follows { messages: Vec::new(), work: items(&id, &before, &checked), jobs: Vec::new() })
}

fn open_keys(shared: &Shared, id: &KeptId) -> Result<BTreeSet<String>, StoreFault> {
    let mut keys = BTreeSet::new();
    let mut after: Option<(i64, String)> = None;
    loop {
        let from = after.as_ref().map(|(rank, key)| (*rank, key.as_str()));
        let page: Vec<Held> = shared.wiring.checks.findings(id, None, from, FINDINGS)?;
        after = page.last().map(|held| (held.finding.rank, held.finding.key.clone()));
        let full = page.len() as u64 >= u64::from(FINDINGS);
        keys.extend(page.into_iter().map(|held| held.finding.key));
        if !full {
            return Ok(keys);
        }
    }
}

/// Who must act on what is kept.
fn roles(kind: KeptKind) -> &'static [Role] {
    match kind {
        KeptKind::Dossier => &[Role::ProductSecurity, Role::Psirt],
        KeptKind::Site => &[Role::HospitalIt, Role::Biomedical],
    }
}

/// One item per role for each new finding that blocks or waits, and per vulnerability only one.
fn items(id: &KeptId, before: &BTreeSet<String>, checked: &Checked) -> Vec<WorkItem> {
    let new = checked.findings.iter().filter(|finding| finding.rank <= 1 && !before.contains(&finding.key));
    let mut by_subject: BTreeMap<(String, &str), &KeptFinding> = BTreeMap::new();
    for finding in new {
        let about = if finding.vulnerability.is_empty() { &finding.key } else { &finding.vulnerability };
        by_subject.entry((format!("{id} {about}"), finding.code.as_str())).or_insert(finding);
    }
    let item = |(subject, code): &(String, &str), finding: &KeptFinding, role: Role| WorkItem {
        id: 0,
        tenant: id.tenant.clone(),
        role: role.name().to_owned(),
        subject: subject.clone(),
        code: (*code).to_owned(),
        due: None,
        created: checked.check.at,
        state: WorkState::Open,
        by: String::new(),
        facts: finding.answer.clone(),
    };
    let each = |(subject, finding): (&(String, &str), &&KeptFinding)| {
        roles(id.kind).iter().map(|role| item(subject, finding, *role)).collect::<Vec<_>>()
    };
    by_subject.iter().flat_map(each).collect()
}
