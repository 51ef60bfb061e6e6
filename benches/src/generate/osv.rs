//! OSV exports (`<ecosystem>/all.zip`) of any number of records.

use super::{Dice, ECOSYSTEMS, Ecosystem, package};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes one export per ecosystem below a folder; `records` in all, about `packages` packages.
pub fn write(folder: &Path, records: u64, packages: u64) -> io::Result<()> {
    let share = records / ECOSYSTEMS.len() as u64;
    for (place, ecosystem) in (0..).zip(ECOSYSTEMS) {
        let place_of_it = folder.join(ecosystem.name);
        std::fs::create_dir_all(&place_of_it)?;
        let file = std::fs::File::create(place_of_it.join("all.zip"))?;
        export(BufWriter::new(file), ecosystem, share * place, share, packages)?;
    }
    Ok(())
}

fn export(out: impl Write + io::Seek, ecosystem: Ecosystem, first: u64, count: u64, packages: u64) -> io::Result<()> {
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
    let mut archive = ZipWriter::new(out);
    let mut dice = Dice::new(first);
    for number in first..first + count {
        archive.start_file(format!("GEN-2026-{number:07}.json"), options).map_err(io::Error::other)?;
        archive.write_all(record(ecosystem, number, packages, &mut dice).as_bytes())?;
    }
    archive.finish().map_err(io::Error::other)?.flush()
}

fn record(ecosystem: Ecosystem, number: u64, packages: u64, dice: &mut Dice) -> String {
    let name = package(ecosystem, dice.below(packages));
    // Old fixes: most versions in use are past them, as in the field.
    let fixed = format!("{}.{}.{}", dice.below(2), dice.below(20), dice.below(20) + 1);
    let day = dice.below(28) + 1;
    let details =
        "A crafted message makes the parser read past the end of its buffer. ".repeat(1 + dice.below(9) as usize);
    format!(
        concat!(
            r#"{{"schema_version":"1.6.0","id":"GEN-2026-{number:07}","modified":"2026-11-{day:02}T06:00:00Z","#,
            r#""published":"2025-03-{day:02}T06:00:00Z","aliases":["CVE-2025-{cve}"],"summary":"Out-of-bounds read in {name}","#,
            r#""details":"{details}","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}}],"#,
            r#""affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{name}","purl":"pkg:{kind}/{name}"}},"#,
            r#""ranges":[{{"type":"{range}","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}],"#,
            r#""references":[{{"type":"WEB","url":"https://example.org/GEN-2026-{number:07}"}}]}}"#
        ),
        number = number,
        day = day,
        cve = 1_000_000 + number,
        name = name,
        details = details.trim_end(),
        ecosystem = ecosystem.name,
        kind = ecosystem.purl,
        range = ecosystem.range,
        fixed = fixed,
    )
}
