//! One line a request on stderr. It names the route, never the address of a caller, an id, a query or a body.

use axum::extract::MatchedPath;
use serde::Serialize;
use terms::Instant;

/// Whether requests are logged, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestLog {
    /// Not at all.
    #[default]
    Off,
    /// A line for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What a line tells.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    at: String,
    method: String,
    route: String,
    status: u16,
    ms: u64,
}

impl Line {
    /// About a request, before it is answered. A path that no route has is no route: it may hold anything.
    pub(crate) fn new(method: &str, route: Option<&MatchedPath>, now: Instant) -> Line {
        Line {
            at: now.to_string(),
            method: method.to_owned(),
            route: route.map_or("-", MatchedPath::as_str).to_owned(),
            status: 0,
            ms: 0,
        }
    }

    /// The line once it is answered; `None` where nothing is logged.
    pub(crate) fn text(self, form: RequestLog, status: u16, ms: u64) -> Option<String> {
        let line = Line { status, ms, ..self };
        match form {
            RequestLog::Off => None,
            RequestLog::Text => Some(format!("{} {} {} {status} {ms} ms", line.at, line.method, line.route)),
            RequestLog::Json => serde_json::to_string(&line).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, RequestLog};
    use terms::Instant;

    #[test]
    fn a_line_tells_route_status_and_time_alone() {
        let text = |form| Line::new("GET", None, Instant(0)).text(form, 404, 3);
        assert_eq!(text(RequestLog::Off), None);
        assert_eq!(text(RequestLog::Text).unwrap(), "1970-01-01T00:00:00Z GET - 404 3 ms");
        assert_eq!(
            text(RequestLog::Json).unwrap(),
            r#"{"at":"1970-01-01T00:00:00Z","method":"GET","route":"-","status":404,"ms":3}"#
        );
    }
}
