use crate::{Condition, Id, Sha256};
use terms::choice;
use terms::{Place, When};

choice! {
    /// Where a release stands in its life.
    ReleaseState {
        Development = "development": "being made" | "開発中",
        Candidate = "candidate": "proposed for release" | "リリース候補",
        Released = "released": "given to users" | "リリース済み",
        Withdrawn = "withdrawn": "taken back" | "取り下げ",
        Retired = "retired": "no longer given out, may still be in use" | "提供終了（使用中の場合あり）",
    }
}

choice! {
    /// The part of the product that an SBOM describes.
    SbomRole {
        Controller = "controller": "the controller" | "制御部",
        Radio = "radio": "a radio module" | "無線モジュール",
        Gateway = "gateway": "a gateway" | "ゲートウェイ",
        App = "app": "an app" | "アプリ",
        Cloud = "cloud": "a cloud service" | "クラウド",
        Station = "station": "a workstation or service station" | "端末・保守ステーション",
        Accessory = "accessory": "another accessory" | "その他の附属品",
        Product = "product": "the product as a whole" | "製品全体",
        Other = "other": "another part" | "その他",
    }
}

/// A release of the product's software.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Where it stands.
    pub place: Place,
    /// Its id, also the name of its folder.
    pub id: Id,
    /// The version as labelled; a label is not a build.
    pub label: String,
    /// When it was released.
    pub date: Option<When>,
    /// Where it stands in its life.
    pub state: ReleaseState,
    /// What was built for it.
    pub builds: Vec<Build>,
    /// For which units it is meant.
    pub conditions: Vec<Condition>,
    /// Its SBOMs.
    pub sboms: Vec<SbomFile>,
}

/// A build: the very bytes that run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// SHA-256 of its image.
    pub hash: Option<Sha256>,
    /// What tells it from other builds of the release.
    pub conditions: Vec<Condition>,
}

/// An SBOM of a release, as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SbomFile {
    /// Where it stands.
    pub place: Place,
    /// The file, beside release.yaml.
    pub file: String,
    /// The part it describes.
    pub role: SbomRole,
    /// Its revision.
    pub revision: Option<Id>,
    /// For which units it counts.
    pub conditions: Vec<Condition>,
}
