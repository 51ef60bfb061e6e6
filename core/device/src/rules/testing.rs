//! Values that the tests of several rules start from.

use crate::{Device, Id};
use terms::{Place, Text};

/// A device that says nothing but its id and name.
pub(crate) fn device() -> Device {
    Device {
        place: Place::file("device.yaml"),
        id: Id::try_from("aster-s2").unwrap(),
        family: None,
        model: None,
        variants: Vec::new(),
        aliases: Vec::new(),
        name: Text::default(),
        intended_use: None,
        connections: None,
        minimum_operating_environment: None,
        accessories: Vec::new(),
        support_dates: None,
        on_sale: None,
        filings: Vec::new(),
        risk_file: None,
    }
}
