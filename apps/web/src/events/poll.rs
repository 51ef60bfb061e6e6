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
    /// One of them was given up.
    failed: bool,
}

impl Seen {
    fn look(&mut self, shared: &Shared, tenant: &str, beat: Beat, mirror: String) {
        let before = self.last.replace((beat, mirror.clone()));
        // What was given up before anybody listened is not told again.
        let first = Beat { checks: 0, ..beat };
        if let Some((was, old_mirror)) = &before {
            let differs = [
                (was.work != beat.work, Permission::ReadWork, "work"),
                (was.devices != beat.devices, Permission::ReadDevices, "devices"),
                (was.sites != beat.sites, Permission::ReadSites, "sites"),
                (*old_mirror != mirror, Permission::ReadFeeds, "feeds"),
            ];
            for (_, needs, what) in differs.into_iter().filter(|(differs, ..)| *differs) {
                shared.hub.tell(Told::changed(tenant, needs, what));
            }
        }
        let was = before.map_or(first, |(was, _)| was);
        if let Some((done, total, state)) = self.checks(was, beat) {
            let progress =
                Progress { id: WATCH, kind: "watch", label: "", done, total: Some(total), unit: "checks", state };
            shared.hub.progress(tenant, Permission::ReadWork, &progress);
        }
    }

    /// How far the watch is: what is open, of the most that was open since it began. It has failed when one of them was given up.
    fn checks(&mut self, was: Beat, now: Beat) -> Option<(u64, u64, &'static str)> {
        self.failed |= now.failed > was.failed;
        if was.checks == now.checks {
            return None;
        }
        self.most = self.most.max(now.checks);
        let (done, total) = (self.most - now.checks, self.most);
        if now.checks > 0 {
            return Some((done, total, "running"));
        }
        let state = if self.failed { "failed" } else { "done" };
        (self.most, self.failed) = (0, false);
        Some((done, total, state))
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;
    use activities::pulse_port::Beat;

    #[test]
    fn checks_of_which_one_was_given_up_have_failed_and_the_next_ones_have_not() {
        let mut seen = Seen::default();
        let mut was = Beat { failed: 4, ..Beat::default() };
        let told: Vec<_> = [(3, 4), (1, 4), (1, 5), (0, 5), (1, 5), (0, 5)]
            .map(|(checks, failed)| {
                let now = Beat { checks, failed, ..was };
                seen.checks(std::mem::replace(&mut was, now), now)
            })
            .into_iter()
            .flatten()
            .collect();
        let of_first = [(0, 3, "running"), (2, 3, "running"), (3, 3, "failed")];
        assert_eq!(told, [of_first.as_slice(), &[(0, 1, "running"), (1, 1, "done")]].concat());
    }
}
