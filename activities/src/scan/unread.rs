//! What of a document could not be read: said wherever its components are counted, because nobody looked at the rest.

use formats::defect::{Defects, Wrong, line_column};
use terms::Lang;

/// A document of which a part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The document.
    file: String,
    /// The line of the first place.
    line: u32,
    /// What is missing there.
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Everything that follows.
    Off,
    /// The rest of a list.
    List,
    /// An entry, or a field.
    Part,
}

impl Unread {
    /// What of a document stayed unread; `None`: nothing.
    pub fn of(file: &str, bytes: &[u8], defects: &Defects) -> Option<Unread> {
        let first = defects.first_unread().filter(|_| defects.is_broken())?;
        let kind = match first.wrong {
            Wrong::Broken { .. } | Wrong::OtherFormat { .. } => Kind::Off,
            Wrong::ListBroken { .. } => Kind::List,
            _ => Kind::Part,
        };
        let (line, _) = line_column(bytes, first.at);
        Some(Unread { file: file.to_owned(), line, kind })
    }

    /// In words, with the name of the document.
    pub fn say(&self, lang: Lang) -> String {
        let Unread { file, line, .. } = self;
        match lang {
            Lang::En => format!("{file} {}", self.what(lang)),
            Lang::Ja => format!("{file} は {line} 行目で{}", self.what_ja()),
        }
    }

    /// In words, beside the name of the document.
    pub fn what(&self, lang: Lang) -> String {
        let Unread { file: _, line, kind } = self;
        let en = match kind {
            Kind::Off => format!("breaks off at line {line}, what follows was not read"),
            Kind::List => format!("breaks off inside a list at line {line}, the rest of the list was not read"),
            Kind::Part => format!("could not be read whole (line {line})"),
        };
        lang.pick(en, format!("{line} 行目で{}", self.what_ja()))
    }

    fn what_ja(&self) -> &'static str {
        match self.kind {
            Kind::Off => "途切れており、以降は読み取れていません",
            Kind::List => "一覧が途切れており、その残りは読み取れていません",
            Kind::Part => "一部を読み取れませんでした",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unread;
    use terms::Lang;

    fn told(text: &[u8]) -> Option<[String; 2]> {
        let defects = formats::sbom::read(text, &mut |_| {});
        let unread = Unread::of("a.json", text, &defects)?;
        Some([unread.say(Lang::En), unread.say(Lang::Ja)])
    }

    const START: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"library","name":"a","version":"1"},
        {"type":"library","name":"b","#;

    #[test]
    fn a_document_that_breaks_off_says_at_which_line() {
        let said = told(START.as_bytes()).unwrap();
        assert_eq!(said[0], "a.json breaks off at line 3, what follows was not read");
        assert_eq!(said[1], "a.json は 3 行目で途切れており、以降は読み取れていません");
    }

    #[test]
    fn an_entry_that_was_skipped_is_no_break_of_the_document() {
        let text = [START.as_bytes(), b"\xff\xfe\"version\":\"2\"},{\"type\":\"library\",\"name\":\"c\"}]}"].concat();
        assert_eq!(told(&text).unwrap()[0], "a.json could not be read whole (line 3)");
    }

    #[test]
    fn of_a_document_that_was_read_whole_nothing_is_said() {
        assert_eq!(told(br#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[]}"#), None);
    }
}
