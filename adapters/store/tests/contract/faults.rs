//! What goes wrong is said, and nothing is half done.

use crate::Told;
use crate::place::{Engine, NOW, Place};
use activities::library_port::{KeptId, Library, State};
use activities::store_fault::StoreFaultKind;
use store::{Settings, Store};

pub(crate) const CASES: &[Told] = &[
    ("a_store_that_a_newer_version_made_is_not_touched", newer),
    ("a_place_that_is_not_there_is_named", not_there),
    ("a_document_that_was_damaged_is_not_given_out", damaged),
    ("a_store_that_may_not_be_written_says_so", read_only),
    ("a_server_that_went_and_came_back_is_used_again", back),
];

fn sql(place: &Place<'_>, text: &str) {
    match place.engine {
        Engine::Sqlite => crate::place::execute(&place.address, text),
        Engine::Postgres(server) => server.psql(place.address.rsplit('/').next().unwrap(), text).unwrap(),
    }
}

fn one(store: &Store, text: &str) -> KeptId {
    crate::library::tenant(store, "aster");
    let id = KeptId::dossier("aster", "s2");
    store.put(&id, None, &[("a", text.as_bytes())], "x", NOW).unwrap();
    id
}

fn newer(place: &Place<'_>) {
    drop(place.open());
    sql(place, "INSERT INTO migration (name, made_at) VALUES ('9999-later', 0)");
    let fault = Store::open(&Settings::new(&place.address, NOW)).unwrap_err();
    assert_eq!((fault.kind, fault.place.as_str()), (StoreFaultKind::Newer, "migration 9999-later"));
}

fn not_there(place: &Place<'_>) {
    let address = match place.engine {
        Engine::Sqlite => place.folder.join("no/such/folder/tutela.db").display().to_string(),
        Engine::Postgres(_) => format!("{}_no", place.address),
    };
    let fault = Store::open(&Settings::new(address, NOW)).unwrap_err();
    assert!(matches!(fault.kind, StoreFaultKind::Unreachable | StoreFaultKind::Refused), "{fault:?}");
}

fn damaged(place: &Place<'_>) {
    let store = place.open();
    let id = one(&store, &"text ".repeat(100));
    sql(place, "UPDATE piece SET packed = (SELECT sha256 FROM document LIMIT 1)");
    let fault = store.files(&id, State::Now, &|_| true).unwrap_err();
    assert_eq!(fault.kind, StoreFaultKind::Damaged);
    sql(place, "UPDATE file SET sha256 = tree FROM folder");
    assert_eq!(store.list(&id, State::Now).unwrap_err().kind, StoreFaultKind::Damaged);
}

fn read_only(place: &Place<'_>) {
    let id = one(&place.open(), "1");
    if let Engine::Postgres(server) = place.engine {
        let name = place.address.rsplit('/').next().unwrap();
        server.psql("postgres", &format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).unwrap();
    } else {
        crate::place::make_read_only(&place.address);
    }
    let opened = Store::open(&Settings::new(&place.address, NOW));
    let put = opened.and_then(|store| store.put(&id, None, &[("a", b"2")], "x", NOW));
    let fault = put.unwrap_err();
    assert_eq!(fault.kind, StoreFaultKind::ReadOnly, "{fault:?}");
}

fn back(place: &Place<'_>) {
    let store = place.open();
    let id = one(&store, "1");
    let Engine::Postgres(server) = place.engine else { return };
    server.crash();
    let fault = store.put(&id, None, &[("a", b"2")], "x", NOW).unwrap_err();
    assert_eq!(fault.kind, StoreFaultKind::Unreachable, "{fault:?}");
    server.again();
    let put = store.put(&id, None, &[("a", b"2")], "x", NOW).unwrap();
    assert_eq!(put.revision.sequence, 2);
}
