use terms::Place;
use terms::choice;

choice! {
    /// What a condition is about.
    ConditionKind {
        Option = "option": "a feature option of the family" | "製品群のオプション",
        BuildFlag = "build-flag": "a flag the build was made with" | "ビルド時のフラグ",
        Setting = "setting": "a setting of the unit" | "個々の機器の設定",
        Environment = "environment": "something about where the unit is used" | "使用環境",
        Variant = "variant": "a variant of the model" | "型式のバリアント",
    }
}

/// Something that must hold of a unit for a component, a match or a decision to count for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Where it stands.
    pub place: Place,
    /// What it is about.
    pub kind: ConditionKind,
    /// The option, flag, setting or property.
    pub name: String,
    /// The value it must have; `None`: it must be present.
    pub is: Option<String>,
}

/// A piece of evidence, named and, where it is a file, pinned by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it stands.
    pub place: Place,
    /// File, document number or address.
    pub reference: String,
    /// SHA-256 of the file.
    pub sha256: Option<Sha256>,
}

/// A SHA-256 as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256(String);

impl Sha256 {
    /// Reads 64 hexadecimal digits, with or without `sha256:` before them.
    pub fn parse(text: &str) -> Option<Sha256> {
        let digits = text.strip_prefix("sha256:").unwrap_or(text);
        let good = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        good.then(|| Sha256(digits.to_ascii_lowercase()))
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}
