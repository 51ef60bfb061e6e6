//! The floor: a process that only reads and parses, with typed and borrowed shapes, what `tutela` reads and parses too.
//!
//! `floor sbom FILE…` (CycloneDX JSON) · `floor spdx FILE…`, `floor spdx3 FILE…` (SPDX JSON) · `floor xml FILE…` (every event of an XML document) ·
//! `floor lines FILE…` (a text, line by line) · `floor cve-gz FILE…` (gzip, one CVE record a line) · `floor osv-zip FILE…` (zip, one OSV record a member) ·
//! `floor true` (does nothing)

mod shapes;

use quick_xml::events::Event;
use shapes::{Bom, Cve, Graph, Osv, Spdx};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((mode, files)) = arguments.split_first() else { return ExitCode::from(2) };
    let read: fn(&str) -> Outcome = match mode.as_str() {
        "true" => return ExitCode::SUCCESS,
        "sbom" => sbom,
        "spdx" => spdx,
        "spdx3" => spdx3,
        "xml" => xml,
        "osv-zip" => osv_zip,
        "cve-gz" => cve_gz,
        "lines" => lines,
        _ => return ExitCode::from(2),
    };
    for file in files {
        if let Err(fault) = read(file) {
            eprintln!("floor: {file}: {fault}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn sbom(file: &str) -> Outcome {
    let bytes = std::fs::read(file)?;
    let bom: Bom<'_> = serde_json::from_slice(&bytes)?;
    black_box(&bom);
    Ok(())
}

fn spdx(file: &str) -> Outcome {
    let bytes = std::fs::read(file)?;
    let document: Spdx<'_> = serde_json::from_slice(&bytes)?;
    black_box(&document);
    Ok(())
}

fn spdx3(file: &str) -> Outcome {
    let bytes = std::fs::read(file)?;
    let graph: Graph<'_> = serde_json::from_slice(&bytes)?;
    black_box(&graph);
    Ok(())
}

fn xml(file: &str) -> Outcome {
    let text = String::from_utf8(std::fs::read(file)?)?;
    let mut reader = quick_xml::NsReader::from_str(&text);
    let mut bytes = 0;
    loop {
        match reader.read_resolved_event()? {
            (_, Event::Eof) => break,
            (_, Event::Start(tag) | Event::Empty(tag)) => {
                for attribute in tag.attributes() {
                    bytes += attribute?.value.len();
                }
            }
            (_, event) => bytes += event.len(),
        }
    }
    black_box(bytes);
    Ok(())
}

fn osv_zip(file: &str) -> Outcome {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(file)?))?;
    let mut text = Vec::new();
    for number in 0..archive.len() {
        text.clear();
        std::io::Read::read_to_end(&mut archive.by_index(number)?, &mut text)?;
        let record: Osv<'_> = serde_json::from_slice(&text)?;
        black_box(&record);
    }
    Ok(())
}

fn lines(file: &str) -> Outcome {
    let text = String::from_utf8(std::fs::read(file)?)?;
    let words: usize = text.lines().map(|line| line.split_ascii_whitespace().count()).sum();
    black_box(words);
    Ok(())
}

fn cve_gz(file: &str) -> Outcome {
    let mut lines = BufReader::with_capacity(1 << 16, flate2::read::MultiGzDecoder::new(File::open(file)?));
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let record: Cve<'_> = serde_json::from_slice(&line)?;
        black_box(&record);
        line.clear();
    }
    Ok(())
}
