//! People at browsers: each opens page after page, and a page is there when the last of its questions is answered.

use super::client::{Client, Figures, closed_loop};
use super::fill::NEWS;
use super::running::Running;
use super::{Size, millis, row};
use std::time::Instant;

/// So many are at work.
const PEOPLE: usize = 20;

/// What a page asks for, of the device of a turn.
type Page = (&'static str, fn(&str) -> Vec<String>);

/// Pages of a manufacturer, each with the questions that it asks for at once.
const PAGES: [Page; 7] = [
    ("20 people: home", |_| vec!["/api/v1/session".to_owned(), "/api/v1/work".to_owned()]),
    ("… list of devices", |id| vec![format!("/api/v1/devices?after={id}"), "/api/v1/work".to_owned()]),
    ("… a device", |id| {
        ["check", "releases", "history?limit=1"].map(|room| format!("/api/v1/devices/{id}/{room}")).to_vec()
    }),
    ("… its findings", |id| {
        vec![format!("/api/v1/devices/{id}/findings"), format!("/api/v1/devices/{id}/decisions")]
    }),
    ("… its components", |id| {
        vec![format!("/api/v1/devices/{id}/components"), format!("/api/v1/devices/{id}/quality")]
    }),
    ("… search", |id| vec![format!("/api/v1/search?q={id}")]),
    ("… are we hit?", |_| vec![format!("/api/v1/hit/{NEWS}")]),
];

/// The longest that a page was waited for, beside the middle and the 99th of 100.
pub(super) fn pages(running: &Running, size: &Size) -> Result<(), String> {
    // Passwords are hashed slowly on purpose: each person signs in once, one after the other.
    let people: Vec<Client> = (0..PEOPLE).map(|_| running.known_account()).collect::<Result<_, _>>()?;
    let mut opened: Vec<Vec<(usize, std::time::Duration)>> = Vec::new();
    let all = std::sync::Mutex::new(&mut opened);
    closed_loop(PEOPLE, |who| {
        let person = people.get(who).ok_or("nobody of that number")?;
        let (begin, mut each, mut turn) = (Instant::now(), Vec::new(), who as u64 * 7_919);
        while begin.elapsed() < size.reading * 3 {
            turn += 1;
            let (page, device) = (turn as usize % PAGES.len(), turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20);
            let id = format!("d-{:05}", device % (size.dossiers - size.dossiers % 16));
            let at = Instant::now();
            let questions = PAGES.get(page).map(|(_, ask)| ask(&id)).unwrap_or_default();
            std::thread::scope(|scope| -> Result<(), String> {
                let asked: Vec<_> = questions.iter().map(|path| scope.spawn(move || person.get(path))).collect();
                asked.into_iter().try_for_each(|one| one.join().map_err(|_| "a reader panicked".to_owned())?.map(drop))
            })?;
            each.push((page, at.elapsed()));
        }
        let waited = each.iter().map(|(_, took)| *took).collect();
        all.lock().map_err(|_| "a reader panicked".to_owned())?.push(each);
        Ok(waited)
    })?;
    for (page, (what, _)) in PAGES.iter().enumerate() {
        let waited = opened.iter().flatten().filter(|(of, _)| *of == page).map(|(_, took)| *took).collect();
        let (figures, longest) = Figures::of(waited);
        row(what, &figures, &format!("longest {:.0} ms; bar ≤ 200 ms", millis(longest)));
    }
    Ok(())
}

/// What a browser loads before the first page can be used: the page, and all that it names.
pub(super) fn first_load(running: &Running) -> Result<(), String> {
    let client = Client::new(running.address, None);
    let begin = Instant::now();
    let (mut packed, page) = client.sent("/")?;
    let page = String::from_utf8_lossy(&page).into_owned();
    let named = page.split('"').filter(|text| text.starts_with("/assets/"));
    let mut files: Vec<&str> = named.collect();
    files.sort_unstable();
    files.dedup();
    for file in &files {
        packed += client.sent(file)?.0;
    }
    let what = "first load of a page";
    let took = millis(begin.elapsed());
    println!("{what:<34}{:>10}{took:>9.0} ms{:>9} kB   as sent; bar ≤ 250 kB", files.len() + 1, packed / 1_000);
    Ok(())
}
