//! Advisories of each ecosystem decide about versions by its own order, from the package URL to the coverage state.

#[expect(dead_code, reason = "the starter mirror is not used here")]
mod program;

use program::Program;
use serde_json::Value;

/// The made-up advisories of the fixture, as if they were all there is.
fn filled(name: &str) -> Program {
    let program = Program::new(name);
    let complete = "Debian,Ubuntu,Alpine,AlmaLinux,Maven,npm,NuGet,RubyGems,Packagist,CRAN,Hackage,Pub";
    let folder = "fixtures/odd/feeds/ecosystems";
    let mut arguments = vec!["feeds", "import", folder, "--published", "2026-11-22"];
    complete.split(',').for_each(|ecosystem| arguments.extend(["--complete", ecosystem]));
    let taken = program.run(&arguments);
    assert_eq!(taken.status, 0, "{}{}", taken.out, taken.err);
    program
}

/// The coverage state of each package URL, in the order given.
fn states(program: &Program, purls: &[&str]) -> Vec<String> {
    let components: Vec<String> = purls
        .iter()
        .enumerate()
        .map(|(place, purl)| format!(r#"{{"type":"library","bom-ref":"c{place}","name":"c{place}","purl":"{purl}"}}"#))
        .collect();
    let sbom = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{}]}}"#, components.join(","));
    let file = program.file("sbom.cdx.json", sbom);
    let ended = program.run(&["scan", &file, "--format", "json"]);
    let answer: Value = serde_json::from_str(&ended.out).unwrap_or_else(|fault| panic!("{fault}: {}", ended.err));
    let components = answer["coverage"]["components"].as_array().expect("the answer lists components");
    let state_of = |purl: &&str| {
        let found = components.iter().find(|component| component["purl"] == **purl);
        found.unwrap_or_else(|| panic!("{purl} is in the answer"))["state"]
            .as_str()
            .expect("a state is a text")
            .to_owned()
    };
    purls.iter().map(state_of).collect()
}

/// A name, and package URLs that are affected, that are not, and that no order can place.
type Ecosystem = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const CASES: [Ecosystem; 13] = [
    (
        "debian",
        &[
            "pkg:deb/debian/aster-tls@3.0.11-1~deb12u1?distro=debian-12",
            "pkg:deb/debian/libaster3@9.9-1?distro=debian-12&upstream=aster-tls%403.0.11-1~deb12u1",
        ],
        &[
            "pkg:deb/debian/aster-tls@3.0.11-1?distro=debian-12",
            "pkg:deb/debian/aster-tls@1.1.1w-0%2Bdeb11u1?distro=debian-11",
        ],
        &["pkg:deb/debian/aster-tls@unknown?distro=debian-12"],
    ),
    (
        "ubuntu",
        &["pkg:deb/ubuntu/aster-tls@3.0.2-0ubuntu1.9?distro=ubuntu-22.04"],
        &["pkg:deb/ubuntu/aster-tls@3.0.2-0ubuntu1.12?distro=ubuntu-22.04"],
        &["pkg:deb/ubuntu/aster-tls@3.0.2_1?distro=ubuntu-22.04"],
    ),
    (
        "alpine",
        &["pkg:apk/alpine/libaster3@3.1.4-r0?distro=alpine-3.18.4&upstream=aster-tls"],
        &["pkg:apk/alpine/aster-tls@3.1.4-r10?distro=alpine-3.18.4"],
        &["pkg:apk/alpine/aster-tls@3.1.4.?distro=alpine-3.18.4"],
    ),
    (
        "rpm",
        &[
            "pkg:rpm/almalinux/aster-bind@9.16.23-9.el9?distro=almalinux-9.2&epoch=32",
            "pkg:rpm/almalinux/aster-bind@9.18.0-1.el9?distro=almalinux-9.2&epoch=31",
        ],
        &["pkg:rpm/almalinux/aster-bind@9.16.23-14.el9_3?distro=almalinux-9.2&epoch=32"],
        &["pkg:rpm/almalinux/aster-bind@(none)?distro=almalinux-9.2"],
    ),
    (
        "maven",
        &["pkg:maven/org.aster/pump-log@2.0-rc1", "pkg:maven/org.aster/pump-log@2.15.0-SNAPSHOT"],
        &["pkg:maven/org.aster/pump-log@2.0-beta8", "pkg:maven/org.aster/pump-log@2.15.0.Final"],
        &["pkg:maven/org.aster/pump-log@RELEASE"],
    ),
    (
        "npm",
        &["pkg:npm/%40aster/merge@1.2.0-rc.1"],
        &["pkg:npm/%40aster/merge@1.10.0"],
        &["pkg:npm/%40aster/merge@latest"],
    ),
    (
        "nuget",
        &["pkg:nuget/aster.json@13.0.1-BETA2"],
        &["pkg:nuget/Aster.Json@13.0.1.0"],
        &["pkg:nuget/Aster.Json@13.*"],
    ),
    (
        "gem",
        &["pkg:gem/aster-rack@2.0.0.beta1", "pkg:gem/aster-rack@2.2.8"],
        &["pkg:gem/aster-rack@2.2.8.1", "pkg:gem/aster-rack@1.9"],
        &["pkg:gem/aster-rack@v2"],
    ),
    // `1.0.0` is the `1.0` of the advisory to Composer, though PHP's order puts it behind.
    (
        "composer",
        &["pkg:composer/aster/http@v1.0-RC1", "pkg:composer/aster/http@1.0.0"],
        &["pkg:composer/aster/http@1.0.1"],
        &["pkg:composer/aster/http@dev-main"],
    ),
    ("cran", &["pkg:cran/asterstats@1.2-9"], &["pkg:cran/asterstats@1.2.10"], &["pkg:cran/asterstats@1.2b"]),
    (
        "hackage",
        &["pkg:hackage/aster-toml@0.3.0"],
        &["pkg:hackage/aster-toml@0.3.0.1"],
        &["pkg:hackage/aster-toml@0.3-rc"],
    ),
    ("pub", &["pkg:pub/aster_http@0.13.3"], &["pkg:pub/aster_http@0.13.3%2B1"], &["pkg:pub/aster_http@any"]),
    ("unknown release", &["pkg:deb/debian/aster-tls@1.0-1"], &["pkg:deb/debian/aster-tls@4.0-1"], &[]),
];

#[test]
fn every_ecosystem_decides_by_its_own_order() {
    let program = filled("ecosystems");
    for (name, affected, clean, unplaced) in CASES {
        let purls: Vec<&str> = [affected, clean, unplaced].concat();
        let mut wanted = vec!["matched"; affected.len()];
        wanted.extend(vec!["no-known-vulnerability"; clean.len()]);
        wanted.extend(vec!["version-not-comparable"; unplaced.len()]);
        assert_eq!(states(&program, &purls), wanted, "{name}: {purls:?}");
    }
}

#[test]
fn a_package_that_no_advisory_of_its_distribution_names_is_not_called_clean() {
    let program = filled("unnamed");
    let purls =
        ["pkg:deb/debian/aster-other@1.0-1?distro=debian-12", "pkg:deb/debian/aster-tls@4.0-1?distro=debian-13"];
    assert_eq!(states(&program, &purls), ["no-source", "no-source"]);
}
