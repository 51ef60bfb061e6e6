//! An MDS2 sheet (ANSI/NEMA HN 1-2019) as CSV: how the device can be connected, and whether it is serviced from afar. It names
//! no ports.

use super::draft::Draft;
use super::findings::NoPortsInMds2;
use super::{Kind, PortsRead};
use crate::defect::Defects;
use crate::dossier::v1;
use crate::parts_list::Rows;
use crate::units::plain;
use std::borrow::Cow;
use std::collections::BTreeMap;
use terms::{Place, Priority, Text};

/// So many answered questions of the sheet make a table an MDS2.
const TELLING: usize = 3;

/// Questions that are read.
const WIRELESS: &str = "CONN-1.1";
const PHYSICAL: &str = "CONN-1.2";
const ETHERNET: &str = "CONN-1.2.1";
const USB: &str = "CONN-1.2.2";
const MEDIA: &str = "CONN-1.2.3";
const EXTERNAL: &str = "CONN-4";
const INTERNET: &str = "CONN-6";
const REMOTE: &str = "RMOT-1";

/// `None`: it is no MDS2.
pub(super) fn read(file: &str, bytes: &[u8], device: &str) -> Option<PortsRead> {
    let (mut rows, mut defects) = (Rows::new(bytes), Defects::default());
    let (mut fields, mut answers): (Vec<Cow<'_, str>>, BTreeMap<String, bool>) = (Vec::new(), BTreeMap::new());
    let mut questions = 0;
    while rows.next(&mut fields, &mut defects).is_some() {
        let Some((at, id)) = fields.iter().enumerate().find_map(|(at, field)| Some((at, question(field)?))) else {
            continue;
        };
        questions += 1;
        if let Some(answer) = fields.iter().skip(at + 1).find_map(|field| yes_no(field)) {
            answers.entry(id).or_insert(answer);
        }
    }
    if questions < TELLING {
        return None;
    }
    let mut draft = Draft::new(file, device);
    (draft.rows, draft.taken) = (questions, answers.len());
    draft.tell(Priority::Attention, Place::file(file), "ports", NoPortsInMds2 {});
    let mut read = draft.finish(Kind::Mds2, defects);
    read.connections = Some(connections(&answers));
    read.profile.remote_service = answers.get(REMOTE).map(|remote| remote_words(*remote));
    Some(read)
}

/// The id of a question as the standard writes it: `CONN-1.2.1`.
fn question(field: &str) -> Option<String> {
    let field = field.trim().to_ascii_uppercase();
    let (section, number) = field.split_once('-')?;
    let good = section.len() == 4
        && section.bytes().all(|byte| byte.is_ascii_uppercase())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && number.starts_with(|digit: char| digit.is_ascii_digit());
    good.then_some(field)
}

/// `See Notes` and `N/A` answer nothing.
fn yes_no(field: &str) -> Option<bool> {
    match plain(field).as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

fn connections(answers: &BTreeMap<String, bool>) -> v1::Connections {
    let of = |id: &str| answers.get(id).copied();
    let bare = |present: Option<bool>| present.map(v1::Connection::bare);
    // A question below one that was answered `No` need not be answered.
    let physical = |id: &str| of(id).or_else(|| of(PHYSICAL).filter(|has| !has));
    v1::Connections {
        place: Place::default(),
        network: bare(physical(ETHERNET)),
        wireless: bare(of(WIRELESS)),
        usb: bare(physical(USB)),
        serial: None,
        removable_media: bare(physical(MEDIA)),
        service_port: None,
        cloud: bare(of(INTERNET).filter(|has| *has).or_else(|| of(EXTERNAL))),
    }
}

fn remote_words(remote: bool) -> Text {
    let (en, ja) = match remote {
        true => ("Yes, by its MDS2 (RMOT-1); over what is not said.", "MDS2（RMOT-1）によればあり。経路の記載なし。"),
        false => ("None, by its MDS2 (RMOT-1).", "MDS2（RMOT-1）によればなし。"),
    };
    Text { en: Some(en.to_owned()), ja: Some(ja.to_owned()), ..Text::default() }
}
