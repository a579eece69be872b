//! A library that a model needs, with what lock files and the installed package say of it.

use terms::Digest;

/// Digests, names and lines of one library that are kept.
const KEPT: usize = 1_024;

/// A library that the model needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Required {
    pub name: String,
    /// Exact; empty where a range is asked for, or any.
    pub version: String,
    /// As it stands there: `>=1.2,<2`.
    pub asked: String,
    /// Package URL type: `pypi`, `conda`, `generic`.
    pub ecosystem: &'static str,
    /// SHA-256 of the packages that may be taken for it, where it is said.
    pub digests: Vec<Digest>,
    /// Names of the libraries that it needs itself; none where nobody said, which is not the same as no
    /// name.
    pub needs: Option<Vec<String>>,
    /// What the package that is installed says of itself.
    pub told: Attribution,
    /// What is to be known of the version: that it is the installed one, or that another is installed.
    pub note: String,
}

/// Who made a package, and under which licence it is given, as its own metadata has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attribution {
    /// SPDX expressions or ids, or names as they stand there.
    pub licences: Vec<String>,
    pub authors: Vec<Person>,
    /// Lines of licence files: `Copyright (c) 2005, NumPy Developers`.
    pub copyright: Vec<String>,
    pub summary: String,
    /// An address of a page.
    pub home: String,
}

/// A person or an organisation; what is not told is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub email: String,
}

impl Required {
    /// Adds what another mention of the same library tells.
    pub(super) fn join(&mut self, other: &mut Self) {
        for digest in other.digests.drain(..) {
            if self.digests.len() < KEPT && !self.digests.contains(&digest) {
                self.digests.push(digest);
            }
        }
        if let Some(more) = other.needs.take() {
            let needs = self.needs.get_or_insert_default();
            needs.extend(more);
            needs.sort();
            needs.dedup();
            needs.truncate(KEPT);
        }
    }

    /// Adds what the package says of itself where it is `installed`: the first in this version counts. What another
    /// version says is not said of this one.
    pub(super) fn attribute(&mut self, installed: &[Self]) {
        for package in installed {
            if self.version.is_empty() {
                self.version.clone_from(&package.version);
                "the version is the installed one".clone_into(&mut self.note);
            }
            if self.version != package.version {
                self.note = format!("{} is installed", package.version);
                continue;
            }
            self.join(&mut package.clone());
            self.told = package.told.clone();
            return;
        }
    }
}
