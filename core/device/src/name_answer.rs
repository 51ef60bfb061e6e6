use crate::{Dated, Id};
use terms::{Place, Text};

/// A person's answer whether an advisory's product and something of ours are the same. It counts for every advisory that
/// names the pair, until a later answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAnswer {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Option<Id>,
    /// Whether they are the same; `false`: never match this pair.
    pub same: bool,
    /// Our name, as in the SBOM or the dossier.
    pub name: String,
    /// Our maker; `None`: whoever.
    pub maker: Option<String>,
    /// Our version; `None`: every version.
    pub version: Option<String>,
    /// The maker as the advisory names it.
    pub their_vendor: String,
    /// The product as the advisory names it.
    pub their_product: String,
    /// Why.
    pub reason: Option<Text>,
    /// Who answered.
    pub author: Option<Id>,
    /// When.
    pub decided_at: Option<Dated>,
}
