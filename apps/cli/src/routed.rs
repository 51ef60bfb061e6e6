//! Every activity of the command line has a route, or a reason why people and programs do not ask a server for it.

use crate::options::Options;
use clap::CommandFactory;
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a command at a server.
enum At {
    /// This route answers as the command does.
    Route(&'static str, &'static str),
    /// None does, because of this.
    None(&'static str),
}

use At::{None as Without, Route};

const OPERATES: &str = "operates the server's own machine";
const KEYS: &str = "needs a secret key, which stays on its owner's machine";
const FILES: &str = "makes files for people to write in; `push` brings the folder";
const PRINTS: &str = "prints what the program itself holds, the same at every server";

/// Every command with its route or its reason.
const TABLE: &[(&str, At)] = &[
    ("check", Route("get", "/devices/{id}/check")),
    ("scan", Route("post", "/scan")),
    ("hit", Route("get", "/hit/{id}")),
    ("sbom add", Route("post", "/devices/{id}/sboms")),
    ("sbom show", Route("get", "/devices/{id}/sbom")),
    ("sbom diff", Route("get", "/devices/{id}/diff")),
    ("sbom quality", Route("get", "/devices/{id}/quality")),
    ("feeds import", Route("post", "/feeds/import")),
    ("feeds add", Without("says which addresses and keys the server trusts: its operator's, on its own machine")),
    ("feeds export", Without(KEYS)),
    ("feeds keygen", Without(KEYS)),
    ("feeds root", Without(KEYS)),
    ("feeds list", Route("get", "/feeds")),
    ("feeds sync", Route("post", "/feeds/sync")),
    ("feeds status", Route("get", "/feeds")),
    ("init device", Without(FILES)),
    ("init site", Without(FILES)),
    ("units import", Route("post", "/sites/{id}/units")),
    ("site add-rules", Route("post", "/sites/{id}/rules")),
    ("score", Route("post", "/score")),
    ("triage", Route("post", "/devices/{id}/decisions")),
    ("triage export", Route("get", "/devices/{id}/vex")),
    ("triage import", Route("post", "/devices/{id}/vex")),
    ("triage names", Without("asks pair by pair at a terminal and appends to the folder; `push` brings it")),
    ("triage sign", Route("post", "/devices/{id}/signatures")),
    ("triage carried", Without(PRINTS)),
    ("network verify", Route("get", "/sites/{id}/network/verify")),
    ("network mud import", Without(FILES)),
    ("network mud export", Route("get", "/devices/{id}/network/mud")),
    ("network generate", Route("get", "/sites/{id}/network/generate")),
    ("network diff", Route("post", "/sites/{id}/network/diff")),
    ("network isolate", Route("get", "/sites/{id}/network/isolate")),
    ("network reach", Route("get", "/sites/{id}/network/reach")),
    ("network sheet", Route("get", "/devices/{id}/network/sheet")),
    (
        "cloud check",
        Without("reads a folder of exports of the account, which need not leave the machine that made them"),
    ),
    ("log verify", Without("holds a server's log against its checkpoints without trusting that server")),
    ("serve", Without(OPERATES)),
    ("push", Route("post", "/devices")),
    ("backup", Without(OPERATES)),
    ("restore", Without(OPERATES)),
    ("doctor", Without(OPERATES)),
    ("package build", Without(KEYS)),
    ("package verify", Route("post", "/packages/verify")),
    ("package receive", Route("post", "/sites/{id}/packages")),
    ("package status", Route("get", "/sites/{id}/packages/{received}/status")),
    ("package keygen", Without(KEYS)),
    ("schema", Without(PRINTS)),
    ("explain", Route("get", "/explain/{code}")),
    ("selftest versions", Without("proves the program against lists in a folder")),
    ("selftest names", Without("proves the program against lists in a folder")),
    ("selftest cvss", Without("proves the program against lists in a folder")),
    ("selftest vers", Without("proves the program against lists in a folder")),
    ("completions", Without("is for a shell")),
];

/// Every command that does something, by its words.
fn commands(of: &clap::Command, words: &str, into: &mut BTreeSet<String>) {
    let inner: Vec<&clap::Command> = of.get_subcommands().filter(|one| one.get_name() != "help").collect();
    if !words.is_empty() && (inner.is_empty() || !of.is_subcommand_required_set()) {
        into.insert(words.to_owned());
    }
    for one in inner {
        commands(one, format!("{words} {}", one.get_name()).trim(), into);
    }
}

#[test]
fn every_command_has_a_route_or_a_reason_and_nothing_else_does() {
    let mut all = BTreeSet::new();
    commands(&Options::command(), "", &mut all);
    let table: BTreeMap<&str, &At> = TABLE.iter().map(|(words, at)| (*words, at)).collect();
    assert_eq!(table.len(), TABLE.len(), "a command stands twice");
    let missing: Vec<&String> = all.iter().filter(|words| !table.contains_key(words.as_str())).collect();
    assert!(missing.is_empty(), "neither a route nor a reason: {missing:?}");
    let gone: Vec<&&str> = table.keys().filter(|words| !all.contains(**words)).collect();
    assert!(gone.is_empty(), "no such command: {gone:?}");
}

#[test]
fn each_route_that_stands_for_a_command_is_one_that_the_server_describes() {
    let described: serde_json::Value = serde_json::from_str(&web::openapi::description()).unwrap();
    for (words, at) in TABLE {
        match at {
            Route(method, path) => {
                let route = &described["paths"][format!("/api/v1{path}")][method];
                assert!(route.is_object(), "{words}: {method} {path}");
            }
            Without(why) => assert!(why.len() > 10, "{words}: {why}"),
        }
    }
}
