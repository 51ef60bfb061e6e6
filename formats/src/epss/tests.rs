use super::read;
use proptest::prelude::*;

fn rows(text: &str) -> (Vec<String>, Option<String>, usize) {
    let mut seen = Vec::new();
    let scores = read(text.as_bytes(), &mut |record| {
        let (probability, percentile) = record.epss.unwrap();
        seen.push(format!("{} {probability} {percentile}", record.id));
    });
    (seen, scores.date.map(|date| date.to_string()), scores.defects.count())
}

#[test]
fn scores_become_millionths_and_the_day_is_read() {
    let text = "#model_version:v2026.03.14,score_date:2026-01-11T00:00:00+0000\r\ncve,epss,percentile\r\nCVE-1,0.00677,1.0\r\n";
    assert_eq!(rows(text), (vec!["CVE-1 6770 1000000".into()], Some("2026-01-11T00:00:00Z".into()), 0));
}

#[test]
fn columns_are_found_by_name() {
    assert_eq!(rows("percentile,cve,epss\n0.5,CVE-1,0.1\n").0, ["CVE-1 100000 500000"]);
}

#[test]
fn a_row_that_is_none_is_noted_and_the_next_is_read() {
    for bad in ["CVE-2,high,0.1", "CVE-2,1.5,0.1", "CVE-2,NaN,0.1", "x,0.1,0.1", "CVE-2", "あ,0.1,0.1"] {
        let text = format!("cve,epss,percentile\n{bad}\nCVE-1,0,0\n");
        assert_eq!(rows(&text), (vec!["CVE-1 0 0".into()], None, 1), "{bad}");
    }
}

#[test]
fn without_a_header_nothing_is_guessed() {
    assert_eq!(rows("CVE-1,0.1,0.2\n"), (vec![], None, 1));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }
}
