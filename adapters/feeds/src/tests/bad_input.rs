use super::{Folder, Seen, cve, gzip, nvd, osv, tape, zip};
use crate::FeedFiles;
use activities::feed_port::{FeedSink, Feeds};
use proptest::prelude::*;
use std::path::PathBuf;

/// Reads one file and shows ids, rejections, and whether it counts as looked at whole.
fn taken(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>, bool) {
    shown(Folder::new().with(name, bytes).read())
}

fn shown(seen: Seen) -> (Vec<String>, Vec<String>, bool) {
    let whole = seen.received.iter().all(|file| file.whole);
    (seen.ids, seen.rejected, whole)
}

fn refused(bytes: impl AsRef<[u8]>, what: &str) {
    let (ids, rejected, _) = taken("f", bytes);
    assert_eq!(ids, Vec::<String>::new());
    assert_eq!(rejected, [format!("none f: Unreadable(\"not a known feed: {what}\")")]);
}

/// Limits small enough for a test.
fn small() -> FeedFiles {
    let mut files = FeedFiles::new(None);
    files.limits.record = 1 << 20;
    files.limits.member = 4 << 20;
    files.limits.total = 16 << 20;
    files.limits.ratio = 100;
    files.limits.ratio_from = 1 << 20;
    files
}

#[test]
fn what_is_no_feed_is_named_and_not_kept() {
    refused("", "an empty file");
    refused(r#"{"bomFormat":"CycloneDX","specVersion":"1.5"}"#, "a CycloneDX document");
    refused(r#"{"document":{"category":"csaf_vex"}}"#, "JSON of another kind");
    refused("a,b\n1,2\n", "a text or table");
    refused(gzip(b""), "an empty file");
    assert!(Folder::new().with("f", "hello").read().received.is_empty());
}

#[test]
fn a_malformed_record_in_the_middle_loses_only_itself() {
    let lines = format!("{}\n{}\n{}\n", cve("CVE-1"), &cve("CVE-2")[..60], cve("CVE-3"));
    let (ids, rejected, whole) = taken("f", &lines);
    assert_eq!((ids, whole), (vec!["CVE-1".to_owned(), "CVE-3".to_owned()], true));
    assert!(rejected.len() == 1 && rejected[0].starts_with("CVE f:2: Unreadable("), "{rejected:?}");
}

#[test]
fn a_malformed_first_record_loses_only_itself() {
    let lines = format!("{}\n{}\n", &cve("CVE-1")[..60], cve("CVE-2"));
    let (ids, rejected, _) = taken("f", &lines);
    assert_eq!((ids, rejected.len()), (vec!["CVE-2".to_owned()], 1));
}

#[test]
fn a_malformed_element_of_a_page_loses_only_itself() {
    let page = nvd(r#"{"cve":{"id":"CVE-1"}},{"cve":{"id":"CVE-2","x":[},{"cve":{"id":"CVE-3"}}"#);
    let (ids, rejected, _) = taken("f", page);
    assert_eq!(ids, ["CVE-1", "CVE-3"]);
    assert_eq!(rejected, ["NVD f#2: Unreadable(\"the record (CVE-2) breaks off; the next one was read again\")"]);
}

#[test]
fn a_record_without_an_id_is_rejected_for_that() {
    let lines = format!("{}\n{}\n", cve("CVE-1"), cve(""));
    assert_eq!(taken("f", lines).1, ["CVE f:2: NoId"]);
}

#[test]
fn a_record_read_in_part_is_taken_and_the_rest_is_said() {
    let text = osv("A", "PyPI").replace("[{\"package\"", "[7,{\"package\"");
    let (ids, rejected, _) = taken("f", text);
    assert_eq!(ids, ["A"]);
    assert!(rejected[0].contains("the rest of the record was taken"), "{rejected:?}");
}

#[test]
fn of_a_truncated_gzip_the_front_is_kept_and_the_loss_is_said() {
    // Ids that differ at random places do not shrink to nothing, so that the cut falls between records.
    let lines: String = (0..20_000u32).map(|n| cve(&format!("CVE-{}", n.wrapping_mul(2_654_435_761))) + "\n").collect();
    let packed = gzip(lines.as_bytes());
    let (ids, rejected, whole) = taken("f.gz", &packed[..packed.len() / 2]);
    assert!(ids.len() > 1000 && ids.len() < 20_000, "{}", ids.len());
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].contains("end too early"), "{rejected:?}");
    assert!(!whole);
}

#[test]
fn of_a_truncated_page_the_front_is_kept_and_the_loss_is_said() {
    let page = nvd(r#"{"cve":{"id":"CVE-1"}},{"cve":{"id":"CVE-2"}}"#);
    let (ids, rejected, whole) = taken("f", &page[..page.len() - 8]);
    assert_eq!((ids, rejected.len(), whole), (vec!["CVE-1".to_owned()], 1, false));
}

#[test]
fn of_a_truncated_archive_the_front_is_kept_and_nothing_is_complete() {
    let archive = zip(&[("A.json", osv("A", "PyPI")), ("B.json", osv("B", "PyPI"))]);
    let seen = Folder::new().with("PyPI/all.zip", &archive[..archive.len() / 2]).read();
    assert_eq!((seen.complete.len(), seen.rejected.is_empty()), (0, false));
    let (ids, _, whole) = shown(seen);
    assert_eq!((ids, whole), (vec!["A".to_owned()], false));
}

#[test]
fn a_member_outside_its_folder_is_refused_and_the_rest_is_read() {
    for name in ["../../etc/x.json", "/etc/x.json", "a\\..\\x.json", "C:\\x.json"] {
        let seen =
            Folder::new().with("PyPI/all.zip", zip(&[(name, osv("A", "PyPI")), ("B.json", osv("B", "PyPI"))])).read();
        assert_eq!(seen.ids, ["B"], "{name}");
        assert_eq!(seen.complete, Vec::<String>::new(), "{name}");
        assert!(seen.rejected[0].ends_with("UnsafePath"), "{:?}", seen.rejected);
    }
}

#[test]
fn a_zip_bomb_is_refused_and_the_rest_is_read() {
    let bomb = format!("{{\"id\":\"A\",\"modified\":\"{}\"}}", " ".repeat(8 << 20));
    let seen = Folder::new().with("a.zip", zip(&[("A", bomb.clone()), ("B", osv("B", "PyPI"))])).read_with(&small());
    assert_eq!(seen.rejected, ["none a.zip!A: TooLarge"]);
    assert_eq!(shown(seen).0, ["B"]);
    let swollen = Folder::new().with("a.gz", gzip(bomb.as_bytes())).read_with(&small());
    let (ids, rejected, whole) = shown(swollen);
    assert!(!rejected.is_empty() && rejected.iter().all(|why| why == "OSV a.gz:1: TooLarge"), "{rejected:?}");
    assert_eq!((ids.len(), whole), (0, false));
}

#[test]
fn many_members_together_are_limited_too() {
    let noise: String = (0..250_000u32).map(|n| format!("{:09}", n.wrapping_mul(2_654_435_761))).collect();
    let lines: String = noise
        .as_bytes()
        .chunks(900_000)
        .map(|part| cve("CVE-1").replace("\"T\"", &format!("{:?}", String::from_utf8_lossy(part))) + "\n")
        .collect();
    let members: Vec<_> = (0..12).map(|n| (format!("{n}"), lines.clone())).collect();
    let members: Vec<_> = members.iter().map(|(name, lines)| (name.as_str(), lines)).collect();
    let seen = Folder::new().with("a.zip", zip(&members)).read_with(&small());
    assert_eq!(seen.rejected, ["none a.zip: TooLarge"]);
    assert!(seen.ids.len() < 12 * 3);
}

#[test]
fn a_line_beyond_the_limit_is_left_out_and_the_next_is_read() {
    let long = cve("CVE-1").replace("\"T\"", &format!("\"{}\"", "x".repeat(3 << 20)));
    let lines = format!("{}\n{long}\n{}", cve("CVE-0"), cve("CVE-2"));
    let (ids, rejected, whole) = shown(Folder::new().with("f", lines).read_with(&small()));
    assert_eq!((ids, whole), (vec!["CVE-0".to_owned(), "CVE-2".to_owned()], false));
    assert_eq!(rejected, ["CVE f:2: TooLarge"]);
}

#[test]
fn an_element_beyond_the_limit_is_left_out_by_name_and_the_next_is_read() {
    let page = nvd(&format!(r#"{{"cve":{{"id":"CVE-1","x":"{}"}}}},{{"cve":{{"id":"CVE-2"}}}}"#, "x".repeat(3 << 20)));
    let (ids, rejected, whole) = shown(Folder::new().with("f", page).read_with(&small()));
    assert_eq!((ids, whole), (vec!["CVE-2".to_owned()], false));
    assert_eq!(rejected, ["NVD f (CVE-1)#1: TooLarge"]);
}

#[test]
fn a_gigabyte_of_nesting_costs_nothing_but_its_line() {
    let deep = format!("{}\n{{\"cveMetadata\":{}\n", cve("CVE-1"), "[".repeat(2 << 20));
    let (ids, rejected, _) = shown(Folder::new().with("f", deep).read_with(&small()));
    assert_eq!((ids.len(), rejected), (1, vec!["CVE f:2: TooLarge".to_owned()]));
}

#[test]
fn a_record_dated_in_the_first_year_is_read() {
    let text = osv("A", "PyPI").replace("2026-01-01", "0001-01-01");
    assert_eq!(taken("f", text), (vec!["A".to_owned()], vec![], true));
}

#[test]
fn bad_utf8_and_a_byte_order_mark_are_survived() {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(cve("CVE-1").replace("\"T\"", "\"T~\"").bytes().map(|byte| if byte == b'~' { 0xff } else { byte }));
    let (ids, rejected, _) = taken("f", bytes);
    assert_eq!((ids, rejected.len()), (vec!["CVE-1".to_owned()], 1));
}

#[test]
fn a_path_that_does_not_exist_is_a_fault_with_a_next_step() {
    let fault = FeedFiles::new(None).read(&[PathBuf::from("/no/such/feed")], &mut Seen::default()).unwrap_err();
    assert!(
        fault.what.en.contains("/no/such/feed") && fault.what.ja.contains("/no/such/feed") && !fault.next.ja.is_empty()
    );
}

#[test]
fn a_mirror_that_cannot_be_written_is_a_fault() {
    let folder = Folder::new().with("f", cve("CVE-1")).with("mirror", "a file where the folder should be");
    let files = FeedFiles::new(Some(folder.0.join("mirror")));
    let fault = files.read(&[folder.0.join("f")], &mut Seen::default()).unwrap_err();
    assert!(fault.what.ja.contains("mirror") && fault.cause.is_some());
}

#[test]
fn a_sink_that_cannot_go_on_stops_the_reading() {
    struct Full(u32);
    impl FeedSink for Full {
        fn file(&mut self, _: &str, _: vulnerability::Source) {}
        fn received(&mut self, _: activities::feed_port::ReceivedFile) {
            panic!("the file is not said to be received");
        }
        fn record(
            &mut self,
            _: vulnerability::Source,
            _: &vulnerability::Advisory<'_>,
        ) -> Result<(), activities::feed_port::FeedFault> {
            self.0 += 1;
            Err(activities::feed_port::FeedFault::new(
                activities::feed_port::Said::new("full", "満杯"),
                activities::feed_port::Said::new("Free space.", "空き容量を確保してください。"),
            ))
        }
        fn rejected(&mut self, _: Option<vulnerability::Source>, _: &str, _: activities::feed_port::Rejection) {}
        fn complete(&mut self, _: vulnerability::Part) {}
        fn stated(&mut self, _: vulnerability::Source, _: terms::Instant) {}
        fn progress(&mut self, _: u64) {}
    }
    let folder = Folder::new().with("f", format!("{}\n{}\n", cve("CVE-1"), cve("CVE-2")));
    let mut sink = Full(0);
    assert_eq!(FeedFiles::new(None).read(&[folder.0.join("f")], &mut sink).unwrap_err().what.en, "full");
    assert_eq!(sink.0, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_are_survived(head in 0usize..6, noise: Vec<u8>, cut in 0usize..400) {
        let heads: [Vec<u8>; 6] = [
            Vec::new(),
            gzip(cve("CVE-1").as_bytes()),
            super::zstd(cve("CVE-1").as_bytes()),
            zip(&[("A.json", osv("A", "PyPI")), ("B.json", cve("B"))]),
            nvd(r#"{"cve":{"id":"CVE-3"}}"#).into_bytes(),
            osv("A", "PyPI").into_bytes(),
        ];
        let mut bytes = heads[head].clone();
        bytes.truncate(cut);
        bytes.extend(noise);
        Folder::new().with("f", bytes).read_with(&small());
    }
}

#[test]
fn a_tape_gives_the_records_of_its_members_packed_or_not() {
    let tape = tape(&[("a/one.json", &cve("CVE-1")), ("two.json", &cve("CVE-2")), ("a/notes.txt", "hello")]);
    for bytes in [tape.clone(), gzip(&tape), zstd::encode_all(tape.as_slice(), 1).unwrap()] {
        let (ids, rejected, whole) = taken("f", bytes);
        assert_eq!((ids, whole), (vec!["CVE-1".to_owned(), "CVE-2".to_owned()], true));
        assert_eq!(rejected, ["none f!a/notes.txt: Unreadable(\"not a known feed: a text or table\")"]);
    }
}

#[test]
fn a_tape_that_breaks_off_or_leads_outside_keeps_the_rest_and_is_not_whole() {
    let good = tape(&[("one.json", &cve("CVE-1")), ("two.json", &cve("CVE-2"))]);
    let (ids, rejected, whole) = taken("f", &good[..1024 + 512 + 20]);
    assert_eq!((ids, whole), (vec!["CVE-1".to_owned()], false));
    assert!(rejected.len() == 2 && rejected[1].contains("unpacking fails from here on"), "{rejected:?}");
    let (ids, rejected, whole) = taken("f", tape(&[("../up.json", &cve("CVE-1")), ("two.json", &cve("CVE-2"))]));
    assert_eq!((ids, whole), (vec!["CVE-2".to_owned()], false));
    assert_eq!(rejected, ["none f!../up.json: UnsafePath"]);
    let big = format!("{}{}", cve("CVE-1"), " ".repeat(5 << 20));
    let seen = Folder::new().with("f", tape(&[("one.json", &big), ("two.json", &cve("CVE-2"))])).read_with(&small());
    assert_eq!(shown(seen).0, ["CVE-2"]);
}

proptest! {
    #[test]
    fn any_bytes_after_the_first_header_of_a_tape_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        let mut tape = tape(&[("one.json", &cve("CVE-1"))]);
        tape.truncate(512);
        tape.extend(bytes);
        taken("f", tape);
    }
}
