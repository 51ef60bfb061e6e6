//! The demonstration account of the reference data: what its files say, told by a second look at them, is found; what they do
//! not say is never called looked at.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const REGION: &str = "us-east-1";

fn json(path: &Path) -> Result<Value, String> {
    let text = std::fs::read(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    serde_json::from_slice(&text).map_err(|fault| format!("{}: {fault}", path.display()))
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The answer of `cloud check`, with its exit status.
fn answer(folder: &Path) -> Result<(Value, Option<i32>), String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
    command.args(["--format", "json", "--lang", "en", "--as-of", "2026-11-24", "cloud", "check"]).arg(folder);
    let output = command.args(["--captured-at", "2026-11-20"]).output().map_err(|fault| fault.to_string())?;
    let answer = serde_json::from_slice(&output.stdout).map_err(|fault| format!("no answer: {fault}"))?;
    Ok((answer, output.status.code()))
}

/// Groups that let the whole internet in.
fn open_groups(folder: &Path) -> Result<BTreeSet<String>, String> {
    let groups = json(&folder.join(REGION).join("ec2-describe-security-groups.json"))?;
    let wide = |permission: &Value| {
        list(permission, "IpRanges").any(|range| text(range, "CidrIp") == "0.0.0.0/0")
            || list(permission, "Ipv6Ranges").any(|range| text(range, "CidrIpv6") == "::/0")
    };
    let open = list(&groups, "SecurityGroups").filter(|group| list(group, "IpPermissions").any(wide));
    Ok(open.map(|group| text(group, "GroupId").to_owned()).collect())
}

/// Roles that anybody may take on.
fn open_roles(folder: &Path) -> Result<BTreeSet<String>, String> {
    let details = json(&folder.join(REGION).join("iam-get-account-authorization-details.json"))?;
    let anybody = |statement: &Value| {
        text(statement, "Effect") == "Allow"
            && (statement["Principal"] == "*" || text(&statement["Principal"], "AWS") == "*")
    };
    let open = |role: &&Value| list(&role["AssumeRolePolicyDocument"], "Statement").any(anybody);
    Ok(list(&details, "RoleDetailList").filter(open).map(|role| text(role, "RoleName").to_owned()).collect())
}

/// Warehouses that are public, or not encrypted.
fn warehouses(folder: &Path, field: &str, wanted: bool) -> Result<BTreeSet<String>, String> {
    let all = json(&folder.join(REGION).join("redshift-describe-clusters.json"))?;
    let such = list(&all, "Clusters").filter(|one| one[field] == wanted);
    Ok(such.map(|one| text(one, "ClusterIdentifier").to_owned()).collect())
}

pub(crate) fn demo_account(data: &Path) -> Result<(), String> {
    let folder = data.join("network/aws-account-demo/account-data/demo");
    let (found, status) = answer(&folder)?;
    if status != Some(3) || found["verdict"] != "not-proved" {
        return Err(format!("an export that lacks calls ended with {status:?}, {}", found["verdict"]));
    }
    let said: Vec<&str> = list(&found, "findings").map(|finding| text(finding, "what")).collect();
    let looks = [
        (open_groups(&folder)?, "lets"),
        (open_roles(&folder)?, "anybody"),
        (warehouses(&folder, "PubliclyAccessible", true)?, "open to the public"),
        (warehouses(&folder, "Encrypted", false)?, "not encrypted"),
    ];
    for (names, words) in &looks {
        if names.is_empty() {
            return Err(format!("the account shows nothing of “{words}”: the second look is blind"));
        }
        for name in names {
            if !said.iter().any(|said| said.contains(name.as_str()) && said.contains(words)) {
                return Err(format!("{name} ({words}) was not found in {said:?}"));
            }
        }
        let told = said.iter().filter(|said| said.contains(words)).count();
        if told > names.len() {
            return Err(format!("{told} findings say “{words}”, the files show {names:?}"));
        }
    }
    every_call_is_where_it_is(&folder, &found)
}

/// A call counts as looked at where its file is there, and as not there where it is not.
fn every_call_is_where_it_is(folder: &Path, found: &Value) -> Result<(), String> {
    let mut gone = 0;
    for covered in list(found, "scope") {
        let call = text(covered, "call");
        let file = format!("{call}.json");
        let there = [
            folder.join(&file),
            folder.join(REGION).join(&file),
            folder.join(format!("{call}.json").replacen("ec2-", "", 1)),
        ];
        let there = there.iter().any(|path| path.is_file());
        let seen = text(covered, "seen");
        if (seen == "whole") != there {
            return Err(format!("{call} is said to be “{seen}”; its file is there: {there}"));
        }
        gone += usize::from(!there);
    }
    if gone == 0 { Err("no call is missing: the second look is blind".to_owned()) } else { Ok(()) }
}
