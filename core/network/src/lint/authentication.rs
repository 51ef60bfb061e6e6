use super::{at, says_none};
use crate::profile::Service;
use terms::{Finding, finding};

finding! {
    /// A service lets in everybody who reaches it.
    ServiceWithoutAuthentication = "network/service-without-authentication" {
        /// Id of the service.
        service: String,
        /// What the profile says about authentication.
        words: String,
    }
    en: "Service `{service}` asks nobody who they are (`{words}`).", "Whoever reaches its port can use it.",
        "Add authentication, or let only the peers that need it reach the port.";
    ja: "サービス `{service}` は利用者を認証しません（`{words}`）。", "ポートに到達できる者は誰でも利用できます。",
        "認証を追加するか、必要な相手だけがポートに到達できるようにしてください。";
}

finding! {
    /// It is not said how a service knows its clients.
    AuthenticationNotStated = "network/authentication-not-stated" {
        /// Id of the service.
        service: String,
    }
    en: "The profile does not say how service `{service}` knows its clients.", "It has to be taken for open to everybody who reaches it.",
        "State `authentication:` (for example `certificates`, or `none`).";
    ja: "サービス `{service}` の認証方法が記載されていません。", "到達できる者は誰でも利用できるとみなす必要があります。",
        "`authentication:`（例: `certificates`、`none`）を記載してください。";
}

pub(super) fn look(service: &Service, path: &str) -> Option<Finding> {
    let id = service.id.clone();
    match &service.authentication {
        None => Some(at(path, &service.place, AuthenticationNotStated { service: id })),
        Some(words) if says_none(words) => {
            Some(at(path, &service.place, ServiceWithoutAuthentication { service: id, words: words.clone() }))
        }
        Some(_) => None,
    }
}
