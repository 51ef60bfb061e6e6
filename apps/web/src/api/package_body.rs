//! What is sent with a package: the file alone, or a form whose parts hold the words of a person. Words travel in the body: an
//! address is written down by every proxy on the way.

use crate::problem::Problem;
use crate::state::Shared;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use terms::Lang;

/// The longest text of a key, and of duties that are taken over, in bytes.
const SHORT: usize = 16 << 10;

/// The longest text of reasons, in bytes.
const LONG: usize = 64 << 10;

/// The parts of a form, each with the most that it may hold; the first is a file, and as large as any upload.
const PARTS: [(&str, usize); 4] = [("package", usize::MAX), ("trust", SHORT), ("accept", SHORT), ("refuse", LONG)];

/// A package with what was said with it.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The file.
    pub(super) package: Bytes,
    /// The .pub file of a key that is trusted from now on.
    pub(super) trust: String,
    /// Duties that are taken over.
    pub(super) accept: String,
    /// Duties that are not, with the reasons.
    pub(super) refuse: String,
}

impl Sent {
    /// Reads the body, by what it is said to be.
    pub(super) async fn read(shared: &Shared, request: Request, lang: Lang) -> Result<Sent, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")) {
            let package = Bytes::from_request(request, shared).await.map_err(IntoResponse::into_response)?;
            return Ok(Sent { package, ..Sent::default() });
        }
        let form = Multipart::from_request(request, shared).await.map_err(IntoResponse::into_response)?;
        Sent::of_form(form, lang).await
    }

    async fn of_form(mut form: Multipart, lang: Lang) -> Result<Sent, Response> {
        let mut parts: [Option<Vec<u8>>; PARTS.len()] = Default::default();
        while let Some(field) = form.next_field().await.map_err(MultipartError::into_response)? {
            let place = PARTS.iter().position(|(name, _)| field.name() == Some(*name));
            let Some(place) = place.filter(|place| parts[*place].is_none()) else {
                return Err(bad(
                    lang,
                    "a part that is not known, or is there twice",
                    "不明な、または重複した部分があります",
                ));
            };
            parts[place] = Some(bytes_of(field, PARTS[place].1, lang).await?);
        }
        let text = |part: Option<Vec<u8>>| String::from_utf8(part.unwrap_or_default()).ok();
        let not_text = || bad(lang, "a text that is not UTF-8", "UTF-8 でない文章があります");
        let [package, trust, accept, refuse] = parts;
        Ok(Sent {
            package: Bytes::from(package.unwrap_or_default()),
            trust: text(trust).ok_or_else(not_text)?,
            accept: text(accept).ok_or_else(not_text)?,
            refuse: text(refuse).ok_or_else(not_text)?,
        })
    }
}

async fn bytes_of(mut field: Field<'_>, most: usize, lang: Lang) -> Result<Vec<u8>, Response> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(MultipartError::into_response)? {
        if bytes.len().saturating_add(chunk.len()) > most {
            return Err(bad(lang, "a text that is too long", "長すぎる文章があります"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn bad(lang: Lang, en: &str, ja: &str) -> Response {
    let next = lang.pick(
        format!("the form holds `package`, and where a person says something `trust` and `accept` (up to {SHORT} bytes) and `refuse` (up to {LONG})"),
        format!("フォームの部分は `package` と、必要に応じて `trust`・`accept`（各 {SHORT} バイトまで）、`refuse`（{LONG} バイトまで）です"),
    );
    let what = lang.pick(format!("the form holds {en}"), ja.to_owned());
    Problem::bad_request(what, next).into_response()
}
