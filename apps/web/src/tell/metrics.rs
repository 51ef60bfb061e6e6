//! How telling stands, in the text format of Prometheus. No names of people, devices or places.

use crate::state::Shared;
use activities::jobs_port::JobCount;
use std::fmt::Write;

/// The text; when the store does not answer, that alone.
pub(crate) fn text(shared: &Shared) -> String {
    let mut text = String::from("# TYPE tutela_way_open gauge\n");
    let now = shared.now();
    let open = shared.wiring.courier.ways();
    for way in [activities::courier_port::MAIL, activities::courier_port::WEBHOOK] {
        let _ = writeln!(text, "tutela_way_open{{way=\"{way}\"}} {}", u8::from(open.contains(&way)));
    }
    if let Ok(jobs) = shared.wiring.jobs.job_counts() {
        text.push_str("# TYPE tutela_jobs gauge\n");
        for JobCount { kind, open, done, failed } in &jobs {
            for (state, count) in [("open", open), ("done", done), ("failed", failed)] {
                let _ = writeln!(text, "tutela_jobs{{kind=\"{kind}\",state=\"{state}\"}} {count}");
            }
        }
    }
    text.push_str(&shared.loops.text());
    let Ok(ways) = shared.wiring.notices.outbox(None, now) else { return text };
    text.push_str("# TYPE tutela_messages gauge\n");
    for way in &ways {
        let states =
            [("waiting", way.waiting), ("failing", way.failing), ("sent", way.sent), ("withdrawn", way.withdrawn)];
        for (state, count) in states {
            let _ = writeln!(text, "tutela_messages{{way=\"{}\",state=\"{state}\"}} {count}", way.way);
        }
    }
    text.push_str("# TYPE tutela_oldest_message_seconds gauge\n");
    for way in &ways {
        let seconds = way.oldest.map_or(0, |oldest| now.0.saturating_sub(oldest.0).max(0) / 1000);
        let _ = writeln!(text, "tutela_oldest_message_seconds{{way=\"{}\"}} {seconds}", way.way);
    }
    text
}
