//! Go packages that stand inside modules which advisories speak of.

use super::{Held, Notes};
use super::{component, ids, of_purls, state};
use std::borrow::Cow;
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, CoverageState, Name};

fn before_2(id: &'static str, module: &'static str) -> Advisory<'static> {
    let name = Name::Package { ecosystem: "Go".into(), release: "".into(), name: Cow::Borrowed(module) };
    let high = Some(Bound::new(Scheme::Go, "2.0.0", false));
    let affected = Affected {
        name,
        scheme: Some(Scheme::Go),
        intervals: vec![Interval { low: None, high }],
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        beside: Vec::new(),
    };
    Advisory { id: id.into(), affected: vec![affected], ..Advisory::default() }
}

fn modules() -> Held {
    Held::default().fresh("OSV/Go", vec![before_2("GO-1", "a.b/c"), before_2("GO-2", "a.b/c/deep")])
}

#[test]
fn a_package_is_found_by_the_module_that_holds_it() {
    assert_eq!(ids(&of_purls(&modules(), &["pkg:golang/a.b/c/pkg/server@v1.0.0"])), ["GO-1"]);
    state(&modules(), component("pkg:golang/a.b/c/pkg@v2.1.0"), Notes::default(), CoverageState::NoKnownVulnerability);
}

#[test]
fn a_package_belongs_to_the_longest_module_that_is_known() {
    assert_eq!(ids(&of_purls(&modules(), &["pkg:golang/a.b/c/deep/er@v1.0.0"])), ["GO-2"]);
    assert_eq!(ids(&of_purls(&modules(), &["pkg:golang/a.b/c@v1.0.0"])), ["GO-1"]);
}

#[test]
fn another_major_version_is_another_module() {
    assert!(ids(&of_purls(&modules(), &["pkg:golang/a.b/c/v2/pkg@v1.0.0"])).is_empty());
    assert!(ids(&of_purls(&modules(), &["pkg:golang/a.b/cd@v1.0.0"])).is_empty());
}
