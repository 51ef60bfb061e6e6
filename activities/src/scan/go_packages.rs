//! Go packages and the modules they belong to: advisories speak of modules, some SBOMs of the packages inside them.

use sbom::go_modules;
use std::collections::BTreeMap;
use vulnerability::Name;

/// Whether a name is that of a Go package or module.
pub(super) fn is_go(name: &Name<'_>) -> bool {
    matches!(name, Name::Package { ecosystem, .. } if ecosystem == "Go")
}

/// The spellings to ask for: the name itself and, for a Go package, each module that may hold it.
pub(super) fn spellings<'s>(name: &Name<'_>, spelling: &'s str) -> impl Iterator<Item = &'s str> {
    let wanted = if is_go(name) { usize::MAX } else { 1 };
    let package = package_start(spelling);
    go_modules(&spelling[package..]).take(wanted).map(move |module| &spelling[..package + module.len()])
}

/// Whether a spelling is that of a module which may hold the package of another.
pub(super) fn is_of(name: &Name<'_>, own: &str, module: &str) -> bool {
    is_go(name) && own.starts_with(module) && spellings(name, own).any(|spelling| spelling == module)
}

/// Where the package begins in a spelling; the ecosystem stands before it.
fn package_start(spelling: &str) -> usize {
    spelling.find('\u{1}').map_or(0, |at| at + 1)
}

/// Which identifier of which identity, asked of which part.
type Asked = (usize, u32, u16);

/// The longest module that a part knows, for each Go package that was asked about: what it says of shorter ones is about
/// other code.
#[derive(Debug, Default)]
pub(super) struct Nearest(BTreeMap<Asked, usize>);

impl Nearest {
    /// A part knows a name of this length.
    pub(super) fn met(&mut self, asked: Asked, length: usize) {
        let longest = self.0.entry(asked).or_default();
        *longest = length.max(*longest);
    }

    /// Whether no longer one is known.
    pub(super) fn is_nearest(&self, asked: Asked, length: usize) -> bool {
        self.0.get(&asked).is_none_or(|longest| *longest == length)
    }
}
