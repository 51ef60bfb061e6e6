use crate::sbom::almost;
use sbom::Kind;

/// The fields of a component or service that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Type,
    Reference,
    Group,
    Name,
    Version,
    Purl,
    Cpe,
    Swhid,
    Hashes,
    Licenses,
    Properties,
    Supplier,
    Manufacturer,
    Publisher,
    Provider,
    Pedigree,
    Modified,
    Evidence,
    Components,
    Services,
    Outside,
}

/// The names of the fields that are read.
const READ: &[&str] = &[
    "type",
    "bom-ref",
    "group",
    "name",
    "version",
    "purl",
    "cpe",
    "swhid",
    "hashes",
    "licenses",
    "properties",
    "supplier",
    "manufacturer",
    "publisher",
    "provider",
    "pedigree",
    "modified",
    "evidence",
    "components",
    "services",
    "externalReferences",
];

impl Key {
    /// The field that a name which is none must have been meant for.
    pub(super) fn almost(name: &str) -> Option<&'static str> {
        almost(name, READ)
    }

    pub(super) fn of(key: &str) -> Option<Key> {
        Some(match key {
            "type" => Key::Type,
            "bom-ref" => Key::Reference,
            "group" => Key::Group,
            "name" => Key::Name,
            "version" => Key::Version,
            "purl" => Key::Purl,
            "cpe" => Key::Cpe,
            "swhid" => Key::Swhid,
            "hashes" => Key::Hashes,
            "licenses" => Key::Licenses,
            "properties" => Key::Properties,
            "supplier" => Key::Supplier,
            "manufacturer" => Key::Manufacturer,
            "publisher" => Key::Publisher,
            "provider" => Key::Provider,
            "pedigree" => Key::Pedigree,
            "modified" => Key::Modified,
            "evidence" => Key::Evidence,
            "components" => Key::Components,
            "services" => Key::Services,
            "externalReferences" => Key::Outside,
            _ => return None,
        })
    }
}

/// The kind of a component `type`; `None` when the format knows no such type.
pub(super) fn kind(text: &str) -> Option<Kind> {
    Some(match text {
        "application" => Kind::Application,
        "framework" => Kind::Framework,
        "library" => Kind::Library,
        "container" => Kind::Container,
        "platform" => Kind::Platform,
        "operating-system" => Kind::OperatingSystem,
        "device" => Kind::Device,
        "device-driver" => Kind::DeviceDriver,
        "firmware" => Kind::Firmware,
        "file" => Kind::File,
        "machine-learning-model" | "data" | "cryptographic-asset" => Kind::Data,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Key, READ};

    #[test]
    fn the_names_are_those_of_the_fields() {
        assert!(READ.iter().all(|name| Key::of(name).is_some()));
        assert_eq!(READ.len(), Key::Outside as usize + 1);
    }
}
