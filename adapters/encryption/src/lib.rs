//! Encryption: files that only the holder of an identity opens, in the format age-encryption.org/v1, so that `age` itself
//! opens them too.
//!
//! Takes: bytes that pass, recipients and identities that a person names. Gives: bytes that pass, and why a file cannot be
//! opened. Serves: packages and backups on their way. Never: says who made a file (that is the signature inside), or keeps
//! an identity anywhere but where its owner put it.

mod fault;
mod key;
#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use key::{Identities, Recipient, new_identity};

use age::armor::ArmoredReader;
use age::stream::{StreamReader, StreamWriter};
use age::{Decryptor, Encryptor};
use std::io::{self, BufReader, Read, Write};

/// What an encrypted file begins with.
const BEGINS: [&[u8]; 2] = [b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----"];

/// So many bytes tell whether a file is encrypted.
pub const HEAD: usize = 34;

/// Whether a file that begins so is encrypted.
pub fn is_encrypted(head: &[u8]) -> bool {
    BEGINS.iter().any(|begin| head.starts_with(begin))
}

/// Encrypts what is written to it.
pub struct Sealing<W: Write>(StreamWriter<W>);

impl<W: Write> Sealing<W> {
    /// For these recipients, of whom each alone opens it.
    pub fn over(to: W, recipients: &[Recipient]) -> io::Result<Sealing<W>> {
        let each = recipients.iter().map(|one| one.inner() as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(each).map_err(|_| io::ErrorKind::InvalidInput)?;
        encryptor.wrap_output(to).map(Sealing)
    }

    /// Writes the last piece: without it the file counts as cut off.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Decrypts what is read from it. Every piece is verified before it is given; one that is not as it was written, or that is
/// missing at the end, is a fault of the kind `InvalidData` or `UnexpectedEof`.
pub struct Opened<R: Read>(StreamReader<ArmoredReader<BufReader<R>>>);

impl<R: Read> Opened<R> {
    /// With the first identity that fits.
    pub fn of(from: R, identities: &Identities) -> Result<Opened<R>, Fault> {
        let decryptor = Decryptor::new_buffered(ArmoredReader::new(from)).map_err(Fault::of)?;
        if decryptor.is_scrypt() {
            return Err(Fault::Passphrase);
        }
        decryptor.decrypt(identities.each()).map(Opened).map_err(Fault::of)
    }
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Bytes for these recipients.
pub fn sealed(bytes: &[u8], recipients: &[Recipient]) -> io::Result<Vec<u8>> {
    let mut sealing = Sealing::over(Vec::with_capacity(bytes.len() + 1024), recipients)?;
    sealing.write_all(bytes)?;
    sealing.finish()
}

/// The bytes of an encrypted file, all or none.
pub fn opened(bytes: &[u8], identities: &Identities) -> Result<Vec<u8>, Fault> {
    let mut plain = Vec::with_capacity(bytes.len());
    Opened::of(bytes, identities)?.read_to_end(&mut plain).map_err(Fault::reading)?;
    Ok(plain)
}
