//! Bills of materials on the screen: a table, a comparison, what is missing.

use crate::screen::Paper;
use activities::bill::{Bill, BillDocument, BillItem, end_of_support, full_name, level_of_support};
use activities::sbom_diff::{Change, Diff, Move, Side};
use activities::sbom_quality::{Count, LISTS, List, Missing, Quality};
use sbom::Kind;
use terms::Lang;
use unicode_width::UnicodeWidthStr;

/// The stable name of a kind.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Application => "application",
        Kind::Framework => "framework",
        Kind::Library => "library",
        Kind::Container => "container",
        Kind::Platform => "platform",
        Kind::OperatingSystem => "operating-system",
        Kind::Device => "device",
        Kind::DeviceDriver => "device-driver",
        Kind::Firmware => "firmware",
        Kind::Service => "service",
        Kind::File => "file",
        Kind::Data => "data",
    }
}

/// `1 component`, `2 components`.
fn counted(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Draws `sbom show`.
pub(crate) fn show(lang: Lang, bill: &Bill<'_>, paper: &mut Paper) {
    let mut first = true;
    for document in &bill.documents {
        if !std::mem::take(&mut first) {
            paper.blank();
        }
        head(lang, document, paper);
        table(lang, document, paper);
    }
}

fn head(lang: Lang, document: &BillDocument<'_>, paper: &mut Paper) {
    let about = &document.about;
    let subject = document.items.iter().find(|item| item.subject);
    let subject = subject.map(|item| format!("{} {} · ", full_name(&item.component), item.component.version));
    paper.line(&format!("{}{}", subject.unwrap_or_default(), document.name));
    let count = document.items.iter().filter(|item| !item.subject).count();
    let mut facts = vec![format!("{} {}", about.format, about.format_version).trim_end().to_owned()];
    facts.push(lang.pick(counted(count as u64, "component"), format!("構成要素 {count} 件")));
    facts.push(lang.pick(counted(document.relations, "relation"), format!("関係 {} 件", document.relations)));
    if document.statements > 0 {
        facts.push(lang.pick(
            format!("{}, not used", counted(document.statements, "embedded statement")),
            format!("埋め込みの脆弱性情報 {} 件（未使用）", document.statements),
        ));
    }
    if document.build > 0 {
        facts.push(lang.pick(
            format!("{}, not looked up", counted(document.build, "build element")),
            format!("ビルド要素 {} 件（照合対象外）", document.build),
        ));
    }
    paper.line(&facts.join(" · "));
    let made = [&about.authors, &about.tools].into_iter().flatten().map(|text| &**text).collect::<Vec<_>>().join(", ");
    let created =
        if about.created.is_empty() { lang.pick("date not stated", "日付の記載なし") } else { &about.created };
    paper.line(&lang.pick(format!("made {created} {made}"), format!("作成 {created} {made}")));
}

/// Widths of name, version, supplier and licence; the identifier takes the rest and is never cut.
const WIDTHS: [usize; 4] = [30, 14, 18, 14];

fn table(lang: Lang, document: &BillDocument<'_>, paper: &mut Paper) {
    if document.items.is_empty() {
        return;
    }
    let headings = lang.pick(
        ["NAME", "VERSION", "SUPPLIER", "LICENCE", "IDENTIFIER"],
        ["部品名", "バージョン", "供給者", "ライセンス", "識別子"],
    );
    paper.blank();
    paper.raw(&columns(headings.map(str::to_owned)));
    for item in &document.items {
        paper.raw(&columns(cells(item)));
        let support = [level_of_support(&item.component), end_of_support(&item.component)];
        let support: Vec<&str> = support.into_iter().flatten().collect();
        if !support.is_empty() {
            paper.raw(&format!("  {} {}", lang.pick("support:", "サポート:"), support.join(" · ")));
        }
    }
}

fn cells(item: &BillItem<'_>) -> [String; 5] {
    let component = &item.component;
    let mark = if item.subject { "* ".to_owned() } else { "  ".repeat(component.depth.min(6) as usize) };
    let identifier = component.purls.first().or(component.cpes.first()).or(component.swhids.first());
    [
        format!("{mark}{}", full_name(component)),
        component.version.clone().into_owned(),
        component.supplier.clone().into_owned(),
        component.licences.first().cloned().unwrap_or_default().into_owned(),
        identifier.cloned().unwrap_or_else(|| "–".into()).into_owned(),
    ]
}

fn columns(cells: [String; 5]) -> String {
    let mut line = String::new();
    let last = cells.len() - 1;
    for (place, cell) in cells.iter().enumerate() {
        let plain: String = cell.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        match WIDTHS.get(place) {
            Some(width) if place < last => {
                let cut = fitted(&plain, *width);
                line.push_str(&cut);
                line.push_str(&" ".repeat(width.saturating_sub(cut.width()) + 2));
            }
            _ => line.push_str(&plain),
        }
    }
    line.trim_end().to_owned()
}

/// A text of at most so many columns.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        let mut longer = cut.clone();
        longer.push(letter);
        if longer.width() + 1 > width {
            break;
        }
        cut = longer;
    }
    cut.push('…');
    cut
}

/// Draws `sbom diff`.
pub(crate) fn diff(lang: Lang, diff: &Diff, files: [&str; 2], unread: u64, paper: &mut Paper) {
    let [from, to] = files;
    paper.line(&format!("{from} → {to}"));
    let count = |wanted: Move| diff.changed.iter().filter(|change| change.version == wanted).count();
    let (up, down, other) = (count(Move::Up), count(Move::Down), count(Move::Other));
    let (added, removed, same) = (diff.added.len(), diff.removed.len(), diff.same);
    let rest = count(Move::None);
    paper.line(&lang.pick(
        format!(
            "{added} added · {removed} removed · {up} up · {down} down · {other} changed without a known order · {rest} licence, supplier, identifier or content only · {same} the same"
        ),
        format!(
            "追加 {added} · 削除 {removed} · 更新 {up} · 後退 {down} · 前後不明の変更 {other} · ライセンス・供給者・識別子・内容のみ {rest} · 同一 {same}"
        ),
    ));
    if unread > 0 {
        paper.line(lang.pick(
            "NOT EVERYTHING COULD BE READ: what was not read may have come, gone or changed.",
            "読み取れない部分があります。その部分の追加・削除・変更は分かりません。",
        ));
    }
    part(lang.pick("Added", "追加"), diff.added.iter().map(side), paper);
    part(lang.pick("Removed", "削除"), diff.removed.iter().map(side), paper);
    let moved = |wanted: Move| {
        diff.changed.iter().filter(move |change| change.version == wanted).map(move |one| changed(lang, one))
    };
    part(lang.pick("Down", "後退"), moved(Move::Down), paper);
    part(lang.pick("Up", "更新"), moved(Move::Up), paper);
    part(lang.pick("Changed, order not known", "前後不明の変更"), moved(Move::Other), paper);
    part(lang.pick("Same version", "版は同一"), moved(Move::None), paper);
}

fn part(title: &str, lines: impl Iterator<Item = String>, paper: &mut Paper) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        paper.blank();
        paper.line(title);
    }
    for line in lines {
        paper.row(2, "", &line);
    }
}

fn side(side: &Side) -> String {
    let identifier = if side.identifier.is_empty() { String::new() } else { format!(" · {}", side.identifier) };
    format!("{} {}{identifier} · {}", side.name, side.version, side.place)
}

fn changed(lang: Lang, change: &Change) -> String {
    let mut text = change.to.name.clone();
    if change.version == Move::None {
        text.push_str(&format!(" {}", change.to.version));
    } else {
        text.push_str(&format!(" {} → {}", filled(&change.from.version), filled(&change.to.version)));
    }
    let mut also = |differs: bool, en: &str, ja: &str, from: &str, to: &str| {
        if differs {
            text.push_str(&format!(" · {} {} → {}", lang.pick(en, ja), filled(from), filled(to)));
        }
    };
    also(change.licence, "licence", "ライセンス", &change.from.licence, &change.to.licence);
    also(change.supplier, "supplier", "供給者", &change.from.supplier, &change.to.supplier);
    also(change.identifier, "identifier", "識別子", &change.from.identifier, &change.to.identifier);
    if change.content {
        text.push_str(lang.pick(" · changed content (its hash differs)", " · 内容が変化（ハッシュが異なる）"));
    }
    format!("{text} · {}", change.to.place)
}

fn filled(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// What stands around a judgement of quality.
pub(crate) struct From {
    /// Documents that could not be read, or not to their end.
    pub(crate) unread: u64,
    /// Files of folders without an SBOM.
    pub(crate) passed_over: u64,
    /// Every place is shown.
    pub(crate) all: bool,
}

/// `file:line`, or the file for the document as a whole.
pub(crate) fn place(missing: &Missing) -> String {
    if missing.line == 0 { missing.file.clone() } else { format!("{}:{}", missing.file, missing.line) }
}

/// Draws `sbom quality`.
pub(crate) fn quality(lang: Lang, quality: &Quality, from: &From, paper: &mut Paper) {
    let Quality { documents, components, not_asked, .. } = quality;
    paper.line(&lang.pick(
        format!(
            "{} in {} · {not_asked} files and data without identifier not asked",
            counted(*components, "component"),
            counted(*documents, "document")
        ),
        format!("文書 {documents} 件の構成要素 {components} 件 · 識別子のないファイル・データ {not_asked} 件は対象外"),
    ));
    if from.passed_over > 0 {
        paper.line(&lang.pick(
            format!("{} without SBOM passed over", counted(from.passed_over, "other file")),
            format!("SBOM でないファイル {} 件は対象外としました", from.passed_over),
        ));
    }
    if from.unread > 0 {
        paper.line(&lang.pick(
            format!("NOT READ IN FULL: {}; nothing is said about the rest", counted(from.unread, "document")),
            format!("完全に読み取れない文書 {} 件: その残りについては何も言えません", from.unread),
        ));
    }
    how(lang, paper);
    for list in &LISTS {
        paper.blank();
        one_list(lang, quality, list, paper);
    }
    paper.blank();
    paper.line(lang.pick("Missing, and where", "欠落箇所"));
    for count in quality.counts.iter().filter(|count| !count.missing.is_empty()) {
        places(lang, count, from.all, paper);
    }
    if quality.counts.iter().all(|count| count.missing.is_empty()) {
        paper.row(2, "", lang.pick("nothing, in what was read", "読み取った範囲ではありません"));
    }
}

/// What the counts mean.
fn how(lang: Lang, paper: &mut Paper) {
    paper.line(lang.pick(
        "Judged is whether an element is stated, not whether it is true.",
        "判定するのは記載の有無であり、内容の正しさではありません。",
    ));
    paper.line(lang.pick(
        "How sure a list is: [O] official extract, [S] secondary source, [M] not confirmed, [?] known doubt.",
        "各一覧の確度: [O] 公式文書の抜粋、[S] 二次資料、[M] 未確認、[?] 疑義あり",
    ));
}

fn one_list(lang: Lang, quality: &Quality, list: &List, paper: &mut Paper) {
    let stated = match (quality.is_stated(list), quality.components) {
        (_, 0) => lang.pick("no component to ask", "対象の構成要素なし").to_owned(),
        (true, _) => lang.pick("every element stated", "全項目の記載あり").to_owned(),
        (false, _) => {
            let missing = list
                .elements
                .iter()
                .filter(|element| quality.of(**element).is_some_and(|count| !count.missing.is_empty()));
            let missing = missing.count();
            lang.pick(
                format!("{missing} of {} elements incomplete", list.elements.len()),
                format!("{} 項目中 {missing} 項目に欠落", list.elements.len()),
            )
        }
    };
    paper.split(lang.pick(list.en, list.ja), &format!("[{}] {stated}", list.confidence));
    for element in list.elements {
        let Some(count) = quality.of(*element) else { continue };
        let present = count.total.saturating_sub(count.missing.len() as u64);
        paper.row(28, &format!("  {}", element.say(lang)), &format!("{present} / {}", count.total));
    }
    for (en, ja) in list.not_judged {
        paper.row(28, lang.pick("  not judged", "  判定対象外"), lang.pick(en, ja));
    }
}

fn places(lang: Lang, count: &Count, all: bool, paper: &mut Paper) {
    const SHOWN: usize = 3;
    let shown = if all { count.missing.len() } else { SHOWN };
    let mut lines: Vec<String> = count
        .missing
        .iter()
        .take(shown)
        .map(|one| format!("{} {}", place(one), one.component).trim_end().to_owned())
        .collect();
    let rest = count.missing.len().saturating_sub(shown);
    if rest > 0 {
        lines.push(lang.pick(format!("… {rest} more (--all)"), format!("… 他 {rest} 件（--all）")));
    }
    paper.row(28, &format!("  {}", count.element.say(lang)), &lines.join("\n"));
}
