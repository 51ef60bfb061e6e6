/// The side of the exchange. Roles in law (authorisation holder, importer, repairer, …) are data of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// Who makes the device and answers for it over its life.
    Manufacturer,
    /// Who runs the device beside patients.
    Facility,
}
