use super::{Cut, SecretKind, reads_the_same, strip};
use crate::firewall::{Language, RuleFile};
use proptest::prelude::*;

fn file(text: &str) -> RuleFile {
    RuleFile::new("fw", text.as_bytes().to_vec())
}

/// What is left of a text, and the lines of what was cut.
fn left(language: Language, text: &str) -> (String, Vec<(u32, &'static str)>) {
    use terms::Choice;
    let stripped = strip(&file(text), language);
    assert_eq!(stripped.file.text.lines().count(), text.lines().count(), "lines stay where they are");
    let again = strip(&stripped.file, language);
    assert_eq!((again.file.text, again.cuts.len()), (stripped.file.text.clone(), 0), "what is stripped stays as it is");
    let cuts = stripped.cuts.iter().map(|cut: &Cut| (cut.line, cut.kind.name())).collect();
    (stripped.file.text, cuts)
}

#[test]
fn cisco_secrets_go_and_rules_stay() {
    let text = "enable secret 5 $1$abcd$SECRETHASH\nusername admin password 7 0822SECRET\n\
                snmp-server community SECRETCOMM RO\nsnmp-server host 10.1.0.3 version 2c SECRETCOMM\n\
                crypto isakmp key SECRETKEY address 203.0.113.9\ntunnel-group 1 ipsec-attributes\n \
                ikev1 pre-shared-key SECRETKEY\n ikev2 remote-authentication pre-shared-key SECRETKEY\n\
                aaa-server T (inside) host 10.1.0.4\n key SECRETKEY\nkey chain OSPF\n key 1\n  key-string 7 SECRET\n\
                tacacs-server host 10.1.0.4 key 7 SECRET\nservice password-encryption\n\
                access-list PASSWORD extended permit tcp any host 10.1.0.5 eq 443\n\
                access-list PASSWORD remark password is SECRET\naccess-group PASSWORD in interface inside\n";
    let (text_left, cuts) = left(Language::CiscoAsa, text);
    assert!(!text_left.contains("SECRET"), "{text_left}");
    assert!(text_left.contains("access-list PASSWORD extended permit tcp any host 10.1.0.5 eq 443"));
    assert!(text_left.contains("key chain OSPF\n key 1\n") && text_left.contains("service password-encryption"));
    let lines: Vec<u32> = cuts.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5, 7, 8, 10, 13, 14, 17]);
    let [before, after] = [text, &text_left].map(|text| crate::firewall::read(&[file(text)]));
    let said = |findings: &[terms::Finding]| format!("{findings:?}");
    assert_eq!(said(&before.findings), said(&after.findings));
    assert!(reads_the_same(&[file(text)], &[file(&text_left)], None), "{:?}\n{:?}", before.policy, after.policy);
}

#[test]
fn fortigate_secrets_go_even_over_several_lines() {
    let text = "config system admin\n edit \"admin\"\n  set password ENC SECRET==\n next\nend\n\
                config system snmp community\n edit 1\n  set name \"SECRETCOMM\"\n next\nend\n\
                config vpn ipsec phase1-interface\n edit \"v\"\n  set psksecret ENC SECRET\n  set keylife 86400\n next\nend\n\
                config vpn certificate local\n edit \"c\"\n  set private-key \"-----BEGIN ENCRYPTED PRIVATE KEY-----\n\
                SECRET\n-----END ENCRYPTED PRIVATE KEY-----\"\n  set certificate \"-----BEGIN CERTIFICATE-----\nPUBLIC\n\
                -----END CERTIFICATE-----\"\n  set api-key \"SECRET\nSECRET\"\n next\nend\n\
                config firewall policy\n edit 1\n  set name \"p\"\n next\nend\n";
    let (text_left, cuts) = left(Language::FortiGate, text);
    assert!(!text_left.contains("SECRET") && text_left.contains("PUBLIC"), "{text_left}");
    assert!(text_left.contains("set name \"p\"") && text_left.contains("set keylife 86400"));
    assert_eq!(cuts, [(3, "password"), (8, "community"), (13, "shared-key"), (19, "private-key"), (25, "token")]);
}

#[test]
fn pan_os_secrets_go_from_xml_and_from_set_lines() {
    let xml = "<config><mgt-config><phash>$1$SECRET</phash></mgt-config>\n<pre-shared-key>\n<key>-AQ==SECRET</key></pre-shared-key>\
               <snmp-community-string>SECRET</snmp-community-string><public-key>c3No</public-key>\n<rules>\
               <entry name=\"password\"/></rules></config>\n";
    let (text_left, cuts) = left(Language::PanOs, xml);
    assert!(!text_left.contains("SECRET") && text_left.contains("c3No") && text_left.contains("\"password\""));
    assert_eq!(cuts, [(1, "password"), (3, "shared-key"), (3, "community")]);
    let set = "set mgt-config users admin phash $1$SECRET\nset rulebase security rules password from trust\n";
    assert_eq!(left(Language::PanOs, set).1, [(1, "password")]);
}

#[test]
fn rtx_secrets_go() {
    let text = "login password SECRET\nadministrator password encrypted SECRET\nipsec ike pre-shared-key 1 text SECRET\n\
                pp auth username u SECRET\nsnmp community read-only SECRET\nsnmp host 10.1.0.3 SECRET\n\
                ip filter 100 pass * 10.1.0.5 tcp * 443\n";
    let (text_left, cuts) = left(Language::YamahaRtx, text);
    assert!(!text_left.contains("SECRET"), "{text_left}");
    assert!(text_left.ends_with("ip filter 100 pass * 10.1.0.5 tcp * 443\n"));
    assert_eq!(cuts.len(), 6);
}

#[test]
fn json_and_yaml_secrets_go_by_the_name_of_their_field() {
    let json = r#"{"SecurityGroups":[{"Tags":[{"Key":"Name","Value":"web"}],"Password":"SE\"CRET"}],
"env":[{"name":"DB_PASSWORD","value":"SECRET"},{"name":"ZONE","value":"icu"}],"Credentials":{"a":"SECRET","b":["SECRET"]},"KeyName":"k"}"#;
    let (text_left, cuts) = left(Language::Aws, json);
    assert!(!text_left.contains("CRET"), "{text_left}");
    assert!(text_left.contains("\"web\"") && text_left.contains("\"icu\"") && text_left.contains("\"k\""));
    assert_eq!(cuts.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 2, 2]);
    let yaml = "apiVersion: v1\nkind: Secret\ndata:\n  a: SECRET\n  b: SECRET\n---\napiVersion: networking.k8s.io/v1\n\
                kind: NetworkPolicy\nmetadata:\n  name: p\n  password: SECRET\nenv:\n- name: TOKEN\n  value: SECRET\n- name: A\n  value: b\n";
    let (text_left, cuts) = left(Language::Kubernetes, yaml);
    assert!(!text_left.contains("SECRET"), "{text_left}");
    assert!(text_left.contains("kind: NetworkPolicy") && text_left.contains("value: b"));
    assert_eq!(cuts.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 11, 14]);
}

#[test]
fn a_comment_of_a_packet_filter_stays_and_is_named() {
    let text = "table ip f {\n # the password is on the wall\n}\n";
    let stripped = strip(&file(text), Language::Nftables);
    assert_eq!((stripped.file.text.as_str(), stripped.cuts.len(), stripped.doubtful), (text, 0, vec![2]));
}

#[test]
fn pan_os_secrets_go_from_the_form_with_braces_and_names_of_rules_stay() {
    let text = "mgt-config {\n  users {\n    admin {\n      phash $5$abc$hidden;\n      permissions superuser;\n    }\n  }\n}\nnetwork {\n  \
        pre-shared-key {\n    key \"-AQ==hid;den\";\n  }\n  snmp-community-string hidden;\n}\nrulebase {\n  security {\n    rules {\n      \
        password-reset {\n        action allow;\n      }\n    }\n  }\n}\n";
    let stripped = strip(&file(text), Language::PanOs);
    assert!(!stripped.file.text.contains("hid"), "{}", stripped.file.text);
    let lines: Vec<(u32, SecretKind)> = stripped.cuts.iter().map(|cut| (cut.line, cut.kind)).collect();
    assert_eq!(lines, [(4, SecretKind::Password), (11, SecretKind::SharedKey), (13, SecretKind::Community)]);
    for kept in ["phash REMOVED;", "key \"REMOVED\";", "permissions superuser;", "password-reset {", "action allow;"] {
        assert!(stripped.file.text.contains(kept), "{kept}: {}", stripped.file.text);
    }
    assert!(reads_the_same(&[file(text)], &[stripped.file], Some(Language::PanOs)));
}

#[test]
fn what_the_device_itself_starred_out_is_no_secret() {
    let text = "enable password *****\nusername a password ***** encrypted\n";
    let cuts = strip(&file(text), Language::CiscoAsa).cuts;
    assert_eq!(cuts, [Cut { line: 2, kind: SecretKind::Password }]);
}

#[test]
fn a_rule_that_was_cut_is_seen() {
    let with = "access-list a extended permit tcp any host 10.1.0.5 eq 443\naccess-group a in interface inside\n";
    let without = "access-list a extended permit tcp any host 10.1.0.6 eq 443\naccess-group a in interface inside\n";
    assert!(!reads_the_same(&[file(with)], &[file(without)], None));
    assert!(reads_the_same(&[file(with)], &[file(with)], None));
}

proptest! {
    #[test]
    fn any_text_in_any_language_keeps_its_lines(bytes in proptest::collection::vec(any::<u8>(), 0..300), which in 0_usize..13) {
        let file = RuleFile::new("x", bytes);
        let stripped = strip(&file, Language::ALL[which]);
        prop_assert_eq!(stripped.file.text.matches('\n').count(), file.text.matches('\n').count());
    }

    #[test]
    fn words_of_configurations_in_any_order_keep_their_lines(
        words in proptest::collection::vec(prop_oneof![
            Just("set "), Just("key "), Just("password "), Just("\n"), Just("\""), Just("config system snmp community\n"),
            Just("name "), Just("-----BEGIN PRIVATE KEY-----"), Just("<key>"), Just("\"Password\":"), Just("{"), Just("}"),
            Just("data:\n"), Just("  a: b\n"), Just("kind: Secret\n"), Just("\\"), Just("日本"), Just("snmp-server host "),
        ], 0..40),
        which in 0_usize..13,
    ) {
        let file = RuleFile { name: "x".to_owned(), text: words.concat() };
        let stripped = strip(&file, Language::ALL[which]);
        prop_assert_eq!(stripped.file.text.matches('\n').count(), file.text.matches('\n').count());
    }
}
