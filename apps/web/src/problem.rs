//! What went wrong, as `application/problem+json` (RFC 9457) with a permanent code and the next step.

use crate::rooms::Refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use terms::Lang;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// A problem that its reader can act on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    status: u16,
    /// Permanent name of the problem.
    code: &'static str,
    /// What went wrong.
    title: String,
    /// What to do next.
    next: String,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem in the language of the caller.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Problem {
            kind: "about:blank",
            status: status.as_u16(),
            code,
            title: title.into(),
            next: next.into(),
            retry_after: None,
        }
    }

    /// Nobody is signed in, or no longer.
    pub(crate) fn sign_in(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "server/sign-in",
            lang.pick("you are not signed in", "サインインしていません"),
            lang.pick("sign in, or send a token", "サインインするか、トークンを送信してください"),
        )
    }

    /// The organisation demands a second factor, and the caller has none.
    pub(crate) fn second_factor_needed(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "server/second-factor-needed",
            lang.pick("your organisation demands a second factor", "組織の設定により二要素認証が必要です"),
            lang.pick("set it up on the page of your account", "アカウントのページで設定してください"),
        )
    }

    /// The caller's roles do not include what the route asks for.
    pub(crate) fn not_permitted(lang: Lang, needs: &str) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "server/not-permitted",
            lang.pick(
                format!("your roles do not include “{needs}”"),
                format!("あなたの役割に「{needs}」の権限がありません"),
            ),
            lang.pick("ask the administrator of your organisation", "組織のシステム管理者に依頼してください"),
        )
    }

    /// Nothing of that name that the caller may see; whether others have it is nobody's business.
    pub(crate) fn not_found(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::NOT_FOUND,
            "server/not-found",
            lang.pick("there is nothing of that name here", "その名前のものはありません"),
            lang.pick("check the address", "アドレスを確認してください"),
        )
    }

    /// The request cannot be understood.
    pub(crate) fn bad_request(title: impl Into<String>, next: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "server/bad-request", title, next)
    }

    /// Another state is there than the caller thought.
    pub(crate) fn conflict(title: impl Into<String>, next: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "server/conflict", title, next)
    }

    /// Too much was asked for in too short a time.
    pub(crate) fn too_many(lang: Lang, seconds: u64) -> Problem {
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "server/too-many-requests",
            lang.pick("too many requests", "要求が多すぎます"),
            lang.pick(format!("try again in {seconds} s"), format!("{seconds} 秒後に再試行してください")),
        );
        Problem { retry_after: Some(seconds), ..problem }
    }

    /// What the server itself could not do. The cause goes to the server's own log, not to the caller.
    pub(crate) fn internal(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server/fault",
            lang.pick(
                "the server could not do this; nothing was changed",
                "サーバーで処理できませんでした。何も変更していません",
            ),
            lang.pick(
                "try again; tell the administrator when it stays",
                "再試行し、続く場合は管理者に連絡してください",
            ),
        )
    }

    /// Something that is not there at the moment, such as the database.
    pub(crate) fn unavailable(lang: Lang) -> Problem {
        let problem = Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server/store-unavailable",
            lang.pick(
                "the store cannot be reached; nothing was changed",
                "データストアに接続できません。何も変更していません",
            ),
            lang.pick("try again in a moment", "しばらくしてから再試行してください"),
        );
        Problem { retry_after: Some(5), ..problem }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "server/refused", refusal.what, refusal.next)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        if let Some(seconds) = self.retry_after
            && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
