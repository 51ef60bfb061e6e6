use terms::{Place, Text};

/// What a device needs at least of the place where it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Where it stands.
    pub place: Place,
    /// Hardware.
    pub hardware: Option<Requirement>,
    /// Operating system, where the device does not bring its own.
    pub operating_system: Option<Requirement>,
    /// Network.
    pub network: Option<Requirement>,
    /// IT security measures.
    pub it_security: Option<Requirement>,
}

/// One requirement: stated, or none and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Where it stands.
    pub place: Place,
    /// What is needed.
    pub stated: Option<Text>,
    /// Why nothing is needed.
    pub none_because: Option<Text>,
}
