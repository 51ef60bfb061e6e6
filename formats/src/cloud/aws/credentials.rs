//! The credential report: a table of users inside a JSON text, plain or in base64.

use super::{Credential, Reader};
use crate::json::Stop;
use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;

impl Reader<'_> {
    pub(super) fn credentials(&mut self) -> Result<(), Stop> {
        let text = self.json.text_or_empty()?.into_owned();
        let table = if text.starts_with("user,") { Some(text) } else { decoded(&text) };
        let Some(table) = table.filter(|table| table.starts_with("user,")) else {
            self.broken = true;
            return Ok(());
        };
        let mut lines = table.lines();
        let heads: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        for line in lines.filter(|line| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split(',').collect();
            self.broken |= cells.len() != heads.len();
            let cell = |head: &str| heads.iter().position(|known| *known == head).and_then(|at| cells.get(at).copied());
            let flag = |head: &str| match cell(head)?.trim() {
                "true" => Some(true),
                // What an identity cannot have it has not.
                "false" | "N/A" => Some(false),
                _ => None,
            };
            let (one, two) = (flag("access_key_1_active"), flag("access_key_2_active"));
            self.facts.credentials.push(Credential {
                user: cell("user").unwrap_or_default().to_owned(),
                password: flag("password_enabled"),
                second_factor: flag("mfa_active"),
                key: if one == Some(true) { one } else { two.filter(|two| *two || one.is_some()) },
            });
        }
        self.broken |= !table.contains('\n');
        Ok(())
    }
}

/// The text in base64; `None` for what is none.
fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()
}
