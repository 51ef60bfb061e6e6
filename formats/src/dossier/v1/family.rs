use super::Alias;
use crate::dossier::record::record;
use device::Id;
use terms::Text;

record! {
    /// What releases share: a product line with its models, variants and options.
    /// リリースに共通する内容：製品群、型式、バリアント、オプション。
    Family => device::Family {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Name of the product line.
        /// 製品群の名称。
        name: Text,
        /// Id of the organisation that makes it (people.yaml).
        /// 製造する組織の id（people.yaml）。
        manufacturer: Option<Id>,
        /// Its models.
        /// 型式。
        models: Vec<Model>,
        /// Features that a unit may or may not have.
        /// 機器ごとに有無が異なる機能。
        options: Vec<FeatureOption>,
    }
}

record! {
    /// A model of the family.
    /// 製品群の型式。
    Model => device::Model {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Its name.
        /// 名称。
        name: Option<Text>,
        /// Labels, UDI-DIs and numbers it is known by.
        /// 表示名、UDI-DI、番号。
        aliases: Vec<Alias>,
        /// Its variants.
        /// バリアント。
        variants: Vec<Variant>,
    }
}

record! {
    /// A variant of a model.
    /// 型式のバリアント。
    Variant => device::Variant {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Its name.
        /// 名称。
        name: Option<Text>,
        /// Labels, UDI-DIs and numbers it is known by.
        /// 表示名、UDI-DI、番号。
        aliases: Vec<Alias>,
        /// Hardware revisions built so far.
        /// これまでのハードウェア改版。
        hardware_revisions: Vec<HardwareRevision>,
        /// Ids of the options it may have.
        /// 付けられるオプションの id。
        options: Vec<Id>,
    }
}

record! {
    /// A revision of the hardware.
    /// ハードウェアの改版。
    HardwareRevision => device::HardwareRevision {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// As printed on the board or the label.
        /// 基板または銘板の表示。
        label: Option<String>,
    }
}

record! {
    /// A feature that a unit may or may not have.
    /// 機器ごとに有無が異なる機能。
    FeatureOption => device::FeatureOption {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Its name.
        /// 名称。
        name: Text,
    }
}
