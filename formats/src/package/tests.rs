use super::{ENVELOPE, is_safe_path, manifest, read, unsafe_paths, write};
use crate::dossier::v1;
use device::{Dated, DutyKind, Id, Sha256};
use proptest::prelude::*;
use std::collections::BTreeMap;
use terms::{Instant, Place, Text, When};

fn hash(letter: char) -> String {
    letter.to_string().repeat(64)
}

fn package() -> Vec<u8> {
    let files = BTreeMap::from([(hash('a'), b"one".to_vec()), (hash('b'), b"".to_vec()), (hash('c'), vec![7; 2000])]);
    write(b"{\"payload\":1}", &files).unwrap()
}

#[test]
fn what_is_put_in_comes_out() {
    let bytes = package();
    let parts = read(&bytes).unwrap();
    assert_eq!(parts.envelope, b"{\"payload\":1}");
    assert_eq!(parts.files.values().map(|bytes| bytes.len()).collect::<Vec<_>>(), [3, 0, 2000]);
    assert!(parts.strange.is_empty() && !parts.breaks_off);
    assert_eq!(bytes, package(), "same parts, same bytes");
}

#[test]
fn a_package_cut_anywhere_lacks_files_or_breaks_off() {
    let bytes = package();
    let content_ends = bytes.len() - 1024;
    for end in (0..content_ends).step_by(97) {
        if let Some(parts) = read(&bytes[..end]) {
            let all = parts.files.len() == 3 && parts.files.values().map(|bytes| bytes.len()).sum::<usize>() == 2003;
            assert!(parts.breaks_off || !all, "{end}");
        }
    }
}

#[test]
fn an_entry_that_no_package_has_is_named() {
    let mut archive = tar::Builder::new(Vec::new());
    for name in [ENVELOPE, "files/short", "../x", "readme.txt"] {
        let mut head = tar::Header::new_ustar();
        head.set_size(1);
        // `append_data` refuses `..`, as it should; a forger writes the header alone.
        head.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        head.set_cksum();
        archive.append(&head, &b"x"[..]).unwrap();
    }
    let bytes = archive.into_inner().unwrap();
    assert_eq!(read(&bytes).unwrap().strange, ["files/short", "../x", "readme.txt"]);
}

#[test]
fn other_archives_are_no_packages() {
    assert!(read(b"").is_none());
    assert!(read(b"PK\x03\x04").is_none());
    assert!(read(b"envelope.json\0").is_none());
}

#[test]
fn names_that_lead_elsewhere_are_unsafe() {
    for good in ["device.yaml", "releases/4.1.0/radio.spdx", "releases/4.1.0/部品表.csv"] {
        assert!(is_safe_path(good), "{good}");
    }
    for bad in [
        "",
        "/etc/x",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        ".git/x",
        "C:x",
        "a\\b",
        "con",
        "aux.txt",
        "a/lpt1.csv",
        "x.",
        "a\nb",
    ] {
        assert!(!is_safe_path(bad), "{bad:?}");
    }
    assert_eq!(unsafe_paths(["A.yaml", "a.yaml"].into_iter()), ["a.yaml"]);
    assert_eq!(unsafe_paths(["a", "a/b"].into_iter()), ["a"]);
}

fn manifest_of(text: &str, sequence: u32, day: i32) -> v1::Package {
    let place = Place::default;
    let words = Text { en: Some(text.to_owned()), ..Text::default() };
    v1::Package {
        place: place(),
        schema: "tutela.package/v1".to_owned(),
        program: "tutela".to_owned(),
        device: Id::try_from("aster").unwrap(),
        name: words.clone(),
        sequence,
        supersedes: (sequence > 1).then(|| Sha256::parse(&hash('d')).unwrap()),
        made_at: Dated::utc(Instant(i64::from(day) * Instant::DAY)),
        next_due: When::Day(terms::Day(day)),
        releases: Vec::new(),
        duties: vec![v1::Duty {
            place: place(),
            id: Id::try_from("a").unwrap(),
            kind: DutyKind::Backup,
            task: words.clone(),
            manufacturer: None,
            facility: words.clone(),
        }],
        files: Vec::new(),
        withheld: vec![v1::Withheld { place: place(), path: None, count: sequence, why: words }],
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes);
        manifest(&bytes);
    }

    #[test]
    fn bytes_changed_anywhere_are_survived(at in 0usize..6000, byte: u8, cut in 0usize..6000) {
        let mut bytes = package();
        if let Some(old) = bytes.get_mut(at) {
            *old = byte;
        }
        read(&bytes);
        bytes.truncate(cut);
        read(&bytes);
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written(text in "[^\\s\\p{C}][^\\p{C}]{0,30}x", sequence: u32, day in 0i32..60000) {
        let written = manifest_of(&text, sequence, day);
        let line = written.canonical();
        let back = manifest(line.as_bytes());
        prop_assert!(back.complaints.is_empty(), "{:?}", back.complaints);
        prop_assert_eq!(back.value.unwrap().canonical(), line);
    }

    #[test]
    fn any_name_is_judged(path: String) {
        is_safe_path(&path);
        unsafe_paths([path.as_str(), "a"].into_iter());
    }
}
