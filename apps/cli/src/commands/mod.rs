//! One file a command; each calls one activity and prints its answer.

mod backup;
pub(crate) mod check;
pub(crate) mod check_site;
mod cloud_check;
mod doctor;
mod doctor_places;
mod explain;
mod feeds_add;
mod feeds_bundle;
pub(crate) mod feeds_import;
pub(crate) mod feeds_status;
mod feeds_sync;
pub(crate) mod hit;
mod init;
mod init_from_ports;
mod log_verify;
mod network_diff;
mod network_draft;
mod network_generate;
mod network_isolate;
pub(crate) mod network_kept;
pub(crate) mod network_mud;
mod network_observed;
mod network_place;
mod network_reach;
pub(crate) mod network_sheet;
mod network_site;
pub(crate) mod network_verify;
mod package_build;
pub(crate) mod package_receive;
pub(crate) mod package_status;
pub(crate) mod package_verify;
mod push;
mod restore;
mod sbom_add;
pub(crate) mod sbom_diff;
pub(crate) mod sbom_quality;
pub(crate) mod sbom_read;
pub(crate) mod sbom_show;
pub(crate) mod scan;
mod schema;
pub(crate) mod score;
mod sealed;
mod selftest;
mod serve;
mod serve_check;
mod serve_demo;
mod server_config;
mod server_people;
mod server_retention;
mod server_telling;
mod server_vault;
pub(crate) mod site_add_rules;
mod store_address;
mod stored;
pub(crate) mod triage;
mod triage_names;
mod triage_sign;
mod triage_walk;
pub(crate) mod units;

use crate::cloud_options::CloudCommand;
use crate::edge::{Complaint, Edge};
use crate::log_options::LogCommand;
use crate::network_options::NetworkCommand;
use crate::options::{
    Command, FeedsCommand, InitCommand, Options, SbomCommand, SelftestCommand, TriageArgs, UnitsCommand,
};
use crate::package_options::PackageCommand;
use crate::places::Places;
use crate::site_options::SiteCommand;
use activities::scan::Scan;
use clap::CommandFactory;
use device::Id;
use dossier_folder::SiteFolder;
use std::io::Write;
use terms::{Card, Finding};

/// Runs the command and gives the exit status.
pub(crate) fn run(options: Options) -> u8 {
    let Options { global, command } = options;
    let lang = Edge::read(&global).as_ref().map(|edge| edge.lang).unwrap_or_default();
    let readied = Edge::read(&global).and_then(|edge| crate::forms::check(&edge, &command).map(|()| edge));
    let outcome = readied.and_then(|edge| match command {
        Command::Scan(args) => scan::run(&edge, &args),
        Command::Sbom(SbomCommand::Add(args)) => sbom_add::run(&edge, &args),
        Command::Sbom(SbomCommand::Show { file, out }) => sbom_show::run(&edge, &file, out.as_deref()),
        Command::Sbom(SbomCommand::Diff { a, b }) => sbom_diff::run(&edge, &a, &b),
        Command::Sbom(SbomCommand::Quality { paths, all }) => sbom_quality::run(&edge, &paths, all),
        Command::Hit(args) => hit::run(&edge, &args),
        Command::Feeds(FeedsCommand::Import(args)) => feeds_import::run(&edge, &args),
        Command::Feeds(FeedsCommand::Add(args)) => feeds_add::add(&edge, &args),
        Command::Feeds(FeedsCommand::Export(args)) => feeds_bundle::export(&edge, &args),
        Command::Feeds(FeedsCommand::Keygen { file }) => feeds_bundle::keygen(&edge, &file),
        Command::Feeds(FeedsCommand::Root(args)) => feeds_bundle::root(&edge, &args),
        Command::Feeds(FeedsCommand::List) => feeds_add::list(&edge),
        Command::Feeds(FeedsCommand::Sync(args)) => feeds_sync::run(&edge, &args),
        Command::Feeds(FeedsCommand::Status { verify }) => feeds_status::run(&edge, verify),
        Command::Explain(args) => explain::run(&edge, &args),
        Command::Selftest(SelftestCommand::Versions { vectors }) => selftest::versions(&edge, &vectors),
        Command::Selftest(SelftestCommand::Names { labels }) => selftest::names(&edge, &labels),
        Command::Selftest(SelftestCommand::Cvss { vectors }) => selftest::cvss(&edge, &vectors),
        Command::Score(args) => score::run(&edge, &args),
        Command::Triage(TriageArgs { command: Some(command), .. }) => triage::run(&edge, &command),
        Command::Triage(TriageArgs { command: None, walk }) => triage_walk::run(&edge, walk.as_ref()),
        Command::Selftest(SelftestCommand::Vers { vectors }) => selftest::vers(&edge, &vectors),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Options::command(), "tutela", &mut script);
            print(&script).map(|()| 0)
        }
        Command::Check(args) if SiteFolder::is_site(&args.dir) => check_site::run(&edge, &args),
        Command::Check(args) => check::run(&edge, &args),
        Command::Init(InitCommand::Device(args)) => match &args.from_ports {
            Some(file) => init_from_ports::run(&edge, &args, file),
            None => init::device(&edge, &args.dir),
        },
        Command::Init(InitCommand::Site { dir }) => init::site(&edge, &dir),
        Command::Units(UnitsCommand::Import(args)) => units::import(&edge, &args),
        Command::Network(NetworkCommand::Verify(args)) => network_verify::run(&edge, &args),
        Command::Network(NetworkCommand::Mud(command)) => network_mud::run(&edge, &command),
        Command::Cloud(CloudCommand::Check(args)) => cloud_check::run(&edge, &args),
        Command::Package(PackageCommand::Build(args)) => package_build::run(&edge, &args),
        Command::Package(PackageCommand::Verify(args)) => package_verify::run(&edge, &args),
        Command::Package(PackageCommand::Receive(args)) => package_receive::run(&edge, &args),
        Command::Package(PackageCommand::Status(args)) => package_status::run(&edge, &args),
        Command::Package(PackageCommand::Keygen { file, encryption: true }) => sealed::keygen(&edge, &file),
        Command::Package(PackageCommand::Keygen { file, encryption: false }) => feeds_bundle::keygen(&edge, &file),
        Command::Network(NetworkCommand::Generate(args)) => network_generate::run(&edge, &args),
        Command::Network(NetworkCommand::Diff(args)) => network_diff::run(&edge, &args),
        Command::Network(NetworkCommand::Isolate(args)) => network_isolate::run(&edge, &args),
        Command::Network(NetworkCommand::Reach(args)) => network_reach::run(&edge, &args),
        Command::Log(LogCommand::Verify(args)) => log_verify::run(&edge, &args),
        Command::Serve(args) => serve::run(&edge, &args),
        Command::Push(args) => push::run(&edge, &args),
        Command::Backup(args) => backup::run(&edge, &args),
        Command::Restore(args) => restore::run(&edge, &args),
        Command::Doctor(args) => doctor::run(&edge, &args),
        Command::Network(NetworkCommand::Sheet(args)) => network_sheet::run(&edge, &args),
        Command::Site(SiteCommand::AddRules(args)) => site_add_rules::run(&edge, &args),
        Command::Schema(args) => schema::run(&edge, &args),
    });
    outcome.unwrap_or_else(|complaint| {
        complaint.print(lang);
        complaint.status
    })
}

/// The id of a release as the user named it.
pub(crate) fn release_id(edge: &Edge, text: &str) -> Result<Id, Complaint> {
    Id::try_from(text).map_err(|_| {
        let lang = edge.lang;
        Complaint::new(
            lang.pick(format!("--release: “{text}” is no id"), format!("--release: 「{text}」は id ではありません")),
            lang.pick("name a folder of releases/", "releases/ にあるフォルダ名を指定してください"),
        )
    })
}

/// Writes an answer to stdout. A reader that has gone away (`| head`) is no fault.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Complaint> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("stdout: {error}"), ""))
        }
        _ => Ok(()),
    }
}

/// An answer as JSON.
pub(crate) fn json_text(answer: &impl serde::Serialize) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = formats::answer::v1::write(&mut text, answer);
    text
}

/// Every kind of finding, those of the adapters too.
pub(crate) fn cards() -> Vec<&'static Card> {
    let mut cards = activities::cards();
    cards.extend(dossier_folder::CARDS);
    cards.sort_by_key(|card| card.code);
    cards
}

/// Every finding, worst first, then each component that nobody watches.
fn every_finding(scan: &Scan<'_>, others: &[Finding], places: &Places<'_, '_>) -> Vec<Finding> {
    let own = scan
        .each_finding()
        .map(|(component, finding, priority)| scan.finding(component, finding, priority, Some(places.of(component))));
    let unwatched = (0..scan.count()).filter_map(|component| scan.unwatched(component, Some(places.of(component))));
    own.chain(others.iter().cloned()).chain(unwatched).collect()
}

/// What an empty list of results does not mean.
fn notices(edge: &Edge, scan: &Scan<'_>) -> Vec<String> {
    let (watched, countable) = (scan.coverage.watched(), scan.coverage.countable());
    let coverage = edge.lang.pick(
        format!("{watched} of {countable} components are watched"),
        format!("構成要素 {countable} 件中 {watched} 件を監視"),
    );
    let sources = scan.source_findings().into_iter().map(|finding| finding.detail.say(edge.lang).what);
    std::iter::once(coverage).chain(sources).collect()
}
