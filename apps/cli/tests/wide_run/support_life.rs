//! The list of support life as it is published, counted a second time by a general library.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use vulnerability::Until;

/// Every release cycle is read, with its end as the list states it, and nothing is found wrong with the list.
pub(crate) fn every_cycle_is_read(data: &Path) -> Result<(), String> {
    let path = data.join("reference/support-life/endoflife.json.gz");
    let packed = std::fs::read(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let mut text = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut text).map_err(|fault| fault.to_string())?;
    let list: Value = serde_json::from_slice(&text).map_err(|fault| fault.to_string())?;
    let products = list["products"].as_array().ok_or("no products")?;
    let cycles = products.iter().flat_map(|product| product["releases"].as_array().into_iter().flatten());
    let wanted: Vec<String> =
        cycles.map(|cycle| cycle["eol"].as_str().map_or(cycle["eol"].to_string(), str::to_owned)).collect();
    let mut found = Vec::new();
    let about = formats::support_life::read(&text, &mut |record| {
        found.push(match record.support.as_ref().map(|life| life.security) {
            Some(Until::On(day)) => day.to_string(),
            Some(Until::Open) => "false".to_owned(),
            Some(Until::Ended) => "true".to_owned(),
            Some(Until::NotStated) | None => "null".to_owned(),
        });
    });
    if found.len() < 8000 || found != wanted {
        return Err(format!("{} cycles, {} by a second count", found.len(), wanted.len()));
    }
    match (about.stated, about.defects.kept()) {
        (Some(_), []) => Ok(()),
        (stated, defects) => Err(format!("dated {stated:?}, {defects:?}")),
    }
}
