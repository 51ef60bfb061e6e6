//! Activities: what a person would say – check this device, scan this SBOM, take in this feed.
//!
//! Takes: ports (traits) that adapters fill, and values. Gives: results that command line, pages and jobs share.
//! Serves: every command of the product. Never: opens a file or a connection itself, or reads a clock.

pub mod accounts_port;
pub mod administrators;
pub mod approvals;
pub mod bill;
pub mod borne_names;
pub mod bundle;
pub mod by_name;
pub mod check_cloud;
pub mod check_device;
pub mod check_site;
pub mod checks_port;
pub mod compare_firewalls;
pub mod courier_port;
pub mod dossier_port;
pub mod draft_dossier;
pub mod draft_rules;
pub mod environment_sheet;
pub mod feed_not_synced;
pub mod feed_port;
pub mod find_unit;
pub mod folder_port;
pub mod folder_texts;
pub mod hit;
pub mod import_feed;
pub mod import_units;
pub mod init_dossier;
pub mod init_site;
pub mod jobs_port;
pub mod kept_folder;
pub mod library_port;
pub mod log_evidence;
pub mod log_port;
pub mod mirror_port;
pub mod notices_port;
pub mod notify;
pub mod observe_device;
pub mod os_words;
pub mod package;
pub mod passkeys_port;
pub mod pulse_port;
pub mod reach_unit;
pub mod record_deed;
pub mod record_unit;
pub mod referred;
pub mod retention;
pub mod retention_port;
pub mod role;
pub mod sbom_add;
pub mod sbom_diff;
pub mod sbom_quality;
pub mod scan;
pub mod scope;
pub mod score_vectors;
pub mod secrets_port;
pub mod sign_in_port;
pub mod signatures_port;
pub mod site_port;
mod stated_versions;
pub mod store_fault;
pub mod stored_rules;
pub mod support_life;
pub mod sync_feed;
pub mod triage;
pub mod verify_firewall;

/// Every kind of finding of the product, by code: what `explain` knows and what the list of codes holds for life.
pub fn cards() -> Vec<&'static terms::Card> {
    let mut cards: Vec<&'static terms::Card> = scan::CARDS
        .iter()
        .chain(by_name::CARDS)
        .chain(check_device::CARDS)
        .chain(check_site::CARDS)
        .chain(package::CARDS)
        .chain(site::rules::CARDS)
        .chain(support_life::CARDS)
        .chain(device::rules::CARDS)
        .chain(formats::defect::CARDS)
        .chain(formats::dossier::CARDS)
        .chain(formats::units::CARDS)
        .chain(formats::firewall::CARDS)
        .chain(formats::mud::CARDS)
        .chain(formats::ports::CARDS)
        .chain(network::lint::CARDS)
        .chain(verify_firewall::CARDS)
        .chain(compare_firewalls::CARDS)
        .chain(reach_unit::CARDS)
        .chain(observe_device::CARDS)
        .chain(check_cloud::CARDS)
        .chain(feed_not_synced::CARDS)
        .collect();
    cards.sort_by_key(|card| card.code);
    cards
}
