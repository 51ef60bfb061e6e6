//! SPDX 2.1 to 2.3 as tags and values: one `Tag: value` a line, long values between `<text>` and `</text>`.

use super::Gathered;
use super::lines::{Line, Lines, text, word};
use super::package::{VALID_UNTIL, push_reference};
use super::terms::{kind, relationship, supplier};
use crate::defect::{Defects, Wrong};
use crate::sbom::{Each, almost, push_licence, shortened};
use memchr::memmem;
use sbom::{Component, Hash, Item, Kind, Outside, OutsideKind, Relation};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Reads an SPDX 2 tag-value document. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut reader = Reader {
        gathered: Gathered::new(),
        defects: Defects::default(),
        each,
        element: Element::default(),
        met: Met::default(),
        unknown: BTreeSet::new(),
    };
    learn(bytes, &mut reader.gathered);
    let mut lines = Lines::new(bytes, 0);
    while let Some(line) = lines.next(&mut reader.defects) {
        reader.take(&line);
    }
    reader.end_element();
    if !reader.met.has(b"SPDXVersion") {
        reader.defects.note(0, "SPDXVersion", Wrong::Missing);
    }
    reader.gathered.end(reader.each);
    reader.defects
}

/// A relationship has its word within this many bytes of the beginning of its line.
const LONGEST: usize = 1000;

/// Finds what relationships say before the packages come to which they apply.
fn learn<'a>(bytes: &'a [u8], gathered: &mut Gathered<'a>) {
    let mut unused = Defects::default();
    for kind in ["DESCRIBE", "PATCH_APPLIED"] {
        for found in memmem::find_iter(bytes, kind) {
            // Looked for near by only: a line may hold the word a million times.
            let near = found.saturating_sub(LONGEST);
            let Some(start) = memchr::memrchr2(b'\n', b'\r', &bytes[near..found]).map(|newline| near + newline + 1)
            else {
                continue;
            };
            if !bytes[start..found].trim_ascii_start().starts_with(b"Relationship:") {
                continue;
            }
            if let Some(line) = Lines::new(bytes, start).next(&mut unused) {
                let relation = relation(&line, &mut unused);
                gathered.relation(&relation);
            }
        }
    }
}

/// `from KIND to`
fn relation<'a>(line: &Line<'a>, defects: &mut Defects) -> Relation<'a> {
    let (from, rest) = word(line.value);
    let (kind, to) = word(rest);
    let mut text = |value| text(value, line.at, defects);
    // Some tools write the tag of the element before its name.
    let to = to.strip_prefix(b"SPDXID:").map_or(to, <[u8]>::trim_ascii_start);
    Relation { from: text(from), kind: relationship(text(kind)), to: text(to) }
}

/// The tags that stand at most once, in the document or in one package or file.
const ONCE: [&str; 12] = [
    "SPDXVersion",
    "DocumentNamespace",
    "Created",
    "SPDXID",
    "PackageVersion",
    "PackageSupplier",
    "PackageOriginator",
    "PackageLicenseConcluded",
    "PackageLicenseDeclared",
    "ValidUntilDate",
    "PrimaryPackagePurpose",
    "LicenseConcluded",
];

/// The tags of which something is read; one that is almost one of them hides it.
const READ: &[&str] = &[
    "PackageName",
    "FileName",
    "SnippetSPDXID",
    "ExternalDocumentRef",
    "Relationship",
    "SPDXVersion",
    "DocumentNamespace",
    "SPDXID",
    "PackageVersion",
    "PackageSupplier",
    "PackageOriginator",
    "PackageLicenseConcluded",
    "PackageLicenseDeclared",
    "ValidUntilDate",
    "PackageChecksum",
    "PrimaryPackagePurpose",
    "ExternalRef",
    "FileChecksum",
];

/// The other tags of SPDX 2.0 to 2.3: of what they say nothing is needed.
const UNREAD: &[&str] = &[
    "AnnotationComment",
    "AnnotationDate",
    "AnnotationType",
    "Annotator",
    "ArtifactOfProjectHomePage",
    "ArtifactOfProjectName",
    "ArtifactOfProjectURI",
    "BuiltDate",
    "Created",
    "Creator",
    "CreatorComment",
    "DataLicense",
    "DocumentComment",
    "DocumentName",
    "ExternalRefComment",
    "ExtractedText",
    "FileAttributionText",
    "FileComment",
    "FileContributor",
    "FileCopyrightText",
    "FileDependency",
    "FileNotice",
    "FileType",
    "FilesAnalyzed",
    "LicenseComment",
    "LicenseComments",
    "LicenseConcluded",
    "LicenseCrossReference",
    "LicenseID",
    "LicenseInfoInFile",
    "LicenseInfoInSnippet",
    "LicenseListVersion",
    "LicenseName",
    "PackageAttributionText",
    "PackageComment",
    "PackageCopyrightText",
    "PackageDescription",
    "PackageDownloadLocation",
    "PackageFileName",
    "PackageHomePage",
    "PackageLicenseComments",
    "PackageLicenseInfoFromFiles",
    "PackageSourceInfo",
    "PackageSummary",
    "PackageVerificationCode",
    "RelationshipComment",
    "ReleaseDate",
    "ReviewComment",
    "ReviewDate",
    "Reviewer",
    "SPDXREF",
    "SnippetAttributionText",
    "SnippetByteRange",
    "SnippetComment",
    "SnippetCopyrightText",
    "SnippetFromFileSPDXID",
    "SnippetLicenseComments",
    "SnippetLicenseConcluded",
    "SnippetLineRange",
    "SnippetName",
];

/// Tags of [`ONCE`] that were met, one bit each.
#[derive(Clone, Copy, Default)]
struct Met(u32);

impl Met {
    /// Whether the tag may stand only once and was met before.
    fn again(&mut self, tag: &[u8]) -> bool {
        let Some(place) = ONCE.iter().position(|once| once.as_bytes() == tag) else { return false };
        let bit = 1u32 << place;
        let before = self.0 & bit != 0;
        self.0 |= bit;
        before
    }

    fn has(self, tag: &[u8]) -> bool {
        ONCE.iter().position(|once| once.as_bytes() == tag).is_some_and(|place| self.0 & (1 << place) != 0)
    }
}

/// The package or file whose lines are being read.
#[derive(Default)]
struct Element<'a> {
    open: Option<Opened>,
    component: Component<'a>,
    originator: Cow<'a, str>,
    declared: Cow<'a, str>,
    met: Met,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Package,
    File,
    /// A snippet or a licence text, of which nothing is read.
    Other,
}

struct Reader<'a, 'e> {
    gathered: Gathered<'a>,
    defects: Defects,
    each: Each<'e, 'a>,
    element: Element<'a>,
    /// What the document has said about itself.
    met: Met,
    /// The tags that were told as unknown, each once.
    unknown: BTreeSet<&'a [u8]>,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, line: &Line<'a>) {
        if self.again(line.tag) {
            let tag = String::from_utf8_lossy(line.tag);
            return self.defects.note(line.at, &tag, Wrong::DuplicateKey);
        }
        match line.tag {
            b"PackageName" => self.begin(Opened::Package, line),
            b"FileName" => self.begin(Opened::File, line),
            b"LicenseID" => self.begin(Opened::Other, line),
            b"SnippetSPDXID" | b"SnippetSPDXIdentifier" => {
                self.begin(Opened::Other, line);
                let held = self.text(line);
                (self.each)(Item::Held(&held));
            }
            b"ExternalDocumentRef" => self.outside(line),
            b"Relationship" => {
                let relation = relation(line, &mut self.defects);
                Gathered::relate(&relation, line.at, &mut *self.each);
            }
            b"SPDXVersion" => {
                let text = self.text(line);
                self.gathered.version(text, line.at, &mut self.defects);
            }
            b"DocumentNamespace" => self.gathered.document.serial = self.text(line),
            b"Created" => self.gathered.document.created = self.text(line),
            b"Creator" => {
                let creator = self.text(line);
                self.gathered.creator(creator);
            }
            b"SPDXID" if self.element.open.is_none() => self.gathered.reference = self.text(line),
            _ => match self.element.open {
                Some(Opened::Package) => self.package_line(line),
                Some(Opened::File) => self.file_line(line),
                Some(Opened::Other) | None => self.passed_over(line),
            },
        }
    }

    /// Whether a line says again what may be said once; the first one counts.
    fn again(&mut self, tag: &[u8]) -> bool {
        let of_document = matches!(tag, b"SPDXVersion" | b"DocumentNamespace" | b"Created");
        match self.element.open {
            // Identifiers of what is not read may be said as often as its parts are.
            Some(Opened::Other) if !of_document => false,
            Some(_) if !of_document => self.element.met.again(tag),
            _ => self.met.again(tag),
        }
    }

    /// Tells of a tag that the format does not know.
    fn passed_over(&mut self, line: &Line<'a>) {
        let Ok(tag) = std::str::from_utf8(line.tag) else { return };
        if READ.contains(&tag) || UNREAD.binary_search(&tag).is_ok() {
            return;
        }
        if let Some(known) = almost(tag, READ) {
            self.defects.note(line.at, tag, Wrong::AlmostKnown { known });
        } else if self.unknown.insert(line.tag) {
            self.defects.note(line.at, tag, Wrong::UnknownTag);
        }
    }

    /// `DocumentRef-other namespace SHA1: 00ff…`
    fn outside(&mut self, line: &Line<'a>) {
        let (name, rest) = word(line.value);
        let (target, _sum) = word(rest);
        let mut text = |value| text(value, line.at, &mut self.defects);
        let outside = Outside { kind: OutsideKind::Document, name: text(name), target: text(target) };
        (self.each)(Item::Outside(&outside));
    }

    fn text(&mut self, line: &Line<'a>) -> Cow<'a, str> {
        text(line.value, line.at, &mut self.defects)
    }

    fn begin(&mut self, opened: Opened, line: &Line<'a>) {
        self.end_element();
        let name = self.text(line);
        let element = &mut self.element;
        element.open = Some(opened);
        element.component.name = name;
        element.component.offset = line.at;
        if opened == Opened::File {
            element.component.kind = Kind::File;
        }
    }

    /// Has the element visited whose lines have ended.
    fn end_element(&mut self) {
        let Element { open, component, originator, declared, met } = &mut self.element;
        *met = Met::default();
        let opened = open.take();
        push_licence(component, std::mem::take(declared));
        let originator = supplier(std::mem::take(originator));
        if component.supplier.is_empty() {
            component.supplier = originator;
        }
        if component.name.is_empty() && opened.is_some_and(|opened| opened != Opened::Other) {
            self.defects.note(component.offset, "name", Wrong::Missing);
        }
        match opened {
            Some(Opened::Package) => self.gathered.package(component, &mut *self.each),
            Some(Opened::File) => (self.each)(Item::Component(component)),
            Some(Opened::Other) | None => {}
        }
        component.clear();
    }

    fn package_line(&mut self, line: &Line<'a>) {
        match line.tag {
            b"SPDXID" => self.element.component.reference = self.text(line),
            b"PackageVersion" => self.element.component.version = self.text(line),
            b"PackageSupplier" => self.element.component.supplier = supplier(self.text(line)),
            b"PackageOriginator" => self.element.originator = self.text(line),
            b"PackageLicenseConcluded" => {
                let text = self.text(line);
                push_licence(&mut self.element.component, text);
            }
            b"PackageLicenseDeclared" => self.element.declared = self.text(line),
            b"ValidUntilDate" => {
                let until = self.text(line);
                self.element.component.properties.push((Cow::Borrowed(VALID_UNTIL), until));
            }
            b"PackageChecksum" => self.checksum(line),
            b"PrimaryPackagePurpose" => {
                let text = self.text(line);
                self.element.component.kind = kind(&text).unwrap_or_default();
                if kind(&text).is_none() {
                    let wrong = Wrong::NotAllowed { value: shortened(&text) };
                    self.defects.note(line.at, "PrimaryPackagePurpose", wrong);
                }
            }
            b"ExternalRef" => {
                let (_category, rest) = word(line.value);
                let (kind, locator) = word(rest);
                let kind = String::from_utf8_lossy(kind);
                let locator = text(locator, line.at, &mut self.defects);
                push_reference(&mut self.element.component, &kind, locator, line.at, &mut self.defects);
            }
            _ => self.passed_over(line),
        }
    }

    fn file_line(&mut self, line: &Line<'a>) {
        match line.tag {
            b"SPDXID" => self.element.component.reference = self.text(line),
            b"LicenseConcluded" => {
                let text = self.text(line);
                push_licence(&mut self.element.component, text);
            }
            b"FileChecksum" => self.checksum(line),
            _ => self.passed_over(line),
        }
    }

    /// `SHA256: 00ff…`
    fn checksum(&mut self, line: &Line<'a>) {
        let Some(colon) = memchr::memchr(b':', line.value) else {
            let value = shortened(&self.text(line));
            return self.defects.note(line.at, "checksum", Wrong::NotAllowed { value });
        };
        let algorithm = text(line.value[..colon].trim_ascii(), line.at, &mut self.defects);
        let value = text(line.value[colon + 1..].trim_ascii(), line.at, &mut self.defects);
        self.element.component.hashes.push(Hash { algorithm, value });
    }
}
