//! Kubernetes NetworkPolicy (`networking.k8s.io/v1`): what is selected is isolated, what any policy allows passes.
//!
//! Labels become addresses only through the pods themselves (`kubectl get pods,namespaces -A -o yaml`); all files given are
//! taken together.

mod cluster;
mod policy;
mod selector;
#[cfg(test)]
mod tests;
pub mod write;

use super::build::Builder;
use super::lines::place;
use crate::yaml::Node;
use network::Addresses;
use network::policy::Span;

/// Reads all files of a cluster.
pub(crate) fn read(files: &[(u16, &str)], device: &Addresses, builder: &mut Builder) {
    let mut documents: Vec<(Lines<'_>, Node)> = Vec::new();
    for (file, text) in files {
        let yaml = crate::yaml::read("rules", text.as_bytes());
        let lines = Lines::new(*file, text);
        for complaint in &yaml.complaints {
            let line = complaint.subject.place.as_ref().map_or(1, |place| place.line);
            builder.unread(lines.line(line), complaint.detail.say(terms::Lang::En).what);
        }
        documents.extend(yaml.documents.into_iter().map(|document| (lines.clone(), document)));
    }
    let mut cluster = cluster::Cluster::default();
    for (lines, document) in &documents {
        cluster.take(lines, document, builder);
    }
    policy::put(&cluster, device, builder);
}

/// The lines of a file, to make spans of line numbers.
#[derive(Clone, Debug)]
struct Lines<'a> {
    file: u16,
    text: &'a str,
    starts: std::rc::Rc<[usize]>,
}

impl<'a> Lines<'a> {
    fn new(file: u16, text: &'a str) -> Lines<'a> {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Lines { file, text, starts: std::iter::once(0).chain(ends).collect() }
    }

    fn line(&self, line: u32) -> Span {
        let at = (line.max(1) - 1) as usize;
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        let end = self.starts.get(at + 1).copied().unwrap_or(self.text.len());
        let end = start + self.text.get(start..end).unwrap_or_default().trim_end().len();
        Span { file: self.file, line, start: place(start), end: place(end) }
    }

    fn of(&self, node: &Node) -> Span {
        self.line(node.span.line)
    }
}
