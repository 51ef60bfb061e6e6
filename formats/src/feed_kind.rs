//! Which feed a file holds, told by its first bytes and never by its name.

use crate::json::{Json, Next, Stop};
use vulnerability::Source;

/// How records stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One record, or one a line.
    Records,
    /// The elements of an outermost array.
    List,
    /// The elements of the array `vulnerabilities` of an outermost object.
    Listed,
    /// The elements of the array `products` of an outermost object.
    Products,
    /// The members of an outermost object.
    Members,
    /// Rows of a table.
    Rows,
}

/// A feed and its shape, or what a file looks like instead, in English and Japanese.
pub(crate) type Kind = Result<(Source, Shape), [&'static str; 2]>;

/// The feed and shape of a file that begins with `head`; for anything else, what it looks like.
pub fn feed_kind(head: &[u8]) -> Kind {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        None => Err(["an empty file", "空のファイル"]),
        Some(b'{') if crate::debian_tracker::looks_like(text) => Ok((Source::Debian, Shape::Members)),
        Some(b'{') => object(&mut Json::glance(text)),
        Some(b'[') => list(&mut Json::glance(text)),
        Some(b'<') if crate::jvn::looks_like(text) => Ok((Source::Jvn, Shape::Records)),
        Some(b'<') => Err(["XML or HTML", "XML または HTML"]),
        Some(_) if is_epss(text) => Ok((Source::Epss, Shape::Rows)),
        Some(_) if text.starts_with(b"SPDXVersion:") => Err(["an SPDX document", "SPDX 文書"]),
        Some(_) if text.contains(&0) => Err(["a binary file", "バイナリファイル"]),
        Some(_) => Err(["a text or table", "テキストまたは表"]),
    }
}

fn is_epss(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |wanted: &[u8]| line.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted));
    if line.starts_with(b"#") { has(b"score_date:") } else { has(b"cve,") && has(b"epss") && has(b"percentile") }
}

fn list(json: &mut Json<'_>) -> Kind {
    let inside = json.array().and_then(|array| if array { json.element() } else { Ok(false) });
    match inside.and_then(|more| if more { json.peek() } else { Err(Stop) }) {
        Ok(Next::Object) => match object(json) {
            Ok((source, Shape::Records)) => Ok((source, Shape::List)),
            Ok(_) => Err(["a list of feed pages", "フィードのページを並べたもの"]),
            Err(what) => Err(what),
        },
        Ok(Next::Array | Next::String | Next::Number | Next::Bool | Next::Null) | Err(Stop) => {
            Err(["a JSON list", "JSON の配列"])
        }
    }
}

/// Keys that do not decide alone.
#[derive(Default)]
struct Hints {
    id: bool,
    osv: bool,
    affected: bool,
}

fn object(json: &mut Json<'_>) -> Kind {
    let mut hints = Hints::default();
    match keys(json, &mut hints) {
        Ok(Some(kind)) => kind,
        // The head ends here, or the object does: what was seen decides.
        Ok(None) | Err(Stop) if hints.affected || (hints.id && hints.osv) => Ok((Source::Osv, Shape::Records)),
        Ok(None) | Err(Stop) => Err(["JSON of another kind", "別の種類の JSON"]),
    }
}

fn keys(json: &mut Json<'_>, hints: &mut Hints) -> Result<Option<Kind>, Stop> {
    if !json.object()? {
        return Ok(None);
    }
    while let Some(key) = json.key()? {
        match &*key {
            "cveMetadata" | "containers" => return Ok(Some(Ok((Source::CveList, Shape::Records)))),
            "distroversion" | "reponame" | "apkurl" => return Ok(Some(Ok((Source::Alpine, Shape::Records)))),
            "products" if is_products(json) => return Ok(Some(Ok((Source::Life, Shape::Products)))),
            "catalogVersion" => return Ok(Some(Ok((Source::Kev, Shape::Listed)))),
            "resultsPerPage" => return Ok(Some(Ok((Source::Nvd, Shape::Listed)))),
            "bomFormat" => return Ok(Some(Err(["a CycloneDX document", "CycloneDX 文書"]))),
            "spdxVersion" | "SPDXID" => return Ok(Some(Err(["an SPDX document", "SPDX 文書"]))),
            "@context" => return Ok(Some(Err(["OpenVEX or another JSON-LD document", "OpenVEX などの JSON-LD 文書"]))),
            "document" if crate::csaf::looks_like(json.bytes()) => {
                return Ok(Some(Ok((Source::Csaf, Shape::Records))));
            }
            "CVE_Items" | "CVE_data_type" => {
                return Ok(Some(Err(["a feed in NVD's retired shape 1.1", "廃止された NVD 1.1 形式のフィード"])));
            }
            "data_type" => {
                return Ok(Some(Err(["a CVE record in the retired shape 4.0", "廃止された 4.0 形式の CVE 記録"])));
            }
            "dataType" => {
                if json.text_or_empty()? == "CVE_RECORD" {
                    return Ok(Some(Ok((Source::CveList, Shape::Records))));
                }
            }
            "format" => {
                if json.text_or_empty()? == "NVD_CVE" {
                    return Ok(Some(Ok((Source::Nvd, Shape::Listed))));
                }
            }
            "vulnerabilities" => {
                let start = json.offset();
                if let Some(source) = json.bytes().get(start..).and_then(|list| listed(&mut Json::glance(list)).ok()?) {
                    return Ok(Some(Ok((source, Shape::Listed))));
                }
                json.skip()?;
            }
            "id" => {
                hints.id = true;
                json.skip()?;
            }
            "affected" => {
                hints.affected = true;
                json.skip()?;
            }
            "schema_version" | "modified" | "published" | "withdrawn" | "aliases" => {
                hints.osv = true;
                json.skip()?;
            }
            _ => json.skip()?,
        }
        if hints.id && hints.osv {
            return Ok(None);
        }
    }
    Ok(None)
}

/// Whether the list that comes next is one of products with release cycles.
fn is_products(json: &mut Json<'_>) -> bool {
    let start = json.offset();
    let rest = json.bytes().get(start..).unwrap_or_default();
    let json = &mut Json::glance(rest);
    let told = |json: &mut Json<'_>| -> Result<bool, Stop> {
        if !(json.array()? && json.element()? && json.object()?) {
            return Ok(false);
        }
        let (mut named, mut cycles) = (false, false);
        while let Some(key) = json.key()? {
            named |= key == "product";
            cycles |= key == "releases";
            if named && cycles {
                return Ok(true);
            }
            json.skip()?;
        }
        Ok(false)
    };
    told(json).unwrap_or(false)
}

/// The feed whose list of vulnerabilities this is, told by its first element.
fn listed(json: &mut Json<'_>) -> Result<Option<Source>, Stop> {
    if !(json.array()? && json.element()? && json.object()?) {
        return Ok(None);
    }
    while let Some(key) = json.key()? {
        match &*key {
            // CSAF names the id itself here, as a text.
            "cve" if json.peek()? == Next::Object => return Ok(Some(Source::Nvd)),
            "cveID" => return Ok(Some(Source::Kev)),
            _ => json.skip()?,
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{Shape, feed_kind};
    use proptest::prelude::*;
    use vulnerability::Source;

    fn told(head: &str, source: Source, shape: Shape) {
        assert_eq!(feed_kind(head.as_bytes()), Ok((source, shape)), "{head}");
    }

    fn refused(head: &str, what: &str) {
        assert_eq!(feed_kind(head.as_bytes()).map_err(|[en, _]| en), Err(what), "{head}");
    }

    #[test]
    fn feeds_are_told_by_their_keys() {
        told(r#"{"dataType":"CVE_RECORD","contai"#, Source::CveList, Shape::Records);
        told(r#"[{"containers":{"#, Source::CveList, Shape::List);
        told("{\n \"format\": \"NVD_CVE\",", Source::Nvd, Shape::Listed);
        told(r#"{"vulnerabilities":[{"cve":{"id":"CVE-1"#, Source::Nvd, Shape::Listed);
        told(r#"{"title":"x","vulnerabilities":[{"cveID":"CVE-1"}]}"#, Source::Kev, Shape::Listed);
        told(r#"{"id":"X-1","modified":"2026-01-01T00:00:00Z"#, Source::Osv, Shape::Records);
        told(r#"{"affected":[{"package":"#, Source::Osv, Shape::Records);
        told("#model_version:v1,score_date:2026-01-01T00:00:00+0000\n", Source::Epss, Shape::Rows);
        told("cve,epss,percentile\nCVE-1,0.1,0.2", Source::Epss, Shape::Rows);
    }

    #[test]
    fn feeds_of_distributions_and_lists_of_support_are_told_by_their_shape() {
        let tracker = r#"{"pumpd":{"CVE-2026-1000":{"releases":{"sid":"#;
        told(tracker, Source::Debian, Shape::Members);
        told(r#"{"packages":[{"pkg":{"name":"x"}}],"distroversion":"v3.20"}"#, Source::Alpine, Shape::Records);
        told(r#"{"apkurl":"x","archs":["#, Source::Alpine, Shape::Records);
        let list = r#"{"date":"2026-08-22","products":[{"product":"x","releases":["#;
        told(list, Source::Life, Shape::Products);
        let vuldef = r#"<?xml version="1.0"?><VULDEF-Document xmlns="http://jvn.jp/vuldef/">"#;
        told(vuldef, Source::Jvn, Shape::Records);
        refused("<html>", "XML or HTML");
        refused(r#"{"products":[{"name":"x"}]}"#, "JSON of another kind");
    }

    #[test]
    fn other_documents_are_named() {
        refused(" \n", "an empty file");
        refused(r#"{"bomFormat":"CycloneDX""#, "a CycloneDX document");
        told(
            r#"{"document":{"csaf_version":"2.0"},"vulnerabilities":[{"cve":"CVE-1"}]}"#,
            Source::Csaf,
            Shape::Records,
        );
        told(
            r#"{"vulnerabilities":[{"cve":"CVE-1"}],"document":{"csaf_version":"2.0"}}"#,
            Source::Csaf,
            Shape::Records,
        );
        refused(r#"{"vulnerabilities":[{"cve":"CVE-1"}],"document":{}}"#, "JSON of another kind");
        refused(r#"{"id":"x"}"#, "JSON of another kind");
        refused("[1,2]", "a JSON list");
        refused("vendor,product\na,b", "a text or table");
    }

    proptest! {
        #[test]
        fn any_head_is_survived(head: Vec<u8>) {
            let _ = feed_kind(&head);
        }
    }
}
