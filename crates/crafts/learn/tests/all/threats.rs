use crate::support::loans;
use learn::{
    Attack, BlackBox, EPSILONS, Effort, LabelOnly, LabelOracle, LearnError, Outcome, Plan, Table,
    ThreatModel, black_box, derive, train_within,
};

/// Errs on scores that no row has: fractions, and those below all.
struct Impossible;

impl LabelOracle for Impossible {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        let errs = |score: &f32| score.is_finite() && (score.fract() != 0.0 || *score < 100.0);
        Ok(table.numeric()[0].values.iter().map(|score| u32::from(errs(score))).collect())
    }
}

fn besieged(table: &Table, threat: Option<ThreatModel>) -> Outcome {
    let plan = BlackBox {
        epsilons: vec![0.1, 0.3],
        points: 100,
        budget: LabelOnly { queries: 40 },
        effort: Effort { plain_steps: 200, ..Effort::quick() },
        seed: 2,
        threat,
    };
    black_box(&Impossible, "impossible", table, &plan).unwrap()
}

fn accuracy(outcome: &Outcome, attack: Attack, eps: f32) -> f64 {
    let same = |e: &&learn::Evaluation| e.attack == attack && (e.eps - eps).abs() < 1e-6;
    outcome.evaluations.iter().find(same).unwrap().accuracy
}

// proves M13
#[test]
fn a_row_that_can_not_be_does_not_count_as_attacked() {
    let table = loans(400, 3, false).table.relabelled(vec![0; 400]).unwrap();
    let loose = besieged(&table, None);
    assert!(accuracy(&loose, Attack::Worst, 0.1) < 0.1, "{:?}", loose.evaluations);
    assert!(loose.unconstrained.is_empty());
    let held = besieged(&table, Some(derive(&table).model));
    for eps in [0.1, 0.3] {
        for attack in
            [Attack::Transfer, Attack::LabelOnly, Attack::Capgd, Attack::Moeva, Attack::Worst]
        {
            assert_eq!(accuracy(&held, attack, eps), 1.0, "{attack:?} at {eps}");
        }
    }
    for told in &held.unconstrained {
        assert!(told.turned > 80 && told.unrealisable == told.turned, "{told:?}");
        assert!(told.accuracy < 0.2 && told.broken[0].what.contains("between two steps"), "{told}");
    }
    assert!(held.doubts.iter().any(|doubt| doubt.contains("not") || doubt.contains("no attack")));
    let still = ThreatModel::parse(
        "categories = 0\n[columns.score]\nmoves = \"never\"\n[columns.debt]\nmoves = \"never\"\n[columns.used]\n\
         moves = \"never\"\n[columns.income]\nmoves = \"never\"\n[columns.payslip]\nmoves = \"never\"\n\
         [columns.amount]\nmoves = \"never\"\n",
    );
    let still = besieged(&table, Some(still.unwrap()));
    assert!(
        still.doubts.iter().any(|doubt| doubt.contains("lets nothing move")),
        "{:?}",
        still.doubts
    );
    assert!(still.notes.iter().any(|note| note.contains("home")), "{:?}", still.notes);
    let other = BlackBox {
        threat: Some(ThreatModel::parse("[columns.scores]\n").unwrap()),
        epsilons: vec![0.1],
        points: 100,
        budget: LabelOnly { queries: 5 },
        effort: Effort::quick(),
        seed: 2,
    };
    let error = black_box(&Impossible, "x", &table, &other).unwrap_err().to_string();
    assert!(error.contains("did you mean `score`?"), "{error}");
}

// proves M12, M13
#[test]
fn models_are_attacked_by_what_can_be_and_the_rest_is_told() {
    let table = loans(4_000, 9, false).table;
    let split = table.split(9).unwrap();
    let effort = Effort { queries: 60, robust_steps: 150, plain_steps: 1_000, ..Effort::quick() };
    let threat = derive(&split.train).model;
    let free = Plan::of(effort, 9);
    let within = Plan { threat: Some(threat), ..free.clone() };
    let held = train_within(&split, &within, &|_| {}).unwrap();
    let loose = train_within(&split, &free, &|_| {}).unwrap();
    let of = held.evaluations.iter().filter(|e| e.model == "plain").count();
    assert_eq!(of, 1 + EPSILONS.len() * (Attack::ALL.len() + 1));
    assert_eq!(held.comparisons.len(), 3 * (Attack::ALL.len() + 2));
    let at = |trained: &learn::Trained, attack| {
        let eps = if attack == Attack::Clean { 0.0 } else { 0.1 };
        trained.accuracy("plain", attack, eps).unwrap()
    };
    // Steps that know the constraints do more than steps that are only repaired.
    let [clean, pgd20, capgd, moeva, worst] =
        [Attack::Clean, Attack::Pgd20, Attack::Capgd, Attack::Moeva, Attack::Worst]
            .map(|attack| at(&held, attack));
    assert!(capgd <= pgd20 + 0.01 && capgd < clean, "{clean} {pgd20} {capgd}");
    // It changes a category as well.
    assert!(moeva < clean - 0.05 && worst <= moeva.min(capgd), "{clean} {moeva} {worst}");
    assert!(worst >= at(&loose, Attack::Worst) - 0.03, "{worst}");
    let told = held.unconstrained.iter();
    let told = told.filter(|told| told.model == "plain" && told.attack == Attack::Pgd20);
    for told in told {
        // Four of the six numbers are whole.
        assert!(told.unrealisable * 2 > told.turned, "{told}");
    }
    assert!(loose.unconstrained.is_empty() && loose.notes.is_empty());
}
