//! `tutela site add-rules FILE… SITE`: the rules of a firewall, kept without their secrets; a dry run unless told to write.

use super::network_place::{bytes, hash};
use super::network_verify::{finding_v1, language};
use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::Paper;
use crate::site_options::AddRulesArgs;
use crate::status;
use activities::dossier_port::DossierFault;
use activities::site_port::Sites;
use activities::stored_rules::{Capture, RulesPlan, kept_rules, plan_rules, write_rules};
use device::{Dated, Id};
use dossier_folder::SiteFolder;
use formats::answer::stored_rules as v1;
use formats::firewall::RuleFile;
use formats::firewall::secrets::SecretKind;
use site::Configuration;
use std::collections::BTreeMap;
use std::path::Path;
use terms::{Choice, Lang, When};

/// Lines of one kind that the screen shows; JSON holds all.
const SHOWN: usize = 12;

pub(crate) fn run(edge: &Edge, args: &AddRulesArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (dir, paths) = args.files_and_site.split_last().ok_or_else(|| Complaint::new("FILE… SITE", ""))?;
    let folder = SiteFolder::new(dir);
    let configuration = match (args.running, args.stored) {
        (true, _) => Some(Configuration::Running),
        (false, true) => Some(Configuration::Stored),
        (false, false) => None,
    };
    let said = Said {
        firewall: &args.firewall,
        captured_at: &args.captured_at,
        captured_by: &args.captured_by,
        configuration,
        language: args.language.as_deref(),
    };
    let files = paths.iter().map(|path| Ok(RuleFile::new(plain(path), bytes(edge, path)?)));
    let files = files.collect::<Result<Vec<RuleFile>, Complaint>>()?;
    let taken = taken(edge, &folder, &said, (&files, args.write))?;
    let told = Told { lang, taken: &taken };
    print(&match edge.format {
        Form::Json => super::json_text(&told.answer()),
        Form::Human | Form::Sarif => told.draw().into_bytes(),
    })?;
    Ok(status::NOTHING)
}

/// What somebody says of a rule set.
pub(crate) struct Said<'s> {
    pub(crate) firewall: &'s str,
    pub(crate) captured_at: &'s str,
    pub(crate) captured_by: &'s str,
    pub(crate) configuration: Option<Configuration>,
    pub(crate) language: Option<&'s str>,
}

/// A rule set that was taken in, or could be.
pub(crate) struct Taken {
    plan: RulesPlan,
    replaces: Option<String>,
    written: bool,
}

impl Taken {
    /// As it is published.
    pub(crate) fn json(&self, lang: Lang) -> Vec<u8> {
        super::json_text(&Told { lang, taken: self }.answer())
    }
}

/// Plans to keep rules at a site wherever it is kept, and keeps them where that is asked for.
pub(crate) fn taken(
    edge: &Edge,
    sites: &dyn Sites,
    said_of: &Said<'_>,
    (files, write): (&[RuleFile], bool),
) -> Result<Taken, Complaint> {
    let lang = edge.lang;
    let capture = capture(edge, said_of, sites)?;
    let plan = plan_rules(files, &capture, hash).map_err(|gap| {
        let [what, next] = gap.say(lang);
        Complaint::new(what, next)
    })?;
    let replaces = kept_rules(sites, &capture.firewall, hash).map_err(|fault| said(lang, &fault))?;
    let replaces = replaces.ok().map(|kept| kept.record.captured_at.to_string());
    if write {
        write_rules(sites, &plan).map_err(|fault| said(lang, &fault))?;
    }
    Ok(Taken { plan, replaces, written: write })
}

fn said(lang: Lang, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(what, next)
}

fn plain(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn capture(edge: &Edge, args: &Said<'_>, sites: &dyn Sites) -> Result<Capture, Complaint> {
    let lang = edge.lang;
    let site = sites.load().map_err(|fault| said(lang, &fault))?;
    let listed: Vec<&Id> = site.networks.iter().flat_map(|networks| &networks.firewalls).map(|one| &one.id).collect();
    let firewall = listed.iter().find(|id| id.as_str() == args.firewall).ok_or_else(|| {
        let names: Vec<&str> = listed.iter().map(|id| id.as_str()).collect();
        Complaint::new(
            lang.pick(
                format!("--firewall: networks.yaml lists no “{}”", args.firewall),
                format!("--firewall: networks.yaml に「{}」はありません", args.firewall),
            ),
            names.join(", "),
        )
    })?;
    let dated = Dated::parse(args.captured_at).filter(|dated| matches!(dated.when, When::Day(_) | When::Instant(_)));
    let captured_at = dated.ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("--captured-at: “{}” is no day and no moment with its zone", args.captured_at),
                format!("--captured-at: 「{}」は日付でも時差付きの日時でもありません", args.captured_at),
            ),
            "2026-11-23, 2026-11-23T09:00:00Z, 2026-11-23T18:00:00+09:00",
        )
    })?;
    let is_to_come = match captured_at.when {
        When::Day(day) => day > edge.now.day(),
        When::Instant(at) => at > edge.now,
        When::Unknown | When::Month(..) | When::NotBefore(_) => false,
    };
    if is_to_come {
        let what = lang.pick("--captured-at: this is still to come", "--captured-at: まだ到来していない日時です");
        return Err(Complaint::new(what, lang.pick("name the day of the export", "出力した日を指定してください")));
    }
    let captured_by = args.captured_by.trim().to_owned();
    if captured_by.is_empty() {
        let what = lang.pick("--captured-by: nobody is named", "--captured-by: 取得者の指定がありません");
        return Err(Complaint::new(what, "--captured-by NAME"));
    }
    let language = args.language.map(|name| language(edge, name)).transpose()?;
    let configuration = args.configuration;
    Ok(Capture { firewall: (*firewall).clone(), captured_at, captured_by, configuration, language })
}

/// What is told of a plan.
struct Told<'t> {
    lang: Lang,
    taken: &'t Taken,
}

impl Told<'_> {
    fn answer(&self) -> v1::AddRulesV1 {
        let record = &self.taken.plan.record;
        let files = self.taken.plan.files.iter().zip(&record.files).map(|(stripped, listed)| v1::AddedRulesV1 {
            file: listed.file.clone(),
            language: listed.language.clone(),
            sha256: listed.sha256.to_string(),
            removed: stripped.cuts.iter().map(|cut| v1::RemovedV1 { line: cut.line, kind: cut.kind.name() }).collect(),
            look_at: stripped.doubtful.clone(),
        });
        v1::AddRulesV1 {
            schema: "tutela.site-add-rules/v1",
            exit_status: status::NOTHING,
            firewall: record.firewall.as_str().to_owned(),
            captured_at: record.captured_at.to_string(),
            captured_by: record.captured_by.clone(),
            configuration: record.configuration.map(Configuration::name),
            replaces: self.taken.replaces.clone(),
            rules_read: self.taken.plan.read,
            reads_the_same: true,
            files: files.collect(),
            findings: self.taken.plan.findings.iter().map(|finding| finding_v1(self.lang, finding)).collect(),
            written: self.taken.written,
        }
    }

    fn draw(&self) -> String {
        let (lang, plan) = (self.lang, &self.taken.plan);
        let (record, mut paper) = (&plan.record, Paper::new());
        let (count, id) = (plan.read, &record.firewall);
        paper.line(&lang.pick(
            format!("rules of {id}, read {} by {}: {count} rules", record.captured_at, record.captured_by),
            format!(
                "{id} のルールセット（{} 取得、取得者 {}）：規則 {count} 件",
                record.captured_at, record.captured_by
            ),
        ));
        let configuration = record.configuration.map(Configuration::meaning);
        paper.row(
            2,
            "  ",
            match configuration {
                Some([en, ja]) => lang.pick(en, ja),
                None => lang.pick(
                    "nobody said whether they are the running or the stored configuration (--running, --stored)",
                    "稼働中の設定か保存された設定か不明です（--running、--stored）",
                ),
            },
        );
        self.secrets(&mut paper);
        paper.blank();
        paper.line(lang.pick(
            "proved: without the secrets each rule reads as before, at the same line",
            "証明済み：秘密情報を除いても、すべての規則は同じ行で同じ内容に読み取れます",
        ));
        let open = plan.findings.len();
        if open > 0 {
            paper.line(&lang.pick(
                format!(
                    "places not understood or taken for granted: {open}; `network verify` tells what they leave open"
                ),
                format!("解釈できない箇所・前提を置いた箇所：{open} 件（影響は network verify が報告します）"),
            ));
        }
        if let Some(day) = &self.taken.replaces {
            paper.line(
                &lang
                    .pick(format!("in the place of the rules of {day}"), format!("{day} のルールセットを置き換えます")),
            );
        }
        paper.line(&match self.taken.written {
            true => lang.pick(format!("kept in firewalls/{id}"), format!("firewalls/{id} に保存しました")),
            false => lang.pick(
                "nothing was written; --write keeps them".to_owned(),
                "書き込みはしていません。--write を付けると保存します".to_owned(),
            ),
        });
        paper.finish()
    }

    fn secrets(&self, paper: &mut Paper) {
        let lang = self.lang;
        for stripped in &self.taken.plan.files {
            paper.blank();
            let mut by_kind: BTreeMap<SecretKind, Vec<u32>> = BTreeMap::new();
            stripped.cuts.iter().for_each(|cut| by_kind.entry(cut.kind).or_default().push(cut.line));
            let name = &stripped.file.name;
            paper.line(&match stripped.cuts.len() {
                0 => {
                    lang.pick(format!("{name}: no secret was found"), format!("{name}：秘密情報は見つかりませんでした"))
                }
                count => lang.pick(
                    format!("{name}: {count} secrets removed"),
                    format!("{name}：秘密情報 {count} 件を取り除きました"),
                ),
            });
            for (kind, lines) in by_kind {
                let [en, ja] = kind.meaning();
                paper.row(4, "  -", &format!("{}: {}", lang.pick(en, ja), numbers(lang, &lines)));
            }
            if !stripped.doubtful.is_empty() {
                let lines = numbers(lang, &stripped.doubtful);
                paper.row(
                    4,
                    "  ?",
                    &lang.pick(
                        format!("speaks of a secret, and nothing was removed; look yourself: {lines}"),
                        format!(
                            "秘密情報に関する記述がありますが、取り除いていません。目視で確認してください：{lines}"
                        ),
                    ),
                );
            }
        }
    }
}

fn numbers(lang: Lang, lines: &[u32]) -> String {
    let shown = lines.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = lines.len().saturating_sub(SHOWN);
    let more = match more {
        0 => String::new(),
        more => lang.pick(format!(" and {more} more"), format!(" ほか {more} 行")),
    };
    lang.pick(format!("line {shown}{more}"), format!("{shown} 行目{more}"))
}
