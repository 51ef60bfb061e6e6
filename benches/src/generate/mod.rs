//! Input made by rule: the same bytes on every machine, so that figures can be compared.

pub mod forms;
pub mod osv;
pub mod rules;
pub mod sbom;
pub mod site;

/// A stream of numbers that is the same everywhere (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for each seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[usize::try_from(self.below(of.len() as u64)).expect("an index below the length of a slice fits")]
    }
}

/// An ecosystem: its name in OSV, its purl type, and how its range type is called.
#[derive(Clone, Copy, Debug)]
pub struct Ecosystem {
    /// OSV name.
    pub name: &'static str,
    /// purl type.
    pub purl: &'static str,
    /// OSV range type.
    pub range: &'static str,
}

/// The ecosystems of the generated world.
pub const ECOSYSTEMS: [Ecosystem; 4] = [
    Ecosystem { name: "npm", purl: "npm", range: "SEMVER" },
    Ecosystem { name: "PyPI", purl: "pypi", range: "ECOSYSTEM" },
    Ecosystem { name: "Go", purl: "golang", range: "SEMVER" },
    Ecosystem { name: "crates.io", purl: "cargo", range: "SEMVER" },
];

const WORDS: [&str; 16] = [
    "async", "buffer", "cache", "codec", "core", "crypto", "event", "frame", "graph", "http", "json", "log", "proto",
    "queue", "stream", "time",
];

/// The name of the package with this number in an ecosystem.
pub fn package(ecosystem: Ecosystem, number: u64) -> String {
    let word = |shift: u32| WORDS[usize::try_from((number >> shift) & 15).expect("four bits fit")];
    match ecosystem.purl {
        "golang" => format!("github.com/{}{}/{}-{number}", word(0), word(4), word(8)),
        _ => format!("{}-{}-{number}", word(0), word(4)),
    }
}
