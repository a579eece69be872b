//! What an attacker climbs.

use crate::net::Committee;
use burn_tensor::Tensor;

/// Which loss of the victim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Minus the log-probability of the true class.
    CrossEntropy,
    /// The best wrong class's log-probability less the true one's (Carlini and Wagner 2017): it
    /// stays steep where cross-entropy is flat.
    Margin,
}

/// The loss, summed over rows. `victim` is constant.
pub(crate) fn objective(victim: &Committee, x: &Tensor<2>, y: &Tensor<2>, loss: Loss) -> Tensor<1> {
    let logs = victim.log_probabilities(x);
    let own = (logs.clone() * y.clone()).sum_dim(1);
    match loss {
        Loss::CrossEntropy => -own.sum(),
        Loss::Margin => ((logs - y.clone() * 1e6).max_dim(1) - own).sum(),
    }
}
