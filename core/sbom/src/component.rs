use std::borrow::Cow;

/// What kind of thing a component is (CycloneDX `type`, SPDX `primaryPackagePurpose`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A program.
    Application,
    /// A framework.
    Framework,
    /// A library, or a package of unstated purpose.
    #[default]
    Library,
    /// A container image.
    Container,
    /// A platform.
    Platform,
    /// An operating system or real-time operating system.
    OperatingSystem,
    /// A device.
    Device,
    /// A device driver.
    DeviceDriver,
    /// Firmware.
    Firmware,
    /// A service that is called, not shipped.
    Service,
    /// A single file.
    File,
    /// Data, a model, a cryptographic asset: nothing that runs.
    Data,
}

impl Kind {
    /// Whether it is software that can have vulnerabilities of its own.
    pub fn is_software(self) -> bool {
        match self {
            Kind::File | Kind::Data => false,
            Kind::Application
            | Kind::Framework
            | Kind::Library
            | Kind::Container
            | Kind::Platform
            | Kind::OperatingSystem
            | Kind::Device
            | Kind::DeviceDriver
            | Kind::Firmware
            | Kind::Service => true,
        }
    }
}

/// A hash of the component as its SBOM states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash<'a> {
    /// Algorithm as written (`SHA-256`, `SHA1`, …).
    pub algorithm: Cow<'a, str>,
    /// Hexadecimal value as written.
    pub value: Cow<'a, str>,
}

/// A software item as an SBOM states it; every text is as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component<'a> {
    /// The name by which the document refers to it (`bom-ref`, `SPDXID`, row number).
    pub reference: Cow<'a, str>,
    /// Group or namespace, empty when none.
    pub group: Cow<'a, str>,
    /// Name.
    pub name: Cow<'a, str>,
    /// Version, empty when none is stated.
    pub version: Cow<'a, str>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Package URLs.
    pub purls: Vec<Cow<'a, str>>,
    /// CPE names, 2.3 strings or 2.2 URIs.
    pub cpes: Vec<Cow<'a, str>>,
    /// Software Heritage identifiers.
    pub swhids: Vec<Cow<'a, str>>,
    /// Hashes of its file.
    pub hashes: Vec<Hash<'a>>,
    /// Who supplied it, empty when not stated.
    pub supplier: Cow<'a, str>,
    /// Licence expressions or names.
    pub licences: Vec<Cow<'a, str>>,
    /// Name and value pairs, such as `cdx:lifecycle:milestone:endOfSupport`.
    pub properties: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Whether the version was written as a number that may have lost zeros at its end, so that 1.1 may be 1.10.
    pub number: bool,
    /// Package URLs and CPE names of what it was made from (CycloneDX `pedigree.ancestors`): looked up beside its own.
    pub origins: Vec<Cow<'a, str>>,
    /// Whether its pedigree states patches or a modified origin, so that upstream ranges cannot decide.
    pub patched: bool,
    /// How deep it is nested inside other components; 0 at the top.
    pub depth: u32,
    /// Byte offset in the document at which it starts.
    pub offset: usize,
}

impl Component<'_> {
    /// Empties it for the next one, keeping the room its lists have.
    pub fn clear(&mut self) {
        let Component {
            reference,
            group,
            name,
            version,
            kind,
            purls,
            cpes,
            swhids,
            hashes,
            supplier,
            licences,
            properties,
            number,
            origins,
            patched,
            depth,
            offset,
        } = self;
        for text in [reference, group, name, version, supplier] {
            *text = Cow::Borrowed("");
        }
        *kind = Kind::default();
        purls.clear();
        cpes.clear();
        swhids.clear();
        hashes.clear();
        licences.clear();
        properties.clear();
        origins.clear();
        (*patched, *number) = (false, false);
        *depth = 0;
        *offset = 0;
    }
}
