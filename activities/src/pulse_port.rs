//! The port of what changed: asked once a second while somebody listens, so that pages renew themselves without asking for
//! everything.

use crate::store_fault::StoreFault;

/// Numbers of which one is another when something changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beat {
    /// Of the work items.
    pub work: i64,
    /// Of the dossiers and their answers.
    pub devices: i64,
    /// Of the sites and their answers.
    pub sites: i64,
    /// Checks that wait or are being done.
    pub checks: u64,
    /// Checks that were given up.
    pub failed: u64,
}

/// Where it is asked, whichever process changed it.
pub trait Pulse: Send + Sync {
    /// How it stands for an organisation; what it costs does not follow how much is kept.
    fn beat(&self, tenant: &str, check_kinds: &[&str]) -> Result<Beat, StoreFault>;
}
