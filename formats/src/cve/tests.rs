use super::read;
use proptest::prelude::*;
use vulnerability::{Advisory, Scoring, State};

fn one(text: &str, check: impl Fn(&Advisory<'_>)) {
    let mut count = 0;
    let defects = read(text.as_bytes(), &mut |record| {
        count += 1;
        check(record);
    });
    assert_eq!((count, defects.count()), (1, 0), "{:?}", defects.kept());
}

const WHOLE: &str = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","containers":{
    "adp":[{"metrics":[{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N","baseScore":9.8}},{"other":{"content":{"options":[
        {"Exploitation":"active"},{"Automatable":"yes"},{"Technical Impact":"total"}]},"type":"ssvc"}},
        {"other":{"type":"kev","content":{"dateAdded":"2026-01-01"}}}],"providerMetadata":{"shortName":"CISA-ADP"}}],
    "cna":{"metrics":[{"cvssV4_0":{"baseScore":7.05,"vectorString":"CVSS:4.0/AV:L"}},{"cvssV2_0":{"baseScore":10}}],
        "affected":[{"product":"pump"}],"descriptions":[{"lang":"es","value":"Bomba"},{"lang":"en-US","value":"The pump stops."}],
        "providerMetadata":{"shortName":"acme"}}},
    "cveMetadata":{"cveId":"CVE-2026-1","state":"PUBLISHED","datePublished":"2026-01-02T00:00:00","dateUpdated":"2026-02-03T00:00:00Z"}}"#;

#[test]
fn what_a_record_says_is_read() {
    one(WHOLE, |record| {
        assert_eq!((&*record.id, &*record.title, record.state), ("CVE-2026-1", "The pump stops.", State::Published));
        assert_eq!(record.published.unwrap().day().to_string(), "2026-01-02");
        assert_eq!(record.modified.unwrap().day().to_string(), "2026-02-03");
        assert!(record.affected.is_empty() && record.exploited.is_none());
    });
}

#[test]
fn each_rating_names_its_scorer_even_when_the_name_comes_last() {
    one(WHOLE, |record| {
        let ratings: Vec<_> = record.ratings.iter().map(|r| (r.scoring, r.tenths, &*r.scorer)).collect();
        let expected = [
            (Scoring::Cvss31, Some(98), "CISA-ADP"),
            (Scoring::Cvss4, Some(71), "acme"),
            (Scoring::Cvss2, Some(100), "acme"),
        ];
        assert_eq!(ratings, expected);
    });
}

#[test]
fn decision_points_are_read() {
    one(WHOLE, |record| {
        let ssvc = record.ssvc.as_ref().unwrap();
        assert_eq!((&*ssvc.exploitation, &*ssvc.automatable, &*ssvc.technical_impact), ("active", "yes", "total"));
    });
}

#[test]
fn a_rejected_record_says_why() {
    let text = r#"{"cveMetadata":{"cveId":"CVE-1","state":"REJECTED"},
        "containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"Never used."}]}}}"#;
    one(text, |record| assert_eq!((record.state, &*record.title), (State::Rejected, "Never used.")));
}

#[test]
fn a_dispute_is_seen_and_a_rejection_weighs_more() {
    let tagged =
        r#"{"containers":{"cna":{"title":"T","tags":["disputed"]}},"cveMetadata":{"cveId":"CVE-1","state":"S"}}"#;
    one(&tagged.replace("\"S\"", "\"PUBLISHED\""), |record| assert_eq!(record.state, State::Disputed));
    one(&tagged.replace("\"S\"", "\"REJECTED\""), |record| assert_eq!(record.state, State::Rejected));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn broken_records_are_survived(cut in 0usize..1100, noise: Vec<u8>) {
        let mut bytes = WHOLE.as_bytes()[..cut.min(WHOLE.len())].to_vec();
        bytes.extend(noise);
        read(&bytes, &mut |_| {});
    }
}
