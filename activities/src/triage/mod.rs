//! Triage: one decision written once, given to every format, and statements of others taken in without losing any.

mod carried;
mod components;
mod decide;
mod export;
mod import;
mod names;
mod reasons;
mod sign;
mod site;
mod statement;
#[cfg(test)]
mod tests;
mod walk;

pub use carried::{CARRIED, Carry, Lost, table};
pub use decide::{Account, CannotDecide, Standing, Wish, decide, person_of, standing};
pub(crate) use export::is_future;
pub use export::{Export, ExportSettings, LeftOut, Target, export};
pub use import::{ImportPlan, Listed, Taken, changes, plan_import};
pub use names::{NameQuestion, PairAnswer, Ruling, name_questions, ruled};
pub use reasons::NotTaken;
pub use sign::{ApprovalPlan, CannotSign, Signer, Stands, appended, approved, plan_approval, plan_site_approval};
pub use site::{About, SiteStanding, decide_site, load_sealed_site, site_standing};
pub use walk::{Answer, Question, answered, questions};
