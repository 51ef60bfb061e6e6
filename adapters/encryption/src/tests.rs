use crate::{Fault, HEAD, Identities, Opened, Recipient, Sealing, is_encrypted, new_identity, opened, sealed};
use proptest::prelude::*;
use std::io::{Read, Write};

/// An identity and the recipient of it.
fn person() -> (Identities, Recipient) {
    let (file, recipient) = new_identity("2026-11-30");
    (Identities::read(file.as_bytes()).unwrap(), recipient)
}

fn plain() -> Vec<u8> {
    // Three pieces of the stream, the last one not full.
    (0..150_000_u32).map(|at| (at % 251) as u8).collect()
}

#[test]
fn each_recipient_opens_what_was_encrypted_for_both_and_nobody_else_does() {
    let ((one, first), (other, second), (stranger, _)) = (person(), person(), person());
    let file = sealed(&plain(), &[first, second]).unwrap();
    assert!(is_encrypted(&file[..HEAD]));
    assert_eq!(opened(&file, &one).unwrap(), plain());
    assert_eq!(opened(&file, &other).unwrap(), plain());
    assert!(matches!(opened(&file, &stranger), Err(Fault::OtherRecipient)));
    assert_eq!(opened(&file, &stranger.and(one)).unwrap(), plain(), "any identity of several");
}

#[test]
fn the_outside_tells_nothing_of_the_inside() {
    let (_, recipient) = person();
    let inside = b"package.json aster-s2-pump ".repeat(100);
    let [a, b] = [(), ()].map(|()| sealed(&inside, std::slice::from_ref(&recipient)).unwrap());
    for file in [&a, &b] {
        assert!(!file.windows(12).any(|part| part == b"package.json" || part == b"aster-s2-pum"));
        assert!(!file.windows(16).any(|part| part == &recipient.text().as_bytes()[..16]));
    }
    assert_ne!(a, b, "the same twice cannot be told");
}

#[test]
fn nothing_of_a_file_that_is_cut_off_is_taken() {
    let (one, recipient) = person();
    let file = sealed(&plain(), &[recipient]).unwrap();
    let pieces = [0, 10, 21, 22, 100, 200, file.len() - 65_600, file.len() - 17, file.len() - 1];
    for end in pieces {
        assert!(matches!(opened(&file[..end], &one), Err(Fault::Damaged)), "{end}");
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert!(matches!(opened(&longer, &one), Err(Fault::Damaged)));
}

#[test]
fn an_empty_file_stays_empty() {
    let (one, recipient) = person();
    assert_eq!(opened(&sealed(b"", &[recipient]).unwrap(), &one).unwrap(), b"");
}

#[test]
fn it_is_not_encrypted_for_nobody() {
    assert!(Sealing::over(Vec::new(), &[]).is_err());
}

#[test]
fn streams_end_only_where_their_writer_ended_them() {
    let (one, recipient) = person();
    let mut sealing = Sealing::over(Vec::new(), &[recipient]).unwrap();
    sealing.write_all(&plain()).unwrap();
    let file = sealing.finish().unwrap();
    let mut first = [0; 1000];
    Opened::of(file.as_slice(), &one).unwrap().read_exact(&mut first).unwrap();
    assert_eq!(first, plain()[..1000]);
}

#[test]
fn identities_and_recipients_are_read_as_age_keygen_writes_them() {
    let file = "# created: 2026-11-30T00:00:00Z\r\n# public key: age1…\n\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n";
    let known = Identities::read(file.as_bytes()).unwrap();
    let text = known.recipients()[0].text();
    assert_eq!(text, "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj");
    assert_eq!(Recipient::read(&format!(" {text}\n")), Some(known.recipients()[0].clone()));
    assert_eq!(Recipient::read_file(format!("# us\n{text}\n").as_bytes()), Some(known.recipients()));
    for bad in ["", "# nothing\n", "AGE-SECRET-KEY-1X\n", "\u{0}", text.as_str()] {
        assert!(matches!(Identities::read(bad.as_bytes()), Err(Fault::NoIdentity)), "{bad}");
        assert!(Recipient::read_file(bad.as_bytes()).is_none() || bad == text, "{bad}");
    }
    assert_eq!(format!("{known:?}"), "Identities(1)", "a secret is never shown");
}

#[test]
fn a_passphrase_is_not_asked_for() {
    let encryptor = age::Encryptor::with_user_passphrase("four words make one".to_owned().into());
    let mut out = encryptor.wrap_output(Vec::new()).unwrap();
    out.write_all(b"x").unwrap();
    let file = out.finish().unwrap();
    assert!(matches!(opened(&file, &person().0), Err(Fault::Passphrase)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_flipped_bit_anywhere_is_noticed(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (one, recipient) = person();
        let file = sealed(&plain()[..70_000], &[recipient]).unwrap();
        let mut other = file.clone();
        other[at.index(file.len())] ^= 1 << bit;
        prop_assert!(opened(&other, &one).is_err());
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let (one, _) = person();
        prop_assert!(opened(&bytes, &one).is_err());
        let _ = (Identities::read(&bytes).is_ok(), Recipient::read_file(&bytes), is_encrypted(&bytes));
        let after = [b"age-encryption.org/v1\n".as_slice(), &bytes].concat();
        prop_assert!(opened(&after, &one).is_err());
    }
}
