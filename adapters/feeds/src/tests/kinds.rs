use super::{Folder, cve, gzip, held, nvd, osv, zip, zstd};
use crate::FeedFiles;
use vulnerability::Signature;

const KEV: &str =
    r#"{"catalogVersion":"1","dateReleased":"2026-08-25T00:00:00Z","count":1,"vulnerabilities":[{"cveID":"CVE-5"}]}"#;
const EPSS: &str = "#score_date:2026-01-11T00:00:00+0000\ncve,epss,percentile\nCVE-6,0.1,0.2\n";

fn ids(name: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let seen = Folder::new().with(name, bytes).read();
    assert_eq!(seen.ids, expected, "{name}");
    assert_eq!(seen.rejected, Vec::<String>::new(), "{name}");
    assert!(seen.received.iter().all(|file| file.whole), "{name}");
}

#[test]
fn every_feed_is_read_in_every_packing_whatever_its_name() {
    let lines = format!("{}\n\n{}\n", cve("CVE-1"), cve("CVE-2"));
    let list = format!("[{},\n{}]", osv("A", "PyPI"), osv("B", "PyPI"));
    let pretty = osv("A", "PyPI").replace(',', ",\n  ").replacen('{', "{\n", 1);
    let cases = [
        (cve("CVE-1"), vec!["CVE-1"]),
        (lines, vec!["CVE-1", "CVE-2"]),
        (osv("A", "PyPI"), vec!["A"]),
        (pretty, vec!["A"]),
        (list, vec!["A", "B"]),
        (nvd(r#"{"cve":{"id":"CVE-3"}},{"cve":{"id":"CVE-4"}}"#), vec!["CVE-3", "CVE-4"]),
        (KEV.to_owned(), vec!["CVE-5"]),
        (EPSS.to_owned(), vec!["CVE-6"]),
    ];
    for (text, expected) in cases {
        ids("data.bin", &text, &expected);
        ids("x.json", gzip(text.as_bytes()), &expected);
        ids("y.zip", zstd(text.as_bytes()), &expected);
        ids("z", zip(&[("folder/inside.txt", &text)]), &expected);
    }
}

#[test]
fn a_file_is_announced_before_its_date_and_its_records_and_received_after_them() {
    assert_eq!(Folder::new().with("k", KEV).read().order, ["KEV", "stated", "record", "received"]);
    assert_eq!(Folder::new().with("e", EPSS).read().order, ["EPSS", "stated", "record", "received"]);
    let page = nvd(r#"{"cve":{"id":"C"}}"#);
    assert_eq!(Folder::new().with("n", page).read().order, ["NVD", "stated", "record", "received"]);
}

#[test]
fn a_date_that_stands_last_is_read_all_the_same() {
    let late = r#"{"vulnerabilities":[{"cve":{"id":"C"}}],"timestamp":"2026-08-21T00:00:00"}"#;
    assert_eq!(Folder::new().with("n", late).read().stated, ["NVD 2026-08-21T00:00:00Z"]);
}

#[test]
fn folders_are_walked_in_order_and_hidden_files_are_passed_over() {
    let folder = Folder::new().with("b/1.json", cve("B")).with("a/2.json", cve("A")).with("a/.x.json", cve("HIDDEN"));
    assert_eq!(folder.with("c.json", cve("C")).read().ids, ["A", "B", "C"]);
}

#[test]
fn an_ecosystem_is_complete_only_when_the_records_agree_with_the_folder() {
    let complete = |path: &str, ecosystem: &str| {
        let archive = zip(&[("A.json", osv("A", ecosystem)), ("B.json", osv("B", ecosystem))]);
        Folder::new().with(path, archive).read().complete
    };
    assert_eq!(complete("PyPI/all.zip", "PyPI"), ["OSV/PyPI"]);
    assert_eq!(complete("Red%20Hat/all.zip", "Red Hat:9"), ["OSV/Red Hat"]);
    assert_eq!(complete("Debian:12/all.zip", "Debian:12"), Vec::<String>::new());
    assert_eq!(complete("PyPI/all.zip", "npm"), Vec::<String>::new());
    assert_eq!(complete("PyPI/some.zip", "PyPI"), Vec::<String>::new());
}

#[test]
fn a_catalogue_that_holds_what_it_counts_is_complete() {
    assert_eq!(Folder::new().with("k", KEV).read().complete, ["KEV"]);
    let short = Folder::new().with("k", KEV.replace("\"count\":1", "\"count\":2")).read();
    assert_eq!(short.complete, Vec::<String>::new());
    assert_eq!(short.rejected.len(), 1);
    assert!(!short.received[0].whole);
}

#[test]
fn files_are_kept_as_received_once_under_their_hash() {
    let (folder, mirror) = (Folder::new().with("a.json", cve("A")).with("b.json", cve("A")), Folder::new());
    let packed = zip(&[("a.json", cve("B"))]);
    let folder = folder.with("c.zip", &packed).with("unknown.txt", "hello");
    let seen = folder.read_with(&FeedFiles::new(Some(mirror.0.clone())));
    assert_eq!(seen.received.len(), 3);
    assert_eq!(seen.received[0].sha256, seen.received[1].sha256);
    let kept = held(&mirror.0);
    assert_eq!(kept.len(), 2, "{kept:?}");
    for file in &seen.received {
        let place = mirror.0.join("received").join(&file.sha256[..2]).join(&file.sha256);
        assert_eq!(std::fs::metadata(&place).unwrap().len(), file.bytes);
    }
    let zipped = mirror.0.join("received").join(&seen.received[2].sha256[..2]).join(&seen.received[2].sha256);
    assert_eq!(std::fs::read(zipped).unwrap(), packed);
    assert!(std::fs::read_dir(mirror.0.join("received")).unwrap().all(|entry| entry.unwrap().path().is_dir()));
}

#[test]
fn a_check_sum_beside_a_file_is_checked_and_an_openpgp_signature_is_said_to_be_unchecked() {
    let text = "{\"cveMetadata\":{\"cveId\":\"CVE-1\"}}";
    let sum = "A5aced1d2a1d0d7b4db8b965c52c2e9bce927d9a45cdbf547991a7e164692b9e  a.json\n";
    let folder = || Folder::new().with("a.json", text).with("a.json.asc", "-----BEGIN PGP SIGNATURE-----");
    let fits = folder().with("a.json.sha256", sum).read();
    assert_eq!((fits.received[0].signature, fits.rejected.len()), (Signature::NotChecked, 0));
    let another = folder().with("a.json.sha256", sum.replace("A5", "00")).read();
    assert_eq!((another.received[0].signature, another.rejected.len()), (Signature::Bad, 1));
    let none = folder().with("a.json.sha512", "no sum").read();
    assert_eq!(none.received[0].signature, Signature::Bad);
}

#[test]
fn members_of_a_tracker_are_taken_one_by_one_and_one_that_breaks_off_completes_nothing() {
    let tracker =
        r#"{"a":{"CVE-2026-1000":{"releases":{"sid":{"status":"open"}}}},"b":{"CVE-2026-1000":{"releases":{}}}}"#;
    let seen = Folder::new().with("t.json", tracker).read();
    assert_eq!(seen.ids, ["CVE-2026-1000/a", "CVE-2026-1000/b"]);
    assert_eq!(seen.complete, ["DebianTracker"]);
    let cut = Folder::new().with("t.json", &tracker[..tracker.len() - 20]).read();
    assert_eq!((cut.ids.len(), cut.rejected.len(), cut.complete.len(), cut.received[0].whole), (1, 1, 0, false));
}

#[test]
fn a_list_of_support_is_dated_and_complete() {
    let list = r#"{"date":"2026-08-22","products":[{"product":"x","title":"X","releases":[{"releaseCycle":"1","eol":true}]}]}"#;
    let seen = Folder::new().with("l.json", gzip(list.as_bytes())).read();
    assert_eq!((seen.ids, seen.stated), (vec!["x/1".to_owned()], vec!["EOL 2026-08-22T00:00:00Z".to_owned()]));
    assert_eq!(seen.complete, ["EOL"]);
}

#[test]
fn the_hash_is_sha256_of_the_bytes_as_received() {
    let seen = Folder::new().with("a", "{\"cveMetadata\":{\"cveId\":\"CVE-1\"}}").read();
    assert_eq!(seen.received[0].sha256, "a5aced1d2a1d0d7b4db8b965c52c2e9bce927d9a45cdbf547991a7e164692b9e");
    assert_eq!((seen.received[0].bytes, seen.progress), (33, 33));
}
