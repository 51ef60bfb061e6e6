//! What stands in the cells of a unit list, as values of the core.

use super::column::plain;
use device::Id;
use site::{AddressUse, Interface, UnitState};
use terms::{Choice, Day, When};

/// A word of a closed list: its stable name, or its meaning in one of the languages.
pub(super) fn choice<T: Choice>(text: &str) -> Option<T> {
    let wanted = plain(text);
    let fits = |case: &T| plain(case.name()) == wanted || case.meaning().iter().any(|meaning| plain(meaning) == wanted);
    T::ALL.iter().copied().find(fits)
}

/// A state, with the words that maintenance systems use beside ours.
pub(super) fn state(text: &str) -> Option<UnitState> {
    choice(text).or_else(|| match plain(text).as_str() {
        "active" | "inservice" | "operational" | "ok" | "稼働中" | "稼働" | "使用" => Some(UnitState::InUse),
        "standby" | "instock" | "待機" | "保管" | "予備機" => Some(UnitState::Spare),
        "repair" | "maintenance" | "修理" | "点検中" => Some(UnitState::UnderRepair),
        "disposed" | "scrapped" | "decommissioned" | "廃棄済" | "廃棄済み" => Some(UnitState::Retired),
        _ => None,
    })
}

/// Addresses, parted by blanks, commas or semicolons, each with its interface where it is known.
pub(super) fn addresses(text: &str) -> Option<Vec<Interface>> {
    let words = text.split([' ', ',', ';', '　', '、', '\n']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (name, address) = word.split_once('=').unwrap_or(("", word));
            Some(Interface { name: name.to_owned(), address: address.parse().ok()? })
        })
        .collect()
}

/// `own`, `shared`, `pooled` or `gateway:UNIT`.
pub(super) fn address_use(text: &str) -> Option<AddressUse> {
    match text.trim().to_lowercase().as_str() {
        "own" => Some(AddressUse::Own),
        "shared" => Some(AddressUse::Shared),
        "pooled" | "dhcp" => Some(AddressUse::Pooled),
        other => {
            let gateway = other.strip_prefix("gateway:")?;
            let written = &text.trim()[text.trim().len() - gateway.len()..];
            Id::try_from(written.trim()).ok().map(AddressUse::Gateway)
        }
    }
}

/// A date as people and spreadsheets write it, year first: `2026-11-23`, `2026/11/3`, `2026年11月3日`, `2026-11`. A date that
/// begins with day or month is read by nobody in the same way, and is refused.
pub(super) fn date(text: &str) -> Option<When> {
    let text = text.trim();
    if let Some(when) = When::parse(text) {
        return Some(when);
    }
    let text = text.split([' ', 'T']).next().unwrap_or_default().trim_end_matches('日');
    let mut parts = text.split(['/', '-', '.', '年', '月']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    match parts.next() {
        None => Day::from_ymd(year, month, day).and_then(|day| When::parse(&day.to_string())),
        Some(_) => None,
    }
}

/// An id of what a maintenance system calls a unit: what an id may not hold becomes `-`.
pub(super) fn id(text: &str) -> Option<Id> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let text: String = text.trim().chars().map(|letter| if fits(letter) { letter } else { '-' }).collect();
    Id::try_from(text.trim_start_matches('.')).ok().filter(|_| text.bytes().any(|byte| byte.is_ascii_alphanumeric()))
}
