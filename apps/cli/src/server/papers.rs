//! SBOMs, packages and decisions as documents that come over the network.

use super::loose;
use super::packages::{broken, named};
use super::rooms::CommandRooms;
use crate::commands::{package_verify, triage};
use crate::edge::Complaint;
use crate::options::ExportTo;
use activities::dossier_port::Dossiers;
use clap::ValueEnum;
use web::{Answer, Asking, ExportForm, PaperRooms, Refusal, StatementsOffered};

impl PaperRooms for CommandRooms {
    fn sbom_show(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal> {
        Ok(loose::show(&self.edge(asking), dossier, release)?)
    }

    fn verify_package(&self, asking: Asking, package: &[u8], trust: &str) -> Result<Answer, Refusal> {
        let keys = named(asking.lang, trust)?;
        let verified = package_verify::json_of(&self.edge(asking), package, &keys);
        let (json, status) = verified.map_err(|why| broken(asking.lang, &why))?;
        Ok(Answer { json, status })
    }

    fn export_decisions(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        release: Option<&str>,
        form: ExportForm<'_>,
    ) -> Result<Answer, Refusal> {
        let to = ExportTo::from_str(form.name, false).map_err(|_| {
            let known = ExportTo::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
            Complaint::new(
                asking.lang.pick("decisions are not written in this form", "この形式では書き出せません"),
                names.join(", "),
            )
        })?;
        let (json, status) = triage::exported(&self.edge(asking), dossier, release, (to, form.claimed))?;
        Ok(Answer { json, status })
    }

    fn import_decisions(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        offered: StatementsOffered<'_>,
    ) -> Result<Answer, Refusal> {
        let StatementsOffered { name, bytes, release, write } = offered;
        let (json, status) = triage::imported(&self.edge(asking), dossier, (name, bytes), (release, write))?;
        Ok(Answer { json, status })
    }
}
