//! The list of installed units as a table: `units.csv`, and the export of any maintenance system with its own headings.

mod amend;
mod cell;
mod column;
mod complaint;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use amend::{CannotAmend, amend};
pub use column::{Column, plain};
pub use complaint::{
    CARDS, CellBeyondHeadings, CellNotUnderstood, ColumnsNotUsed, NoUnitTable, UnitNotIdentified, UnitWithoutId,
};
pub use read::{Mapping, UnitTable, read};
pub use write::write;
