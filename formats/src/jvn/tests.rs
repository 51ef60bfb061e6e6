use super::read;
use vulnerability::Name;

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xmlns:status="http://jvndb.jvn.jp/myjvn/Status" xml:lang="ja">
  <Vulinfo><VulinfoID>JVNDB-2026-000001</VulinfoID><VulinfoData>
    <Title>輸液ポンプにおける認証不備の脆弱性</Title>
    <Affected>
      <AffectedItem><Name>アスター株式会社</Name><ProductName>S2 ファームウェア</ProductName>
        <Cpe version="2.2">cpe:/o:aster:s2_firmware</Cpe>
        <VersionNumber>ファームウェアバージョン 1.05およびそれ以前</VersionNumber></AffectedItem>
      <AffectedItem><Name>アスター株式会社</Name><ProductName>S3</ProductName><Cpe version="2.2">cpe:/o:aster:s3</Cpe>
        <VersionNumber>Ver.1.3.0より前のバージョン（CVE-2026-1000）</VersionNumber></AffectedItem>
      <AffectedItem><Name>別社</Name><ProductName>S4</ProductName><Cpe version="2.2">cpe:/h:other:s4</Cpe><VersionNumber /></AffectedItem>
      <AffectedItem><Name>別社</Name><ProductName>名だけの製品</ProductName><VersionNumber>2.0</VersionNumber></AffectedItem>
    </Affected>
    <Impact><Cvss version="3.0"><Severity type="Base">High</Severity><Base>7.5</Base>
      <Vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N</Vector></Cvss></Impact>
    <Related><RelatedItem type="advisory"><Name>Common Vulnerabilities and Exposures (CVE)</Name><VulinfoID>CVE-2026-1000</VulinfoID></RelatedItem>
      <RelatedItem type="advisory"><Name>NVD</Name><VulinfoID>CVE-2026-1000</VulinfoID></RelatedItem>
      <RelatedItem type="advisory"><Name>JVN</Name><VulinfoID>JVN#1</VulinfoID></RelatedItem></Related>
    <DateFirstPublished>2026-01-08T12:16:23+09:00</DateFirstPublished><DateLastUpdated>2026-01-09T12:16:23+09:00</DateLastUpdated>
  </VulinfoData></Vulinfo>
  <Vulinfo><VulinfoData><Title>no id</Title></VulinfoData></Vulinfo>
  <status:Status version="3.3" totalRes="1" />
</VULDEF-Document>"#;

#[test]
fn a_record_names_products_by_cpe_with_japanese_version_texts() {
    let mut seen = Vec::new();
    let defects = read(DOCUMENT.as_bytes(), &mut |record| {
        seen.push(format!("{} {:?} {}", record.id, record.aliases, record.title));
        seen.push(format!("{} {:?} {:?}", record.modified.unwrap(), record.ratings[0].tenths, record.unnamed));
        for affected in &record.affected {
            let Name::Cpe { part, vendor, product, .. } = &affected.name else { continue };
            let intervals: Vec<String> = affected.intervals.iter().map(vulnerability::spell).collect();
            seen.push(format!("{part} {vendor} {product} {} {}", intervals.join(" "), affected.unread_ranges));
        }
        assert!(record.affected.iter().any(|affected| matches!(&affected.name, Name::Labelled { .. })));
    });
    assert_eq!(
        seen,
        [
            "JVNDB-2026-000001 [\"CVE-2026-1000\"] 輸液ポンプにおける認証不備の脆弱性",
            "2026-01-09T03:16:23Z Some(75) 1",
            "o aster s2_firmware <= 1.05 0",
            "o aster s3 < 1.3.0 0",
            "h other s4  0",
        ]
    );
    assert_eq!(defects.count(), 1, "{:?}", defects.kept());
}

#[test]
fn a_document_that_breaks_off_gives_what_stands_before() {
    let cut = DOCUMENT.find("<Vulinfo><VulinfoData>").unwrap();
    let mut count = 0;
    assert!(read(&DOCUMENT.as_bytes()[..cut], &mut |_| count += 1).is_broken());
    assert_eq!(count, 1);
}

proptest::proptest! {
    #[test]
    fn any_change_of_a_document_is_survived(at in 0..DOCUMENT.len(), with: u8) {
        let mut bytes = DOCUMENT.as_bytes().to_vec();
        bytes[at] = with;
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
        super::looks_like(&bytes);
    }
}
