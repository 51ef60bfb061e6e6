//! Asks the store once a second what changed, whichever process changed it, while somebody of the organisation listens.

use super::hub::{Progress, Told, WATCH};
use crate::state::Shared;
use crate::watch::CHECK_KINDS;
use activities::pulse_port::Beat;
use activities::role::Permission;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(1);

/// Asks until nobody of the organisation listens.
pub(super) async fn poll(shared: Shared, tenant: String) {
    let mut seen = Seen::default();
    while shared.hub.is_heard(&tenant) {
        let of = tenant.clone();
        let asked = shared.blocking(move |shared| {
            let beat = shared.wiring.pulse.beat(&of, CHECK_KINDS)?;
            Ok::<_, activities::store_fault::StoreFault>((beat, shared.wiring.rooms.mirror()))
        });
        // A store that does not answer is told by everything else that asks it.
        if let Ok(Ok((beat, mirror))) = asked.await {
            seen.look(&shared, &tenant, beat, mirror);
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// What stood the last time.
#[derive(Debug, Default)]
struct Seen {
    last: Option<(Beat, String)>,
    /// The most checks that were open since none was.
    most: u64,
}

impl Seen {
    fn look(&mut self, shared: &Shared, tenant: &str, beat: Beat, mirror: String) {
        let open = beat.checks;
        let before = self.last.replace((beat, mirror.clone()));
        let Some((was, old_mirror)) = before else {
            self.checks(shared, tenant, 0, open);
            return;
        };
        let differs = [
            (was.work != beat.work, Permission::ReadWork, "work"),
            (was.devices != beat.devices, Permission::ReadDevices, "devices"),
            (was.sites != beat.sites, Permission::ReadSites, "sites"),
            (old_mirror != mirror, Permission::ReadFeeds, "feeds"),
        ];
        for (_, needs, what) in differs.into_iter().filter(|(differs, ..)| *differs) {
            shared.hub.tell(Told::changed(tenant, needs, what));
        }
        self.checks(shared, tenant, was.checks, open);
    }

    /// How far the watch is: what is open, of the most that was open since it began.
    fn checks(&mut self, shared: &Shared, tenant: &str, was: u64, open: u64) {
        if was == open {
            return;
        }
        self.most = self.most.max(open);
        let (done, total) = (self.most - open, self.most);
        let state = if open == 0 { "done" } else { "running" };
        let progress =
            Progress { id: WATCH, kind: "watch", label: "", done, total: Some(total), unit: "checks", state };
        shared.hub.progress(tenant, Permission::ReadWork, &progress);
        if open == 0 {
            self.most = 0;
        }
    }
}
