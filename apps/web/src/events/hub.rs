//! Who listens, and what is told to them.

use activities::role::Permission;
use axum::body::Bytes;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};

/// Streams that one person may hold open in this process: a few browsers and a program.
pub(crate) const MOST_STREAMS: usize = 8;

/// Events that a stream may be behind before it is dropped.
const BEHIND: usize = 64;

/// One event.
#[derive(Debug)]
pub(crate) struct Told {
    /// Whose; empty for everybody who has the permission.
    pub(crate) tenant: String,
    /// Who may hear of it.
    pub(crate) needs: Permission,
    /// As it is sent.
    pub(crate) text: Bytes,
}

impl Told {
    /// That something changed: `work`, `devices`, `sites` or `feeds`.
    pub(super) fn changed(tenant: &str, needs: Permission, what: &str) -> Told {
        Told::new(tenant, needs, "changed", &json!({ "what": what }))
    }

    fn new(tenant: &str, needs: Permission, name: &str, data: &Value) -> Told {
        let text = Bytes::from(format!("event: {name}\ndata: {data}\n\n"));
        Told { tenant: tenant.to_owned(), needs, text }
    }
}

/// How far a piece of work is.
#[derive(Clone, Debug)]
pub(crate) struct Progress<'p> {
    /// The same in every event about it.
    pub(crate) id: &'p str,
    /// `sync`, `import` or `watch`.
    pub(crate) kind: &'static str,
    /// What is worked on, such as the name of a feed; empty when that says nothing.
    pub(crate) label: &'p str,
    /// So much is done.
    pub(crate) done: u64,
    /// Of so much; `None` when nobody knows.
    pub(crate) total: Option<u64>,
    /// What is counted: `bytes`, `feeds` or `checks`.
    pub(crate) unit: &'static str,
    /// `running`, `done` or `failed`.
    pub(crate) state: &'static str,
}

/// The id of the progress of the watch.
pub(super) const WATCH: &str = "watch";

fn key_of(tenant: &str, id: &str) -> String {
    format!("{tenant} {id}")
}

/// Everybody who listens to this process.
#[derive(Debug)]
pub(crate) struct Hub {
    sender: broadcast::Sender<Arc<Told>>,
    stop: watch::Sender<bool>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    streams: HashMap<String, usize>,
    /// Of each organisation; the first one starts asking, the last one ends it.
    listeners: HashMap<String, usize>,
    /// Organisations for which the store is asked.
    asked_for: HashSet<String>,
    /// Work that is being done, for who begins to listen in the middle of it.
    running: BTreeMap<String, Arc<Told>>,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { sender: broadcast::Sender::new(BEHIND), stop: watch::Sender::new(false), held: Mutex::default() }
    }
}

impl Hub {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody who may hear it.
    pub(super) fn tell(&self, told: Told) {
        // Nobody listening is no fault.
        let _ = self.sender.send(Arc::new(told));
    }

    /// Tells how far work is, to one organisation or (empty) to all, and remembers it while it runs.
    pub(crate) fn progress(&self, tenant: &str, needs: Permission, progress: &Progress<'_>) {
        let Progress { id, kind, label, done, total, unit, state } = progress;
        let data = json!({
            "id": id, "kind": kind, "label": label, "done": done, "total": total, "unit": unit, "state": state,
        });
        let told = Arc::new(Told::new(tenant, needs, "progress", &data));
        let key = key_of(tenant, id);
        let mut held = self.held();
        match *state {
            "running" => held.running.insert(key, Arc::clone(&told)),
            _ => held.running.remove(&key),
        };
        drop(held);
        let _ = self.sender.send(told);
    }

    /// Ends every stream, now and later.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Takes a place for a stream of this person; `None` when there are too many. The second value: nobody asks
    /// the store for the organisation yet.
    pub(super) fn join(self: &Arc<Self>, tenant: &str, user: &str) -> Option<(Listening, bool)> {
        let mut held = self.held();
        let streams = held.streams.entry(user.to_owned()).or_default();
        if *streams >= MOST_STREAMS {
            return None;
        }
        *streams += 1;
        *held.listeners.entry(tenant.to_owned()).or_default() += 1;
        let is_first = held.asked_for.insert(tenant.to_owned());
        let running = held.running.values().cloned().collect();
        let listening = Listening {
            running,
            events: self.sender.subscribe(),
            stop: self.stop.subscribe(),
            place: Place { hub: Arc::clone(self), tenant: tenant.to_owned(), user: user.to_owned() },
        };
        Some((listening, is_first))
    }

    /// Whether somebody of the organisation listens. Whoever asks the store and hears no, ends.
    pub(super) fn is_heard(&self, tenant: &str) -> bool {
        let mut held = self.held();
        let heard = !*self.stop.borrow() && held.listeners.contains_key(tenant);
        if !heard {
            held.asked_for.remove(tenant);
            // What was told of the watch is known by asking alone.
            held.running.remove(&key_of(tenant, WATCH));
        }
        heard
    }
}

/// What a stream is made of.
pub(super) struct Listening {
    /// What is being done already.
    pub(super) running: Vec<Arc<Told>>,
    pub(super) events: broadcast::Receiver<Arc<Told>>,
    pub(super) stop: watch::Receiver<bool>,
    pub(super) place: Place,
}

/// A place that is free again when the stream ends.
pub(super) struct Place {
    hub: Arc<Hub>,
    tenant: String,
    user: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        fn less(counts: &mut HashMap<String, usize>, key: &str) {
            let left = counts.get_mut(key).map_or(0, |count| {
                *count -= 1;
                *count
            });
            if left == 0 {
                counts.remove(key);
            }
        }
        let mut held = self.hub.held();
        less(&mut held.streams, &self.user);
        less(&mut held.listeners, &self.tenant);
    }
}

#[cfg(test)]
mod tests {
    use super::{Hub, MOST_STREAMS, Progress};
    use activities::role::Permission;
    use std::sync::Arc;

    #[test]
    fn places_of_a_person_are_few_and_free_again() {
        let hub = Arc::new(Hub::default());
        let mut places: Vec<_> = (0..MOST_STREAMS).map(|_| hub.join("north", "u1").unwrap()).collect();
        assert!(places[0].1 && !places[1].1);
        assert!(hub.join("north", "u1").is_none());
        assert!(hub.join("north", "u2").is_some());
        places.pop();
        assert!(hub.join("north", "u1").is_some());
        drop(places);
        assert!(!hub.is_heard("north"));
    }

    #[test]
    fn who_comes_in_the_middle_hears_of_what_runs() {
        let hub = Arc::new(Hub::default());
        let say = |state| {
            let progress = Progress { id: "a", kind: "sync", label: "x", done: 1, total: None, unit: "bytes", state };
            hub.progress("", Permission::ReadFeeds, &progress);
        };
        say("running");
        assert_eq!(hub.join("north", "u1").unwrap().0.running.len(), 1);
        say("done");
        assert_eq!(hub.join("north", "u1").unwrap().0.running.len(), 0);
    }
}
