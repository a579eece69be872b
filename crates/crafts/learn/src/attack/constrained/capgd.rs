//! CAPGD: gradient descent that keeps to constraints and chooses its own steps.
//!
//! Simonetto, Ghamizi and Cordy 2024 ("Constrained adaptive attack: effective adversarial attack against deep
//! neural networks for tabular data"): APGD's momentum and halving of steps (Croce and Hein 2020), with a
//! repair in each step. Here the way goes over rows that keep bounds, directions and relations but may stand
//! between two whole numbers; each is repaired wholly before it is judged, and the worst of those counts.

use super::scored::Scored;
use crate::attack::constraints::Constraints;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::objective::Loss;
use crate::threat::Row;

/// The share of the last move that is kept, as APGD has it.
const MOMENTUM: f64 = 0.25;
/// Fewer rises than this share of the steps since the last checkpoint, and steps are halved.
const RISES: f64 = 0.75;

/// How hard it tries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capgd {
    pub(super) eps: f32,
    pub(super) steps: usize,
    pub(super) loss: Loss,
    /// Whether to start anywhere in the box.
    pub(super) random_start: bool,
}

/// What is known of one row's way.
struct Way {
    /// Where it is, and where it was before.
    here: Row,
    before: Row,
    /// Its margin here, and the highest on its way, with the row that has it.
    margin: f32,
    top: f32,
    top_row: Row,
    /// The step, in the reach of each column.
    stride: f64,
    /// Rises since the last checkpoint, and whether something was better than before it.
    rises: usize,
    bettered: bool,
    /// Whether the stride was halved at the last checkpoint.
    halved: bool,
}

impl Capgd {
    /// For each row, the worst that can be made of `start` (rows that can be made of those that came).
    ///
    /// # Errors
    /// As [`Scored::margins`].
    pub(super) fn run(
        &self,
        scored: Scored<'_>,
        constraints: &Constraints<'_>,
        start: &[Row],
        noise: &mut Noise,
    ) -> Result<Vec<Row>, LearnError> {
        let reach: Vec<f64> =
            constraints.threat.numbers.iter().map(|rule| rule.reach(self.eps)).collect();
        let mut worst = constraints.repaired(start, self.eps);
        let mut most = scored.margins(&constraints.table(&worst)?)?;
        let begun: Vec<Row> = match self.random_start {
            true => start.iter().map(|row| scattered(row, &reach, noise)).collect(),
            false => start.to_vec(),
        };
        let begun = self.projected(constraints, &begun);
        let margins = scored.margins(&constraints.table(&begun)?)?;
        let mut ways: Vec<Way> = begun.into_iter().zip(margins).map(Way::new).collect();
        let checkpoints = checkpoints(self.steps);
        let mut last = 0;
        for step in 0..self.steps {
            let here: Vec<Row> = ways.iter().map(|way| way.here.clone()).collect();
            let slopes = scored.slopes(&constraints.table(&here)?, self.loss)?;
            let momentum = if step == 0 { 0.0 } else { MOMENTUM };
            let slopes = slopes.chunks(reach.len().max(1)).chain(std::iter::repeat(&[][..]));
            let next: Vec<Row> = ways
                .iter()
                .zip(slopes)
                .zip(&constraints.rows)
                .map(|((way, slopes), origin)| {
                    let project = |row: &Row| constraints.threat.project(origin, row, self.eps);
                    let climbed = project(&way.climbed(slopes, &reach));
                    project(&way.blended(&climbed, momentum))
                })
                .collect();
            let margins = scored.margins(&constraints.table(&next)?)?;
            for ((way, next), margin) in ways.iter_mut().zip(next.iter()).zip(margins) {
                way.step_to(next.clone(), margin);
            }
            let repaired = constraints.repaired(&next, self.eps);
            let margins = scored.margins(&constraints.table(&repaired)?)?;
            for ((worst, most), (row, margin)) in
                worst.iter_mut().zip(&mut most).zip(repaired.into_iter().zip(margins))
            {
                if margin > *most {
                    (*worst, *most) = (row, margin);
                }
            }
            if checkpoints.contains(&(step + 1)) {
                ways.iter_mut().for_each(|way| way.check(step + 1 - last));
                last = step + 1;
            }
        }
        Ok(worst)
    }

    fn projected(&self, constraints: &Constraints<'_>, rows: &[Row]) -> Vec<Row> {
        let pairs = constraints.rows.iter().zip(rows);
        pairs.map(|(origin, row)| constraints.threat.project(origin, row, self.eps)).collect()
    }
}

impl Way {
    fn new((row, margin): (Row, f32)) -> Self {
        Self {
            before: row.clone(),
            top_row: row.clone(),
            here: row,
            margin,
            top: margin,
            stride: 2.0,
            rises: 0,
            bettered: false,
            halved: false,
        }
    }

    /// One step uphill.
    fn climbed(&self, slopes: &[f32], reach: &[f64]) -> Row {
        let signs = slopes.iter().map(|slope| if *slope == 0.0 { 0.0 } else { slope.signum() });
        let steps = signs.zip(reach).map(|(sign, reach)| f64::from(sign) * self.stride * reach);
        let numbers = self.here.numbers.iter().zip(steps.chain(std::iter::repeat(0.0)));
        let numbers = numbers.map(|(number, step)| (f64::from(*number) + step) as f32);
        Row { numbers: numbers.collect(), codes: self.here.codes.clone() }
    }

    /// Most of the way to `climbed`, and some of the way of before.
    fn blended(&self, climbed: &Row, momentum: f64) -> Row {
        let places = self.here.numbers.iter().zip(&self.before.numbers).zip(&climbed.numbers);
        let numbers = places.map(|((here, before), climbed)| {
            let [here, before, climbed] = [here, before, climbed].map(|number| f64::from(*number));
            (here + (1.0 - momentum) * (climbed - here) + momentum * (here - before)) as f32
        });
        Row { numbers: numbers.collect(), codes: climbed.codes.clone() }
    }

    fn step_to(&mut self, next: Row, margin: f32) {
        self.rises += usize::from(margin > self.margin);
        self.before = std::mem::replace(&mut self.here, next);
        self.margin = margin;
        if margin > self.top {
            (self.top, self.top_row) = (margin, self.here.clone());
            self.bettered = true;
        }
    }

    /// Halves the stride where it led nowhere, and goes back to the highest place.
    fn check(&mut self, steps: usize) {
        let few = (self.rises as f64) < RISES * steps as f64;
        let stuck = !self.halved && !self.bettered;
        self.halved = few || stuck;
        if self.halved {
            self.stride /= 2.0;
            self.here = self.top_row.clone();
            self.before = self.top_row.clone();
            self.margin = self.top;
        }
        (self.rises, self.bettered) = (0, false);
    }
}

/// Anywhere in the box.
fn scattered(row: &Row, reach: &[f64], noise: &mut Noise) -> Row {
    let drawn = noise.signed(row.numbers.len());
    let moved = row.numbers.iter().zip(reach.iter().zip(drawn));
    let numbers = moved
        .map(|(number, (reach, drawn))| (f64::from(*number) + reach * f64::from(drawn)) as f32);
    Row { numbers: numbers.collect(), codes: row.codes.clone() }
}

/// The steps after which strides are looked at: 22 % of all, then ever more often (Croce and Hein 2020).
fn checkpoints(steps: usize) -> Vec<usize> {
    let (mut before, mut at) = (0.0f64, 0.22f64);
    let mut checkpoints = Vec::new();
    while at < 1.0 {
        // 57.000000000001 steps are 57.
        checkpoints.push((at * steps as f64 - 1e-9).ceil() as usize);
        (before, at) = (at, at + (at - before - 0.03).max(0.06));
    }
    checkpoints.dedup();
    checkpoints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;
    use crate::net::{Committee, Mlp};
    use crate::testing::blobs;
    use crate::threat::{ThreatModel, derive};

    #[test]
    fn checkpoints_come_ever_more_often() {
        assert_eq!(checkpoints(100), [22, 41, 57, 70, 80, 87, 93, 99]);
        assert!(checkpoints(5).iter().all(|at| (1..=5).contains(at)));
    }

    // proves M13
    #[test]
    fn what_capgd_leaves_can_be_and_is_no_better_than_what_came() {
        let table = blobs(120, 5);
        let encoding = Encoding::fit(&table);
        let mut noise = Noise::new(2, "capgd");
        let committee = Committee::of_one(Mlp::new(encoding.width(), &[16], 2, &mut noise));
        let scored = Scored { committee: &committee, encoding: &encoding };
        let whole = "relations = [\"base >= wide\"]\n[columns.wide]\nstep = 1\nleast = 0\n[columns.twin]\nmoves = \"up\"\n";
        for model in [ThreatModel::parse(whole).unwrap(), derive(&table).model] {
            let threat = model.bind(&table, &encoding.deviations()).unwrap();
            let constraints = Constraints::new(&threat, &table);
            let clean = scored.margins(&table).unwrap();
            for (loss, random_start) in [(Loss::Margin, false), (Loss::CrossEntropy, true)] {
                let capgd = Capgd { eps: 0.5, steps: 10, loss, random_start };
                let rows = capgd.run(scored, &constraints, &constraints.rows, &mut noise).unwrap();
                for (origin, row) in constraints.rows.iter().zip(&rows) {
                    assert_eq!(threat.violations(origin, row, 0.5), []);
                }
                let attacked = scored.margins(&constraints.table(&rows).unwrap()).unwrap();
                assert!(attacked.iter().zip(&clean).all(|(after, before)| after >= before));
                let sum = |margins: &[f32]| margins.iter().sum::<f32>();
                assert!(sum(&attacked) > sum(&clean), "it moved nothing");
            }
        }
    }
}
