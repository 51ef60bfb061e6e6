//! Unique device identifiers as a barcode carries them: GS1, HIBCC and ICCBBA.

use terms::Day;

mod gs1;
mod hibcc;
mod iccbba;
mod link;
mod scan;

pub use scan::Scan;

/// Who issued an identifier. FDA UDI formats by issuing agency; MDR Art. 27(2); JP barcode notice (GS1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agency {
    /// GS1, element strings of application identifiers.
    Gs1,
    /// HIBCC, supplier labelling standard (ANSI/HIBC 2).
    Hibcc,
    /// ICCBBA, ISBT 128.
    Iccbba,
}

impl Agency {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Agency::Gs1 => "GS1",
            Agency::Hibcc => "HIBCC",
            Agency::Iccbba => "ICCBBA",
        }
    }
}

/// A unique device identifier: which version or model (the device identifier), and which unit of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Udi {
    /// As written.
    pub written: String,
    /// Who issued the device identifier.
    pub agency: Agency,
    /// The device identifier (UDI-DI): for GS1 the 14 digits of the GTIN.
    pub device: String,
    /// Serial number.
    pub serial: Option<String>,
    /// Lot or batch.
    pub lot: Option<String>,
    /// Day of manufacture.
    pub made: Option<Day>,
    /// Day of expiry.
    pub expires: Option<Day>,
    /// Whether the check character of the identifier fits; `None` where it carries none.
    pub check: Option<bool>,
}

impl Udi {
    /// Reads what a scanner or a person gives: with or without brackets, symbology prefix and group separators. `None` when
    /// it is none of the three forms, or when what follows the device identifier cannot be read.
    pub fn parse(text: &str) -> Option<Udi> {
        let text = text.trim();
        let bare = without_symbology(text);
        let udi = match bare.as_bytes() {
            [b'+', ..] => hibcc::parse(bare),
            [b'=', b'/', ..] => iccbba::parse(bare),
            _ => link::parse(bare).or_else(|| gs1::parse(bare)),
        };
        udi.map(|udi| Udi { written: text.to_owned(), ..udi })
    }

    fn of(agency: Agency, device: &str) -> Udi {
        let (written, device) = (String::new(), device.to_owned());
        Udi { written, agency, device, serial: None, lot: None, made: None, expires: None, check: None }
    }
}

/// A text without the three characters by which a scanner says what kind of barcode it read (ISO/IEC 15424): `]d2`, `]C1`, `]Q3`.
fn without_symbology(text: &str) -> &str {
    let rest = text.strip_prefix(']').and_then(|rest| {
        let (kind, modifier) = (rest.as_bytes().first()?, rest.as_bytes().get(1)?);
        (kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric()).then(|| &rest[2..])
    });
    rest.unwrap_or(text)
}

/// A day of a two-digit year within the century around 2000; day 0 is the last of the month (GS1 General Specifications 3.4).
fn short_day(year: u32, month: u32, day: u32) -> Option<Day> {
    let year = i32::try_from(year).ok()?;
    let year = if year >= 70 { 1900 + year } else { 2000 + year };
    match day {
        0 => (28..=31).rev().find_map(|day| Day::from_ymd(year, month, day)),
        day => Day::from_ymd(year, month, day),
    }
}

/// A day of a year, the first being 1.
fn day_of_year(year: u32, day: u32) -> Option<Day> {
    let mut left = day;
    for month in 1..=12 {
        for of_month in 1..=31 {
            let Some(found) = short_day(year, month, of_month) else { break };
            match left.checked_sub(1)? {
                0 => return Some(found),
                rest => left = rest,
            }
        }
    }
    None
}

/// Digits as a number.
fn number(digits: &str) -> Option<u32> {
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Udi;

    fn read(text: &str) -> String {
        let Some(Udi { written: _, agency, device, serial, lot, made, expires, check }) = Udi::parse(text) else {
            return "none".to_owned();
        };
        let day = |day: Option<terms::Day>| day.map(|day| day.to_string());
        let parts = [("serial", serial), ("lot", lot), ("made", day(made)), ("expires", day(expires))];
        let mut words = vec![agency.name().to_owned(), device];
        words.extend(parts.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?))));
        words.extend((check == Some(false)).then(|| "check differs".to_owned()));
        words.join(" · ")
    }

    #[test]
    fn gs1_is_read_with_brackets_and_without() {
        let wanted = "GS1 · 04512345678906 · serial SN-0042 · lot 7654321D · expires 2031-11-20";
        assert_eq!(read("(01)04512345678906(17)311120(10)7654321D(21)SN-0042"), wanted);
        assert_eq!(read("]d2010451234567890617311120107654321D\u{1d}21SN-0042"), wanted);
        assert_eq!(read("(01)04512345678906(11)260200"), "GS1 · 04512345678906 · made 2026-02-28");
    }

    #[test]
    fn the_kind_of_barcode_that_a_scanner_names_is_no_part_of_it() {
        for prefix in ["]d2", "]C1", "]Q3", "]e0", "]J1", "]d2\u{1d}"] {
            let wanted = "GS1 · 04512345678906 · serial SN-0042";
            assert_eq!(read(&format!("{prefix}010451234567890621SN-0042")), wanted, "{prefix}");
        }
        assert_eq!(read("]A0+A123BJC5D6E71G"), "HIBCC · A123BJC5D6E7");
    }

    #[test]
    fn a_version_of_software_in_a_barcode_stops_nobody_from_reading_the_rest() {
        assert_eq!(read("(01)04512345678906(8012)4.1.0(21)7"), "GS1 · 04512345678906 · serial 7");
        assert_eq!(read("01045123456789068012V4.1\u{1d}217"), "GS1 · 04512345678906 · serial 7");
    }

    #[test]
    fn an_address_of_gs1_digital_link_is_read() {
        let wanted = "GS1 · 04512345678906 · serial SN/42 · lot L1 · expires 2031-11-20";
        assert_eq!(read("https://id.gs1.org/01/04512345678906/10/L1/21/SN%2F42?17=311120"), wanted);
        assert_eq!(read("http://maker.example/de/gtin/4512345678906"), "GS1 · 04512345678906");
        for none in ["https://maker.example/", "https://maker.example/01/12", "https://a/01/04512345678906/21/%ZZ"] {
            assert_eq!(read(none), "none", "{none}");
        }
    }

    #[test]
    fn a_bare_device_identifier_is_enough() {
        assert_eq!(read("04512345678906"), "GS1 · 04512345678906");
        assert_eq!(read("4512345678906"), "GS1 · 04512345678906");
    }

    #[test]
    fn a_wrong_check_digit_is_told_not_hidden() {
        assert_eq!(read("(01)04512345678907"), "GS1 · 04512345678907 · check differs");
    }

    #[test]
    fn hibcc_is_read() {
        assert_eq!(read("+A123BJC5D6E71G"), "HIBCC · A123BJC5D6E7");
        assert_eq!(read("+A123BJC5D6E71H"), "HIBCC · A123BJC5D6E7 · check differs");
        assert_eq!(read("+A99912345/$$52001510X0"), "HIBCC · A9991234 · lot 10X · expires 2020-01-15");
        let whole = "+A99912345/$+SN42/16D20260131X";
        assert_eq!(read(whole), "HIBCC · A9991234 · serial SN42 · made 2026-01-31 · check differs");
    }

    #[test]
    fn iccbba_is_read() {
        let text = "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123";
        let wanted =
            "ICCBBA · A9999XYZ100T0944 · serial 000025 · lot 000000000000XYZ123 · made 2013-02-01 · expires 2014-02-01";
        assert_eq!(read(text), wanted);
    }

    #[test]
    fn what_is_no_identifier_is_none() {
        for text in ["", "+", "=/", "SN-0042", "(01)123", "(99", "+A", "01", "((()))", "=/A9999"] {
            assert_eq!(read(text), "none", "{text:?}");
        }
    }

    #[test]
    fn any_text_is_survived() {
        let pieces = [
            "+",
            "(01)",
            "=/",
            "04512345678906",
            "\u{1d}",
            "21",
            "$$",
            "5",
            "あ",
            "=,",
            "=>",
            "&,1",
            "/S",
            "17311120",
            "]d2",
            "https://a/01/",
            "%",
            "?21=",
        ];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let _ = Udi::parse(&format!("{first}{second}{third}"));
                }
            }
        }
    }
}
