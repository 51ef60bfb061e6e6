//! What went wrong, as `application/problem+json` (RFC 9457) with a permanent code and the next step.

use crate::guard::language;
use crate::rooms::Refusal;
use crate::state::LANG;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use terms::Lang;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// What a status means that came without words.
struct Bare {
    status: StatusCode,
    code: &'static str,
    en: [&'static str; 2],
    ja: [&'static str; 2],
}

/// Everything else that a caller did.
const NOT_UNDERSTOOD: Bare = Bare {
    status: StatusCode::BAD_REQUEST,
    code: "server/bad-request",
    en: ["the request cannot be understood", "see /api/v1/openapi.json"],
    ja: ["要求を解釈できません", "/api/v1/openapi.json を確認してください"],
};

const BARE: [Bare; 5] = [
    Bare {
        status: StatusCode::FORBIDDEN,
        code: "server/other-origin",
        en: [
            "a page of another address asked for this; nothing was changed",
            "open the pages of this server itself; behind a proxy tutela serve needs --origin",
        ],
        ja: [
            "別のアドレスのページからの要求のため、何も変更していません",
            "このサーバーのページから操作してください。プロキシ経由の場合は tutela serve に --origin が必要です",
        ],
    },
    Bare {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: "server/method-not-allowed",
        en: ["this address does not take that method", "see the header Allow, or /api/v1/openapi.json"],
        ja: [
            "このアドレスではそのメソッドは使えません",
            "Allow ヘッダーまたは /api/v1/openapi.json を確認してください",
        ],
    },
    Bare {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        code: "server/too-large",
        en: ["the body is larger than this address takes", "send less, or raise --upload-limit of tutela serve"],
        ja: [
            "本文がこのアドレスの上限を超えています",
            "小さくして送るか、tutela serve の --upload-limit を引き上げてください",
        ],
    },
    Bare {
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        code: "server/media-type",
        en: ["the body has another media type than this address takes", "Content-Type: application/json"],
        ja: ["本文のメディアタイプが異なります", "Content-Type: application/json"],
    },
    Bare {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        code: "server/not-of-this-shape",
        en: ["the body is JSON of another shape", "see the shape in /api/v1/openapi.json"],
        ja: ["本文の JSON の形が異なります", "/api/v1/openapi.json で形を確認してください"],
    },
];

/// What a reader of requests says about one is shorter.
const LONGEST_DETAIL: usize = 4096;

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
    /// What exactly, where a reader of the request says so; in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Box<str>>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    /// What went wrong.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

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
            detail: None,
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

    /// A token was sent, and nobody is known by it.
    pub(crate) fn no_such_token(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "server/sign-in",
            lang.pick(
                "this token is unknown, withdrawn or over",
                "このトークンは登録されていないか、取り消し済みか、期限切れです",
            ),
            lang.pick(
                "make a new one on the page of your account",
                "アカウントのページで新しいトークンを作成してください",
            ),
        )
    }

    /// The token does not include it, or its person may it no more.
    pub(crate) fn not_in_token(lang: Lang, needs: &str) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "server/not-permitted",
            lang.pick(
                format!("this token does not include “{needs}”, or its person may not do it any more"),
                format!("このトークンに「{needs}」の権限がないか、作成者がその権限を失っています"),
            ),
            lang.pick(
                "make a token that includes it; what your roles do not include the administrator gives",
                "その権限を含むトークンを作成してください。役割にない権限はシステム管理者に依頼してください",
            ),
        )
    }

    /// The password is one that an administrator gave, and is to be changed first.
    pub(crate) fn password_change_needed(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "server/password-change-needed",
            lang.pick(
                "your password is one that an administrator gave, for one sign-in",
                "現在のパスワードは管理者が発行した一度限りのものです",
            ),
            lang.pick("choose one of your own first", "先に新しいパスワードを設定してください"),
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

    /// There is no room where the store lies.
    pub(crate) fn full(lang: Lang) -> Problem {
        Problem::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "server/full",
            lang.pick(
                "the disk of the server is full; nothing was changed",
                "サーバーのディスクに空きがありません。何も変更していません",
            ),
            lang.pick(
                "the operator makes room; tutela doctor says how much is left",
                "運用者が空き容量を確保してください（tutela doctor で確認できます）",
            ),
        )
    }

    /// Somebody holds more streams open than one person needs.
    pub(crate) fn too_many_streams(lang: Lang, most: usize) -> Problem {
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "server/too-many-streams",
            lang.pick(
                format!("{most} streams of yours are open already"),
                format!("すでに {most} 件の接続を開いています"),
            ),
            lang.pick("close a page or a program that listens", "受信中のページまたはプログラムを閉じてください"),
        );
        Problem { retry_after: Some(15), ..problem }
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

    /// What a status without a body means, in the language of the caller.
    fn of(status: StatusCode, lang: Lang) -> Problem {
        if status.is_server_error() {
            return Problem::internal(lang);
        }
        let named = BARE.iter().find(|bare| bare.status == status);
        let bare = named.unwrap_or(&NOT_UNDERSTOOD);
        let [what, next] = lang.pick(bare.en, bare.ja);
        Problem::new(status, bare.code, what, next)
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

/// Makes a problem of every refusal under `/api/` that is none yet: of readers of requests, of the guard against other
/// origins, of a panic.
pub(crate) async fn in_words(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let of_a_program = request.uri().path().starts_with("/api/");
    let response = LANG.scope(lang, next.run(request)).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let said = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE);
    if !of_a_program || !refused || said {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let detail = to_bytes(body, LONGEST_DETAIL).await.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    // What a fault of the server says is for its own log.
    let detail = detail.filter(|text| !text.trim().is_empty() && status.is_client_error());
    let detail = detail.map(String::into_boxed_str);
    let mut problem = Problem { detail, ..Problem::of(status, lang) }.into_response();
    if let Some(allowed) = parts.headers.remove(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allowed);
    }
    problem
}
