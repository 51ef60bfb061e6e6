use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Lines of text that follow the width of the terminal; Japanese letters count two columns.
#[derive(Debug)]
pub(crate) struct Paper {
    width: usize,
    text: String,
}

impl Paper {
    const NARROWEST: usize = 40;
    const WIDEST: usize = 120;

    /// As wide as the terminal, 100 columns where there is none.
    pub(crate) fn new() -> Paper {
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = columns.or_else(|| std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()));
        Paper::of_width(columns.unwrap_or(100))
    }

    /// Of a given width.
    pub(crate) fn of_width(columns: usize) -> Paper {
        Paper { width: columns.clamp(Self::NARROWEST, Self::WIDEST), text: String::new() }
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line of a table: as it is, however wide.
    pub(crate) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A text from the left edge.
    pub(crate) fn line(&mut self, text: &str) {
        self.row(0, "", text);
    }

    /// A line with something at the right edge; on a narrow terminal it goes below.
    pub(crate) fn split(&mut self, left: &str, right: &str) {
        let gap = self.width.saturating_sub(left.width() + right.width());
        if gap < 2 {
            self.line(left);
            self.line(right);
        } else {
            self.text.push_str(&format!("{left}{:gap$}{right}\n", ""));
        }
    }

    /// A label and its text; the text keeps to the right of the label when it runs over several lines.
    pub(crate) fn row(&mut self, indent: usize, label: &str, text: &str) {
        let label_width = if label.is_empty() { indent } else { indent.max(label.width() + 1) };
        let room = self.width.saturating_sub(label_width).max(20);
        let mut first = true;
        for line in wrap(text, room) {
            let (head, pad) = if first { (label, label_width - label.width()) } else { ("", label_width) };
            self.text.push_str(head);
            self.text.push_str(&" ".repeat(pad));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
            first = false;
        }
    }

    /// A word that leads its text; a long word stands on a line of its own, so that the text keeps its room.
    pub(crate) fn headed(&mut self, word: &str, text: &str) {
        if word.width() + 2 > 24 || self.width < 80 {
            self.line(word);
            self.row(4, "", text);
        } else {
            self.row(word.width() + 4, word, text);
        }
    }

    /// The text so far.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Breaks a text into lines of at most `room` columns: at spaces, and beside wide letters. A word longer than a line is
/// kept whole: a path or an identifier that is broken cannot be copied.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && line.width() + piece.trim_end().width() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !(line.is_empty() && piece.trim().is_empty() && !lines.is_empty()) {
                line.push_str(piece);
            }
        }
        lines.push(line);
    }
    lines
}

/// Letters of loan words stay together, so that no line starts in the middle of one.
fn is_katakana(letter: char) -> bool {
    matches!(letter, 'ァ'..='ヺ' | 'ー')
}

/// Pieces that must stay together: words with the spaces after them, single wide letters with any closing mark, loan
/// words, and a number with the counter after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let Some((_, next)) = letters.peek().copied() else { break };
        let counted = letter == ' ' && before.is_ascii_digit() && "件日".contains(next);
        before = letter;
        let wide = |letter: char| letter.width().unwrap_or(0) > 1;
        let closes = "、。，．）」』】〉》：；！？・ー々ぁぃぅぇぉっゃゅょ".contains(next);
        let opens = "（「『【〈《".contains(letter);
        let at_space = letter == ' ' && next != ' ' && !counted;
        let loan = is_katakana(letter) && is_katakana(next);
        if at_space || ((wide(letter) || wide(next)) && !closes && !opens && !loan && !counted && next != ' ') {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Paper, wrap};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn japanese_is_broken_by_columns_and_never_before_a_full_stop() {
        let lines = wrap("監視されていないため「問題なし」とは言えません。", 20);
        assert!(lines.iter().all(|line| line.width() <= 22), "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with('。')), "{lines:?}");
    }

    #[test]
    fn a_loan_word_is_never_broken() {
        assert_eq!(wrap("試験・ネットワーク・市販後", 14), ["試験・", "ネットワーク・", "市販後"]);
    }

    #[test]
    fn a_number_stays_with_its_counter() {
        assert_eq!(wrap("自社開発は 12 件", 13), ["自社開発は ", "12 件"]);
    }

    #[test]
    fn a_long_word_leads_from_its_own_line() {
        let mut paper = Paper::of_width(100);
        paper.headed("NOTHING BLOCKING IN WHAT WAS LOOKED AT", "a person releases");
        assert_eq!(paper.finish(), "NOTHING BLOCKING IN WHAT WAS LOOKED AT\n    a person releases\n");
    }

    #[test]
    fn a_path_is_never_broken() {
        assert_eq!(
            wrap("see releases/4.1.0/controller.cdx.json:412", 10),
            ["see ", "releases/4.1.0/controller.cdx.json:412"]
        );
    }

    #[test]
    fn a_second_line_keeps_right_of_its_label() {
        let mut paper = Paper::of_width(40);
        paper.row(10, "Watched", "one two three four five six seven eight nine");
        assert_eq!(paper.finish(), "Watched   one two three four five six\n          seven eight nine\n");
    }
}
