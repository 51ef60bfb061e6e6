//! What may leave a device and what may enter it, for languages that filter at the two ends of a connection and remember it.

use crate::firewall::write::{CannotSay, Draft};
use network::{Ranges, Region};

/// A permit at one end: its place in the draft, and the packets that open it.
pub(crate) type AtEnd<'d> = (usize, &'d Region);

/// What may leave, then what may enter. Between two units of the device both ends filter, so a permit stands at both; where
/// that would let through what neither permit says, there is no text.
pub(crate) fn at_ends<'d>(draft: &Draft<'d>) -> Result<[Vec<AtEnd<'d>>; 2], CannotSay> {
    let (mut leaves, mut enters) = (Vec::new(), Vec::new());
    // Whether a permit is for some of the units only: opened to them, opened by them.
    let (mut to_some, mut by_some) = (None, None);
    for (place, permit) in draft.permits.permits.iter().enumerate() {
        let region = &permit.region;
        let device = draft.permits.device.of(region.family);
        let peer = if permit.from_device { &region.destination } else { &region.source };
        let shared = peer.and(device);
        let between = !shared.is_none();
        let some = (between && shared != Ranges::All.and(device)).then_some(place);
        if permit.from_device {
            to_some = to_some.or(some);
        } else {
            by_some = by_some.or(some);
        }
        if permit.from_device || between {
            leaves.push((place, region));
        }
        if !permit.from_device || between {
            enters.push((place, region));
        }
    }
    match (to_some, by_some) {
        (Some(_), Some(place)) => Err(CannotSay(id(draft, place).to_owned())),
        _ => Ok([leaves, enters]),
    }
}

/// The id of the flow of a permit.
pub(crate) fn id<'d>(draft: &Draft<'d>, place: usize) -> &'d str {
    draft.about.get(place).map_or("", |(id, _)| id.as_str())
}
