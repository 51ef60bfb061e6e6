//! The local time zone. This is the one place that differs between systems.
//!
//! The general way looks through the whole zone database for the name of the zone, which costs more than matching an SBOM;
//! where the system keeps a copy of its zone, that one file is enough, because only the offset is shown.

use jiff::tz::TimeZone;

/// The zone of this machine; UTC where nobody says.
pub(crate) fn local() -> TimeZone {
    let chosen = std::env::var_os("TZ").is_some_and(|zone| !zone.is_empty());
    if cfg!(unix) && !chosen {
        let kept = std::fs::read("/etc/localtime").ok();
        return kept.and_then(|bytes| TimeZone::tzif("local", &bytes).ok()).unwrap_or(TimeZone::UTC);
    }
    TimeZone::system()
}
