//! Which forms the answer of each command has. A form that it has not is a wrong call, never silently another form.

use crate::edge::{Complaint, Edge};
use crate::network_options::NetworkCommand;
use crate::options::{Command, FeedsCommand, Form, TriageArgs, TriageCommand};
use crate::package_options::PackageCommand;
use crate::serve_options::ServeArgs;
use crate::status;

const HUMAN: &[Form] = &[Form::Human];
const WITH_JSON: &[Form] = &[Form::Human, Form::Json];
const ALL: &[Form] = &[Form::Human, Form::Json, Form::Sarif];

fn forms(command: &Command) -> &'static [Form] {
    match command {
        Command::Scan(_) | Command::Check(_) => ALL,
        Command::Network(NetworkCommand::Mud(_)) => HUMAN,
        Command::Sbom(_)
        | Command::Hit(_)
        | Command::Score(_)
        | Command::Units(_)
        | Command::Network(_)
        | Command::Site(_)
        | Command::Cloud(_)
        | Command::Schema(_)
        | Command::Log(_)
        | Command::Push(_)
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::Doctor(_)
        | Command::Serve(ServeArgs { check_config: true, .. })
        | Command::Package(
            PackageCommand::Build(_)
            | PackageCommand::Verify(_)
            | PackageCommand::Receive(_)
            | PackageCommand::Status(_),
        )
        | Command::Feeds(FeedsCommand::Import(_) | FeedsCommand::Sync(_) | FeedsCommand::Status { .. }) => WITH_JSON,
        Command::Triage(TriageArgs { command: Some(TriageCommand::Carried) | None, .. }) => HUMAN,
        Command::Triage(TriageArgs { command: Some(_), .. }) => WITH_JSON,
        Command::Feeds(
            FeedsCommand::Add(_)
            | FeedsCommand::Export(_)
            | FeedsCommand::Keygen { .. }
            | FeedsCommand::Root(_)
            | FeedsCommand::List,
        )
        | Command::Package(PackageCommand::Keygen { .. })
        | Command::Init(_)
        | Command::Serve(_)
        | Command::Explain(_)
        | Command::Selftest(_)
        | Command::Completions { .. } => HUMAN,
    }
}

/// Refuses a form that the answer of the command has not.
pub(crate) fn check(edge: &Edge, command: &Command) -> Result<(), Complaint> {
    let forms = forms(command);
    if forms.contains(&edge.format) {
        return Ok(());
    }
    let lang = edge.lang;
    let asked = match edge.format {
        Form::Human => "human",
        Form::Json => "JSON",
        Form::Sarif => "SARIF",
    };
    let next = match forms.contains(&Form::Json) {
        true => lang.pick("use --format human or json", "--format human または json を指定してください"),
        false => lang.pick("leave --format out", "--format を省いてください"),
    };
    let what = lang.pick(
        format!("the answer of this command has no {asked} form"),
        format!("このコマンドの回答に {asked} 形式はありません"),
    );
    Err(Complaint { status: status::WRONG_CALL, ..Complaint::new(what, next) })
}
