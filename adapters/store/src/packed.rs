//! Answers as they are kept: packed so that who reads gzip gets them without anybody unpacking them.

use crate::document::unpack_sized;
use crate::tree::sha256;
use activities::checks_port::PackedAnswer;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read, Write};

/// Stands before the bytes; what [`crate::document::squeeze_sized`] packed begins with a size, which is never as large.
const MARK: [u8; 8] = *b"\xffgzip\0\0\x01";

/// Packs an answer, with its size and hash before it.
pub(crate) fn pack(answer: &[u8]) -> Vec<u8> {
    let mut all = MARK.to_vec();
    all.extend_from_slice(&(answer.len() as u64).to_be_bytes());
    all.extend_from_slice(&sha256(answer));
    let mut encoder = GzEncoder::new(all, Compression::fast());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(answer);
    encoder.finish().unwrap_or_default()
}

/// The packed answer as it is; `None` when it is damaged. One of an earlier version is packed anew.
pub(crate) fn packed(kept: Vec<u8>) -> Option<PackedAnswer> {
    let Some((size, sha256, at)) = head(&kept) else {
        let anew = pack(&unpack_sized(&kept)?);
        let (size, sha256, at) = head(&anew)?;
        return Some(PackedAnswer { size, sha256, gzip: anew[at..].to_vec() });
    };
    let mut gzip = kept;
    gzip.drain(..at);
    Some(PackedAnswer { size, sha256, gzip })
}

/// The answer; `None` when it is damaged.
pub(crate) fn unpack(kept: &[u8]) -> Option<Vec<u8>> {
    let Some((size, wanted, at)) = head(kept) else { return unpack_sized(kept) };
    let mut answer = Vec::new();
    // One byte more than it may have tells whether it is longer.
    GzDecoder::new(kept.get(at..)?).take(size.checked_add(1)?).read_to_end(&mut answer).ok()?;
    (answer.len() as u64 == size && sha256(&answer) == wanted).then_some(answer)
}

/// Size and hash of the answer, and where its gzip begins; `None` when it was packed by an earlier version.
fn head(kept: &[u8]) -> Option<(u64, [u8; 32], usize)> {
    let rest = kept.strip_prefix(&MARK)?;
    let (size, rest) = rest.split_first_chunk::<8>()?;
    let (sha256, _) = rest.split_first_chunk::<32>()?;
    Some((u64::from_be_bytes(*size), *sha256, MARK.len() + 8 + 32))
}

#[cfg(test)]
mod tests {
    use super::{pack, packed, unpack};
    use crate::document::squeeze_sized;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn what_was_packed_comes_back_whichever_version_packed_it() {
        for answer in [&b""[..], b"{}", &[7; 10_000]] {
            for kept in [pack(answer), squeeze_sized(answer)] {
                assert_eq!(unpack(&kept).as_deref(), Some(answer));
                let mut plain = Vec::new();
                let given = packed(kept).unwrap();
                GzDecoder::new(given.gzip.as_slice()).read_to_end(&mut plain).unwrap();
                assert_eq!((plain.as_slice(), given.size), (answer, answer.len() as u64));
            }
        }
    }

    #[test]
    fn what_was_damaged_is_no_answer() {
        let kept = pack(&b"the answer of a check ".repeat(50));
        let answer = unpack(&kept);
        let mut refused = 0;
        for place in 0..kept.len() {
            let mut damaged = kept.clone();
            damaged[place] ^= 0x40;
            // Some bytes of gzip's own head (time, system) tell nothing of the answer.
            let read = unpack(&damaged);
            assert!(read.is_none() || read == answer, "{place}");
            refused += usize::from(read.is_none());
        }
        assert!(refused > kept.len() - 10);
        assert_eq!((unpack(&kept[..20]), unpack(b"")), (None, None));
    }
}
