//! What is known only when all files have been looked into: what one says of another.

use super::{NO_READER, Session};
use crate::scan::format::Format;
use crate::scan::lists::Told;
use crate::scan::rules;
use crate::scan::verdict::Standing;
use std::collections::HashSet;

impl Session {
    pub(super) fn settle(&mut self) {
        self.settle_lists();
        self.settle_raws();
        self.settle_claims();
        self.settle_folders();
    }

    /// What lists of requirements include.
    fn settle_lists(&mut self) {
        let files: HashSet<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let told = self.lists.settle(|name| files.contains(name));
        for (name, told) in told {
            let standing = match told {
                Told::Finding(rule, why) => {
                    self.add(rule, &name, 0, why);
                    Standing { worst: Some(rule.severity), unsure: false }
                }
                Told::Unsure(why) => {
                    self.unsure(&name, &why);
                    Standing { worst: None, unsure: true }
                }
            };
            self.lower(&name, standing);
        }
    }

    /// Files of no known format, but for those whose values a model reads as raw numbers.
    fn settle_raws(&mut self) {
        let claimed: HashSet<&str> = self.claims.iter().map(|claim| claim.file.as_str()).collect();
        let raws = std::mem::take(&mut self.raws);
        let odd: Vec<String> =
            raws.into_iter().filter(|name| !claimed.contains(name.as_str())).collect();
        odd.iter().for_each(|name| self.doubt(name, NO_READER));
    }

    /// Values that models read of files beside them.
    fn settle_claims(&mut self) {
        for claim in std::mem::take(&mut self.claims) {
            let file = self.files.iter().find(|file| file.name == claim.file);
            match file.map(|file| (file.bytes, file.format)) {
                Some((_, Format::Pointer)) => {
                    self.doubt(&claim.by, "some of its tensors lie where only a pointer is");
                }
                Some((bytes, _)) if bytes >= claim.end => {}
                Some((bytes, _)) => {
                    let message =
                        format!("a tensor ends at byte {} of a file of {bytes}", claim.end);
                    self.add(&rules::SHAPE, &claim.by, 0, message);
                    let worst = Some(rules::SHAPE.severity);
                    self.lower(&claim.by, Standing { worst, unsure: false });
                }
                None => {
                    let why = "some of its tensors lie in a file that was not looked into";
                    self.doubt(&claim.by, why);
                }
            }
        }
    }

    /// Folders of Git's that lie elsewhere: what was not looked at is not clean.
    fn settle_folders(&mut self) {
        for (by, folder) in std::mem::take(&mut self.folders) {
            let below = format!("{folder}/");
            if !self.files.iter().any(|file| file.name.starts_with(&below)) {
                self.doubt(&by, "Git's folder lies where nothing was looked into");
            }
        }
    }

    /// Something that is not understood of a file that was looked into before.
    fn doubt(&mut self, name: &str, why: &str) {
        self.unsure(name, why);
        self.lower(name, Standing { worst: None, unsure: true });
    }

    fn lower(&mut self, name: &str, standing: Standing) {
        let outer = name.split('!').next().unwrap_or(name);
        if let Some(file) = self.files.iter_mut().find(|file| file.name == outer) {
            file.verdict = file.verdict.max(standing.verdict());
        }
    }
}
