use super::complaint::EmptyFile;
use super::field::Field;
use super::lines;
use super::reader::Reader;
use crate::yaml::{self, YamlSeveralDocuments};
use terms::{Finding, Place, Priority, Subject};

/// More complaints of one file than this are not kept: nobody reads them, and a broken file may have millions.
pub(super) const KEPT: usize = 1000;

/// What was read of a file, and every complaint about it.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What could be read.
    pub value: T,
    /// What is wrong, in the order of the file.
    pub complaints: Vec<Finding>,
}

/// Reads a YAML file of one document.
pub fn read_one<T: Field>(file: &str, bytes: &[u8]) -> Read<Option<T>> {
    let yaml = yaml::read(file, bytes);
    let mut complaints = yaml.complaints;
    let mut value = None;
    if let Some(first) = yaml.documents.first() {
        let mut reader = Reader::new(file, yaml.whole);
        value = T::read(first, &mut reader);
        complaints.extend(reader.complaints);
    } else if yaml.whole {
        complaints.push(Finding::new(Priority::Undecided, Subject::at(file, Place::file(file)), EmptyFile {}));
    }
    if let Some(second) = yaml.documents.get(1) {
        let place = Place { file: file.to_owned(), line: second.span.line, column: second.span.column };
        let subject = Subject::at(format!("{file}#second"), place);
        complaints.push(Finding::new(Priority::Undecided, subject, YamlSeveralDocuments {}));
    }
    Read { value, complaints: in_order(complaints) }
}

/// Reads a YAML file of any number of documents; none is fine.
pub fn read_documents<T: Field>(file: &str, bytes: &[u8]) -> Read<Vec<T>> {
    let yaml = yaml::read(file, bytes);
    let mut complaints = yaml.complaints;
    let mut value = Vec::new();
    let last = yaml.documents.len().saturating_sub(1);
    for (index, document) in yaml.documents.iter().enumerate() {
        let mut reader = Reader::new(file, yaml.whole || index < last);
        value.extend(reader.inside(&index.to_string(), |reader| T::read(document, reader)));
        complaints.extend(reader.complaints.into_iter().take(KEPT.saturating_sub(complaints.len())));
    }
    Read { value, complaints: in_order(complaints) }
}

/// Reads a file of JSON values, one a line.
pub fn read_lines<T: Field>(file: &str, bytes: &[u8]) -> Read<Vec<T>> {
    let mut value = Vec::new();
    let mut complaints = Vec::new();
    lines::each(file, bytes, &mut complaints, &mut |index, node, whole, complaints| {
        let mut reader = Reader::new(file, whole);
        value.extend(reader.inside(&index.to_string(), |reader| T::read(&node, reader)));
        complaints.extend(reader.complaints);
    });
    Read { value, complaints: in_order(complaints) }
}

fn in_order(mut complaints: Vec<Finding>) -> Vec<Finding> {
    complaints.sort_by(|a, b| a.subject.place.cmp(&b.subject.place));
    complaints
}
