//! Whom this site trusts: keys and roots that a person named, and the root that was accepted before.

use crate::envelope::Signed;
use crate::key::PublicKey;
use crate::root::Root;
use activities::feed_port::{FeedFault, Said};
use std::collections::BTreeSet;

/// The keys whose signatures count.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    keys: Vec<PublicKey>,
    root: Option<Root>,
    /// The file of a root that is newer than the one held.
    accepted: Option<Vec<u8>>,
}

impl Trust {
    /// With the root that this site has accepted before, if any.
    pub fn holding(root: Option<&[u8]>) -> Result<Trust, FeedFault> {
        let root = match root {
            None => None,
            Some(bytes) => Some(Root::read(bytes).ok_or_else(|| {
                FeedFault::new(
                    Said::new("the root held here is damaged", "保管中のルートが破損しています"),
                    Said::new(
                        "restore trust/root.json, or remove it and name the root again with --trust",
                        "trust/root.json を復元するか、削除して --trust でルートを指定し直してください",
                    ),
                )
            })?),
        };
        Ok(Trust { keys: Vec::new(), root, accepted: None })
    }

    /// Adds what a person names: a public key, or a root. The first root is believed because a person names it; later ones
    /// must be signed by the one before.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), FeedFault> {
        if let Some(key) = PublicKey::read(bytes) {
            self.keys.push(key);
            return Ok(());
        }
        let Some(root) = Root::read(bytes) else {
            return Err(FeedFault::new(
                Said::new(
                    format!("{name} is neither a public key nor a root that is signed by its own key"),
                    format!("{name} は公開鍵でも、自身の鍵で署名されたルートでもありません"),
                ),
                Said::new(
                    "name the .pub file of a key, or a root file",
                    "鍵の .pub ファイルまたはルートを指定してください",
                ),
            ));
        };
        match &self.root {
            Some(held) if *held == root => return Ok(()),
            Some(held) if !held.is_followed_by(bytes, &root) => {
                return Err(FeedFault::new(
                    Said::new(
                        format!(
                            "{name}: root {} does not follow root {} that is held: it must be later and signed by a key of that one",
                            root.version, held.version
                        ),
                        format!(
                            "{name}: ルート {} は保管中のルート {} の後継ではありません（新しい番号と、現ルートの鍵による署名が必要です）",
                            root.version, held.version
                        ),
                    ),
                    Said::new(
                        "get the roots in between, or the right one, from who signs the bundles",
                        "バンドルの署名者から、間のルートまたは正しいルートを入手してください",
                    ),
                ));
            }
            Some(_) | None => {}
        }
        self.accepted = Some(bytes.to_vec());
        self.root = Some(root);
        Ok(())
    }

    /// The file of a root to hold from now on.
    pub fn accepted(&self) -> Option<&[u8]> {
        self.accepted.as_deref()
    }

    /// What an envelope holds, and the id of the key that signed it.
    pub fn open(&self, kind: &str, envelope: &[u8]) -> Result<(Vec<u8>, String), FeedFault> {
        let refused = |en: &str, ja: &str, next: (&str, &str)| {
            FeedFault::new(
                Said::new(format!("refused, nothing was changed: {en}"), format!("拒否しました（変更なし）: {ja}")),
                Said::new(next.0, next.1),
            )
        };
        let again = ("get the bundle again from who signed it", "署名者からバンドルを取り直してください");
        let signed = Signed::read(envelope)
            .ok_or_else(|| refused("the signed envelope cannot be read", "署名付き封筒を読み取れません", again))?;
        let none = BTreeSet::new();
        let revoked: BTreeSet<String> = self.root.as_ref().map_or(none, |root| root.revoked.iter().cloned().collect());
        let trusted = self.keys.iter().chain(self.root.iter().flat_map(|root| &root.bundle_keys));
        let (revoked_keys, keys): (Vec<&PublicKey>, Vec<&PublicKey>) =
            trusted.partition(|key| revoked.contains(&key.id()));
        if let Some((payload, key)) = signed.open(kind, keys.iter().copied()) {
            return Ok((payload.to_vec(), key.id()));
        }
        if signed.claims().any(|id| revoked.contains(id)) || signed.open(kind, revoked_keys).is_some() {
            return Err(refused(
                "it is signed by a key that the root has revoked",
                "ルートにより失効した鍵で署名されています",
                ("get a bundle signed by a key that is in force", "有効な鍵で署名されたバンドルを入手してください"),
            ));
        }
        if keys.is_empty() {
            return Err(refused(
                "nobody said which key to trust",
                "信頼する鍵が指定されていません",
                ("name it with --trust FILE.pub or a root", "--trust で公開鍵またはルートを指定してください"),
            ));
        }
        Err(refused(
            "the signature does not fit, or is by a key that is not trusted",
            "署名が一致しないか、信頼していない鍵によるものです",
            again,
        ))
    }
}
