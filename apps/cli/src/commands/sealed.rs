//! Encrypted files: recipients and identities as a person names them, and what is read or written with them.

use super::feeds_bundle::bytes;
use crate::edge::{Complaint, Edge};
use encryption::{Fault, HEAD, Identities, Opened, Recipient, Sealing, is_encrypted};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use store::{BackupFile, Packed, Target};
use terms::Lang;

/// The recipients that a person names: `age1…`, or a file with one on each line.
pub(crate) fn recipients(lang: Lang, named: &[String]) -> Result<Vec<Recipient>, Complaint> {
    let mut all = Vec::new();
    for text in named {
        let found = match Recipient::read(text) {
            Some(one) => Some(vec![one]),
            None if text.starts_with("age1") => None,
            None => Recipient::read_file(&bytes(lang, Path::new(text))?),
        };
        all.extend(found.ok_or_else(|| {
            Complaint::new(
                lang.pick(format!("{text} is no recipient"), format!("{text} は受信者ではありません")),
                lang.pick(
                    "name a recipient (age1…) or a file with one on each line, such as FILE.pub of `tutela package keygen --encryption FILE`",
                    "受信者（age1…）、または 1 行に 1 件を記載したファイル（tutela package keygen --encryption で作成した .pub など）を指定してください",
                ),
            )
        })?);
    }
    Ok(all)
}

/// The identities of files; `None` when none is named.
pub(crate) fn identities(lang: Lang, named: &[PathBuf]) -> Result<Option<Identities>, Complaint> {
    let mut all: Option<Identities> = None;
    for path in named {
        let more = Identities::read(&bytes(lang, path)?).map_err(|fault| complaint(lang, path, &fault))?;
        all = Some(match all {
            None => more,
            Some(before) => before.and(more),
        });
    }
    Ok(all)
}

/// Why an encrypted file is not opened.
pub(crate) fn complaint(lang: Lang, path: &Path, fault: &Fault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(format!("{}: {what}", path.display()), next)
}

/// What a file holds, decrypted where it is encrypted.
pub(crate) fn read(lang: Lang, path: &Path, identities: Option<&Identities>) -> Result<Vec<u8>, Complaint> {
    let raw = bytes(lang, path)?;
    if !is_encrypted(&raw) {
        return Ok(raw);
    }
    let identities = identities.ok_or_else(|| needs_identity(lang, path))?;
    encryption::opened(&raw, identities).map_err(|fault| complaint(lang, path, &fault))
}

/// The complaint about an encrypted file without anything to open it.
pub(crate) fn needs_identity(lang: Lang, path: &Path) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("{} is encrypted; nothing was read", path.display()),
            format!("{} は暗号化されています（読み取っていません）", path.display()),
        ),
        lang.pick("name the file that opens it: --identity FILE", "--identity で復号用の鍵ファイルを指定してください"),
    )
}

/// A backup as it lies on the disk, encrypted or not.
pub(crate) struct Backup {
    path: PathBuf,
    identities: Option<Identities>,
}

impl Backup {
    /// One that these identities open.
    pub(crate) fn opened_by(path: &Path, identities: Identities) -> Backup {
        Backup { path: path.to_owned(), identities: Some(identities) }
    }

    /// Fails where it is encrypted and nothing that was named opens it.
    pub(crate) fn of(lang: Lang, path: &Path, named: &[PathBuf]) -> Result<Backup, Complaint> {
        let identities = identities(lang, named)?;
        let mut head = Vec::new();
        // What cannot be read is told by what reads it next.
        let _ = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
        if !is_encrypted(&head) {
            return Ok(Backup { path: path.to_owned(), identities: None });
        }
        let identities = identities.ok_or_else(|| needs_identity(lang, path))?;
        let opened = File::open(path).map_err(Fault::reading).and_then(|file| Opened::of(file, &identities));
        opened.map_err(|fault| complaint(lang, path, &fault))?;
        Ok(Backup { path: path.to_owned(), identities: Some(identities) })
    }
}

impl BackupFile for Backup {
    fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match &self.identities {
            None => self.path.open(),
            Some(identities) => {
                let opened = Opened::of(File::open(&self.path)?, identities).map_err(|fault| match fault {
                    Fault::Io(cause) => cause,
                    _ => io::ErrorKind::InvalidData.into(),
                })?;
                Ok(Box::new(opened))
            }
        }
    }
}

/// A backup that is encrypted while it is written.
struct SealedBackup(Sealing<Target>);

impl Write for SealedBackup {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Packed for SealedBackup {
    fn done(self: Box<Self>) -> io::Result<Target> {
        self.0.finish()
    }
}

/// Begins to write an encrypted backup.
pub(crate) fn pack(to: Target, recipients: &[Recipient]) -> io::Result<Box<dyn Packed>> {
    Ok(Box::new(SealedBackup(Sealing::over(to, recipients)?)))
}

/// `tutela package keygen --encryption FILE`: an identity, and the recipient that others are told.
pub(crate) fn keygen(edge: &Edge, file: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (secret, recipient) = encryption::new_identity(&edge.now.to_string());
    super::feeds_bundle::create(edge, file, &secret, true)?;
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    super::feeds_bundle::create(edge, &public, &format!("{}\n", recipient.text()), false)?;
    let mut paper = crate::screen::Paper::new();
    paper.headed(&file.display().to_string(), lang.pick("opens and stays secret", "復号用（秘密）"));
    paper.headed(&public.display().to_string(), &recipient.text());
    paper.line(&lang.pick(
        format!("Hand the second one on; what is made with --recipient {} only the first one opens", public.display()),
        format!("2 つ目を相手に渡してください。--recipient {} で作成したものは 1 つ目だけで開けます", public.display()),
    ));
    super::print(paper.finish().as_bytes())?;
    Ok(0)
}
