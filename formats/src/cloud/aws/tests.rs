use super::{Export, Unread, read};
use proptest::prelude::*;

#[test]
fn a_policy_is_read_as_an_object_and_as_an_escaped_text() {
    let object = r#"{"Policies": [{"Arn": "a", "PolicyName": "n", "DefaultVersionId": "v2", "PolicyVersionList": [
        {"VersionId": "v1", "Document": {"Statement": []}},
        {"VersionId": "v2", "Document": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}],
        "RoleDetailList": [{"RoleName": "r", "AssumeRolePolicyDocument":
            "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22*%22%7D%7D%5D%7D"}],
        "UserDetailList": [], "GroupDetailList": []}"#;
    let reading = read(Export::Identities, object.as_bytes());
    assert_eq!(reading.unread, None);
    assert_eq!(reading.facts.policies[0].statements[0].actions, ["*"]);
    assert_eq!(reading.facts.policies[0].statements[0].line, 3);
    assert_eq!(reading.facts.open_roles, [("r".to_owned(), 5, false)]);
}

#[test]
fn what_is_not_said_is_not_known() {
    let reading = read(Export::Databases, br#"{"DBInstances": [{"DBInstanceIdentifier": "d"}]}"#);
    assert_eq!((reading.facts.stores[0].encrypted, reading.facts.stores[0].public), (None, None));
    let reading = read(Export::BucketPolicyStatus, br#"{"PolicyStatus": {}}"#);
    assert_eq!(reading.facts.setting.public, None);
}

#[test]
fn a_page_a_wrong_file_and_a_broken_one_are_told_apart() {
    let unread = |text: &str| read(Export::Volumes, text.as_bytes()).unread;
    assert_eq!(unread(r#"{"Volumes": []}"#), None);
    assert_eq!(unread(r#"{"Volumes": [], "NextToken": "x"}"#), Some(Unread::Pages));
    assert_eq!(unread(r#"{"Error": "denied"}"#), Some(Unread::OtherFile));
    assert_eq!(unread(r#"{"Volumes": ["#), Some(Unread::Broken));
    assert_eq!(unread(r#"{"Volumes": {}}"#), Some(Unread::Broken));
    assert_eq!(unread(r#"{"Volumes": null}"#), Some(Unread::Broken));
    assert_eq!(unread(""), Some(Unread::Broken));
}

#[test]
fn groups_without_their_list_are_not_understood() {
    let unread = |text: &str| read(Export::Groups, text.as_bytes()).unread;
    assert_eq!(unread(r#"{"SecurityGroups": []}"#), None);
    assert_eq!(unread(r#"{"SecurityGroups": [{"GroupId": "sg-1"}]}"#), Some(Unread::Broken));
    assert_eq!(unread(r#"{"SecurityGroups": null}"#), Some(Unread::Broken));
    assert_eq!(unread(r#"{"SecurityGroups": "#), Some(Unread::Broken));
}

#[test]
fn identities_without_one_of_their_lists_are_another_file() {
    let whole = r#"{"Policies": [], "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": []}"#;
    assert_eq!(read(Export::Identities, whole.as_bytes()).unread, None);
    let part = r#"{"Policies": [], "UserDetailList": [], "GroupDetailList": []}"#;
    assert_eq!(read(Export::Identities, part.as_bytes()).unread, Some(Unread::OtherFile));
}

#[test]
fn a_file_of_a_call_is_called_after_what_it_was_asked_for() {
    assert_eq!(super::called_after("arn%3Aaws%3Ax%2Fy"), "arn:aws:x/y");
    assert_eq!(super::called_after("images.json"), "images");
    assert_eq!(super::called_after("50%"), "50%");
}

#[test]
fn a_credential_report_is_read_plain_and_in_base64() {
    let table = "user,password_enabled,mfa_active,access_key_1_active,access_key_2_active\\n<root_account>,not_supported,true,true,false";
    let plain = read(Export::Credentials, format!(r#"{{"Content": "{table}"}}"#).as_bytes());
    assert_eq!(plain.unread, None);
    let root = &plain.facts.credentials[0];
    assert_eq!((root.password, root.second_factor, root.key), (None, Some(true), Some(true)));
    let coded = read(Export::Credentials, br#"{"Content": "dXNlcixtZmFfYWN0aXZlCmEsZmFsc2U="}"#);
    assert_eq!(coded.facts.credentials[0].second_factor, Some(false));
    assert_eq!(read(Export::Credentials, br#"{"Content": "?"}"#).unread, Some(Unread::Broken));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), kind in 0usize..Export::ALL.len()) {
        let export = Export::ALL[kind];
        read(export, &bytes);
        read(export, &[format!("{{\"{}\": [{{", export.list()).as_bytes(), &bytes].concat());
        read(export, &[format!("{{\"{}\": {{", export.list()).as_bytes(), &bytes].concat());
        read(export, &[b"{\"RoleDetailList\": [{\"AssumeRolePolicyDocument\": ", bytes.as_slice()].concat());
    }
}
