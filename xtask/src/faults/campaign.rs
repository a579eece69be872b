//! A campaign: injections drawn one after the other, done by as many workers as there are cores.

use super::clean::{Before, Clean, words};
use super::deeds::{DEEDS, Deed, Stage};
use super::disk;
use super::draw::Draw;
use super::flip::{self, Answers};
use super::home::Home;
use super::inject::Run;
use super::kind::Kind;
use super::meta::Meta;
use super::once::Once;
use super::oracle::{Judged, Verdict, judge};
use super::place::Place;
use super::template::Named;
use std::sync::Arc;

/// How often a fault is drawn until it meets the deed.
const TRIES: u64 = 12;

/// What every injection shares.
pub struct Campaign<'a> {
    pub place: &'a Place,
    pub named: Named,
    pub seed: u64,
    /// The deeds that are drawn from.
    pub deeds: Vec<&'static Deed>,
    before: Once<Stage, Before>,
    clean: Once<&'static str, Clean>,
    answers: Once<&'static str, Answers>,
}

/// An injection that was done.
pub struct Done {
    pub index: u64,
    pub deed: &'static str,
    pub kind: Kind,
    /// What exactly was done.
    pub what: String,
    pub judged: Judged,
}

impl<'a> Campaign<'a> {
    pub fn new(place: &'a Place, named: Named, seed: u64, only: Option<&'static Deed>) -> Self {
        let deeds = only.map_or_else(|| DEEDS.iter().collect(), |deed| vec![deed]);
        let deeds: Vec<&Deed> = deeds
            .into_iter()
            .filter(|deed| place.meta == Meta::Sqlite || !deed.makes_workspace())
            .collect();
        let (before, clean, answers) = (Once::new(), Once::new(), Once::new());
        Self { place, named, seed, deeds, before, clean, answers }
    }

    /// Does injection `index` in the home of the worker called `worker`.
    pub fn inject(&self, index: u64, worker: &str) -> Result<Done, String> {
        let mut draw = Draw::of(self.seed, index);
        let deed = *draw.weighed(&self.deeds, |deed| deed.weight).ok_or("there is no deed")?;
        let kind = draw.weighed(&Kind::ALL, |kind| kind.weight()).copied().unwrap_or(Kind::Kill);
        // What is not there can't be changed.
        let kind = if deed.stage == Stage::Empty && kind == Kind::Flip { Kind::Fail } else { kind };
        let clean = self.clean(deed, worker)?;
        let (judged, kind, what) = match kind {
            Kind::Flip => {
                let name = format!("{worker}-answers");
                let answers = || flip::answers(self.place, deed, &self.named, &name);
                let answers = self.answers.get(deed.name, answers)?;
                let of = (deed, &self.named);
                let (judged, what) =
                    flip::flip(self.place, of, &clean, &answers, worker, &mut draw)?;
                (judged, kind, what)
            }
            _ => self.within_deed(kind, deed, &clean, worker, &mut draw)?,
        };
        Ok(Done { index, deed: deed.name, kind, what, judged })
    }

    /// The deed without a fault.
    fn clean(&self, deed: &'static Deed, worker: &str) -> Result<Arc<Clean>, String> {
        let (place, name) = (self.place, format!("{worker}-clean"));
        let before = || Before::of(place, deed.stage, &name);
        let before = self.before.get(deed.stage, before)?;
        self.clean.get(deed.name, || Clean::of(place, deed, &self.named, &before, &name))
    }

    fn within_deed(
        &self,
        mut kind: Kind,
        deed: &'static Deed,
        clean: &Clean,
        worker: &str,
        draw: &mut Draw,
    ) -> Result<(Judged, Kind, String), String> {
        let words = words(deed, &self.named, self.place.meta, "out");
        let mut tries = TRIES;
        let (home, ran, what) = loop {
            tries = match tries.checked_sub(1) {
                Some(left) => left,
                // Nothing of it can be torn, or it needs no room.
                None if kind != Kind::Kill => {
                    kind = Kind::Kill;
                    TRIES
                }
                None => return Err(format!("{} can't be met", deed.name)),
            };
            let met = match kind {
                Kind::Full => disk::full(self.place, deed, clean, worker, &words, draw)?,
                _ => {
                    let home = Home::copy(self.place, deed.stage.name(), worker)?;
                    let met = Run { home: &home, clean, words: &words }.met(kind, draw)?;
                    met.map(|(ran, what)| (home, ran, what))
                }
            };
            if let Some(met) = met {
                break met;
            }
        };
        let judged = judge(self.place, (deed, &self.named), clean, &home, &ran)?;
        let shown =
            |(verdict, why): (_, String)| (verdict, format!("{why}\n    it was: {}", ran.shown()));
        Ok((judged.map_err(shown), kind, what))
    }
}

impl Done {
    /// How it failed, if it did.
    pub fn fault(&self) -> Option<Verdict> {
        self.judged.as_ref().err().map(|(verdict, _)| *verdict)
    }
}
