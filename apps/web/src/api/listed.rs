//! Lists that stand ready for a moment: what many ask for at once is made once.

use super::kept::Trouble;
use crate::problem::Problem;
use crate::ready::Ready;
use crate::state::Shared;
use std::sync::Arc;
use terms::Lang;

/// How long a list is shown again, in milliseconds, while nothing that is seen here changes; what another process does, or the
/// watch without a new verdict or new work, is seen so much later.
pub(super) const LISTED_FOR: i64 = 2_000;

/// The list under this key as it was made at most so many milliseconds ago, or anew. The key says all that it depends on and that
/// no change here tells of: who sees it, the mirror, the day.
pub(crate) async fn listed(
    shared: &Shared,
    (key, most): (String, i64),
    lang: Lang,
    make: impl FnOnce(&Shared) -> Result<Vec<u8>, Trouble> + Send + 'static,
) -> Result<Arc<Ready>, Problem> {
    let held = || shared.kept.get(&key, shared.now(), most);
    if let Some(ready) = held() {
        return Ok(ready);
    }
    // Who asks for the same waits for the one who makes it, and takes it from him.
    let _gate = shared.kept.gate(&key).lock().await;
    if let Some(ready) = held() {
        return Ok(ready);
    }
    let made = shared.showing(move |shared| -> Result<Arc<Ready>, Trouble> {
        let turn = shared.kept.turn();
        let ready = Arc::new(Ready::new(make(shared)?));
        // From now on: one that took long would never be held if it counted from its begin.
        shared.kept.put_list(key, shared.now(), turn, &ready);
        Ok(ready)
    });
    made.await?.map_err(|trouble| trouble.problem(lang))
}
