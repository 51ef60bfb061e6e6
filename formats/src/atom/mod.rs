//! Atom feeds (RFC 4287), written.

#[cfg(test)]
mod tests;

use std::fmt::Write;
use terms::{Instant, Lang};

/// A feed.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// Its id for ever, an IRI such as `urn:uuid:…`.
    pub id: &'a str,
    /// Its language.
    pub lang: Lang,
    /// What it is called.
    pub title: &'a str,
    /// What stands below the title.
    pub subtitle: &'a str,
    /// Who writes it.
    pub author: &'a str,
    /// When something in it last changed.
    pub updated: Instant,
    /// The page for people; empty when there is none.
    pub page: &'a str,
    /// Its entries.
    pub entries: &'a [Entry],
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id for ever, an IRI.
    pub id: String,
    /// In one line.
    pub title: String,
    /// Its text.
    pub text: String,
    /// What it belongs to, such as a code.
    pub category: String,
    /// When it last changed.
    pub updated: Instant,
    /// The page for people.
    pub page: String,
}

/// The media type.
pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// Writes a feed.
pub fn write(feed: &Feed<'_>) -> String {
    let Feed { id, lang, title, subtitle, author, updated, page, entries } = feed;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let lang = lang.tag();
    let _ = writeln!(xml, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">");
    element(&mut xml, "  ", "id", id);
    element(&mut xml, "  ", "title", title);
    element(&mut xml, "  ", "subtitle", subtitle);
    element(&mut xml, "  ", "updated", &updated.to_string());
    let _ = writeln!(xml, "  <author><name>{}</name></author>", text(author));
    link(&mut xml, "  ", page);
    for entry in *entries {
        let Entry { id, title, text: content, category, updated, page } = entry;
        xml.push_str("  <entry>\n");
        element(&mut xml, "    ", "id", id);
        element(&mut xml, "    ", "title", title);
        element(&mut xml, "    ", "updated", &updated.to_string());
        link(&mut xml, "    ", page);
        if !category.is_empty() {
            let _ = writeln!(xml, "    <category term=\"{}\"/>", text(category));
        }
        let _ = writeln!(xml, "    <content type=\"text\">{}</content>", text(content));
        xml.push_str("  </entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

fn element(xml: &mut String, indent: &str, name: &str, value: &str) {
    let _ = writeln!(xml, "{indent}<{name}>{}</{name}>", text(value));
}

fn link(xml: &mut String, indent: &str, page: &str) {
    if !page.is_empty() {
        let _ = writeln!(xml, "{indent}<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", text(page));
    }
}

/// Text as XML 1.0 holds it: what no document may hold becomes U+FFFD.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
