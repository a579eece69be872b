//! `SVMClassifier` with support vectors: one against one, by votes (Chang and Lin, "LIBSVM: a
//! library for support vector machines", 2011); probabilities by pairwise coupling (Wu, Lin and
//! Weng 2004, "Probability estimates for multi-class classification by pairwise coupling", second
//! method).

mod coupling;

use super::by_row::Answer;
use super::scores::{Transform, logistic};
use crate::lower::Attributes;
use tract_onnx::pb::NodeProto;

/// Support vectors class by class, and a decision for each pair of classes.
#[derive(Debug)]
pub(super) struct Svm {
    labels: Vec<i64>,
    vectors: Vec<f32>,
    columns: usize,
    /// Where the vectors of each class begin, and where the last one ends.
    starts: Vec<usize>,
    /// One row for each class but one, one value for each vector.
    coefficients: Vec<f32>,
    /// For each pair of classes.
    rho: Vec<f32>,
    sigmoids: Vec<(f32, f32)>,
    kernel: Kernel,
    transform: Transform,
}

#[derive(Debug, Clone, Copy)]
enum Kernel {
    Linear,
    Polynomial { gamma: f32, offset: f32, degree: f32 },
    Radial { gamma: f32 },
    Sigmoid { gamma: f32, offset: f32 },
}

impl Svm {
    pub(super) fn classifier(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let labels = given.integers("classlabels_ints").to_vec();
        let counts = given.integers("vectors_per_class");
        let classes = labels.len();
        if counts.is_empty() {
            return Err("without support vectors it is not covered".to_owned());
        }
        if !(2..=256).contains(&classes) || counts.len() != classes {
            return Err(format!("{classes} labels, and vectors for {} classes", counts.len()));
        }
        let mut starts = vec![0usize];
        for count in counts {
            let last = starts.last().copied().unwrap_or(0);
            let next = usize::try_from(*count).ok().and_then(|count| last.checked_add(count));
            starts.push(next.ok_or("vectors of negative number")?);
        }
        let total = starts.last().copied().unwrap_or(0);
        let vectors = given.floats("support_vectors").to_vec();
        if total == 0 || vectors.is_empty() || !vectors.len().is_multiple_of(total) {
            return Err(format!("{} values for {total} support vectors", vectors.len()));
        }
        let pairs = classes * (classes - 1) / 2;
        let exact = |name: &'static str, count: usize| match given.floats(name) {
            list if list.len() == count => Ok(list.to_vec()),
            list => Err(format!("{} {name} where {count} belong", list.len())),
        };
        let coefficients = exact("coefficients", (classes - 1) * total)?;
        let rho = exact("rho", pairs)?;
        let sigmoids = if given.floats("prob_a").is_empty() {
            Vec::new()
        } else {
            exact("prob_a", pairs)?.into_iter().zip(exact("prob_b", pairs)?).collect()
        };
        let columns = vectors.len() / total;
        let kernel = Kernel::parse(given)?;
        let transform = Transform::parse(given.text("post_transform")?.as_deref())?;
        Ok(Self {
            labels,
            vectors,
            columns,
            starts,
            coefficients,
            rho,
            sigmoids,
            kernel,
            transform,
        })
    }

    /// The decision of each pair of classes, in order.
    fn decisions(&self, kernels: &[f32]) -> Vec<f32> {
        let (classes, total) = (self.labels.len(), kernels.len());
        let part = |coefficients: usize, class: usize| {
            let start = self.starts.get(class).copied().unwrap_or(0);
            let end = self.starts.get(class + 1).copied().unwrap_or(start);
            let row = self.coefficients.get(coefficients * total..).unwrap_or_default();
            let pairs = row.iter().zip(kernels).take(end).skip(start);
            pairs.map(|(weight, kernel)| f64::from(*weight) * f64::from(*kernel)).sum::<f64>()
        };
        let mut decisions = Vec::with_capacity(self.rho.len());
        for one in 0..classes {
            for other in one + 1..classes {
                let rho = self.rho.get(decisions.len()).copied().unwrap_or(0.0);
                let sum = part(other - 1, one) + part(one, other) + f64::from(rho);
                decisions.push(sum as f32);
            }
        }
        decisions
    }
}

impl Answer for Svm {
    fn columns(&self) -> (usize, bool) {
        (self.columns, false)
    }

    fn scores(&self) -> usize {
        match (self.labels.len(), self.sigmoids.is_empty()) {
            (classes, false) => classes,
            (2, true) => 2,
            (_, true) => self.rho.len(),
        }
    }

    fn answer(&self, row: &[f32], scores: &mut [f32]) -> i64 {
        let vectors = self.vectors.chunks(self.columns.max(1));
        let kernels: Vec<f32> = vectors.map(|vector| self.kernel.of(row, vector)).collect();
        let decisions = self.decisions(&kernels);
        let classes = self.labels.len();
        let mut votes = vec![0f32; classes];
        let mut decided = decisions.iter();
        for one in 0..classes {
            for other in one + 1..classes {
                let wins = decided.next().is_some_and(|decision| *decision > 0.0);
                if let Some(votes) = votes.get_mut(if wins { one } else { other }) {
                    *votes += 1.0;
                }
            }
        }
        if self.sigmoids.is_empty() {
            if let ([only], [first, second]) = (decisions.as_slice(), &mut *scores) {
                (*first, *second) = match self.transform {
                    Transform::Logistic => (logistic(-*only), logistic(*only)),
                    _ => (-*only, *only),
                };
            } else {
                scores.iter_mut().zip(&decisions).for_each(|(score, decision)| *score = *decision);
                self.transform.apply(scores);
            }
        } else {
            let pairs = decisions.iter().zip(&self.sigmoids);
            let pairs = pairs.map(|(decision, (a, b))| 1.0 - logistic(decision * a + b));
            coupling::couple(&pairs.collect::<Vec<_>>(), scores);
            self.transform.apply(scores);
        }
        self.labels.get(super::scores::greatest(&votes)).copied().unwrap_or(-1)
    }
}

impl Kernel {
    fn parse(given: Attributes<'_>) -> Result<Self, String> {
        let (gamma, offset, degree) = match given.floats("kernel_params") {
            [] => (0.0, 0.0, 0.0),
            [gamma, offset, degree] => (*gamma, *offset, *degree),
            other => return Err(format!("{} kernel parameters", other.len())),
        };
        match given.text("kernel_type")?.as_deref() {
            None | Some("LINEAR") => Ok(Self::Linear),
            Some("POLY") => Ok(Self::Polynomial { gamma, offset, degree }),
            Some("RBF") => Ok(Self::Radial { gamma }),
            Some("SIGMOID") => Ok(Self::Sigmoid { gamma, offset }),
            Some(other) => Err(format!("kernel {other:.20} is not covered")),
        }
    }

    fn of(self, row: &[f32], vector: &[f32]) -> f32 {
        let dot = || row.iter().zip(vector).map(|(x, v)| x * v).sum::<f32>();
        match self {
            Self::Linear => dot(),
            Self::Polynomial { gamma, offset, degree } => (gamma * dot() + offset).powf(degree),
            Self::Radial { gamma } => {
                let distance: f32 = row.iter().zip(vector).map(|(x, v)| (x - v) * (x - v)).sum();
                (-gamma * distance).exp()
            }
            Self::Sigmoid { gamma, offset } => (gamma * dot() + offset).tanh(),
        }
    }
}
