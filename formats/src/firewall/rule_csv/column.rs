use crate::units::plain;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a column says about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Action,
    Direction,
    Source,
    SourcePorts,
    Destination,
    DestinationPorts,
    Protocol,
    IcmpType,
    State,
    InterfaceIn,
    InterfaceOut,
    Enabled,
    /// Says nothing about packets.
    Remark,
}

/// Headings, plain, by column.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Action, &["action", "verdict", "動作", "アクション", "処理", "許可/拒否", "判定"]),
    (Column::Direction, &["direction", "方向", "向き"]),
    (Column::Source, &["source", "src", "sourceaddress", "from", "送信元", "送信元アドレス", "送信元ip", "発信元"]),
    (
        Column::SourcePorts,
        &["sourceports", "sourceport", "srcport", "srcports", "sport", "送信元ポート", "発信元ポート"],
    ),
    (
        Column::Destination,
        &[
            "destination",
            "dst",
            "dest",
            "destinationaddress",
            "to",
            "宛先",
            "宛先アドレス",
            "宛先ip",
            "あて先",
            "送信先",
        ],
    ),
    (
        Column::DestinationPorts,
        &[
            "destinationports",
            "destinationport",
            "dstport",
            "dstports",
            "dport",
            "port",
            "ports",
            "宛先ポート",
            "送信先ポート",
            "ポート",
            "ポート番号",
        ],
    ),
    (Column::Protocol, &["protocol", "proto", "プロトコル"]),
    (Column::IcmpType, &["icmptype", "icmp種別", "icmpタイプ"]),
    (Column::State, &["state", "connectionstate", "状態", "接続状態"]),
    (Column::InterfaceIn, &["interfacein", "ininterface", "input", "受信インタフェース", "入力インタフェース"]),
    (Column::InterfaceOut, &["interfaceout", "outinterface", "output", "送信インタフェース", "出力インタフェース"]),
    (Column::Enabled, &["enabled", "active", "有効"]),
    (
        Column::Remark,
        &[
            "comment",
            "remark",
            "description",
            "note",
            "name",
            "id",
            "no",
            "no.",
            "number",
            "rule",
            "log",
            "hits",
            "owner",
            "ticket",
            "備考",
            "コメント",
            "説明",
            "名称",
            "名前",
            "番号",
            "項番",
            "ログ",
            "担当",
            "用途",
        ],
    ),
];

/// The column of a heading; of one in two languages (`Source / 送信元`) either part counts.
fn column(heading: &str) -> Option<Column> {
    let single = |heading: &str| {
        let heading = plain(heading);
        HEADINGS.iter().find(|(_, names)| names.contains(&heading.as_str())).map(|(column, _)| *column)
    };
    single(heading).or_else(|| heading.split(['/', '／', '(', '（', ')', '）', '\n']).find_map(single))
}

/// The headings of a table, and where each known column stands.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) headings: Vec<String>,
    /// Whether the cells under a heading are read or knowingly passed over. Of two columns with one meaning the first is read.
    pub(super) read: Vec<bool>,
    places: BTreeMap<Column, usize>,
}

impl Columns {
    pub(super) fn of(fields: &[Cow<'_, str>]) -> Columns {
        let mut columns = Columns::default();
        for (at, heading) in fields.iter().enumerate() {
            let read = match column(heading) {
                Some(Column::Remark) => true,
                Some(known) => *columns.places.entry(known).or_insert(at) == at,
                None => false,
            };
            columns.headings.push(heading.to_string());
            columns.read.push(read);
        }
        columns
    }

    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places.get(&column).copied()
    }
}
