//! Words of SPDX 3.

use super::element::Sort;
use crate::json::{Json, Next, Stop};
use sbom::Kind;
use std::borrow::Cow;

/// What an element is, by its type or types.
pub(super) fn sort(json: &mut Json<'_>) -> Result<Sort, Stop> {
    if json.peek()? != Next::Array {
        return Ok(named(&json.text_or_empty()?));
    }
    let mut found = Sort::Other;
    json.elements(|json| {
        let one = named(&json.text_or_empty()?);
        if found == Sort::Other {
            found = one;
        }
        Ok(())
    })?;
    Ok(found)
}

fn named(text: &str) -> Sort {
    // A type may carry its profile before `_`, `:` or `/`.
    let plain = text.rsplit(['/', ':', '#', '_']).next().unwrap_or(text);
    match plain {
        // `SoftwareArtifact` is abstract, and written all the same.
        "Package" | "AIPackage" | "DatasetPackage" | "SoftwareArtifact" => Sort::Package,
        "File" => Sort::File,
        "Person" | "Organization" | "SoftwareAgent" | "Agent" | "Tool" => Sort::Agent,
        "CreationInfo" => Sort::Creation,
        "SpdxDocument" => Sort::Document,
        "Sbom" => Sort::Bill,
        "Relationship" | "LifecycleScopedRelationship" => Sort::Relationship,
        "Build" => Sort::Build,
        "ExternalIdentifier" => Sort::Identifier,
        // The abstract classes are written all the same; what is named like one may be what a licence points to.
        "LicenseExpression"
        | "SimpleLicensingText"
        | "License"
        | "ListedLicense"
        | "CustomLicense"
        | "AnyLicenseInfo"
        | "Element" => Sort::Licence,
        _ if plain.starts_with("Vex") || plain.ends_with("VulnAssessmentRelationship") => Sort::Statement,
        _ => Sort::Other,
    }
}

/// The kind of a `primaryPurpose`; `None` when the model knows no such purpose.
pub(super) fn kind(purpose: &str) -> Option<Kind> {
    Some(match purpose {
        "application" | "executable" | "install" => Kind::Application,
        "framework" => Kind::Framework,
        "" | "library" | "module" | "source" | "archive" | "patch" | "test" | "other" => Kind::Library,
        "container" | "diskImage" | "filesystemImage" => Kind::Container,
        "platform" => Kind::Platform,
        "operatingSystem" => Kind::OperatingSystem,
        "device" => Kind::Device,
        "deviceDriver" => Kind::DeviceDriver,
        "firmware" => Kind::Firmware,
        "file" => Kind::File,
        "bom" | "configuration" | "data" | "documentation" | "evidence" | "manifest" | "model" | "requirement"
        | "specification" => Kind::Data,
        _ => return None,
    })
}

/// A relationship in the spelling of [`sbom::Relation`]: lower case with hyphens.
pub(super) fn relationship<'t>(text: &str) -> Cow<'t, str> {
    // The usual ones cost no memory.
    let known = match text {
        "dependsOn" => "depends-on",
        "contains" => "contains",
        "describes" => "describes",
        "hasStaticLink" => "static-link",
        "hasDynamicLink" => "dynamic-link",
        "generates" => "generates",
        "other" => "other",
        _ => {
            // Some tools keep the spelling of SPDX 2 (`DEPENDS_ON`).
            let second = !text.bytes().any(|byte| byte.is_ascii_lowercase());
            let mut hyphened = String::with_capacity(text.len() + 4);
            for letter in text.chars() {
                if letter.is_ascii_uppercase() && !second {
                    hyphened.push('-');
                }
                hyphened.push(if letter == '_' { '-' } else { letter.to_ascii_lowercase() });
            }
            return Cow::Owned(hyphened);
        }
    };
    Cow::Borrowed(known)
}
