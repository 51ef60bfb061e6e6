use super::tree::{self, Tree};
use super::vulnerability;
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::shortened;
use crate::vex::Each;
use ::vulnerability::StatementDocument;

/// Whether a document names itself CSAF: it has `document.csaf_version`.
pub fn looks_like(bytes: &[u8]) -> bool {
    let (mut json, mut found) = (Json::new(bytes), false);
    let asked = json.fields(|json, key| {
        if key != "document" || found || json.peek()? != Next::Object {
            return Ok(false);
        }
        found = !json.text_of("csaf_version")?.is_empty();
        Ok(true)
    });
    // What is broken behind it does not take back what was found.
    let _ = asked;
    found
}

/// Reads a document. The product tree is read before the vulnerabilities, wherever they stand.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> (StatementDocument<'a>, Defects) {
    let mut json = Json::new(bytes);
    let mut document = StatementDocument { format: "CSAF", ..StatementDocument::default() };
    // A stop is noted as a defect, so that the result carries it.
    if top(&mut json, &mut document, each).is_ok() {
        json.end();
    }
    (document, json.defects)
}

fn top<'a>(json: &mut Json<'a>, document: &mut StatementDocument<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    let (mut tree, mut vulnerabilities) = (Tree::default(), None);
    let whole = json.fields(|json, key| {
        match key {
            "document" => about(json, document)?,
            "product_tree" => tree::read(json, &mut tree)?,
            "vulnerabilities" if vulnerabilities.is_none() => {
                vulnerabilities = Some(json.offset());
                json.skip()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    });
    let end = json.offset();
    if let Some(at) = vulnerabilities {
        json.go_to(at);
        json.elements(|json| vulnerability::read(json, &tree, document, each))?;
        json.go_to(end);
    }
    whole
}

fn about<'a>(json: &mut Json<'a>, document: &mut StatementDocument<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "csaf_version" => {
                let at = json.offset();
                document.version = json.text_or_empty()?;
                if !matches!(&*document.version, "2.0" | "2.1") {
                    let version = shortened(&document.version);
                    json.note_at(at, "csaf_version", Wrong::UnknownVersion { version });
                }
            }
            "publisher" => document.author = json.text_of("name")?,
            "tracking" => json.fields(|json, key| {
                match key {
                    "id" => document.id = json.text_or_empty()?,
                    "current_release_date" => document.dated = json.text_or_empty()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })
}
