use super::Detected;
use crate::json::{Json, Next, Stop};
use crate::{buildroot, parts_list};
use memchr::memmem;

/// How much of a file is looked at for words that tell its format.
const HEAD: usize = 64 * 1024;

/// What a decoded file looks like. JSON is asked for its fields, other forms for their first words.
pub fn detect(bytes: &[u8]) -> Detected {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text {
        [] => Detected::Empty,
        [b'{' | b'[', ..] => json(bytes),
        [b'<', ..] => xml(text),
        [b'P', b'K', 3 | 5, ..] => zip(text),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Detected::Spreadsheet,
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [b'B', b'Z', b'h', ..] | [0xfd, b'7', b'z', ..] => {
            Detected::Archive
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Detected::Utf16,
        _ => plain(text),
    }
}

fn head(text: &[u8]) -> &[u8] {
    &text[..text.len().min(HEAD)]
}

fn holds(text: &[u8], word: &str) -> bool {
    memmem::find(head(text), word.as_bytes()).is_some()
}

fn xml(text: &[u8]) -> Detected {
    if holds(text, "cyclonedx.org/schema/bom") {
        Detected::CycloneDxXml
    } else if holds(text, "spdx.org/rdf/terms") {
        Detected::SpdxRdf
    } else if holds(text, "<SoftwareIdentity") || holds(text, ":SoftwareIdentity") {
        Detected::Swid
    } else if holds(text, "<spdxVersion>") || holds(text, "<SPDXID>") {
        Detected::SpdxXml
    } else {
        Detected::OtherXml
    }
}

fn zip(text: &[u8]) -> Detected {
    let sheet = holds(text, "[Content_Types].xml") || holds(text, "opendocument.spreadsheet");
    if sheet { Detected::Spreadsheet } else { Detected::Archive }
}

fn plain(text: &[u8]) -> Detected {
    if head(text).contains(&0) {
        return Detected::Binary;
    }
    if line_starts_with(text, b"SPDXVersion:") || line_starts_with(text, b"PackageName:") {
        return Detected::SpdxTagValue;
    }
    if line_starts_with(text, b"spdxVersion:") {
        return Detected::SpdxYaml;
    }
    if parts_list::has_header(text) {
        return Detected::PartsList;
    }
    // The last letter may be cut by the end of the head.
    let utf8 = match std::str::from_utf8(head(text)) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if utf8 { Detected::OtherText } else { Detected::NotUtf8 }
}

fn line_starts_with(text: &[u8], word: &[u8]) -> bool {
    memmem::find_iter(text, word).any(|at| at == 0 || matches!(text[at - 1], b'\n' | b'\r'))
}

/// What the fields of a JSON document tell so far; a sure one ends the search, a hint waits for a better one.
#[derive(Default)]
struct Told {
    sure: Option<Detected>,
    hint: Option<Detected>,
}

fn json(bytes: &[u8]) -> Detected {
    let mut told = Told::default();
    let mut json = Json::glance(bytes);
    // A broken document is told by what stands before the break.
    let _ = ask(&mut json, &mut told, true);
    told.sure.or(told.hint).unwrap_or_else(|| match buildroot::is_show_info(bytes) {
        true => Detected::Buildroot,
        false => Detected::OtherJson,
    })
}

fn ask(json: &mut Json<'_>, told: &mut Told, outermost: bool) -> Result<(), Stop> {
    if json.peek()? != Next::Object || !json.object()? {
        return Ok(());
    }
    while told.sure.is_none() {
        let Some(key) = json.key()? else { return Ok(()) };
        match key.as_ref() {
            "bomFormat" => told.sure = Some(Detected::CycloneDxJson),
            "spdxVersion" => {
                let version = json.text_or_empty()?;
                let third = version.starts_with("SPDX-3");
                told.sure = Some(if third { Detected::Spdx3Json } else { Detected::SpdxJson });
            }
            "SPDXID" | "documentNamespace" | "documentDescribes" | "hasExtractedLicensingInfos" => {
                told.sure = Some(Detected::SpdxJson);
            }
            "@graph" => told.hint = Some(Detected::Spdx3Json),
            "@context" => told.sure = context(json)?,
            "predicateType" | "payloadType" => told.sure = Some(Detected::Attestation),
            "sbom" if outermost && json.peek()? == Next::Object => {
                ask(json, told, false)?;
                continue;
            }
            "document" if outermost && json.peek()? == Next::Object => {
                let csaf = !json.text_of("csaf_version")?.is_empty();
                told.sure = csaf.then_some(Detected::Advisory);
                continue;
            }
            "specVersion" | "components" => told.hint = told.hint.or(Some(Detected::CycloneDxJson)),
            "packages" | "creationInfo" => told.hint = told.hint.or(array_hint(json, Detected::SpdxJson)?),
            _ => {}
        }
        if told.sure.is_none() {
            json.skip()?;
        }
    }
    Ok(())
}

/// `packages` of SPDX is an array, that of a lock file an object.
fn array_hint(json: &mut Json<'_>, detected: Detected) -> Result<Option<Detected>, Stop> {
    Ok((json.peek()? == Next::Array).then_some(detected))
}

/// SPDX 3 and OpenVEX are told by their JSON-LD context.
fn context(json: &mut Json<'_>) -> Result<Option<Detected>, Stop> {
    let start = json.offset();
    json.skip()?;
    let text = json.since(start);
    let told = if holds(text, "spdx.org/rdf") {
        Some(Detected::Spdx3Json)
    } else if holds(text, "openvex") {
        Some(Detected::Advisory)
    } else {
        None
    };
    // The search goes on from the value, as for any other field.
    json.go_to(start);
    Ok(told)
}
