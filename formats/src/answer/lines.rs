//! JSON laid out for people who search and compare it: one finding, one component, one source a line.
//!
//! An answer about a large SBOM is hundreds of megabytes of short texts. A general serializer looks at each of their bytes;
//! this one looks at eight at a time (docs/decisions/0005-json-writer.md).

use super::escape::escape;
use serde::ser::{self, Serialize};
use std::fmt::Display;
use std::io::{self, Write};

/// Values nested deeper than this stand on the line of what holds them.
const DEEPEST: u32 = 3;
/// Written text is handed on when there is so much of it.
const FULL: usize = 1 << 14;

/// Writes a document with a line end.
pub fn write(out: &mut dyn Write, answer: &impl Serialize) -> io::Result<()> {
    let mut lines = Lines { text: Vec::with_capacity(FULL + (1 << 12)), out, depth: 0, filled: false };
    answer.serialize(&mut lines).map_err(|Fault(fault)| fault)?;
    lines.text.push(b'\n');
    lines.hand_on()
}

/// A document being written.
struct Lines<'w> {
    /// What was not handed on yet.
    text: Vec<u8>,
    out: &'w mut dyn Write,
    depth: u32,
    /// Whether the value written last stands inside the object or array that is open.
    filled: bool,
}

/// Why a document could not be written to its end.
#[derive(Debug)]
struct Fault(io::Error);

impl Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(words: T) -> Fault {
        Fault(io::Error::other(words.to_string()))
    }
}

impl Lines<'_> {
    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn put(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push(b'"');
        escape(text, &mut self.text);
        self.text.push(b'"');
    }

    fn shown(&mut self, value: impl Display) -> Result<(), Fault> {
        write!(self.text, "{value}").map_err(Fault)
    }

    fn open(&mut self, bracket: u8) {
        self.depth += 1;
        self.filled = false;
        self.text.push(bracket);
    }

    /// What stands before the next element or key.
    fn next(&mut self) -> Result<(), Fault> {
        let first = !self.filled;
        self.filled = false;
        match (first, self.depth <= DEEPEST) {
            (true, false) => return Ok(()),
            (false, false) => {
                self.put(b", ");
                return Ok(());
            }
            (true, true) => {}
            (false, true) => self.put(b","),
        }
        self.start_line();
        if self.text.len() >= FULL {
            self.hand_on().map_err(Fault)?;
        }
        Ok(())
    }

    fn close(&mut self, bracket: u8) {
        let lines = self.depth <= DEEPEST && self.filled;
        self.depth -= 1;
        if lines {
            self.start_line();
        }
        self.filled = true;
        self.text.push(bracket);
    }

    fn start_line(&mut self) {
        self.put(&b"\n      "[..1 + 2 * self.depth as usize]);
    }

    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Fault> {
        self.next()?;
        value.serialize(&mut *self)?;
        self.filled = true;
        Ok(())
    }

    fn field(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Fault> {
        self.next()?;
        // Names of fields are our own and hold nothing to escape.
        self.text.push(b'"');
        self.put(key.as_bytes());
        self.put(b"\": ");
        value.serialize(&mut *self)?;
        self.filled = true;
        Ok(())
    }
}

/// Writes numbers as they show themselves.
macro_rules! numbers {
    ($($function:ident $kind:ty),*) => {
        $(fn $function(self, value: $kind) -> Result<(), Fault> {
            self.shown(value)
        })*
    };
}

/// Forms that no answer has.
macro_rules! unused {
    ($($function:ident($($kind:ty),*) -> $result:ty),*) => {
        $(fn $function(self, $(_: $kind),*) -> Result<$result, Fault> {
            Err(ser::Error::custom(concat!("answers have no ", stringify!($function))))
        })*
    };
}

type Never = ser::Impossible<(), Fault>;

impl<'l, 'w> ser::Serializer for &'l mut Lines<'w> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Never;

    numbers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64);
    numbers!(serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_bool bool);
    unused!(serialize_bytes(&[u8]) -> (), serialize_tuple_struct(&'static str, usize) -> Never);
    unused!(serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never);
    unused!(serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never);

    fn serialize_f32(self, value: f32) -> Result<(), Fault> {
        self.serialize_f64(f64::from(value))
    }

    /// A number that JSON cannot write is `null`.
    fn serialize_f64(self, value: f64) -> Result<(), Fault> {
        if value.is_finite() { write!(self.text, "{value:?}").map_err(Fault) } else { self.serialize_unit() }
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        self.quoted(text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.put(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Fault> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.open(b'{');
        self.field(variant, value)?;
        self.close(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Fault> {
        self.open(b'[');
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Fault> {
        self.open(b'[');
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Fault> {
        self.open(b'{');
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        self.open(b'{');
        Ok(self)
    }
}

impl ser::SerializeSeq for &mut Lines<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.element(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.close(b']');
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Lines<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.element(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.close(b']');
        Ok(())
    }
}

impl ser::SerializeMap for &mut Lines<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.next()?;
        let start = self.text.len();
        key.serialize(&mut **self)?;
        match self.text.get(start) {
            Some(b'"') => Ok(()),
            _ => Err(ser::Error::custom("a key must be a text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.put(b": ");
        value.serialize(&mut **self)?;
        self.filled = true;
        Ok(())
    }

    fn end(self) -> Result<(), Fault> {
        self.close(b'}');
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Lines<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Fault> {
        self.close(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_deep_stands_on_one_line() {
        let inner: BTreeMap<&str, Vec<BTreeMap<&str, [u8; 2]>>> =
            [("a", vec![[("b", [1, 2])].into()]), ("e", Vec::new())].into();
        let mut text = Vec::new();
        write(&mut text, &[("k", inner)].into_iter().collect::<BTreeMap<_, _>>()).unwrap();
        let wanted = "{\n  \"k\": {\n    \"a\": [\n      {\"b\": [1, 2]}\n    ],\n    \"e\": []\n  }\n}\n";
        assert_eq!(String::from_utf8(text).unwrap(), wanted);
    }

    #[test]
    fn numbers_and_nothing_are_written_as_json_has_them() {
        let mut text = Vec::new();
        write(&mut text, &(1u8, -2i64, 0.5f64, 3.0f64, 1e300f64, f64::NAN, None::<bool>, true)).unwrap();
        let back: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(back, serde_json::json!([1, -2, 0.5, 3.0, 1e300, null, null, true]));
    }

    #[test]
    fn a_key_that_is_no_text_is_refused() {
        let keys: BTreeMap<u8, u8> = [(1, 2)].into();
        assert!(write(&mut Vec::new(), &keys).is_err());
    }

    proptest! {
        #[test]
        fn a_library_reads_back_what_is_written(texts in proptest::collection::vec(any::<String>(), 0..4)) {
            let value = vec![vec![texts.clone()], vec![], vec![texts, vec![]]];
            let mut text = Vec::new();
            write(&mut text, &value).unwrap();
            let back: Vec<Vec<Vec<String>>> = serde_json::from_slice(&text).unwrap();
            prop_assert_eq!(back, value);
        }
    }
}
