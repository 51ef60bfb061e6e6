//! Counts of the server in the text format of Prometheus (version 0.0.4). No names of people, devices or places.

use crate::api::work_sources::strict;
use crate::rooms::{Asking, SourceAge};
use crate::state::Shared;
use activities::library_port::ReplicaStand;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use terms::Lang;

/// Upper ends of the buckets, in milliseconds.
const ENDS: [u64; 9] = [1, 2, 5, 10, 25, 50, 100, 250, 1000];

/// What is counted since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    classes: [AtomicU64; 5],
    buckets: [AtomicU64; ENDS.len() + 1],
    milliseconds: AtomicU64,
    sign_ins_refused: AtomicU64,
}

impl Metrics {
    /// A request was answered with this status after so many milliseconds.
    pub(crate) fn answered(&self, status: u16, milliseconds: u64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        let bucket = ENDS.iter().position(|end| milliseconds <= *end).unwrap_or(ENDS.len());
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.milliseconds.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// A sign-in was refused.
    pub(crate) fn sign_in_refused(&self) {
        self.sign_ins_refused.fetch_add(1, Ordering::Relaxed);
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("# TYPE tutela_requests_total counter\n");
        for (class, count) in self.classes.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "tutela_requests_total{{class=\"{}xx\"}} {count}", class + 1);
        }
        text.push_str("# TYPE tutela_request_duration_seconds histogram\n");
        let mut sum = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let end = ENDS.get(bucket).map_or("+Inf".to_owned(), |end| (*end as f64 / 1000.0).to_string());
            let _ = writeln!(text, "tutela_request_duration_seconds_bucket{{le=\"{end}\"}} {sum}");
        }
        let seconds = self.milliseconds.load(Ordering::Relaxed) as f64 / 1000.0;
        let _ = writeln!(text, "tutela_request_duration_seconds_sum {seconds}");
        let _ = writeln!(text, "tutela_request_duration_seconds_count {sum}");
        let refused = self.sign_ins_refused.load(Ordering::Relaxed);
        let _ = writeln!(text, "# TYPE tutela_sign_ins_refused_total counter\ntutela_sign_ins_refused_total {refused}");
        text
    }
}

/// What holds at this moment: version, whether the store answers, how old each source is. An operator is to be woken before
/// somebody relies on silence.
pub(crate) fn state_text(shared: &Shared) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let up = u8::from(shared.wiring.accounts.is_first_run().is_ok());
    let writable = u8::from(shared.wiring.library.writable().is_ok());
    let mut text = format!(
        "# TYPE tutela_build_info gauge\ntutela_build_info{{version=\"{version}\"}} 1\n\
         # TYPE tutela_store_up gauge\ntutela_store_up {up}\n\
         # TYPE tutela_store_writable gauge\ntutela_store_writable {writable}\n"
    );
    if let Some(ReplicaStand { near, answered }) = shared.wiring.library.replica() {
        let near = u8::from(near);
        let _ = write!(
            text,
            "# TYPE tutela_store_replica_used gauge\ntutela_store_replica_used {near}\n\
             # TYPE tutela_store_replica_answers_total counter\ntutela_store_replica_answers_total {answered}\n"
        );
    }
    let asking = Asking { now: shared.now(), lang: Lang::En };
    // A mirror that cannot be read is one without a usable source.
    let sources = shared.wiring.rooms.sources(asking).unwrap_or_default();
    let sources = strictest(shared, sources);
    text.push_str("# TYPE tutela_source_usable gauge\n");
    for source in &sources {
        let usable = u8::from(source.state == "fresh");
        let _ = writeln!(text, "tutela_source_usable{{source=\"{}\"}} {usable}", source.name);
    }
    text.push_str("# TYPE tutela_source_age_days gauge\n");
    for source in &sources {
        if let Some(days) = source.age_days {
            let _ = writeln!(text, "tutela_source_age_days{{source=\"{}\"}} {days}", source.name);
        }
    }
    text
}

/// Sources by the strictest limit of the server and of every plan of every organisation.
fn strictest(shared: &Shared, sources: Vec<SourceAge>) -> Vec<SourceAge> {
    let tenants = shared.wiring.library.tenants().unwrap_or_default();
    tenants.iter().fold(sources, |sources, tenant| match strict(shared, &tenant.id, sources.clone(), &|_| true) {
        Ok(judged) => judged.into_iter().map(|one| one.source).collect(),
        // A store that does not answer is told above.
        Err(_) => sources,
    })
}

#[cfg(test)]
mod tests {
    use super::Metrics;

    #[test]
    fn a_slow_answer_stands_in_every_wider_bucket() {
        let metrics = Metrics::default();
        metrics.answered(200, 30);
        metrics.answered(404, 0);
        let text = metrics.text();
        assert!(text.contains("tutela_requests_total{class=\"2xx\"} 1\n"));
        assert!(text.contains("_bucket{le=\"0.025\"} 1\n") && text.contains("_bucket{le=\"0.05\"} 2\n"));
        assert!(text.contains("_bucket{le=\"+Inf\"} 2\n") && text.contains("_count 2\n"));
    }
}
