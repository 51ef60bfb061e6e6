use super::{Area, Judgement, Looked, at};
use crate::{Connections, Device};
use terms::{Lang, Priority, finding};

finding! {
    /// A part of the device's description is open. JP Essential Principles Art. 12(3), applicability: connection
    /// inventory [O]; FDA 524B(c) cyber device [P].
    DeviceNotDescribed = "device/not-described" {
        /// What is open, as written.
        missing: String,
    }
    en: "The device's description leaves open: {missing}.",
        "Whether the rules on connected devices apply, and from where it can be attacked, rests on these.",
        "Fill them in in device.yaml; a connection that is not there is written `no`.";
    ja: "機器の記述に未記入があります: {missing}。",
        "接続機器の規制が適用されるか、どこから攻撃され得るかは、これらによって決まります。",
        "device.yaml に記載してください。無い接続手段は `no` と書きます。";
}

/// Whether name, intended use and every way of being connected are said.
pub fn judge_identity(device: &Device) -> Judgement {
    let mut missing = Vec::new();
    let name = device.name.get(Lang::En).trim();
    if name.is_empty() || name.starts_with("TODO") {
        missing.push("name".to_owned());
    }
    if device.intended_use.is_none() {
        missing.push("intended_use".to_owned());
    }
    let none = Connections::default();
    for (name, connection) in device.connections.as_ref().unwrap_or(&none).all() {
        if connection.is_none() {
            missing.push(format!("connections.{name}"));
        }
    }
    let findings = match missing.is_empty() {
        true => Vec::new(),
        false => {
            let detail = DeviceNotDescribed { missing: missing.join(", ") };
            vec![at(Priority::Attention, "device/description", &device.place, detail)]
        }
    };
    Judgement { area: Area::Identity, looked: Looked::At, findings }
}

#[cfg(test)]
mod tests {
    use super::judge_identity;
    use crate::rules::testing::device;
    use crate::{Connection, Connections, Device};
    use terms::{Lang, Place, Text};

    fn said(change: impl FnOnce(&mut Device)) -> String {
        let no = || Some(Connection { place: Place::default(), present: false, words: None });
        let mut device = device();
        device.name = Text { en: Some("Aster".to_owned()), ..Text::default() };
        device.intended_use = Some(Text::default());
        device.connections = Some(Connections {
            place: Place::default(),
            network: no(),
            wireless: no(),
            usb: no(),
            serial: no(),
            removable_media: no(),
            service_port: no(),
            cloud: no(),
        });
        change(&mut device);
        let findings = judge_identity(&device).findings;
        findings.first().map(|finding| finding.detail.say(Lang::En).what).unwrap_or_default()
    }

    #[test]
    fn a_described_device_is_quiet() {
        assert_eq!(said(|_| ()), "");
    }

    #[test]
    fn a_connection_nobody_spoke_of_is_named() {
        assert!(said(|device| device.connections.as_mut().unwrap().usb = None).ends_with("open: connections.usb."));
    }

    #[test]
    fn a_placeholder_is_no_name() {
        let todo = Text { en: Some("TODO name".to_owned()), ..Text::default() };
        assert!(said(|device| device.name = todo).ends_with("open: name."));
    }
}
