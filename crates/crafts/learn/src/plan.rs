//! How a model is trained: what somebody chooses, and what follows from the table.

use crate::effort::Effort;
use crate::error::LearnError;
use crate::threat::ThreatModel;
use serde::{Deserialize, Serialize};

/// The sizes of the box that models are attacked in, in standard deviations, where nobody chose another.
pub const EPSILONS: [f32; 3] = [0.05, 0.1, 0.2];
/// The eps at which models are trained and compared, where nobody chose another.
pub const TARGET_EPS: f32 = 0.1;

/// How to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub effort: Effort,
    pub seed: u64,
    /// Half the side of the box, in standard deviations, that models are trained and compared in; they are attacked
    /// in half and twice of it, too.
    #[serde(default = "target")]
    pub eps: f32,
    /// What may be made of a row, by the columns that are learned from; if not given, numbers move anywhere in the
    /// box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<ThreatModel>,
    /// Whether it is measured how well the models' own rows can be told from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub membership: bool,
}

const fn target() -> f32 {
    TARGET_EPS
}

impl Plan {
    /// Nothing chosen but how much work to put in.
    #[must_use]
    pub const fn of(effort: Effort, seed: u64) -> Self {
        Self { effort, seed, eps: TARGET_EPS, threat: None, membership: false }
    }

    /// The sizes of the box that models are attacked in, from the smallest.
    #[must_use]
    pub fn epsilons(&self) -> [f32; 3] {
        [self.eps / 2.0, self.eps, self.eps * 2.0]
    }
}

/// What somebody chooses of a training run. What is not chosen follows the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// The same seed and data give the same files.
    pub seed: u64,
    /// Small networks and few steps, for a first look.
    pub quick: bool,
    /// As [`Plan::eps`], above 0 and at most [`Choices::MOST_EPS`].
    pub eps: Option<f32>,
    /// Units in each of the two hidden layers.
    pub width: Option<usize>,
    /// Passes over the training rows, at most.
    pub epochs: Option<usize>,
    pub membership: bool,
}

impl Choices {
    /// In a larger box numbers of one class can become those of any other.
    pub const MOST_EPS: f32 = 2.0;
    pub const WIDTHS: std::ops::RangeInclusive<usize> = 4..=1_024;
    pub const EPOCHS: std::ops::RangeInclusive<usize> = 1..=10_000;

    /// The plan for a table of `rows` rows.
    ///
    /// # Errors
    /// If a number is out of its range, by name.
    pub fn plan(&self, rows: usize, threat: Option<ThreatModel>) -> Result<Plan, LearnError> {
        let chosen = if self.quick { Effort::quick() } else { Effort::for_rows(rows) };
        let effort = Effort {
            width: within("width", self.width, &Self::WIDTHS)?.unwrap_or(chosen.width),
            epochs: within("epochs", self.epochs, &Self::EPOCHS)?.unwrap_or(chosen.epochs),
            ..chosen
        };
        let eps = self.eps.unwrap_or(TARGET_EPS);
        if !(eps > 0.0 && eps <= Self::MOST_EPS) {
            let range = format!("above 0 and at most {}", Self::MOST_EPS);
            return Err(LearnError::Setting { name: "eps", given: eps.to_string(), range });
        }
        let (seed, membership) = (self.seed, self.membership);
        Ok(Plan { effort, seed, eps, threat, membership })
    }
}

fn within(
    name: &'static str,
    given: Option<usize>,
    range: &std::ops::RangeInclusive<usize>,
) -> Result<Option<usize>, LearnError> {
    match given {
        Some(number) if !range.contains(&number) => Err(LearnError::Setting {
            name,
            given: number.to_string(),
            range: format!("from {} to {}", range.start(), range.end()),
        }),
        given => Ok(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_counts_and_the_rest_follows_the_table() {
        let choices = Choices { seed: 4, width: Some(16), eps: Some(0.3), ..Choices::default() };
        let plan = choices.plan(20_000, None).unwrap();
        assert_eq!(plan.effort, Effort { width: 16, ..Effort::full() });
        assert_eq!((plan.seed, plan.epsilons()), (4, [0.15, 0.3, 0.6]));
        assert_eq!(Choices::default().plan(20_000, None).unwrap().epsilons(), crate::EPSILONS);
        let quick = Choices { quick: true, epochs: Some(3), ..Choices::default() };
        let quick = quick.plan(20_000, None).unwrap();
        assert_eq!(quick.effort, Effort { epochs: 3, ..Effort::quick() });
    }

    #[test]
    fn numbers_out_of_their_range_are_refused_by_name() {
        let told = |choices: Choices| choices.plan(100, None).unwrap_err().to_string();
        assert!(told(Choices { eps: Some(0.0), ..Choices::default() }).contains("eps"));
        assert!(told(Choices { eps: Some(f32::NAN), ..Choices::default() }).contains("eps"));
        assert!(told(Choices { eps: Some(9.0), ..Choices::default() }).contains("at most 2"));
        assert!(told(Choices { width: Some(0), ..Choices::default() }).contains("width"));
        assert!(told(Choices { epochs: Some(0), ..Choices::default() }).contains("epochs"));
    }

    #[test]
    fn a_plan_of_before_is_read() {
        let plan = Plan::of(Effort::quick(), 3);
        let mut document = serde_json::to_value(&plan).unwrap();
        document.as_object_mut().unwrap().remove("eps");
        assert_eq!(serde_json::from_value::<Plan>(document).unwrap(), plan);
    }
}
