//! A folder that arrives as an archive: its regular files, and nothing that leads out of it.

use crate::problem::Problem;
use std::io::Read;
use terms::Lang;

/// Files in one archive, at most.
const MOST_FILES: usize = 20_000;

/// Names with their bytes; hidden files are left out, as in a folder.
pub(crate) fn files(archive: &[u8], lang: Lang) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let unreadable = |_| {
        Problem::bad_request(
            lang.pick("this is no tar archive, or it breaks off", "tar アーカイブではないか、途中で切れています"),
            lang.pick(
                "send the folder again: tar -cf - -C FOLDER .",
                "フォルダを再送してください: tar -cf - -C フォルダ .",
            ),
        )
    };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in tar::Archive::new(archive).entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let name = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let Some(name) = inside(&name).filter(|_| kind.is_file()) else { return Err(leads_out(lang, &name)) };
        if name.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        if files.len() >= MOST_FILES {
            return Err(too_many(lang));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(unreadable)?;
        files.push((name, bytes));
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    match files.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(twice(lang, &pair[0].0)),
        None => Ok(files),
    }
}

/// The name with `/` between folders; `None` when it leads out.
fn inside(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let safe = !name.starts_with('/') && !parts.is_empty() && !name.contains(['\\', '\0']);
    (safe && !parts.contains(&"..")).then(|| parts.join("/"))
}

fn leads_out(lang: Lang, name: &str) -> Problem {
    Problem::bad_request(
        lang.pick(
            format!("{name} is a link, or leads out of the folder; nothing was taken"),
            format!("{name} はリンクであるかフォルダの外を指すため、何も取り込んでいません"),
        ),
        lang.pick("send regular files alone", "通常のファイルだけを送ってください"),
    )
}

fn twice(lang: Lang, name: &str) -> Problem {
    Problem::bad_request(
        lang.pick(format!("{name} is in the archive twice"), format!("{name} がアーカイブに 2 回含まれています")),
        lang.pick("send each file once", "各ファイルを 1 回だけ送ってください"),
    )
}

fn too_many(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick(format!("more than {MOST_FILES} files"), format!("ファイルが {MOST_FILES} 件を超えています")),
        lang.pick("send one dossier or one site at a time", "ドシエまたは施設を 1 つずつ送ってください"),
    )
}

#[cfg(test)]
mod tests {
    use super::{files, inside};
    use terms::Lang;

    fn archive(names: &[&str]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            header.set_size(1);
            header.set_mode(0o644);
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, &b"x"[..]).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn names(names: &[&str]) -> Result<Vec<String>, ()> {
        files(&archive(names), Lang::En).map(|files| files.into_iter().map(|file| file.0).collect()).map_err(drop)
    }

    #[test]
    fn regular_files_are_taken_in_the_order_of_their_names() {
        assert_eq!(names(&["./b", "./releases/1/a"]), Ok(vec!["b".to_owned(), "releases/1/a".to_owned()]));
    }

    #[test]
    fn what_leads_out_is_refused() {
        assert_eq!([names(&["../a"]), names(&["/etc/a"]), names(&["a/../../b"])], [Err(()), Err(()), Err(())]);
        assert_eq!(inside("a\\b"), None);
    }

    #[test]
    fn hidden_files_stay_out_and_one_name_counts_once() {
        assert_eq!(names(&[".git/config", "a"]), Ok(vec!["a".to_owned()]));
        assert_eq!(names(&["a", "./a"]), Err(()));
    }

    #[test]
    fn a_text_is_no_archive() {
        assert!(files(b"no archive, but longer than a block of 512 bytes ".repeat(20).as_slice(), Lang::En).is_err());
    }
}
