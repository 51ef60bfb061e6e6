//! What people write: the device dossier as YAML and JSON lines, read with positions, every complaint at once.
//!
//! One table per record (the `record!` macro) makes the type, its reader, its writer, its JSON Schema and its conversion
//! into the core, so that none of them can drift from the others.

mod complaint;
mod field;
mod lines;
mod read;
mod reader;
mod record;
mod schema;
mod show;
#[cfg(test)]
mod tests;
mod text;
pub mod v1;

pub use complaint::{BadValue, EmptyFile, MissingField, NotAllowed, UnknownField, WrongType};
pub use field::{Field, IntoCore};
pub use read::{Read, read_documents, read_lines, read_one};
pub use reader::Reader;
pub use schema::{Definitions, schemas};
pub use show::show;

use crate::yaml;
use terms::Card;

/// Every kind of complaint about what people write, for `tutela explain`.
pub const CARDS: &[Card] = &[
    yaml::YamlBroken::CARD,
    yaml::YamlNotUtf8::CARD,
    yaml::YamlTooLarge::CARD,
    yaml::YamlTooDeep::CARD,
    yaml::YamlAlias::CARD,
    yaml::YamlDuplicateKey::CARD,
    yaml::YamlKeyNotText::CARD,
    yaml::YamlSeveralDocuments::CARD,
    EmptyFile::CARD,
    WrongType::CARD,
    MissingField::CARD,
    UnknownField::CARD,
    BadValue::CARD,
    NotAllowed::CARD,
];
