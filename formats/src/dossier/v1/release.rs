use super::Condition;
use crate::dossier::record::record;
use device::{Id, ReleaseState, SbomRole, Sha256};
use terms::When;

record! {
    /// A release of the product's software.
    /// 製品ソフトウェアのリリース。
    Release => device::Release {
        /// Its id, also the name of its folder.
        /// id（フォルダ名と同じ）。
        id: Id,
        /// The version as labelled; a label is not a build.
        /// 表示上の版。版表示はビルドとは別。
        label: String,
        /// When it was released.
        /// リリース日。
        date: Option<When>,
        /// Where it stands in its life.
        /// 状態。
        state: ReleaseState,
        /// What was built for it.
        /// ビルド。
        builds: Vec<Build>,
        /// For which units it is meant.
        /// 対象となる機器の条件。
        conditions: Vec<Condition>,
        /// Its SBOMs, each with the part it describes.
        /// SBOM と対象部位。
        sboms: Vec<SbomFile>,
    }
}

record! {
    /// A build: the very bytes that run.
    /// ビルド：実際に動作するバイト列。
    Build => device::Build {
        /// Its id.
        /// id。
        id: Id,
        /// SHA-256 of its image.
        /// イメージの SHA-256。
        hash: Option<Sha256>,
        /// What tells it from other builds of the release.
        /// 同じリリースの他のビルドとの違い。
        conditions: Vec<Condition>,
    }
}

record! {
    /// An SBOM of the release, as received.
    /// リリースの SBOM（受領したまま）。
    SbomFile => device::SbomFile {
        /// The file, beside release.yaml.
        /// ファイル（release.yaml と同じ場所）。
        file: String,
        /// The part it describes.
        /// 対象部位。
        role: SbomRole,
        /// Id of its revision.
        /// 改版の id。
        revision: Option<Id>,
        /// For which units it counts.
        /// 適用条件。
        conditions: Vec<Condition>,
    }
}
