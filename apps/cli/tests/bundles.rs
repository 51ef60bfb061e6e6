//! Bundles for sites without a network: what one site holds, another holds after it, unless somebody meddled on the way.

mod program;

use program::{Ended, Program};

/// A site with a network, its keys, and another one without.
struct Sites {
    maker: Program,
    other: Program,
}

impl Sites {
    fn new(name: &str) -> Sites {
        let maker = Program::with_pypi(&format!("{name}-maker"));
        let sites = Sites { maker, other: Program::new(&format!("{name}-other")) };
        for key in ["top", "next-top", "old", "new"] {
            assert_eq!(sites.maker.run(&["feeds", "keygen", &sites.file(key)]).status, 0);
        }
        sites
    }

    /// A file of the maker's.
    fn file(&self, name: &str) -> String {
        self.maker.home().join(name).display().to_string()
    }

    fn public(&self, name: &str) -> String {
        self.file(&format!("{name}.pub"))
    }

    fn export(&self, out: &str, key: &str) -> String {
        let file = self.file(out);
        let ended = self.maker.run(&["feeds", "export", "--out", &file, "--key", &self.file(key)]);
        assert_eq!(ended.status, 0, "{}", ended.err);
        file
    }

    fn root(&self, out: &str, keys: &[&str], bundle: &str, more: &[&str]) -> String {
        let file = self.file(out);
        let mut call = vec!["feeds".to_owned(), "root".to_owned(), "--out".to_owned(), file.clone()];
        for key in keys {
            call.extend(["--key".to_owned(), self.file(key)]);
        }
        call.extend(["--bundle-key".to_owned(), self.public(bundle)]);
        call.extend(more.iter().map(|word| (*word).to_owned()));
        let ended = self.maker.run(&call.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ended.status, 0, "{}", ended.err);
        file
    }

    fn import(&self, file: &str, more: &[&str]) -> Ended {
        self.other.run(&[&["feeds", "import", file], more].concat())
    }

    fn status(&self, more: &[&str]) -> serde_json::Value {
        let ended = self.other.run(&[&["feeds", "status", "--format", "json"], more].concat());
        serde_json::from_str(&ended.out).expect("the status is JSON")
    }
}

fn refused(ended: &Ended, why: &str) {
    assert!(ended.status == 2 && ended.err.contains(why) && ended.err.contains("next: "), "{}{}", ended.out, ended.err);
}

#[test]
fn what_one_site_holds_another_holds_after_the_bundle() {
    let sites = Sites::new("bundle");
    let bundle = sites.export("one.tutela", "old");
    let taken = sites.import(&bundle, &["--trust", &sites.public("old")]);
    assert_eq!(taken.status, 0, "{}", taken.err);
    let part = &sites.status(&["--verify"])["sources"][0];
    assert_eq!((&part["name"], &part["complete"], &part["records"]), (&"OSV/PyPI".into(), &true.into(), &29.into()));
    assert_eq!((&part["origin"], &part["verified"]), (&"bundle".into(), &true.into()));
    // The date is the source's, not that of the bundle.
    assert_eq!(part["published_at"], "2026-11-22T23:59:59Z");
    assert_eq!(sites.import(&bundle, &["--trust", &sites.public("old")]).status, 0);
}

#[test]
fn a_bundle_that_nobody_one_trusts_has_signed_is_refused() {
    let sites = Sites::new("untrusted");
    let bundle = sites.export("one.tutela", "old");
    refused(&sites.import(&bundle, &[]), "nobody said which key");
    refused(&sites.import(&bundle, &["--trust", &sites.public("new")]), "not trusted");
    assert_eq!(sites.status(&[])["sources"], serde_json::json!([]));
}

#[test]
fn a_bundle_that_was_changed_or_breaks_off_is_refused() {
    let sites = Sites::new("changed");
    let bundle = sites.export("one.tutela", "old");
    let bytes = std::fs::read(&bundle).expect("the bundle was written");
    let trust = sites.public("old");
    let mut changed = bytes.clone();
    let at = bytes.len() / 2;
    changed[at] ^= 1;
    for (name, bytes) in [("changed", changed), ("short", bytes[..at].to_vec()), ("none", bytes[..512].to_vec())] {
        let file = sites.other.file(name, bytes);
        let ended = sites.import(&file, &["--trust", &trust]);
        assert!(ended.status == 2 && ended.err.contains("next: "), "{name}: {}{}", ended.out, ended.err);
        assert_eq!(sites.status(&[])["sources"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn an_older_bundle_is_refused_unless_confirmed() {
    let sites = Sites::new("rollback");
    let (one, two) = (sites.export("one.tutela", "old"), sites.export("two.tutela", "old"));
    let trust = sites.public("old");
    assert_eq!(sites.import(&two, &["--trust", &trust]).status, 0);
    refused(&sites.import(&one, &["--trust", &trust]), "roll back");
    assert_eq!(sites.import(&one, &["--trust", &trust, "--confirm"]).status, 0);
}

#[test]
fn a_bundle_that_knows_less_is_refused() {
    let sites = Sites::new("less");
    let trust = sites.public("old");
    assert_eq!(sites.import(&sites.export("one.tutela", "old"), &["--trust", &trust]).status, 0);
    let fewer = sites.maker.file("pypi.jsonl", include_str!("../../../fixtures/odd/feeds/signed/pypi.jsonl"));
    let shrunk = sites.maker.run(&["feeds", "import", &fewer, "--complete", "PyPI", "--confirm"]);
    assert_eq!(shrunk.status, 0, "{}", shrunk.err);
    refused(&sites.import(&sites.export("two.tutela", "old"), &["--trust", &trust]), "knowledge would be lost");
    assert_eq!(sites.status(&[])["sources"][0]["records"], 29);
}

#[test]
fn an_expired_bundle_warns_and_its_parts_count_as_stale_and_nothing_stops() {
    let sites = Sites::new("expired");
    let file = sites.file("short.tutela");
    let key = sites.file("old");
    let ended = sites.maker.run(&["feeds", "export", "--out", &file, "--key", &key, "--expires", "2"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let taken = sites.import(&file, &["--trust", &sites.public("old")]);
    assert!(taken.status == 0 && taken.err.contains("warning"), "{}", taken.err);
    assert_eq!(sites.status(&[])["sources"][0]["state"], "fresh");
    let mut later = sites.other.other(env!("CARGO_BIN_EXE_tutela"));
    later.args(["feeds", "status", "--format", "json", "--max-age", "99", "--as-of", "2026-11-26"]);
    let later = Program::end(&mut later).expect("the program starts");
    let status: serde_json::Value = serde_json::from_str(&later.out).expect("the status is JSON");
    assert_eq!((later.status, &status["sources"][0]["state"]), (3, &"stale".into()), "{}", later.out);
}

#[test]
fn a_root_is_followed_by_one_that_the_old_key_signed_and_revoked_keys_are_refused() {
    let sites = Sites::new("root");
    let first = sites.root("root-1", &["top"], "old", &[]);
    assert_eq!(sites.import(&sites.export("one.tutela", "old"), &["--trust", &first]).status, 0);
    // From now on the root is held.
    let by_old = sites.export("two.tutela", "old");
    assert_eq!(sites.import(&by_old, &["--trust", "root"]).status, 0);
    let by_new = sites.export("three.tutela", "new");
    refused(&sites.import(&by_new, &[]), "not trusted");
    let more = ["--after", &first, "--revoke", &sites.public("old")];
    let forged = sites.root("forged", &["next-top"], "new", &more);
    refused(&sites.import(&by_new, &["--trust", &forged]), "does not follow");
    let second = sites.root("root-2", &["next-top", "top"], "new", &more);
    assert_eq!(sites.import(&by_new, &["--trust", &second]).status, 0);
    refused(&sites.import(&sites.export("four.tutela", "old"), &[]), "revoked");
    refused(&sites.import(&by_new, &["--trust", &first]), "does not follow");
}
