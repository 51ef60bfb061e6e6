//! `tutela schema`: the JSON Schemas of what people write, and the description of the API.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::SchemaArgs;

pub(crate) fn run(edge: &Edge, args: &SchemaArgs) -> Result<u8, Complaint> {
    if args.api {
        return print(web::openapi::description().as_bytes()).map(|()| 0);
    }
    let schemas = formats::dossier::schemas();
    let Some(folder) = &args.out else {
        let mut text = String::new();
        for (name, schema) in schemas {
            text.push_str(&format!("# {name}\n{schema}\n"));
        }
        return print(text.as_bytes()).map(|()| 0);
    };
    let fault = |error: std::io::Error| {
        Complaint::new(
            format!("{}: {}", folder.display(), activities::os_words::cause(&error, edge.lang)),
            edge.lang.pick("name a folder that can be written", "書き込めるフォルダを指定してください"),
        )
    };
    std::fs::create_dir_all(folder).map_err(fault)?;
    for (name, schema) in schemas {
        let path = folder.join(name);
        let aside = folder.join(format!("{name}.part"));
        std::fs::write(&aside, schema).and_then(|()| std::fs::rename(&aside, &path)).map_err(fault)?;
    }
    Ok(0)
}
