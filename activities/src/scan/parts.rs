//! Which of the held parts are asked about a name, and whose silence means something.

use vulnerability::{Name, PartFacts, Source};

pub(super) fn is_of_system(name: &Name<'_>) -> bool {
    match name {
        Name::Package { ecosystem, .. } => is_system(ecosystem),
        Name::Cpe { .. } | Name::Labelled { .. } => false,
    }
}

/// Ecosystems of operating systems, whose advisories are by release and source package, and commits: knowing the name alone covers
/// nothing there.
fn is_system(ecosystem: &str) -> bool {
    const SYSTEMS: [&str; 19] = [
        "AlmaLinux",
        "Alpaquita",
        "Alpine",
        "Azure Linux",
        "BellSoft Hardened Containers",
        "Chainguard",
        "Debian",
        "Echo",
        "GIT",
        "Mageia",
        "MinimOS",
        "openEuler",
        "openSUSE",
        "Photon OS",
        "Red Hat",
        "Rocky Linux",
        "SUSE",
        "Ubuntu",
        "Wolfi",
    ];
    SYSTEMS.contains(&ecosystem)
}

/// The held part that is made of names of this kind; the CVE List may speak of any.
pub(super) fn part_of(parts: &[PartFacts], name: &Name<'_>) -> Option<u16> {
    let (source, ecosystem) = match name {
        Name::Package { ecosystem, .. } => (Source::Osv, &**ecosystem),
        Name::Cpe { .. } => (Source::Nvd, ""),
        Name::Labelled { .. } => (Source::Csaf, ""),
    };
    place_of(parts, source, ecosystem)
}

/// Held parts that are asked beside the one that is made of names of a kind.
pub(super) struct Held {
    /// They may speak of any name.
    any: Vec<u16>,
    pub(super) git: Option<u16>,
    debian: Option<u16>,
    alpine: Option<u16>,
}

impl Held {
    pub(super) fn of(parts: &[PartFacts]) -> Held {
        let place = |source| place_of(parts, source, "");
        let any = [Source::CveList, Source::Csaf, Source::Jvn].into_iter().filter_map(place).collect();
        Held {
            any,
            git: place_of(parts, Source::Osv, "GIT"),
            debian: place(Source::Debian),
            alpine: place(Source::Alpine),
        }
    }

    /// The parts that may speak of a name, beside that of its kind.
    pub(super) fn beside(&self, name: &Name<'_>) -> impl Iterator<Item = u16> {
        let of_system = match name {
            Name::Package { ecosystem, .. } => match &**ecosystem {
                "Debian" => self.debian,
                "Alpine" => self.alpine,
                _ => None,
            },
            Name::Cpe { .. } | Name::Labelled { .. } => None,
        };
        self.any.iter().copied().chain(of_system)
    }

    /// A part that is asked about every CPE name.
    pub(super) fn about_cpe(&self, parts: &[PartFacts]) -> Option<u16> {
        place_of(parts, Source::Nvd, "").or(self.any.first().copied())
    }
}

/// The place of a part that is held.
fn place_of(parts: &[PartFacts], source: Source, ecosystem: &str) -> Option<u16> {
    let held = parts.iter().position(|facts| facts.part.source == source && facts.part.ecosystem == ecosystem);
    held.and_then(|place| u16::try_from(place).ok())
}
