//! The stream of one listener (`text/event-stream`).

use super::hub::{Listening, MOST_STREAMS, Place, Told};
use super::poll::poll;
use crate::guard::{Caller, still};
use crate::problem::Problem;
use crate::state::Shared;
use activities::role::Permission;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;

/// How often a stream says that it is there, and looks whether its listener may still hear.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Events that wait for one listener; whoever reads more slowly is dropped, and begins anew.
const WAITING: usize = 32;

/// Opens a stream.
pub(crate) async fn listen(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let (tenant, user) = (caller.tenant()?, caller.user()?.id.clone());
    let Some((listening, is_first)) = shared.hub.join(&tenant, &user) else {
        return Err(Problem::too_many_streams(caller.lang, MOST_STREAMS));
    };
    if is_first {
        tokio::spawn(poll(shared.clone(), tenant.clone()));
    }
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(tell(shared, caller, tenant, listening, sender));
    let about = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that keep answers back until they are whole would keep these for ever.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((about, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

type Sender = mpsc::Sender<Result<Bytes, Infallible>>;

/// Sends what the listener may hear until it is gone, too slow, no longer signed in, or the server stops.
async fn tell(shared: Shared, caller: Caller, tenant: String, listening: Listening, sender: Sender) {
    let Listening { running, mut events, mut stop, place } = listening;
    let _place: Place = place;
    let (mut may, mut turn) = (caller.may.clone(), shared.known.turn());
    let hears = |told: &Told, may: &[Permission]| {
        (told.tenant.is_empty() || told.tenant == tenant) && may.contains(&told.needs)
    };
    let mut now = vec![Bytes::from_static(b"retry: 5000\n: listening\n\n")];
    now.extend(running.iter().filter(|told| hears(told, &may)).map(|told| told.text.clone()));
    if *stop.borrow() || now.into_iter().any(|text| sender.try_send(Ok(text)).is_err()) {
        return;
    }
    let mut beat = tokio::time::interval(HEARTBEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat.tick().await;
    loop {
        let text = tokio::select! {
            () = sender.closed() => return,
            _ = stop.changed() => return,
            told = events.recv() => {
                // Too far behind, or nobody will tell anything any more.
                let Ok(told) = told else { return };
                // A role that was taken away here hears nothing more, not even until the next beat.
                if std::mem::replace(&mut turn, shared.known.turn()) != turn {
                    let Some(now) = still(&shared, &caller).await else { return };
                    may = now;
                }
                match hears(&told, &may) {
                    true => told.text.clone(),
                    false => continue,
                }
            }
            _ = beat.tick() => match still(&shared, &caller).await {
                Some(now) => {
                    may = now;
                    Bytes::from_static(b": still here\n\n")
                }
                None => return,
            },
        };
        if sender.try_send(Ok(text)).is_err() {
            return;
        }
    }
}
