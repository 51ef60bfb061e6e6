//! The same text once more for readers that show HTML: paragraphs and links, nothing else.

/// Lines as HTML; an address at the end of a line becomes a link.
pub(crate) fn html_of(text: &str, lang: &str) -> String {
    let mut html = format!("<!DOCTYPE html><html lang=\"{lang}\"><meta charset=\"utf-8\"><body><p>");
    for line in text.trim_end().split('\n') {
        if line.is_empty() {
            html.push_str("</p>\n<p>");
            continue;
        }
        let start = line.find("https://").or_else(|| line.find("http://")).unwrap_or(line.len());
        let (words, address) = line.split_at(start);
        html.push_str(&escaped(words));
        if !address.is_empty() {
            let address = escaped(address);
            html.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        }
        html.push_str("<br>\n");
    }
    html.push_str("</p></body></html>\n");
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::html_of;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        let html = html_of("<b>\"x\" & y\n\nsee https://t.example/a?b&c", "en");
        assert!(html.contains("&lt;b&gt;&quot;x&quot; &amp; y<br>\n</p>\n<p>"), "{html}");
        assert!(html.contains("<a href=\"https://t.example/a?b&amp;c\">https://t.example/a?b&amp;c</a>"), "{html}");
    }
}
