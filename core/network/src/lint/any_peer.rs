use super::at;
use crate::profile::{Flow, Profile};
use terms::{Finding, finding};

finding! {
    /// A flow is declared with everybody.
    AnyPeer = "network/any-peer" {
        /// Id of the flow.
        flow: String,
    }
    en: "Flow `{flow}` is declared with `any` as its peer.", "A filter that is equal to this lets everybody through on these ports.",
        "Ask the maker which roles the flow really has.";
    ja: "通信 `{flow}` の相手が `any`（全員）と申告されています。", "これと一致するフィルタは、該当ポートで全員を通します。",
        "実際の相手の役割を製造業者に確認してください。";
}

pub(super) fn look(flow: &Flow, path: &str) -> Option<Finding> {
    (flow.peer == Profile::ANY).then(|| at(path, &flow.place, AnyPeer { flow: flow.id.clone() }))
}
