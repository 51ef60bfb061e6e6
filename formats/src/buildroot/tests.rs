use super::{is_show_info, read};
use proptest::prelude::*;
use sbom::Item;

fn told(text: &str) -> String {
    let mut lines = Vec::new();
    let defects = read(text.as_bytes(), &mut |item| match item {
        Item::Component(part) => {
            lines.push(format!("{} {} {:?} {:?}", part.name, part.version, part.cpes, part.licences));
        }
        Item::Relation(relation) => lines.push(format!("{} {} {}", relation.from, relation.kind, relation.to)),
        Item::Statement => lines.push("statement".to_owned()),
        Item::Composition(_) => lines.push("composition".to_owned()),
        Item::Build => lines.push("build".to_owned()),
        Item::Held(_) => {}
        Item::Outside(outside) => lines.push(format!("{:?} {} {}", outside.kind, outside.name, outside.target)),
        Item::Document(document) => lines.push(document.format.to_owned()),
    });
    lines.extend(defects.kept().iter().map(|defect| format!("{}: {:?}", defect.field, defect.wrong)));
    lines.join("\n")
}

const INFO: &str = r#"{"busybox": {"type": "target", "name": "busybox", "virtual": false, "version": "1.36.1",
    "licenses": "GPL-2.0", "install_target": true, "dependencies": ["linux", "host-tar"], "ignore_cves": ["CVE-2022-28391"],
    "cpe-id": "cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*"},
    "host-tar": {"type": "host", "name": "tar", "virtual": false, "version": "1.35"},
    "jpeg": {"type": "target", "name": "jpeg", "virtual": true}, "rootfs-ext2": {"type": "rootfs", "dependencies": []}}"#;

#[test]
fn packages_of_the_target_are_components_and_the_rest_is_counted() {
    assert_eq!(
        told(INFO),
        "busybox 1.36.1 [\"cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*\"] [\"GPL-2.0\"]\nstatement\n\
         busybox depends-on linux\nbusybox depends-on host-tar\nbuild\nbuild\nbuild\nBuildroot show-info"
    );
}

#[test]
fn it_is_told_from_other_json() {
    assert!(is_show_info(INFO.as_bytes()));
    assert!(!is_show_info(br#"{"a": {"type": "x"}}"#));
    assert!(!is_show_info(br#"{"name": "x", "virtual": true}"#));
    assert!(!is_show_info(b"{}"));
}

#[test]
fn defects_are_told_and_lose_nothing() {
    assert_eq!(told(r#"{"a": 7, "b": {"version": "1"}}"#), "b 1 [] []\nBuildroot show-info\npackages: NotAComponent");
    assert!(told(r#"{"a": {"version": "1", "#).starts_with("a 1 [] []\nBuildroot show-info\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes, &mut |_| {});
        is_show_info(&bytes);
    }
}
