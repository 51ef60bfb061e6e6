use crate::defect::Wrong;
use crate::json::{Json, Stop};

/// The known fields of one object that were met, one bit each.
#[derive(Default)]
pub(crate) struct Met(u64);

impl Met {
    /// Whether the field was met before; then the defect is noted and the value passed over.
    #[inline]
    pub(crate) fn again(&mut self, json: &mut Json<'_>, field: u32) -> Result<bool, Stop> {
        let bit = 1u64 << field;
        if self.0 & bit == 0 {
            self.0 |= bit;
            return Ok(false);
        }
        json.note("", Wrong::DuplicateKey);
        json.skip()?;
        Ok(true)
    }

    /// Whether the field was met.
    pub(crate) fn has(&self, field: u32) -> bool {
        self.0 & (1 << field) != 0
    }
}

/// Passes over a field that is not known; where it must have been `meant` for a known one, that is told.
pub(crate) fn pass_over(json: &mut Json<'_>, meant: Option<&'static str>) -> Result<(), Stop> {
    if let Some(known) = meant {
        json.note("", Wrong::AlmostKnown { known });
    }
    json.skip()
}
