use crate::DossierFolder;
use activities::dossier_port::{Changes, Dossiers, FaultKind, LoadedDossier};
use activities::init_dossier::init_dossier;
use activities::sbom_add::SbomShelf;
use device::{Dated, FactKind, Id};
use formats::dossier::v1;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use terms::{Lang, Place};

/// A folder of one test, gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tutela-dossier-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// A folder with a small dossier in it.
    fn with_dossier() -> Folder {
        let folder = Folder::new();
        folder.write("device.yaml", "id: aster\nname: Aster\n");
        folder.write("plan.yaml", "owner: sato\n");
        folder.write(
            "releases/1.0/release.yaml",
            "id: 1.0\nlabel: 1.0\nstate: released\nsboms:\n  - { file: a.cdx.json, role: controller }\n",
        );
        folder.write("releases/1.0/a.cdx.json", "{}");
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn dossier(&self) -> DossierFolder {
        DossierFolder::new(&self.0)
    }

    fn load(&self) -> LoadedDossier {
        self.dossier().load().unwrap()
    }

    /// Codes and places of the complaints.
    fn complaints(&self) -> Vec<String> {
        let said = |one: &terms::Finding| format!("{} {}", one.code(), one.subject.place.clone().unwrap_or_default());
        self.load().complaints.iter().map(said).collect()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn id(text: &str) -> Id {
    Id::try_from(text).unwrap()
}

fn fact() -> v1::Fact {
    let at = Dated::parse("2026-11-23T09:00:00+09:00").unwrap();
    v1::Fact {
        place: Place::default(),
        kind: FactKind::Seen,
        happened_at: at,
        recorded_at: at,
        release: Some(id("1.0")),
        person: None,
        vulnerabilities: Vec::new(),
        findings: vec!["0123456789abcdef".to_owned()],
        mirror: Some("7f3a".to_owned()),
        dossier: None,
        how: Some("tutela check".to_owned()),
    }
}

fn decision() -> v1::Decision {
    let yaml = b"vulnerabilities: [CVE-2014-0160]\ncomponent: { name: openssl, range: 1.0.1f }\nstatus: not_affected\njustification: vulnerable_code_not_present\nreason: { en: 'No: compiled out', ja: '\xe9\x99\xa4\xe5\xa4\x96' }\n";
    formats::dossier::read_documents::<v1::Decision>("d", yaml).value.remove(0)
}

fn facts() -> Changes {
    Changes { facts: vec![fact()], ..Changes::default() }
}

#[test]
fn a_small_dossier_is_read_without_complaint() {
    let folder = Folder::with_dossier();
    let loaded = folder.load();
    assert_eq!(folder.complaints(), Vec::<String>::new());
    assert_eq!(loaded.device.as_ref().unwrap().id, id("aster"));
    assert_eq!(loaded.releases[0].sboms[0].name, "releases/1.0/a.cdx.json");
    assert_eq!(folder.dossier().sbom(&id("1.0"), "a.cdx.json").unwrap(), b"{}");
}

#[test]
fn the_starter_is_a_dossier_without_complaint() {
    let folder = Folder::new();
    let dossier = DossierFolder::new(folder.0.join("pump"));
    let names = init_dossier(&dossier, None).unwrap();
    assert_eq!(names.len(), 7);
    let loaded = dossier.load().unwrap();
    assert!(loaded.complaints.is_empty(), "{:?}", loaded.complaints);
    assert_eq!(loaded.releases.len(), 1);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left aside");
}

#[test]
fn a_starter_fills_an_empty_folder() {
    let folder = Folder::new();
    init_dossier(&folder.dossier(), None).unwrap();
    assert!(folder.load().complaints.is_empty());
    let dotted = Folder::new();
    fs::create_dir(dotted.0.join("a")).unwrap();
    fs::create_dir(dotted.0.join("b")).unwrap();
    init_dossier(&DossierFolder::new(dotted.0.join("b/../a/.")), None).unwrap();
    assert!(dotted.0.join("a/device.yaml").exists());
}

#[test]
fn a_starter_joins_a_folder_with_other_files_and_never_overwrites() {
    let folder = Folder::new();
    folder.write("README.md", "mine");
    init_dossier(&folder.dossier(), None).unwrap();
    assert_eq!(folder.text("README.md"), "mine");
    assert!(!folder.0.join(".tutela-new").exists());
    folder.write("plan.yaml", "owner: sato\n");
    let fault = init_dossier(&folder.dossier(), None).unwrap_err();
    assert_eq!(fault.kind, FaultKind::AlreadyThere);
    assert_eq!(folder.text("plan.yaml"), "owner: sato\n");
}

#[test]
fn a_folder_that_is_no_dossier_names_the_next_step() {
    let folder = Folder::new();
    let fault = folder.dossier().load().unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotADossier);
    assert!(fault.say(Lang::Ja)[1].starts_with("tutela init device "));
    let nowhere = DossierFolder::new(folder.0.join("nowhere")).load().unwrap_err();
    assert_eq!(nowhere.kind, FaultKind::CannotRead);
}

#[test]
fn a_misspelt_file_is_not_a_silent_gap() {
    let folder = Folder::with_dossier();
    folder.write("poeple.yaml", "persons: []\n");
    folder.write("threat-model.yaml", "a: 1\n");
    folder.write("releases/1.0/suport.yaml", "items: []\n");
    folder.write("releases/2.0/notes.txt", "x");
    let expected = [
        "dossier/file-not-read releases/1.0/suport.yaml",
        "dossier/file-not-read releases/2.0",
        "dossier/file-not-read poeple.yaml",
        "dossier/file-not-read threat-model.yaml",
    ];
    assert_eq!(folder.complaints(), expected);
}

#[test]
fn an_sbom_on_one_side_only_is_named() {
    let folder = Folder::with_dossier();
    fs::remove_file(folder.0.join("releases/1.0/a.cdx.json")).unwrap();
    folder.write("releases/1.0/b.spdx.json", "{}");
    let expected =
        ["dossier/sbom-missing releases/1.0/release.yaml:5:5", "dossier/sbom-not-listed releases/1.0/b.spdx.json"];
    assert_eq!(folder.complaints(), expected);
}

#[test]
fn an_sbom_outside_the_folder_is_refused() {
    let folder = Folder::with_dossier();
    folder.write(
        "releases/1.0/release.yaml",
        "id: 1.0\nlabel: 1.0\nstate: released\nsboms: [{ file: ../../plan.yaml, role: app }]\n",
    );
    assert!(folder.complaints()[0].starts_with("dossier/sbom-missing"));
    let fault = folder.dossier().sbom(&id("1.0"), "../../plan.yaml").unwrap_err();
    assert_eq!(fault.kind, FaultKind::LeavesFolder);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let (folder, outside) = (Folder::with_dossier(), Folder::new());
    outside.write("secret.json", "{}");
    std::os::unix::fs::symlink(outside.0.join("secret.json"), folder.0.join("releases/1.0/b.json")).unwrap();
    assert_eq!(folder.dossier().load().unwrap_err().kind, FaultKind::LeavesFolder);
    assert_eq!(folder.dossier().sbom(&id("1.0"), "b.json").unwrap_err().kind, FaultKind::LeavesFolder);
}

#[test]
fn a_fact_is_appended_and_read_back() {
    let folder = Folder::with_dossier();
    folder.dossier().commit(None, &facts()).unwrap();
    folder.dossier().commit(None, &facts()).unwrap();
    let loaded = folder.load();
    assert_eq!(loaded.register.len(), 2);
    assert_eq!(loaded.register[1].happened_at.to_string(), "2026-11-23T09:00:00+09:00");
    assert!(loaded.complaints.is_empty());
}

#[test]
fn a_torn_line_does_not_swallow_the_next_fact() {
    let folder = Folder::with_dossier();
    folder.write("register.jsonl", "{\"kind\":\"se");
    folder.dossier().commit(None, &facts()).unwrap();
    assert_eq!(folder.load().register.len(), 1);
    assert!(folder.complaints()[0].starts_with("input/broken register.jsonl:1:"));
}

#[test]
fn recording_a_fact_does_not_change_what_it_was_about() {
    let folder = Folder::with_dossier();
    let before = folder.load().hash;
    folder.dossier().commit(Some(&before), &facts()).unwrap();
    assert_eq!(folder.load().hash, before);
    folder.write("plan.yaml", "owner: tanaka\n");
    assert_ne!(folder.load().hash, before);
    let fault = folder.dossier().commit(Some(&before), &facts()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Changed);
    assert_eq!(folder.load().register.len(), 1);
}

#[test]
fn a_decision_is_appended_after_what_people_wrote() {
    let folder = Folder::with_dossier();
    folder.write(
        "releases/1.0/decisions.yaml",
        "# ours\nvulnerabilities: [CVE-1]\ncomponent: { name: a }\nstatus: fixed",
    );
    let changes = Changes { facts: vec![fact()], decisions: vec![(id("1.0"), decision())], ..Changes::default() };
    folder.dossier().commit(None, &changes).unwrap();
    let loaded = folder.load();
    assert!(loaded.complaints.is_empty(), "{}", folder.text("releases/1.0/decisions.yaml"));
    assert_eq!(loaded.releases[0].decisions.len(), 2);
    assert_eq!(loaded.releases[0].decisions[1].reason.as_ref().unwrap().get(Lang::En), "No: compiled out");
    assert!(folder.text("releases/1.0/decisions.yaml").starts_with("# ours\n"));
}

#[test]
fn an_approval_fits_only_the_record_it_signed() {
    let folder = Folder::with_dossier();
    let signed = crate::files::sha256(&decision().canonical());
    let approve = |hash: &str| {
        let mut decision = decision();
        let sha256 = device::Sha256::parse(hash);
        decision.approval = Some(v1::Approval {
            place: Place::default(),
            person: id("sato"),
            role: None,
            meaning: None,
            at: None,
            sha256,
            key: None,
            signature: None,
        });
        (id("1.0"), decision)
    };
    let decisions = vec![approve(&signed), approve(&"0".repeat(64)), approve("none")];
    folder.dossier().commit(None, &Changes { decisions, ..Changes::default() }).unwrap();
    let loaded = folder.load();
    let fits: Vec<_> = loaded.releases[0]
        .decisions
        .iter()
        .map(|decision| decision.approval.as_ref().unwrap().sha256 == decision.sha256)
        .collect();
    assert_eq!(fits, [true, false, false]);
}

fn appended(sha256: &str) -> (Id, v1::AppendedApproval) {
    let yaml = format!("approves: {sha256}\nperson: sato\nkey: sato-1\nsignature: AAAA\n");
    let mut read = formats::dossier::read_documents::<v1::AppendedApproval>("d", yaml.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    (id("1.0"), read.value.remove(0))
}

#[test]
fn an_appended_approval_finds_its_decision_by_hash_and_leaves_it_as_it_was() {
    let folder = Folder::with_dossier();
    let changes = Changes { decisions: vec![(id("1.0"), decision())], ..Changes::default() };
    folder.dossier().commit(None, &changes).unwrap();
    let before = folder.text("releases/1.0/decisions.yaml");
    let signed = crate::files::sha256(&decision().canonical());
    let approvals = vec![appended(&signed), appended(&"0".repeat(64))];
    folder.dossier().commit(None, &Changes { approvals, ..Changes::default() }).unwrap();
    assert!(folder.text("releases/1.0/decisions.yaml").starts_with(&before));
    let loaded = folder.load();
    assert!(loaded.complaints.is_empty(), "{:?}", loaded.complaints);
    let release = &loaded.releases[0];
    assert_eq!(release.decisions.len(), 1);
    let [approval] = release.decisions[0].appended.as_slice() else { panic!("{:?}", release.decisions) };
    assert_eq!(approval.signature.as_deref(), Some("AAAA"));
    assert_eq!(release.loose_approvals.len(), 1);
}

#[test]
fn a_decision_for_no_release_writes_nothing() {
    let folder = Folder::with_dossier();
    let changes = Changes { facts: vec![fact()], decisions: vec![(id("9.9"), decision())], ..Changes::default() };
    assert_eq!(folder.dossier().commit(None, &changes).unwrap_err().kind, FaultKind::NoSuchRelease);
    assert!(!folder.0.join("register.jsonl").exists());
}

#[test]
fn a_register_that_cannot_be_written_is_a_clear_error_and_nothing_changes() {
    let folder = Folder::with_dossier();
    // A folder in its place cannot be opened for writing by anybody, not even by root on a writable disk.
    fs::create_dir(folder.0.join("register.jsonl")).unwrap();
    let changes = Changes { facts: vec![fact()], decisions: vec![(id("1.0"), decision())], ..Changes::default() };
    let fault = folder.dossier().commit(None, &changes).unwrap_err();
    assert_eq!(fault.kind, FaultKind::CannotWrite);
    assert!(fault.say(Lang::En)[0].contains("nothing was changed"));
    assert!(!folder.0.join("releases/1.0/decisions.yaml").exists());
}

#[test]
fn a_complaint_is_shown_with_its_line() {
    let folder = Folder::with_dossier();
    folder.write("plan.yaml", "ownr: sato\n");
    let loaded = folder.load();
    let shown = loaded.show(&loaded.complaints[0], Lang::Ja);
    assert!(shown.starts_with("plan.yaml:1:1: ") && shown.contains("1 | ownr: sato\n"), "{shown}");
}

#[test]
fn a_name_that_cannot_be_an_id_is_said() {
    let folder = Folder::with_dossier();
    folder.write("releases/2 final/release.yaml", "id: 2\nlabel: 2\nstate: released\n");
    assert_eq!(folder.complaints(), ["dossier/folder-name-no-id releases/2 final"]);
}

#[test]
fn a_folder_and_its_release_must_agree() {
    let folder = Folder::with_dossier();
    folder.write(
        "releases/1.0/release.yaml",
        "id: 1.1\nlabel: 1.1\nstate: released\nsboms: [{ file: a.cdx.json, role: app }]\n",
    );
    assert_eq!(folder.complaints(), ["dossier/release-id-differs releases/1.0/release.yaml:1:1"]);
}

#[test]
fn an_sbom_is_put_beside_release_yaml_once_and_nowhere_else() {
    let folder = Folder::with_dossier();
    let put = |release: &str, file: &str| {
        folder.dossier().put(&Id::try_from(release).unwrap(), file, b"{}").map_err(|fault| fault.kind)
    };
    assert_eq!(put("1.0", "b.cdx.json"), Ok(()));
    assert_eq!(folder.text("releases/1.0/b.cdx.json"), "{}");
    assert_eq!(put("1.0", "b.cdx.json"), Err(FaultKind::AlreadyThere));
    assert_eq!(put("1.0", "../b.json"), Err(FaultKind::LeavesFolder));
    assert_eq!(put("1.0", ".hidden"), Err(FaultKind::LeavesFolder));
    assert_eq!(put("2.0", "b.json"), Err(FaultKind::NoSuchRelease));
}

#[test]
fn a_file_deep_in_a_dossier_is_named() {
    let folder = Folder::with_dossier();
    folder.write("docs/deep/letter.txt", "x");
    folder.write("docs/deep/other.pdf", "x");
    folder.write("old/controller.cdx.json", "{}");
    folder.write("releases/1.0/notes/readme.md", "x");
    let told = folder.complaints();
    let wanted = [
        "dossier/file-not-read old/controller.cdx.json",
        "dossier/files-not-read docs/deep",
        "dossier/files-not-read releases/1.0/notes",
    ];
    assert_eq!(told, wanted);
    let said = folder.load().complaints[1].detail.say(Lang::En).what;
    assert_eq!(said, "2 files in “docs/deep” are no part of a dossier and were not read: letter.txt, other.pdf.");
}

#[test]
fn two_release_folders_with_one_id_are_told() {
    let folder = Folder::with_dossier();
    folder.write("releases/1.1/release.yaml", "id: 1.0\nlabel: 1.1\nstate: released\nsboms: []\n");
    let told = folder.complaints();
    assert!(told.contains(&"dossier/release-id-twice releases/1.1/release.yaml".to_owned()), "{told:?}");
}

#[test]
fn dossiers_are_found_by_name_and_folders_of_tools_are_passed_over() {
    let folder = Folder::new();
    for below in ["b/pump", "a", "a/inner", ".git/x", "node_modules/y", "b/target/z"] {
        folder.write(&format!("{below}/device.yaml"), "");
    }
    folder.write("c/other.yaml", "");
    folder.write("b/target/CACHEDIR.TAG", "");
    let found = crate::find_dossiers(&folder.0);
    let names: Vec<_> = found.dossiers.iter().map(|path| path.strip_prefix(&folder.0).unwrap()).collect();
    assert_eq!(names, ["a", "a/inner", "b/pump"].map(std::path::Path::new));
    assert!(found.unread.is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_dossier_is_followed_and_one_to_anything_else_outside_is_named() {
    let (folder, outside) = (Folder::new(), Folder::new());
    outside.write("pump/device.yaml", "");
    outside.write("other/x", "");
    folder.write("here/device.yaml", "");
    folder.write("here/site.yaml", "");
    let link = |to: PathBuf, name: &str| std::os::unix::fs::symlink(to, folder.0.join(name)).unwrap();
    link(outside.0.join("pump"), "a");
    link(outside.0.join("other"), "b");
    link(folder.0.clone(), "here/circle");
    let found = crate::find_dossiers(&folder.0);
    let names: Vec<_> = found.dossiers.iter().map(|path| path.strip_prefix(&folder.0).unwrap()).collect();
    assert_eq!(names, ["a", "here"].map(std::path::Path::new));
    assert_eq!((found.sites.len(), found.unread.len()), (1, 1));
    assert!(found.unread[0].place.ends_with("b"));
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_named() {
    let folder = Folder::new();
    let found = crate::find_dossiers(&folder.0.join("nowhere"));
    assert_eq!((found.dossiers.len(), found.unread.len()), (0, 1));
    assert!(found.unread[0].place.ends_with("nowhere"));
}

#[test]
fn the_network_profile_is_read_and_its_defects_stand_at_their_line() {
    let folder = Folder::with_dossier();
    let flow = "  - {id: out, initiator: device, peer: gateway, protocol: tcp, ports: [443], need: needed, purpose: {en: x}}\n";
    folder.write("network.yaml", &format!("device: aster\nversion: '1'\nflows:\n{flow}"));
    assert_eq!(folder.load().network.unwrap().flows[0].place.line, 4);
    assert!(folder.complaints().is_empty());
    folder.write("network.yaml", &format!("device: aster\nversion: '1'\nflows:\n{}", flow.replace("tcp", "tpc")));
    let told = folder.complaints();
    assert!(told.iter().any(|told| told.contains(" network.yaml:4:")), "{told:?}");
}

#[test]
fn files_of_cloud_are_counted_and_not_told_one_by_one() {
    let folder = Folder::with_dossier();
    assert_eq!(folder.load().cloud_files, 0);
    folder.write("cloud/demo/eu/ec2.json", "{}");
    folder.write("cloud/owner.txt", "x");
    assert_eq!((folder.load().cloud_files, folder.complaints()), (2, Vec::new()));
}
