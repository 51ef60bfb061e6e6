//! `compositions` as XML writes them: each reference is an element of its own.

use super::{Met, Reader};
use crate::cyclonedx::compositions::completeness;
use crate::json::Stop;
use crate::xml::Tag;
use sbom::{Composition, Item};
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    /// `<composition><aggregate>…</aggregate><assemblies><assembly ref="…"/></assemblies></composition>`
    pub(super) fn compositions(&mut self) -> Result<(), Stop> {
        while let Some(tag) = self.xml.child()? {
            self.composition(tag)?;
        }
        Ok(())
    }

    fn composition(&mut self, outer: Tag<'a>) -> Result<(), Stop> {
        let (mut word, mut about, mut references) = (Cow::Borrowed(""), Cow::Borrowed(""), 0);
        let (mut statements_only, mut met) = (false, Met::default());
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "aggregate" if met.again(&mut self.xml, tag, 0)? => {}
                "aggregate" => word = self.xml.text()?,
                "assemblies" | "dependencies" => {
                    while let Some(inside) = self.xml.child()? {
                        references += 1;
                        if references == 1 {
                            about = self.xml.attribute(inside, "ref");
                        }
                        self.xml.skip()?;
                    }
                }
                // Whether all vulnerabilities are told says nothing about the components.
                "vulnerabilities" => {
                    statements_only = true;
                    self.xml.skip()?;
                }
                _ => self.xml.skip()?,
            }
        }
        if references > 0 || !statements_only {
            let (completeness, wrong) = completeness(&word);
            if let Some(wrong) = wrong {
                self.xml.defects.note(outer.at, "aggregate", wrong);
            }
            (self.each)(Item::Composition(&Composition { completeness, word, about, references, offset: outer.at }));
        }
        Ok(())
    }
}
