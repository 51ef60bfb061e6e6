//! A configuration as blocks: a line, and the lines inside it.

use crate::firewall::build::Builder;
use crate::firewall::lines::{Line, end_of, lines};

/// A line that begins at the margin, with the lines set in below it.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) head: Line<'a>,
    pub(super) inside: Vec<Line<'a>>,
}

/// The blocks of a configuration, without remarks and banners. What shows that the text is not whole is unread.
pub(super) fn blocks<'a>(file: u16, text: &'a str, ends: &[&str], builder: &mut Builder) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let (mut export, mut ended) = (false, false);
    // The letter that ends the banner which is being passed over.
    let mut banner: Option<char> = None;
    for line in lines(file, text) {
        if let Some(end) = banner {
            if line.text.contains(end) {
                banner = None;
            }
            continue;
        }
        let trimmed = line.text.trim_start();
        if trimmed.starts_with("<--- More") || trimmed.starts_with("--More--") {
            builder.unread(line.span, "the export holds the pager's marks; lines may be lost");
            continue;
        }
        export |= ["Building configuration", "Current configuration", "ASA Version", ": Saved"]
            .iter()
            .any(|start| trimmed.starts_with(start));
        ended |= ends.iter().any(|end| trimmed == *end || (end.ends_with(':') && trimmed.starts_with(end)));
        if trimmed.starts_with(['!', ':', '#']) {
            continue;
        }
        // These are never inside another line's block, however they are set in.
        let own = ["access-list ", "access-group ", "ip access-list ", "ipv6 access-list "];
        let own = own.iter().any(|start| trimmed.starts_with(start));
        match blocks.last_mut() {
            Some(block) if line.is_inside() && !own => block.inside.push(line),
            _ => {
                banner = banner_end(trimmed);
                blocks.push(Block { head: line, inside: Vec::new() });
            }
        }
    }
    if export && !ended {
        builder.unread(end_of(file, text), "the export breaks off before its end");
    }
    blocks
}

/// The letter that ends a banner of several lines (`banner motd ^C …`); ASA's banners are one line each.
fn banner_end(line: &str) -> Option<char> {
    let rest = line.strip_prefix("banner ")?;
    let (_, text) = rest.trim_start().split_once(' ')?;
    let text = text.trim_start();
    let (end, after) = match text.strip_prefix("^C") {
        Some(after) => ('^', after),
        None => (text.chars().next()?, text.get(text.chars().next()?.len_utf8()..)?),
    };
    let closes = after.contains(end);
    // A letter or digit begins a text of one line.
    (!closes && !end.is_alphanumeric()).then_some(end)
}
