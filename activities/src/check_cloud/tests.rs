use super::{Checked, CloudFile, EXPORT_AGE_DAYS, Question, check_cloud};
use formats::cloud::aws::Export;
use proptest::prelude::*;
use terms::{Day, Priority};

fn file(path: &str, text: &str) -> CloudFile {
    CloudFile {
        name: path.to_owned(),
        parts: path.split('/').map(str::to_owned).collect(),
        bytes: Some(text.as_bytes().to_vec()),
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn ask(files: &[CloudFile], captured: Option<&str>) -> Checked {
    check_cloud(&Question {
        files,
        captured: captured.map(day),
        today: day("2026-11-24"),
        max_age: EXPORT_AGE_DAYS,
        owner: Some("Cloud team"),
    })
}

/// An account in which nothing is wrong and nothing is missing.
fn clean() -> Vec<CloudFile> {
    let lists = [
        ("ec2-describe-security-groups", "SecurityGroups"),
        ("elbv2-describe-load-balancers", "LoadBalancers"),
        ("elb-describe-load-balancers", "LoadBalancerDescriptions"),
        ("rds-describe-db-instances", "DBInstances"),
        ("rds-describe-db-snapshots", "DBSnapshots"),
        ("redshift-describe-clusters", "Clusters"),
        ("ec2-describe-volumes", "Volumes"),
        ("ec2-describe-snapshots", "Snapshots"),
    ];
    let regional = lists.map(|(call, list)| file(&format!("eu-west-1/{call}.json"), &format!("{{\"{list}\": []}}")));
    let mut files = regional.to_vec();
    files.extend([
        file("sts-get-caller-identity.json", r#"{"Account": "1"}"#),
        file("describe-regions.json", r#"{"Regions": [{"RegionName": "eu-west-1"}]}"#),
        file("s3-list-buckets.json", r#"{"Buckets": []}"#),
        file(
            "iam-get-account-authorization-details.json",
            r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}"#,
        ),
        file("iam-get-credential-report.json", "{\"Content\": \"user,mfa_active\\n<root_account>,true\"}"),
    ]);
    files
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    checked.findings.iter().map(terms::Finding::code).collect()
}

/// The clean account with one file in place of the one of the same name.
fn with(path: &str, text: &str) -> Vec<CloudFile> {
    let mut files = clean();
    files.retain(|kept| kept.name != path);
    files.push(file(path, text));
    files
}

#[test]
fn a_whole_recent_export_without_findings_is_proved() {
    let checked = ask(&clean(), Some("2026-11-20"));
    assert_eq!(codes(&checked), Vec::<&str>::new());
    assert!(checked.is_proved());
}

#[test]
fn every_missing_file_leaves_the_answer_open() {
    let files = clean();
    for at in 0..files.len() {
        let mut fewer = files.clone();
        let gone = fewer.remove(at);
        assert!(!ask(&fewer, Some("2026-11-20")).is_proved(), "{}", gone.name);
    }
}

#[test]
fn every_unreadable_file_leaves_the_answer_open() {
    let files = clean();
    for at in 0..files.len() {
        for bytes in [None, Some(Vec::new()), Some(b"{}".to_vec()), Some(b"{\"NextToken\": \"x\"".to_vec())] {
            let mut broken = files.clone();
            broken[at].bytes = bytes;
            assert!(!ask(&broken, Some("2026-11-20")).is_proved(), "{}", broken[at].name);
        }
    }
}

#[test]
fn a_region_without_files_is_not_looked_at() {
    let files =
        with("describe-regions.json", r#"{"Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1"}]}"#);
    let checked = ask(&files, Some("2026-11-20"));
    assert_eq!(codes(&checked), ["cloud/not-looked-at"; Export::IN_EVERY_REGION.len()]);
}

#[test]
fn an_export_without_a_day_or_too_old_or_from_the_future_is_not_proved() {
    assert_eq!(codes(&ask(&clean(), None)), ["cloud/no-date"]);
    assert!(ask(&clean(), Some("2026-10-25")).is_proved());
    assert_eq!(codes(&ask(&clean(), Some("2026-10-24"))), ["cloud/too-old"]);
    assert_eq!(codes(&ask(&clean(), Some("2026-11-26"))), ["cloud/too-old"]);
}

#[test]
fn two_halves_of_the_internet_are_open_and_inner_addresses_are_not() {
    let group = |ranges: &str, ports: &str| {
        let text = format!(
            r#"{{"SecurityGroups": [{{"GroupId": "g", "IpPermissions": [{{"IpProtocol": "tcp", {ports}, {ranges}}}]}}]}}"#
        );
        let checked = ask(&with("eu-west-1/ec2-describe-security-groups.json", &text), Some("2026-11-20"));
        checked.findings.iter().map(|finding| (finding.code(), finding.priority)).collect::<Vec<_>>()
    };
    let (ssh, web, own) =
        (r#""FromPort": 22, "ToPort": 22"#, r#""FromPort": 443, "ToPort": 443"#, r#""FromPort": 8883, "ToPort": 8883"#);
    let open = "cloud/open-to-internet";
    assert_eq!(group(r#""IpRanges": [{"CidrIp": "0.0.0.0/1"}]"#, ssh), [(open, Priority::Blocking)]);
    assert_eq!(group(r#""Ipv6Ranges": [{"CidrIpv6": "::/0"}]"#, web), [(open, Priority::Attention)]);
    assert_eq!(group(r#""Ipv6Ranges": [{"CidrIpv6": "2000::/3"}]"#, own), [(open, Priority::Undecided)]);
    assert_eq!(group(r#""Ipv6Ranges": [{"CidrIpv6": "fc00::/7"}], "IpRanges": [{"CidrIp": "10.0.0.0/8"}]"#, ssh), []);
    let unclear = ("cloud/sources-not-known", Priority::Undecided);
    assert_eq!(group(r#""PrefixListIds": [{"PrefixListId": "pl-1"}]"#, ssh), [unclear]);
    assert_eq!(group(r#""IpRanges": [{"CidrIp": "everywhere"}]"#, ssh), [unclear]);
}

#[test]
fn a_bucket_is_private_only_when_the_export_says_so() {
    let bucket = |more: &[(&str, &str)]| {
        let mut files = with("s3-list-buckets.json", r#"{"Buckets": [{"Name": "b"}]}"#);
        files.extend(more.iter().map(|(call, text)| file(&format!("{call}/b"), text)));
        codes(&ask(&files, Some("2026-11-20")))
    };
    let encrypted = (
        "s3-get-bucket-encryption",
        r#"{"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}}"#,
    );
    let block = |on: bool| {
        format!(
            r#"{{"PublicAccessBlockConfiguration": {{"BlockPublicAcls": {on}, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true}}}}"#
        )
    };
    let (on, off) = (block(true), block(false));
    assert_eq!(bucket(&[encrypted, ("s3-get-public-access-block", &on)]), Vec::<&str>::new());
    assert_eq!(bucket(&[encrypted, ("s3-get-public-access-block", &off)]), ["cloud/not-looked-at"; 2]);
    assert_eq!(bucket(&[]), ["cloud/not-looked-at"; 4]);
    let policy = ("s3-get-bucket-policy-status", r#"{"PolicyStatus": {"IsPublic": true}}"#);
    let acl = ("s3-get-bucket-acl", r#"{"Grants": []}"#);
    assert_eq!(bucket(&[encrypted, ("s3-get-public-access-block", &off), acl, policy]), ["cloud/public"]);
    let unsaid = ("s3-get-bucket-policy-status", r#"{"PolicyStatus": {}}"#);
    assert_eq!(bucket(&[encrypted, ("s3-get-public-access-block", &off), acl, unsaid]), ["cloud/not-said"]);
}

#[test]
fn a_database_of_which_nothing_is_said_is_not_taken_for_safe() {
    let files = with("eu-west-1/rds-describe-db-instances.json", r#"{"DBInstances": [{"DBInstanceIdentifier": "d"}]}"#);
    assert_eq!(codes(&ask(&files, Some("2026-11-20"))), ["cloud/not-said"; 2]);
}

#[test]
fn listeners_that_are_not_in_the_export_are_open() {
    let files = with(
        "eu-west-1/elbv2-describe-load-balancers.json",
        r#"{"LoadBalancers": [{"LoadBalancerArn": "arn:x", "LoadBalancerName": "x", "Scheme": "internal"}]}"#,
    );
    assert_eq!(codes(&ask(&files, Some("2026-11-20"))), ["cloud/not-looked-at"]);
    let listener = |more: &str| {
        let mut files = files.clone();
        let text = format!(r#"{{"Listeners": [{{"LoadBalancerArn": "arn:x", "Port": 1, {more}}}]}}"#);
        files.push(file("eu-west-1/elbv2-describe-listeners.json", &text));
        codes(&ask(&files, Some("2026-11-20")))
    };
    let modern = r#""Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06""#;
    assert_eq!(listener(modern), Vec::<&str>::new());
    assert_eq!(listener(r#""Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-2016-08""#), ["cloud/old-tls"]);
    assert_eq!(listener(r#""Protocol": "TLS", "SslPolicy": "of-tomorrow""#), ["cloud/tls-not-known"]);
    assert_eq!(listener(r#""Protocol": "TCP""#), ["cloud/tls-not-known"]);
    assert_eq!(listener(r#""Protocol": "HTTP""#), ["cloud/clear-text-listener"]);
}

#[test]
fn a_policy_is_wide_by_what_it_leads_to() {
    let statement = |more: &str| {
        let text = format!(
            r#"{{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{{"RoleName": "r",
            "RolePolicyList": [{{"PolicyName": "p", "PolicyDocument": {{"Statement": [{{{more}}}]}}}}]}}]}}"#
        );
        codes(&ask(&with("iam-get-account-authorization-details.json", &text), Some("2026-11-20")))
    };
    let wide = ["cloud/wide-policy"];
    assert_eq!(statement(r#""Effect": "Allow", "Action": "*", "Resource": "*""#), wide);
    assert_eq!(statement(r#""Effect": "Allow", "Action": ["s3:*", "IAM:*"], "Resource": ["*"]"#), wide);
    assert_eq!(statement(r#""Effect": "Allow", "NotAction": "iam:*", "Resource": "*""#), wide);
    assert_eq!(statement(r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#), Vec::<&str>::new());
    assert_eq!(statement(r#""Effect": "Deny", "Action": "*", "Resource": "*""#), Vec::<&str>::new());
    assert_eq!(statement(r#""Action": "*", "Resource": "*""#), ["cloud/not-understood"]);
}

proptest! {
    #[test]
    fn any_folder_is_survived(
        files in prop::collection::vec((0usize..Export::ALL.len(), any::<bool>(), prop::collection::vec(any::<u8>(), 0..80)), 0..6),
    ) {
        let files: Vec<CloudFile> = files
            .into_iter()
            .map(|(kind, region, bytes)| {
                let folder = if region { "eu-west-1/" } else { "" };
                CloudFile { bytes: Some(bytes), ..file(&format!("{folder}{}.json", Export::ALL[kind].name()), "") }
            })
            .collect();
        assert!(!ask(&files, Some("2026-11-20")).is_proved());
    }
}
