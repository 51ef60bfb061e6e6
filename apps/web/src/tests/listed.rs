//! Lists that many ask for at once.

use super::server::Server;
use crate::api::listed::listed;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use terms::Lang;

#[test]
fn what_many_ask_for_at_once_is_made_once_and_anew_when_something_changed() {
    let (server, made) = (Server::new("listed"), Arc::new(AtomicUsize::new(0)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let all_ask = || {
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (shared, made) = (server.shared().clone(), Arc::clone(&made));
            asking.spawn_on(
                async move {
                    let make = move |_: &_| {
                        std::thread::sleep(Duration::from_millis(30));
                        Ok(format!("{{\"turn\":{}}}", made.fetch_add(1, Ordering::SeqCst)).into_bytes())
                    };
                    listed(&shared, ("list of all".to_owned(), i64::MAX), Lang::En, make).await.is_ok()
                },
                runtime.handle(),
            );
        }
        runtime.block_on(asking.join_all())
    };
    assert_eq!((all_ask(), made.load(Ordering::SeqCst)), (vec![true; 16], 1));
    server.shared().kept.forget_lists();
    assert_eq!((all_ask(), made.load(Ordering::SeqCst)), (vec![true; 16], 2));
}
