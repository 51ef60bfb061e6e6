use super::{Entry, Feed, write};
use terms::{Instant, Lang};

#[test]
fn a_feed_is_written_with_its_letters_escaped() {
    let entries = [Entry {
        id: "urn:uuid:1".to_owned(),
        title: "CVE-2026-1 · <s2> & \"zlib\"\u{1}".to_owned(),
        text: "悪用確認済み\n期限 2026-11-25".to_owned(),
        category: "scan/vulnerable".to_owned(),
        updated: Instant(1_795_500_000_000),
        page: "https://t.example/devices/s2?a&b".to_owned(),
    }];
    let feed = Feed {
        id: "urn:uuid:0",
        lang: Lang::Ja,
        title: "作業",
        subtitle: "",
        author: "Tutela",
        updated: Instant(1_795_500_000_000),
        page: "",
        entries: &entries,
    };
    let expected = "\
<?xml version=\"1.0\" encoding=\"utf-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">
  <id>urn:uuid:0</id>
  <title>作業</title>
  <subtitle></subtitle>
  <updated>2026-11-24T06:00:00Z</updated>
  <author><name>Tutela</name></author>
  <entry>
    <id>urn:uuid:1</id>
    <title>CVE-2026-1 · &lt;s2&gt; &amp; &quot;zlib&quot;\u{fffd}</title>
    <updated>2026-11-24T06:00:00Z</updated>
    <link rel=\"alternate\" type=\"text/html\" href=\"https://t.example/devices/s2?a&amp;b\"/>
    <category term=\"scan/vulnerable\"/>
    <content type=\"text\">悪用確認済み
期限 2026-11-25</content>
  </entry>
</feed>
";
    assert_eq!(write(&feed), expected);
}
