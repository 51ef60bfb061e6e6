use sbom::Kind;

/// What a column says about a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Group,
    Version,
    Supplier,
    Licence,
    Purl,
    Cpe,
    Swhid,
    Kind,
    Reference,
    /// A column of the writer's own: becomes a property.
    Own,
}

/// The column of a heading: `Version`, `バージョン`, or both beside each other (`Version / 版`, `版（Version）`).
pub(super) fn column(heading: &str) -> Column {
    let whole = single(heading);
    if whole != Column::Own {
        return whole;
    }
    let parts = heading.split(['/', '／', '(', '（', ')', '）', '・', '\n']).take(2);
    parts.map(single).find(|column| *column != Column::Own).unwrap_or(Column::Own)
}

/// The column of a heading in one language, in any case, with blanks, hyphens and underscores left out.
fn single(heading: &str) -> Column {
    let plain: String = heading.chars().filter(|letter| !matches!(letter, ' ' | '_' | '-' | '　')).collect();
    match plain.to_lowercase().as_str() {
        "name"
        | "component"
        | "componentname"
        | "package"
        | "packagename"
        | "software"
        | "softwarename"
        | "part"
        | "partname"
        | "product"
        | "productname"
        | "部品名"
        | "部品名称"
        | "部品"
        | "ソフトウェア名"
        | "ソフトウェア名称"
        | "ソフトウェア"
        | "名称"
        | "コンポーネント名"
        | "コンポーネント"
        | "パッケージ名"
        | "パッケージ"
        | "製品名"
        | "品名" => Column::Name,
        "group" | "namespace" | "グループ" | "名前空間" => Column::Group,
        "version"
        | "ver"
        | "ver."
        | "componentversion"
        | "packageversion"
        | "softwareversion"
        | "versionstring"
        | "revision"
        | "バージョン"
        | "バージョン番号"
        | "版"
        | "版数"
        | "ソフトウェアバージョン" => Column::Version,
        "supplier" | "suppliername" | "vendor" | "vendorname" | "manufacturer" | "manufacturername" | "publisher"
        | "maker" | "author" | "供給者" | "供給者名" | "供給元" | "ベンダー" | "ベンダ" | "ベンダー名" | "製造元"
        | "製造業者" | "メーカー" | "開発元" | "提供元" => Column::Supplier,
        "license" | "licence" | "licenses" | "licences" | "licenseid" | "ライセンス" | "ライセンス名" | "使用許諾" => {
            Column::Licence
        }
        "purl" | "packageurl" | "パッケージurl" => Column::Purl,
        "cpe" | "cpe23" | "cpe2.3" | "cpe22" | "cpename" | "cpe名" => Column::Cpe,
        "swhid" | "softwareheritageid" => Column::Swhid,
        "type" | "kind" | "componenttype" | "category" | "種別" | "種類" | "分類" | "区分" => Column::Kind,
        "bomref" | "reference" | "spdxid" => Column::Reference,
        _ => Column::Own,
    }
}

/// The kind that a cell names; `None` when the word is not known.
pub(super) fn kind(word: &str) -> Option<Kind> {
    let plain: String = word.chars().filter(|letter| !matches!(letter, ' ' | '_' | '-' | '　')).collect();
    Some(match plain.to_lowercase().as_str() {
        "library" | "package" | "component" | "software" | "ライブラリ" | "ライブラリー" | "パッケージ"
        | "ソフトウェア" => Kind::Library,
        "application" | "program" | "tool" | "アプリケーション" | "アプリ" | "プログラム" | "ツール" => {
            Kind::Application
        }
        "framework" | "フレームワーク" => Kind::Framework,
        "container" | "コンテナ" | "コンテナイメージ" => Kind::Container,
        "platform" | "プラットフォーム" => Kind::Platform,
        "operatingsystem" | "os" | "rtos" | "オペレーティングシステム" | "基本ソフト" => {
            Kind::OperatingSystem
        }
        "device" | "機器" | "装置" => Kind::Device,
        "devicedriver" | "driver" | "ドライバ" | "ドライバー" | "デバイスドライバ" | "デバイスドライバー" => {
            Kind::DeviceDriver
        }
        "firmware" | "ファームウェア" => Kind::Firmware,
        "service" | "サービス" => Kind::Service,
        "file" | "ファイル" => Kind::File,
        "data" | "データ" => Kind::Data,
        _ => return None,
    })
}
