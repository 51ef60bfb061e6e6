use crate::archive::Archive;
use crate::folder;
use crate::guard::{Guard, Limits};
use crate::raw::{Raw, Received, unreadable};
use crate::signature::{Beside, TrustedKeys, is_of_another};
use crate::stream::Stream;
use crate::sum::Sums;
use crate::take::{Spot, Take};
use crate::tape;
use activities::feed_port::{FeedFault, FeedSink, Feeds, ReceivedFile, Rejection};
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use vulnerability::{Signature, Source};

/// Reads feeds from files and folders.
#[derive(Clone, Debug)]
pub struct FeedFiles {
    mirror: Option<PathBuf>,
    trusted: TrustedKeys,
    pub(crate) limits: Limits,
}

/// How a file is packed, told by its first bytes.
enum Packing {
    Plain,
    Gzip,
    Zstd,
    Zip,
}

impl FeedFiles {
    /// With a mirror folder, every feed file is kept there as received, under its SHA-256.
    pub fn new(mirror_folder: Option<PathBuf>) -> FeedFiles {
        FeedFiles { mirror: mirror_folder, trusted: TrustedKeys::default(), limits: Limits::default() }
    }

    /// Checks signatures beside the files by these keys.
    pub fn trusting(self, trusted: TrustedKeys) -> FeedFiles {
        FeedFiles { trusted, ..self }
    }

    /// Reads one file; gives its size. Nothing is shared between files but the sink and the buffer.
    fn file(&self, path: &Path, before: u64, sink: &mut dyn FeedSink, buffer: &mut Vec<u8>) -> Result<u64, FeedFault> {
        let name = path.display().to_string();
        let fault = |error| unreadable(&name, error);
        let is_file = std::fs::metadata(path).map_err(fault)?.is_file();
        let mut take = Take::new(sink, &name);
        if !is_file {
            let why = Rejection::unreadable(
                "not a known feed: neither a file nor a folder",
                "既知のフィードではありません: ファイルでもフォルダでもありません",
            );
            take.reject(None, &name, Spot::Whole, why);
            return Ok(0);
        }
        let mut file = File::open(path).map_err(fault)?;
        let packing = packing(&mut file).map_err(fault)?;
        let count = Cell::new(0);
        let beside = Beside::of(path);
        let mut raw =
            Raw::new(file, &name, self.mirror.as_deref(), &count, beside.check(&self.trusted), Sums::beside(path))?;
        match packing {
            Packing::Zip => {
                let archive = File::open(path).map_err(fault)?;
                Archive { limits: self.limits, before, buffer }.read(&mut take, archive)?;
                complete_part(&mut take, path);
            }
            Packing::Plain | Packing::Gzip | Packing::Zstd => {
                let progress = || before.saturating_add(count.get());
                let stream = Stream { place: &name, limits: self.limits, progress: &progress };
                match unpacked(packing, BufReader::with_capacity(256 << 10, &mut raw)) {
                    Ok(reader) => {
                        let mut guard = Guard::new(reader, self.limits.total, self.limits, || count.get());
                        let mut head = Vec::with_capacity(tape::HEADER);
                        match guard.by_ref().take(tape::HEADER as u64).read_to_end(&mut head) {
                            Ok(_) if tape::is_tape(&head) => {
                                tape::read(&mut take, head.as_slice().chain(guard), self.limits, &progress, buffer)?;
                            }
                            Ok(_) => stream.read(&mut take, &mut head.as_slice().chain(guard), buffer)?,
                            Err(error) => take.fail(None, &name, Spot::Whole, &error),
                        }
                    }
                    Err(error) => take.fail(None, &name, Spot::Whole, &error),
                }
            }
        }
        if let Some(fault) = raw.fault() {
            return Err(fault);
        }
        let furthest = take.furthest.max(before.saturating_add(count.get()));
        if take.is_feed() {
            let Received { sha256, bytes, signature, sums_fit } = raw.finish()?;
            let signature = if sums_fit { signature } else { Signature::Bad };
            if !sums_fit {
                let why = Rejection::unreadable(
                    "the check sum that stands beside it is of another file",
                    "添付のチェックサムと内容が一致しません",
                );
                take.reject(None, &name, Spot::Whole, why);
            }
            let (sink, whole) = take.end();
            sink.received(ReceivedFile { name, sha256, bytes, whole, signature });
            sink.progress(before.saturating_add(bytes).max(furthest));
        }
        Ok(furthest - before)
    }
}

impl Feeds for FeedFiles {
    fn read(&self, paths: &[PathBuf], sink: &mut dyn FeedSink) -> Result<(), FeedFault> {
        let mut paths = paths.to_vec();
        paths.sort();
        paths.dedup();
        let (mut before, mut buffer) = (0u64, Vec::new());
        for path in paths {
            for file in folder::files(&path)?.into_iter().filter(|file| !is_of_another(file)) {
                before = before.saturating_add(self.file(&file, before, sink, &mut buffer)?);
            }
        }
        Ok(())
    }
}

fn packing(file: &mut File) -> std::io::Result<Packing> {
    let mut head = Vec::new();
    file.take(4).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(match head.as_slice() {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Packing::Zstd,
        [b'P', b'K', 3 | 5, 4 | 6] => Packing::Zip,
        _ => Packing::Plain,
    })
}

fn unpacked<'r>(packing: Packing, reader: impl BufRead + 'r) -> std::io::Result<Box<dyn Read + 'r>> {
    Ok(match packing {
        Packing::Gzip => Box::new(MultiGzDecoder::new(reader)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(reader)?),
        Packing::Plain | Packing::Zip => Box::new(reader),
    })
}

/// OSV publishes everything it has for an ecosystem as `<ecosystem>/all.zip`. The records must agree with the folder.
fn complete_part(take: &mut Take<'_>, path: &Path) {
    if !take.whole || path.file_name().is_none_or(|name| name != "all.zip") {
        return;
    }
    let folder = path.canonicalize().ok().and_then(|path| Some(path.parent()?.file_name()?.to_str()?.to_owned()));
    let Some(folder) = folder.map(|folder| percent_decoded(&folder)) else { return };
    if take.ecosystem() == Some(&folder) {
        take.complete(Source::Osv, &folder);
    }
}

/// `Red%20Hat` is `Red Hat`; what is no escape stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escape = after.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escape
            .filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .map(|hex| u8::from_str_radix(hex, 16))
        {
            Some(Ok(decoded)) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            Some(Err(_)) | None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
