//! Files are written to a folder of their own below the system's temporary folder, read, and what the sink saw is shown.

mod bad_input;
mod kinds;

use crate::FeedFiles;
use activities::feed_port::{FeedFault, FeedSink, Feeds, ReceivedFile, Rejection};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use terms::Instant;
use vulnerability::{Advisory, Part, Source};
use zip::write::SimpleFileOptions;

/// A folder that goes away with its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tutela-feeds-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self) -> Seen {
        self.read_with(&FeedFiles::new(None))
    }

    fn read_with(&self, files: &FeedFiles) -> Seen {
        let mut seen = Seen { folder: format!("{}/", self.0.display()), ..Seen::default() };
        files.read(std::slice::from_ref(&self.0), &mut seen).unwrap();
        seen
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a sink saw; places without the folder's own path.
#[derive(Default)]
struct Seen {
    folder: String,
    ids: Vec<String>,
    order: Vec<&'static str>,
    rejected: Vec<String>,
    complete: Vec<String>,
    stated: Vec<String>,
    received: Vec<ReceivedFile>,
    progress: u64,
}

impl FeedSink for Seen {
    fn file(&mut self, _file: &str, source: Source) {
        self.order.push(source.name());
    }
    fn received(&mut self, file: ReceivedFile) {
        self.order.push("received");
        self.received.push(file);
    }
    fn record(&mut self, _source: Source, record: &Advisory<'_>) -> Result<(), FeedFault> {
        self.order.push("record");
        self.ids.push(record.id.to_string());
        Ok(())
    }
    fn rejected(&mut self, source: Option<Source>, place: &str, why: Rejection) {
        let source = source.map_or("none", Source::name);
        let why = match why {
            // A reason that exists in one language only, or is the same in both, would show here.
            Rejection::Unreadable { en, ja } if en != ja && !ja.is_empty() => format!("Unreadable({en:?})"),
            why => format!("{why:?}"),
        };
        self.rejected.push(format!("{source} {}: {why}", place.replace(&self.folder, "")));
    }
    fn complete(&mut self, part: Part) {
        self.complete.push(part.to_string());
    }
    fn stated(&mut self, source: Source, at: Instant) {
        self.order.push("stated");
        self.stated.push(format!("{} {at}", source.name()));
    }
    fn progress(&mut self, bytes: u64) {
        assert!(bytes >= self.progress, "progress never goes back");
        self.progress = bytes;
    }
}

fn osv(id: &str, ecosystem: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"x"}}}}]}}"#
    )
}

fn cve(id: &str) -> String {
    format!(r#"{{"dataType":"CVE_RECORD","containers":{{"cna":{{"title":"T"}}}},"cveMetadata":{{"cveId":"{id}"}}}}"#)
}

fn nvd(items: &str) -> String {
    format!(
        r#"{{"resultsPerPage":9,"format":"NVD_CVE","timestamp":"2026-08-21T00:00:00","vulnerabilities":[{items}]}}"#
    )
}

/// A tar archive; names are written as they are, also those that lead outside.
fn tape(members: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in members {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

fn zip<B: AsRef<[u8]>>(members: &[(&str, B)]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        packed.start_file(*name, SimpleFileOptions::default()).unwrap();
        packed.write_all(bytes.as_ref()).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

fn held(folder: &Path) -> Vec<PathBuf> {
    let mut found = crate::folder::files(folder).unwrap();
    found.sort();
    found
}
