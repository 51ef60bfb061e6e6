use crate::dossier::record::record;
use crate::dossier::{Definitions, Field, IntoCore, Reader};
use crate::yaml::Node;
use network::{DataWord, Initiator, Need, PortRange, Protocol};
use terms::Text;

record! {
    /// What the device needs on the network, as its maker declares it.
    /// 製造業者が申告する、機器に必要なネットワーク通信。
    Network => network::Profile {
        /// Id of the device (device.yaml).
        /// 機器の id（device.yaml）。
        device: String,
        /// Version of this profile.
        /// このプロファイルの版。
        version: String,
        /// Flows, each with who opens it.
        /// 通信（開始する側を明記）。
        flows: Vec<Flow>,
        /// Services that listen on the device.
        /// 機器上で待ち受けるサービス。
        services: Vec<Service>,
        /// Controls that a facility may put in force.
        /// 医療機関が適用できる補完的対策。
        compensating_controls: Vec<CompensatingControl>,
        /// How the device is serviced from afar (who, over what, when), or that it is not.
        /// リモート保守の経路（誰が、何を通じて、いつ）、または行わないこと。
        remote_service: Option<Text>,
        /// Services outside the facility that the device talks to.
        /// 機器が通信する施設外のサービス。
        cloud_end_points: Vec<CloudEndPoint>,
        /// `no` for a draft that somebody else made of ports and sheets. Left out: the maker's own.
        /// 製造業者以外がポート表などから作成した下書きは `no`。省略時は製造業者によるもの。
        confirmed_by_maker: Option<bool>,
    }
}

record! {
    /// A service outside the facility that the device talks to.
    /// 機器が通信する施設外のサービス。
    CloudEndPoint => network::CloudEndPoint {
        /// Its name on the network, or its addresses.
        /// ホスト名またはアドレス。
        host: String,
        /// What it is for.
        /// 目的。
        purpose: Text,
        /// Ids of the flows that go there.
        /// そこへの通信の id。
        flows: Vec<String>,
    }
}

record! {
    /// A flow that the device needs or can use.
    /// 機器が必要とする、または利用できる通信。
    Flow => network::Flow {
        /// Its id.
        /// id。
        id: String,
        /// Who opens the connection.
        /// 接続を開始する側。
        initiator: Initiator,
        /// Role of the other side; a facility gives roles their addresses. `any` means everybody.
        /// 相手の役割。アドレスは医療機関が割り当てる。`any` は全員。
        peer: String,
        /// Protocol: tcp, udp, icmp, sctp, or its number.
        /// プロトコル（tcp、udp、icmp、sctp、または番号）。
        protocol: Protocol,
        /// Ports it is opened to (`443`, `1024-65535`); types for icmp. Left out: all.
        /// 宛先ポート（`443`、`1024-65535`）。icmp ではタイプ。省略時はすべて。
        ports: Vec<PortRange>,
        /// Ports it is opened from. Left out: all.
        /// 送信元ポート。省略時はすべて。
        source_ports: Vec<PortRange>,
        /// Whether it must pass.
        /// 必須かどうか。
        need: Need,
        /// What it is for.
        /// 目的。
        purpose: Text,
        /// What it carries.
        /// 伝送するデータ。
        data: Option<DataWord>,
        /// How it is encrypted, or `none`.
        /// 暗号化方式。なければ `none`。
        encryption: Option<String>,
        /// How the sides prove who they are, or `none`.
        /// 認証方式。なければ `none`。
        authentication: Option<String>,
        /// What happens when it is blocked.
        /// 遮断された場合の影響。
        effect_if_blocked: Option<Text>,
        /// Whether care cannot be without it, even in quarantine.
        /// 隔離中でも診療に欠かせない通信かどうか。
        essential_for_care: Option<bool>,
    }
}

record! {
    /// A service that listens on the device.
    /// 機器上で待ち受けるサービス。
    Service => network::Service {
        /// Its id.
        /// id。
        id: String,
        /// Protocol.
        /// プロトコル。
        protocol: Protocol,
        /// Ports.
        /// ポート。
        ports: Vec<PortRange>,
        /// What it is for.
        /// 目的。
        purpose: Text,
        /// How it is encrypted, or `none`.
        /// 暗号化方式。なければ `none`。
        encryption: Option<String>,
        /// How clients prove who they are, or `none`.
        /// 認証方式。なければ `none`。
        authentication: Option<String>,
    }
}

record! {
    /// A compensating control: packets that a facility may stop, and what that costs.
    /// 補完的対策：医療機関が遮断してよいパケットと、その影響。
    CompensatingControl => network::CompensatingControl {
        /// Its id.
        /// id。
        id: String,
        /// What it helps against and what it costs.
        /// 効果と、失われる機能。
        effect: Text,
        /// Who would open the connection.
        /// 接続を開始する側。
        initiator: Initiator,
        /// Role of the other side, or `any`.
        /// 相手の役割、または `any`。
        peer: String,
        /// Protocol.
        /// プロトコル。
        protocol: Protocol,
        /// Ports it would be opened to. Left out: all.
        /// 宛先ポート。省略時はすべて。
        ports: Vec<PortRange>,
    }
}

/// A closed list of words of a core type that knows no choices of its own.
macro_rules! words {
    ($kind:ty { $( $case:path = $text:literal : $en:literal | $ja:literal, )+ }) => {
        impl Field for $kind {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                let Some(text) = node.scalar() else {
                    at.wrong_type(node.span, ["one word of a list", "決められた語の 1 つ"]);
                    return None;
                };
                match text {
                    $( $text => Some($case), )+
                    _ => {
                        at.not_allowed(node.span, text, &[$( $text ),+]);
                        None
                    }
                }
            }

            fn write(&self) -> Option<Node> {
                Some(Node::text(match self { $( $case => $text, )+ }))
            }

            fn schema(_: &mut Definitions) -> Node {
                let cases = [$( ($text, $en, $ja) ),+].map(|(text, en, ja)| {
                    Node::map([("const", Node::text(text)), ("description", Node::text(format!("{en}\n{ja}")))])
                });
                Node::map([("oneOf", Node::list(cases))])
            }
        }

        same!($kind);
    };
}

macro_rules! same {
    ($kind:ty) => {
        impl IntoCore for $kind {
            type Core = $kind;

            fn into_core(self) -> $kind {
                self
            }
        }
    };
}

words!(Initiator {
    Initiator::Device = "device" : "the device" | "機器",
    Initiator::Peer = "peer" : "the other side" | "相手側",
});
words!(Need {
    Need::Needed = "needed" : "must pass" | "必須",
    Need::Optional = "optional" : "may pass or not" | "任意",
});
words!(DataWord {
    DataWord::Patient = "patient" : "about patients" | "患者に関するデータ",
    DataWord::Control = "control" : "commands that change what the device does" | "機器の動作を変える指令",
    DataWord::Device = "device" : "about the device itself" | "機器自体のデータ",
    DataWord::Other = "other" : "none of these" | "その他",
});

macro_rules! parsed {
    ($kind:ty, $pattern:literal, $en:literal, $ja:literal) => {
        impl Field for $kind {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                let Some(text) = node.scalar() else {
                    at.wrong_type(node.span, [$en, $ja]);
                    return None;
                };
                let value = <$kind>::parse(text);
                if value.is_none() {
                    at.bad_value(node.span, text, [$en, $ja]);
                }
                value
            }

            fn write(&self) -> Option<Node> {
                Some(Node::text(self.to_string()))
            }

            fn schema(_: &mut Definitions) -> Node {
                let kinds = Node::list([Node::text("string"), Node::text("number")]);
                Node::map([("type", kinds), ("pattern", Node::text($pattern))])
            }
        }

        same!($kind);
    };
}

parsed!(
    Protocol,
    "^([A-Za-z]+|[0-9]{1,3})$",
    "a protocol (tcp, udp, icmp, sctp, or a number up to 255)",
    "プロトコル（tcp、udp、icmp、sctp、または 255 までの番号）"
);
parsed!(
    PortRange,
    "^[0-9]{1,5}(-[0-9]{1,5})?$",
    "a port or a range of ports such as 443 or 1024-65535",
    "ポートまたはその範囲（例: 443、1024-65535）"
);
