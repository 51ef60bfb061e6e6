//! Why a match by name was made, in words.

use terms::Lang;
use vulnerability::by_name::{Confidence, NameMatch, VendorLink, VersionVerdict};

/// How sure, by which maker, which words, which version phrase.
pub(super) fn why(found: &NameMatch, lang: Lang) -> String {
    let NameMatch { confidence, vendor, words, near, extra, version } = found;
    let mut said = vec![sure(*confidence, lang).to_owned(), maker(vendor, lang)];
    let words = words.join(", ");
    said.push(lang.pick(format!("words {words}"), format!("一致した語 {words}")));
    for (ours, theirs) in near {
        said.push(lang.pick(format!("\"{ours}\" for \"{theirs}\""), format!("「{ours}」は「{theirs}」の綴り違い")));
    }
    if !extra.is_empty() {
        let extra = extra.join(", ");
        said.push(lang.pick(format!("not in the advisory: {extra}"), format!("勧告にない語 {extra}")));
    }
    said.push(versions(version, lang));
    said.join(lang.pick("; ", "、"))
}

fn sure(confidence: Confidence, lang: Lang) -> &'static str {
    match confidence {
        Confidence::Strong => lang.pick("strong", "強い一致"),
        Confidence::Likely => lang.pick("likely", "おそらく一致"),
        Confidence::Weak => lang.pick("weak", "弱い一致"),
    }
}

fn maker(vendor: &VendorLink, lang: Lang) -> String {
    match vendor {
        VendorLink::Same => lang.pick("same maker", "製造業者が同じ").to_owned(),
        VendorLink::Alias(maker) => {
            lang.pick(format!("two names of one maker ({maker})"), format!("同じ製造業者の別名（{maker}）"))
        }
        VendorLink::Misspelt => lang.pick("maker one letter apart", "製造業者名が 1 文字違い").to_owned(),
        VendorLink::InName => lang.pick("maker named in the name", "名称に製造業者名を含む").to_owned(),
        VendorLink::Group(group) => {
            lang.pick(format!("makers of one group ({group})"), format!("同じ企業グループ（{group}）"))
        }
        VendorLink::NotStated => lang.pick("maker not stated", "製造業者の記載なし").to_owned(),
    }
}

/// What the version text says.
pub(super) fn versions(version: &VersionVerdict, lang: Lang) -> String {
    match version {
        VersionVerdict::Meant(text) => {
            lang.pick(format!("version within \"{text}\""), format!("版は「{text}」に含まれる"))
        }
        VersionVerdict::Every => lang.pick("every version", "全ての版").to_owned(),
        VersionVerdict::NotStated(text) => {
            lang.pick(format!("our version not stated, theirs \"{text}\""), format!("版の記載なし、勧告は「{text}」"))
        }
        VersionVerdict::NotComparable(text) => {
            lang.pick(format!("version not comparable with \"{text}\""), format!("版は「{text}」と比較できない"))
        }
    }
}
