use super::Migration;

/// Tenants, folders and their revisions, documents, and which release bears which name.
pub(crate) const LIBRARY: Migration = Migration {
    name: "0001-library",
    statements: &[
        "CREATE TABLE tenant (id TEXT PRIMARY KEY, name TEXT NOT NULL, party TEXT NOT NULL, since_at BIGINT NOT NULL)",
        // The id is derived from tenant, kind and name, so that no counter stands in the way of two writers.
        "CREATE TABLE folder (id BIGINT PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, \
         sequence BIGINT NOT NULL, tree {bytes} NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX folder_by_name ON folder (tenant, kind, name)",
        "CREATE TABLE revision (folder BIGINT NOT NULL, sequence BIGINT NOT NULL, tree {bytes} NOT NULL, \
         made_by TEXT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (folder, sequence)) {rowless}",
        // A file stands from one revision to the one before it changed or went: only changes are written.
        "CREATE TABLE file (folder BIGINT NOT NULL, name TEXT NOT NULL, since_revision BIGINT NOT NULL, \
         until_revision BIGINT NOT NULL, sha256 {bytes} NOT NULL, size BIGINT NOT NULL, bill BIGINT NOT NULL, \
         PRIMARY KEY (folder, name, since_revision)) {rowless}",
        "CREATE INDEX file_by_bill ON file (bill)",
        // A document is the first bytes of a stream; a file that grows adds to its stream.
        "CREATE TABLE document (sha256 {bytes} PRIMARY KEY, size BIGINT NOT NULL, stream {bytes} NOT NULL) {rowless}",
        "CREATE TABLE piece (stream {bytes} NOT NULL, start_at BIGINT NOT NULL, size BIGINT NOT NULL, \
         packed {bytes} NOT NULL, PRIMARY KEY (stream, start_at))",
        "CREATE TABLE bill (id BIGINT PRIMARY KEY, sha256 {bytes} NOT NULL, components BIGINT NOT NULL, \
         is_whole BIGINT NOT NULL)",
        "CREATE TABLE component (name TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (name, version)) {rowless}",
        // Names of bills that are not folded yet, with components that may be new; and folded ones by name.
        "CREATE TABLE fresh (bill BIGINT PRIMARY KEY, names {bytes} NOT NULL, components {bytes} NOT NULL)",
        "CREATE TABLE segment (id BIGINT PRIMARY KEY, bills BIGINT NOT NULL)",
        "CREATE TABLE posting (segment BIGINT NOT NULL, name BIGINT NOT NULL, entries {bytes} NOT NULL, \
         PRIMARY KEY (segment, name)) {rowless}",
    ],
};
