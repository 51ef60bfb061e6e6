use crate::{Alias, Id};
use terms::{Place, Text};

/// What releases share: a product line with its models, variants and options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Name of the product line.
    pub name: Text,
    /// The organisation that makes it.
    pub manufacturer: Option<Id>,
    /// Its models.
    pub models: Vec<Model>,
    /// Features that a unit may or may not have.
    pub options: Vec<FeatureOption>,
}

/// A model of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Option<Text>,
    /// Labels, UDI-DIs and numbers it is known by.
    pub aliases: Vec<Alias>,
    /// Its variants.
    pub variants: Vec<Variant>,
}

/// A variant of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Option<Text>,
    /// Labels, UDI-DIs and numbers it is known by.
    pub aliases: Vec<Alias>,
    /// Hardware revisions built so far.
    pub hardware_revisions: Vec<HardwareRevision>,
    /// Ids of the options it may have.
    pub options: Vec<Id>,
}

/// A revision of the hardware of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HardwareRevision {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// As printed on the board or the label.
    pub label: Option<String>,
}

/// A feature that a unit may or may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureOption {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Text,
}
