use std::io::{Error, ErrorKind, Read, Result};

/// How much comes out of a packed file at most, so that a small one cannot fill the memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One member, in bytes.
    pub member: u64,
    /// All members together, in bytes.
    pub total: u64,
    /// Members of one file.
    pub members: u64,
    /// How many bytes may come out of one, once more than [`Limits::RATIO_FROM`] have come out.
    pub ratio: u64,
}

impl Limits {
    /// Below this many bytes no ratio is asked for.
    pub const RATIO_FROM: u64 = 16 << 20;
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { member: 512 << 20, total: 1 << 30, members: 100_000, ratio: 1000 }
    }
}

/// Reads a member to its end, or until it is larger than it may be.
pub(super) fn read(mut from: impl Read, packed: usize, left: u64, limits: Limits) -> Result<Vec<u8>> {
    let most = limits.member.min(left);
    let (mut whole, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
    loop {
        let count = match from.read(&mut piece) {
            Ok(0) => return Ok(whole),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        whole.extend_from_slice(&piece[..count]);
        let out = whole.len() as u64;
        let swollen = out > Limits::RATIO_FROM && out / limits.ratio > packed as u64;
        if out > most || swollen {
            return Err(Error::new(ErrorKind::FileTooLarge, "it unpacks to more than is taken"));
        }
    }
}
