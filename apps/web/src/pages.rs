//! The pages, as they were built into this program: each file in the form the browser takes best, named by its hash.
//! Without them the server still answers programs, and says what is missing.

use crate::guard::language;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A file of the pages.
struct Page {
    /// Its path below the root, with `/`.
    path: &'static str,
    /// As it is.
    plain: &'static [u8],
    /// The same as gzip, where that is smaller.
    gzip: Option<&'static [u8]>,
    /// The same as Brotli.
    brotli: Option<&'static [u8]>,
}

/// Every file; empty when the program was built without Node.
static PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages_table.rs"));

/// How many files of pages were built into this program; 0 when it was built without Node.
pub fn built() -> usize {
    PAGES.len()
}

/// The page that every address of a person leads to.
const INDEX: &str = "index.html";

/// What a browser asked for that no route of the API answers; `None`: it is nothing of ours.
pub(crate) fn answer(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    if let Some(page) = found(path) {
        return Some(sent(page, headers));
    }
    // An address inside the pages, such as /devices/pump; a missing file must not look like a page.
    let of_a_person = !path.starts_with("api/") && !path.rsplit('/').next().is_some_and(is_file_of_the_build);
    let reads_pages = accepts(headers, header::ACCEPT, "text/html") || path.is_empty();
    if !of_a_person || !reads_pages {
        return None;
    }
    Some(found(INDEX).map_or_else(|| placeholder(headers), |page| sent(page, headers)))
}

/// Ids may hold dots, so that only endings of files that are built count.
fn is_file_of_the_build(name: &str) -> bool {
    [".js", ".css", ".svg", ".map", ".ico", ".html"].iter().any(|ending| name.ends_with(ending))
}

fn found(path: &str) -> Option<&'static Page> {
    PAGES.binary_search_by(|page| page.path.cmp(path)).ok().and_then(|at| PAGES.get(at))
}

fn sent(page: &'static Page, headers: &HeaderMap) -> Response {
    let tag = tag_of(page);
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        whole(page, headers)
    };
    let kept = match page.path.strip_prefix("assets/") {
        // The name holds the hash of the content.
        Some(_) => "public, max-age=31536000, immutable",
        None => "no-cache",
    };
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    fields.insert(header::ETAG, tag);
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn whole(page: &'static Page, headers: &HeaderMap) -> Response {
    let takes = |name: &str| accepts(headers, header::ACCEPT_ENCODING, name);
    let (bytes, encoding) = match (page.brotli, page.gzip) {
        (Some(bytes), _) if takes("br") => (bytes, Some("br")),
        (_, Some(bytes)) if takes("gzip") => (bytes, Some("gzip")),
        _ => (page.plain, None),
    };
    let mut response = Response::new(Body::from(bytes));
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(page.path)));
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether a list such as `gzip, br;q=0` holds a name and does not refuse it.
fn accepts(headers: &HeaderMap, field: header::HeaderName, name: &str) -> bool {
    let values = headers.get_all(field).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|word| word.eq_ignore_ascii_case(name));
        named && !words.any(|word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// The hash of the plain bytes; forms of one file share it, told apart by `Vary`.
fn tag_of(page: &'static Page) -> HeaderValue {
    static TAGS: OnceLock<Vec<String>> = OnceLock::new();
    let tags = TAGS.get_or_init(|| PAGES.iter().map(|page| hash(page.plain)).collect());
    let at = PAGES.binary_search_by(|other| other.path.cmp(page.path)).unwrap_or_default();
    tags.get(at)
        .and_then(|tag| HeaderValue::from_str(&format!("\"{tag}\"")).ok())
        .unwrap_or(HeaderValue::from_static("\"\""))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("md") => "text/markdown; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

fn placeholder(headers: &HeaderMap) -> Response {
    Html(language(headers).pick(
        "<!doctype html><html lang=\"en\"><title>Tutela</title><h1>The pages were not built into this program</h1>\
         <p>Node 20.19 or newer was missing. With it: <code>cargo xtask pages</code>, then <code>cargo build</code>.</p>\
         <p>Programs are answered under /api/v1 all the same.</p></html>",
        "<!doctype html><html lang=\"ja\"><title>Tutela</title><h1>ページはこのプログラムに組み込まれていません</h1>\
         <p>ビルド時に Node 20.19 以上がありませんでした。用意したうえで <code>cargo xtask pages</code>、続けて \
         <code>cargo build</code> を実行してください。</p><p>プログラムからの要求には /api/v1 で応答します。</p></html>",
    ))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::{PAGES, accepts, answer, is_file_of_the_build, media_type};
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

    fn asking(accept: &'static str, encoding: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        headers
    }

    #[test]
    fn every_address_of_a_person_leads_to_the_pages() {
        for path in ["/", "/devices/aster-s2-pump", "/devices/pump-4.1.0/findings", "/nowhere"] {
            let answer = answer(path, &asking("text/html", "")).unwrap();
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8", "{path}");
        }
    }
    #[test]
    fn programs_and_missing_files_get_no_page() {
        assert!(answer("/api/v1/nowhere", &asking("text/html", "")).is_none());
        assert!(answer("/assets/old.js", &asking("*/*", "")).is_none());
        assert!(answer("/assets/old.js", &asking("text/html", "")).is_none());
        assert!(answer("/devices/pump", &asking("application/json", "")).is_none());
    }
    #[test]
    fn files_travel_in_the_form_that_is_asked_for_and_are_kept() {
        let Some(script) = PAGES.iter().find(|page| page.brotli.is_some() && page.path.starts_with("assets/")) else {
            return; // built without Node: the test above covers the placeholder
        };
        for (asked, sent) in [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0", None), ("", None)] {
            let answer = answer(script.path, &asking("*/*", asked)).unwrap();
            let encoding = answer.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
            assert_eq!(encoding, sent, "{asked}");
            assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        }
    }
    #[test]
    fn who_holds_a_file_is_not_sent_it_again() {
        let Some(page) = PAGES.first() else { return };
        let mut headers = asking("*/*", "");
        let first = answer(page.path, &headers).unwrap();
        headers.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(answer(page.path, &headers).unwrap().status(), StatusCode::NOT_MODIFIED);
    }
    #[test]
    fn a_refused_encoding_is_refused() {
        assert!(!accepts(&asking("", "br;q=0, gzip"), header::ACCEPT_ENCODING, "br"));
        assert!(accepts(&asking("", "br;q=0, gzip"), header::ACCEPT_ENCODING, "gzip"));
    }
    #[test]
    fn a_release_with_dots_is_no_file() {
        assert!(!is_file_of_the_build("pump-4.1.0"));
    }
    #[test]
    fn an_unknown_ending_is_never_a_page() {
        assert_eq!(media_type("a.exe"), "application/octet-stream");
    }
}
