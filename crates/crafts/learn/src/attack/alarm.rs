//! Alarms: signs that an attack was weak, so that its numbers mean nothing.
//!
//! After Athalye, Carlini and Wagner 2018 ("Obfuscated gradients give a false sense of security")
//! and Carlini et al. 2019 ("On evaluating adversarial robustness").

use super::suite::{Attack, Evaluation};
use terms::{Finding, Location, Severity};

/// What chance alone explains, as a share of 1,000 rows.
const SLACK: f64 = 0.02;

/// The model that always gives the same answer: no attack can turn it.
pub(crate) const CONSTANT: &str = "constant";

/// Looks for attacks that are weaker than they should be.
#[must_use]
pub fn alarms(evaluations: &[Evaluation]) -> Vec<Finding> {
    let of = |model: &str, attack, eps: f32| {
        let same =
            |e: &&Evaluation| e.model == model && e.attack == attack && (e.eps - eps).abs() < 1e-6;
        evaluations.iter().find(same).map(|e| e.accuracy)
    };
    let mut found = Vec::new();
    let attacked = |e: &&Evaluation| e.attack == Attack::Pgd20 && e.model != CONSTANT;
    for white in evaluations.iter().filter(attacked) {
        let (model, eps) = (white.model.as_str(), white.eps);
        // Where a threat model is kept, CAPGD is the stronger of the two that know the model.
        let steps = of(model, Attack::Capgd, eps).filter(|accuracy| *accuracy < white.accuracy);
        let (name, accuracy) = match steps {
            Some(accuracy) => (Attack::Capgd.name(), accuracy),
            None => (Attack::Pgd20.name(), white.accuracy),
        };
        for black in [Attack::Transfer, Attack::LabelOnly, Attack::Fgsm] {
            if of(model, black, eps).is_some_and(|black| black + SLACK < accuracy) {
                found.push(weak(
                    model,
                    eps,
                    "learn/weak-white-box",
                    format!(
                        "{} hurts {model} more than {name} does at eps {eps}: its gradients mislead",
                        black.name()
                    ),
                ));
            }
        }
        if let (Some(clean), Some(fgsm)) =
            (of(model, Attack::Clean, 0.0), of(model, Attack::Fgsm, eps))
            && clean - fgsm < SLACK
            && clean - accuracy > 0.2
        {
            found.push(weak(model, eps, "learn/catastrophic-overfitting", format!(
                "{model} withstands fgsm but falls to {name} at eps {eps}: it learned to fool one-step attacks"
            )));
        }
        if of(model, Attack::Clean, 0.0) == Some(accuracy) && eps >= 0.1 {
            found.push(weak(model, eps, "learn/idle-attack", format!(
                "{name} at eps {eps} turned not one row of {model}: either no number matters, or the attack is broken"
            )));
        }
    }
    found
}

fn weak(model: &str, eps: f32, rule: &str, message: String) -> Finding {
    let remedy = "Treat the robust accuracies of this model as unknown; attack it with more steps, \
                  restarts and another loss.";
    let severity = if rule == "learn/idle-attack" { Severity::Medium } else { Severity::High };
    Finding::new(rule, severity, Location::of(format!("{model} at eps {eps}")), message, remedy)
        .with_references(&["AML.T0043", "AML.T0015"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(attack: Attack, eps: f32, accuracy: f64) -> Evaluation {
        Evaluation { model: "final".to_owned(), attack, eps, accuracy }
    }

    #[test]
    // proves M13
    fn a_white_box_that_loses_to_a_black_box_is_an_alarm() {
        let strong = [
            evaluation(Attack::Clean, 0.0, 0.95),
            evaluation(Attack::Fgsm, 0.1, 0.9),
            evaluation(Attack::Pgd20, 0.1, 0.88),
            evaluation(Attack::LabelOnly, 0.1, 0.89),
        ];
        assert_eq!(alarms(&strong), []);
        let mut masked = strong.to_vec();
        masked[2].accuracy = 0.94;
        assert!(alarms(&masked).iter().any(|f| f.rule == "learn/weak-white-box"));
        masked[2].accuracy = 0.95;
        assert!(alarms(&masked).iter().any(|f| f.rule == "learn/idle-attack"));
        let overfitted = [
            evaluation(Attack::Clean, 0.0, 0.95),
            evaluation(Attack::Fgsm, 0.1, 0.95),
            evaluation(Attack::Pgd20, 0.1, 0.3),
        ];
        assert!(alarms(&overfitted).iter().any(|f| f.rule == "learn/catastrophic-overfitting"));
    }
}
