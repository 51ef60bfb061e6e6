//! Go packages inside modules: advisories name modules, some SBOMs name packages.

use vulnerability::Name;

/// The modules that may hold a Go package, the nearest first: `a.b/c/d/e` may stand in `a.b/c/d` and `a.b/c`. What ends with the
/// major version that is stated is a module itself (Go modules reference, module paths).
pub(crate) fn enclosing<'p>(path: &'p str, version: &str) -> impl Iterator<Item = &'p str> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let major = last.strip_prefix('v').and_then(|digits| digits.parse::<u32>().ok()).filter(|major| *major > 1);
    let stated = version.trim_start_matches('v').split('.').next().and_then(|digits| digits.parse::<u32>().ok());
    let mut next = Some(path).filter(|_| major.is_none() || major != stated);
    std::iter::from_fn(move || {
        next = next?.rsplit_once('/').map(|(module, _)| module).filter(|module| module.contains('/'));
        next
    })
}

/// The name under which advisories speak of a module.
pub(crate) fn module(path: &str) -> Name<'_> {
    Name::Package { ecosystem: "Go".into(), release: "".into(), name: path.into() }
}

#[cfg(test)]
mod tests {
    use super::enclosing;

    #[test]
    fn a_package_may_stand_in_every_path_above_it_that_can_be_a_module() {
        let of = |path: &'static str| enclosing(path, "v2.1.0").collect::<Vec<_>>();
        assert_eq!(of("a.b/c/d/e"), ["a.b/c/d", "a.b/c"]);
        assert_eq!(of("a.b/c"), [""; 0]);
        assert_eq!(of("stdlib"), [""; 0]);
        assert_eq!(of("a.b/c/v2"), [""; 0]);
        assert_eq!(of("a.b/c/v2/d"), ["a.b/c/v2", "a.b/c"]);
        assert_eq!(of("a.b/c/v1"), ["a.b/c"]);
        assert_eq!(of("a.b/c/v3"), ["a.b/c"]);
    }
}
