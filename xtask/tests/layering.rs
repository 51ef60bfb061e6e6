//! The house stands as ARCHITECTURE.md draws it.

use xtask::{check, layering, metadata};

#[test]
fn no_room_imports_what_the_table_forbids() {
    let rooms = metadata::rooms().expect("cargo describes the workspace");
    assert!(rooms.len() > 5, "cargo named only {} rooms", rooms.len());
    assert_eq!(layering::breaches(&rooms), Vec::<String>::new());
}

#[test]
fn the_table_names_rooms_by_their_folders() {
    assert_eq!(layering::table_faults(), Vec::<String>::new());
}

#[test]
fn each_path_in_the_architecture_exists_and_each_room_stands_in_it() {
    assert_eq!(check::papers::complaints().expect("ARCHITECTURE.md can be read"), Vec::<String>::new());
}
