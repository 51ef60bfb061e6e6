//! Properties and columns by which documents state the support of a component (FDA 2025 guidance V.A.4(b)).

/// The level of support (SPDX 3.0.1 `supportLevel`; CycloneDX has none of its own).
const LEVELS: [&str; 6] =
    ["supportlevel", "levelofsupport", "supportstatus", "softwaresupportlevel", "サポートレベル", "サポート状況"];

/// The end of support.
const ENDS: [&str; 10] = [
    "endofsupport",
    "endofsupportdate",
    "supportend",
    "supportenddate",
    "eos",
    "eosdate",
    "validuntiltime",
    "validuntildate",
    "サポート終了日",
    "サポート終了",
];

/// Whether a property of this name states the level of support.
pub fn is_level_of_support(name: &str) -> bool {
    LEVELS.contains(&plain(name).as_str())
}

/// Whether a property of this name states the end of support.
pub fn is_end_of_support(name: &str) -> bool {
    ENDS.contains(&plain(name).as_str())
}

/// The last part of a name, without blanks and signs, in lower case.
fn plain(name: &str) -> String {
    let last = name.rsplit(':').next().unwrap_or(name);
    let plain: String = last.chars().filter(|letter| letter.is_alphanumeric() || *letter == 'ー').collect();
    plain.to_lowercase()
}
