//! What is measured, and the bar beside it.

use crate::generate;
use crate::measure::{Candidate, Figures};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Records of the generated index, over four ecosystems.
const RECORDS: u64 = 300_000;
/// Packages that the generated records are about.
pub(crate) const PACKAGES: u64 = 120_000;
/// The size series, in components.
const SERIES: [u64; 5] = [100, 900, 1_000, 10_000, 100_000];
/// The largest document.
const LARGE_BYTES: u64 = 256 * 1024 * 1024;
/// Documents in the one call with many.
const MANY: u64 = 1_000;

/// A job to measure.
#[derive(Debug)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// The program at work.
    pub tutela: Candidate,
    /// What only reads and parses the same.
    pub floor: Candidate,
    /// The bar.
    pub bar: Bar,
    /// Bytes of input; 0 where there is none.
    pub bytes: u64,
    /// Components of input, where there are any.
    pub components: u64,
    /// Runs are cut to a third for long ones.
    pub long: bool,
}

/// A bar the project set itself.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// One SBOM of about 900 components.
    Scan,
    /// A large SBOM.
    Large,
    /// Many SBOMs in one call.
    Many,
    /// Import of CVE records.
    Import,
    /// An SPDX document of 10 MB.
    TenMegabytes,
    /// Import of 300,000 records.
    Mirror,
    /// Start-up.
    Start,
    /// Parse, proof and witness of 10,000 rules.
    Proof,
    /// The same of 100,000.
    LargeProof,
    /// 10,000 rules written, read back and proved.
    Generate,
    /// A hospital of 5,000 units.
    Site,
    /// Only shown, so that growth is seen.
    Shown,
}

impl Bar {
    /// As a person reads it.
    pub fn words(self) -> &'static str {
        match self {
            Bar::Scan => "CPU ≤ max(1.6 × floor, floor + 3 ms), peak ≤ floor + 8 MiB",
            Bar::Large => "CPU ≤ 1.6 × floor, peak ≤ 1.3 × file",
            Bar::Many => "CPU ≤ 1.5 × floor, all cores busy",
            Bar::Import => "CPU ≤ 1.7 × floor, peak ≤ 300 MiB",
            Bar::TenMegabytes => "CPU ≤ 1 s, peak ≤ 60 MiB",
            Bar::Mirror => "wall ≤ 5 s on 2 cores, peak ≤ 300 MiB, index ≤ 80 MB",
            Bar::Start => "wall ≤ `true` + 3 ms",
            Bar::Proof => "CPU ≤ 30 ms",
            Bar::LargeProof => "CPU ≤ 350 ms, peak ≤ 200 MiB",
            Bar::Generate => "CPU ≤ 100 ms",
            Bar::Site => "CPU ≤ 1 s",
            Bar::Shown => "",
        }
    }

    /// Whether the figures keep it; `None` where there is no bar.
    pub fn kept(self, tutela: &Figures, floor: &Figures, bytes: u64) -> Option<bool> {
        let times = |factor: f64| tutela.cpu <= floor.cpu.mul_f64(factor);
        match self {
            Bar::Scan => {
                let cpu = times(1.6) || tutela.cpu <= floor.cpu + Duration::from_millis(3);
                Some(cpu && tutela.peak_kib <= floor.peak_kib + 8 * 1024)
            }
            Bar::Large => Some(times(1.6) && tutela.peak_kib * 1024 * 10 <= bytes * 13),
            Bar::Many => {
                let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(2);
                let busy = tutela.cpu >= tutela.wall.mul_f64(0.85 * f64::from(u8::try_from(cores).unwrap_or(2)));
                Some(times(1.5) && busy)
            }
            Bar::Import => Some(times(1.7) && tutela.peak_kib <= 300 * 1024),
            Bar::TenMegabytes => Some(tutela.cpu <= Duration::from_secs(1) && tutela.peak_kib <= 60 * 1024),
            Bar::Mirror => Some(tutela.wall <= Duration::from_secs(5) && tutela.peak_kib <= 300 * 1024),
            Bar::Start => Some(tutela.wall <= floor.wall + Duration::from_millis(3)),
            Bar::Proof => Some(tutela.cpu <= Duration::from_millis(30)),
            Bar::Generate => Some(tutela.cpu <= Duration::from_millis(100)),
            Bar::LargeProof => Some(tutela.cpu <= Duration::from_millis(350) && tutela.peak_kib <= 200 * 1024),
            Bar::Site => Some(tutela.cpu <= Duration::from_secs(1)),
            Bar::Shown => None,
        }
    }
}

/// Where programs and generated input stand.
#[derive(Debug)]
pub struct Bench {
    /// The release build's folder.
    pub programs: PathBuf,
    /// Folder for generated input; kept between runs.
    pub inputs: PathBuf,
    /// Leaves out what takes minutes.
    pub quick: bool,
}

impl Bench {
    /// A program of the release build.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    fn home(&self) -> PathBuf {
        self.inputs.join("home")
    }

    /// The command that fills the index; run once before anything that looks into it.
    pub fn fill_index(&self) -> std::io::Result<Candidate> {
        let feeds = self.inputs.join("osv");
        once(&feeds, |place| generate::osv::write(place, RECORDS, PACKAGES))?;
        let home = self.home();
        let arguments = [OsString::from("--home"), home.clone().into(), "feeds".into(), "import".into(), feeds.into()];
        Ok(Candidate { fresh: Some(home), ..Candidate::new(&self.program("tutela"), arguments) })
    }

    /// Every job whose name holds `only`; input is generated for those alone.
    pub fn jobs(&self, only: &str) -> std::io::Result<Vec<Job>> {
        let mut jobs = Vec::new();
        let wanted = |name: &str| name.contains(only);
        if wanted("start") {
            jobs.push(self.start());
        }
        for components in SERIES.into_iter().filter(|&size| !self.quick || size <= 10_000) {
            let name = format!("scan {components} components");
            if wanted(&name) {
                jobs.push(self.scan(name, components)?);
            }
        }
        jobs.extend(crate::forms::jobs(self, wanted)?);
        jobs.extend(crate::network_proof::jobs(self, wanted)?);
        jobs.extend(crate::site_check::jobs(self, wanted)?);
        if wanted("scan 256 MB") && !self.quick {
            jobs.push(self.scan_large()?);
        }
        if wanted("scan 1000 documents") && !self.quick {
            jobs.push(self.scan_many()?);
        }
        for (records, bar) in [(RECORDS, Bar::Mirror), (1_000_000, Bar::Shown)] {
            let name = format!("import {records} OSV records");
            if wanted(&name) && !self.quick {
                jobs.push(self.fill(name, records, bar)?);
            }
        }
        if wanted("import CVE records") && !self.quick {
            jobs.extend(self.import()?);
        }
        Ok(jobs)
    }

    /// Fills an index of its own. Records beyond what sources publish are made by rule, and marked so by their ids.
    fn fill(&self, name: String, records: u64, bar: Bar) -> std::io::Result<Job> {
        let feeds = self.inputs.join(format!("osv-{records}"));
        once(&feeds, |place| generate::osv::write(place, records, PACKAGES))?;
        let home = self.inputs.join("fill-home");
        let arguments =
            [OsString::from("--home"), home.clone().into(), "feeds".into(), "import".into(), feeds.clone().into()];
        let tutela = Candidate { fresh: Some(home), ..Candidate::new(&self.program("tutela"), arguments) };
        let mut files = Vec::new();
        gather(&feeds, "zip", &mut files)?;
        files.sort();
        let inflate = std::iter::once(OsString::from("osv-zip")).chain(files.iter().map(OsString::from));
        let floor = Candidate::new(&self.program("floor"), inflate);
        Ok(Job { name, tutela, floor, bar, bytes: 0, components: records, long: true })
    }

    fn start(&self) -> Job {
        let does_nothing = ["/usr/bin/true", "/bin/true"].map(Path::new).into_iter().find(|path| path.exists());
        let floor = match does_nothing {
            Some(program) => Candidate::new(program, [""; 0]),
            None => Candidate::new(&self.program("floor"), ["true"]),
        };
        let version = Candidate::new(&self.program("tutela"), ["--version"]);
        let tutela = Candidate { proof: "tutela 0.", ..version };
        Job { name: "start".to_owned(), tutela, floor, bar: Bar::Start, bytes: 0, components: 0, long: false }
    }

    fn scan(&self, name: String, components: u64) -> std::io::Result<Job> {
        let file = self.sbom(components, 1)?;
        let bar = match components {
            900 => Bar::Scan,
            100_000 => Bar::Large,
            _ => Bar::Shown,
        };
        self.scan_files(name, vec![file], components, bar, "sbom")
    }

    fn scan_large(&self) -> std::io::Result<Job> {
        let (small, sample) = (self.sbom(10_000, 1)?, 10_000);
        let components = LARGE_BYTES * sample / small.metadata()?.len() + 1;
        self.scan_files("scan 256 MB".to_owned(), vec![self.sbom(components, 1)?], components, Bar::Large, "sbom")
    }

    fn scan_many(&self) -> std::io::Result<Job> {
        let files: std::io::Result<Vec<PathBuf>> = (0..MANY).map(|seed| self.sbom(200, 1_000 + seed)).collect();
        self.scan_files("scan 1000 documents".to_owned(), files?, 200 * MANY, Bar::Many, "sbom")
    }

    pub(crate) fn scan_files(
        &self,
        name: String,
        files: Vec<PathBuf>,
        components: u64,
        bar: Bar,
        floor: &str,
    ) -> std::io::Result<Job> {
        let mut bytes = 0;
        for file in &files {
            bytes += file.metadata()?.len();
        }
        let words = [OsString::from("--home"), self.home().into(), "--format".into(), "json".into(), "scan".into()];
        let tutela = Candidate {
            answers: &[0, 1, 3],
            proof: "tutela.scan/v1",
            ..Candidate::new(&self.program("tutela"), words.into_iter().chain(files.iter().map(OsString::from)))
        };
        let sbom = std::iter::once(OsString::from(floor)).chain(files.iter().map(OsString::from));
        let floor = Candidate::new(&self.program("floor"), sbom);
        Ok(Job { name, tutela, floor, bar, bytes, components, long: bytes > 20_000_000 })
    }

    /// Needs the reference data; says so where it is not there.
    fn import(&self) -> std::io::Result<Option<Job>> {
        let data = std::env::var_os("TUTELA_WIDE_DATA").map(PathBuf::from);
        let folder = data.map(|data| data.join("feeds-fullscale")).filter(|folder| folder.is_dir());
        let Some(folder) = folder else {
            println!("SKIPPED: import CVE records (no reference data)");
            return Ok(None);
        };
        let mut files = Vec::new();
        gather(&folder, "gz", &mut files)?;
        files.sort();
        let home = self.inputs.join("import-home");
        let words = [OsString::from("--home"), home.clone().into(), "feeds".into(), "import".into()];
        let words = words.into_iter().chain(files.iter().map(OsString::from));
        let tutela = Candidate { fresh: Some(home), ..Candidate::new(&self.program("tutela"), words) };
        let inflate = std::iter::once(OsString::from("cve-gz")).chain(files.iter().map(OsString::from));
        let floor = Candidate::new(&self.program("floor"), inflate);
        let name = "import CVE records".to_owned();
        Ok(Some(Job { name, tutela, floor, bar: Bar::Import, bytes: 0, components: 0, long: true }))
    }

    fn sbom(&self, components: u64, seed: u64) -> std::io::Result<PathBuf> {
        let folder = self.inputs.join("sbom");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{components}-{seed}.cdx.json"));
        once(&file, |place| generate::sbom::write(place, components, PACKAGES, seed))?;
        Ok(file)
    }
}

/// Makes a file or folder unless it is there; a half-made one is never taken for a whole one.
pub(crate) fn once(place: &Path, make: impl FnOnce(&Path) -> std::io::Result<()>) -> std::io::Result<()> {
    if place.exists() {
        return Ok(());
    }
    let mut half = place.as_os_str().to_owned();
    half.push(".half");
    let half = PathBuf::from(half);
    make(&half)?;
    std::fs::rename(&half, place)
}

fn gather(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, ending, files)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    Ok(())
}
