//! Scores of CVSS 4.0 vectors (FIRST, CVSS v4.0 specification, section 8): a vector belongs to one
//! of 270 classes, each with a score, and lies some way from the worst vector of its class towards
//! the next lower one.

/// Metrics in the order in which they are used, and their values from the worst on. `SC` has no *S*.
const METRICS: [(&str, &str); 15] = [
    ("AV", "NALP"),
    ("PR", "NLH"),
    ("UI", "NPA"),
    ("AC", "LH"),
    ("AT", "NP"),
    ("VC", "HLN"),
    ("VI", "HLN"),
    ("VA", "HLN"),
    ("CR", "HML"),
    ("IR", "HML"),
    ("AR", "HML"),
    ("SC", "-HLN"),
    ("SI", "SHLN"),
    ("SA", "SHLN"),
    ("E", "APU"),
];

/// How many steps lie between the worst and the least vector of a class, by set (table 24 and on).
const DEPTHS: [&[f64]; 4] =
    [&[1.0, 4.0, 5.0], &[1.0, 2.0], &[7.0, 6.0, 8.0, 8.0, 10.0], &[6.0, 5.0, 4.0]];

/// The worst vectors of each class of a set, as levels of its metrics.
const WORST: [&[&[&[usize]]]; 4] = [
    &[&[&[0, 0, 0]], &[&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]], &[&[3, 0, 0], &[1, 1, 1]]],
    &[&[&[0, 0]], &[&[1, 0], &[0, 1]]],
    &[
        &[&[0, 0, 0, 0, 0, 0]],
        &[&[0, 0, 1, 1, 1, 0], &[0, 0, 0, 1, 1, 1]],
        &[&[1, 0, 0, 0, 0, 0], &[0, 1, 0, 0, 0, 0]],
        &[
            &[1, 0, 1, 0, 1, 0],
            &[1, 0, 0, 0, 1, 1],
            &[0, 1, 0, 1, 0, 1],
            &[0, 1, 1, 1, 0, 0],
            &[1, 1, 0, 0, 0, 1],
        ],
        &[&[1, 1, 1, 0, 0, 0]],
    ],
    &[&[&[1, 0, 0]], &[&[1, 1, 1]], &[&[2, 2, 2]]],
];

/// Scores in tenths: rows by the sets 1, 2 and 3 with 6 (of five classes), columns by 4 and 5.
const SCORES: [[u8; 9]; 30] = [
    [100, 98, 95, 100, 93, 91, 93, 89, 81],
    [99, 95, 92, 96, 87, 81, 90, 80, 68],
    [98, 95, 90, 93, 89, 81, 88, 78, 69],
    [95, 92, 84, 92, 81, 65, 80, 70, 48],
    [92, 82, 72, 79, 69, 50, 69, 55, 27],
    [99, 95, 92, 95, 90, 84, 92, 82, 72],
    [97, 92, 85, 91, 83, 71, 81, 71, 53],
    [95, 92, 85, 92, 80, 70, 84, 71, 50],
    [93, 85, 73, 82, 72, 59, 70, 52, 30],
    [86, 75, 52, 71, 52, 29, 63, 29, 17],
    [98, 94, 91, 94, 86, 77, 87, 74, 63],
    [95, 87, 81, 89, 74, 64, 75, 63, 49],
    [94, 88, 76, 86, 74, 59, 72, 57, 52],
    [89, 77, 67, 76, 58, 50, 57, 52, 25],
    [83, 70, 54, 65, 58, 26, 53, 21, 13],
    [95, 88, 76, 90, 75, 61, 77, 68, 52],
    [90, 76, 70, 77, 62, 53, 66, 59, 30],
    [89, 76, 62, 74, 57, 47, 61, 57, 24],
    [78, 67, 58, 59, 57, 23, 52, 29, 16],
    [71, 59, 30, 58, 26, 15, 23, 13, 6],
    [93, 86, 75, 86, 74, 56, 70, 52, 40],
    [87, 72, 58, 74, 61, 34, 54, 40, 22],
    [85, 74, 62, 72, 55, 46, 53, 34, 19],
    [75, 55, 51, 57, 41, 19, 36, 19, 8],
    [64, 51, 20, 47, 21, 11, 24, 9, 4],
    [88, 73, 60, 73, 59, 41, 54, 45, 20],
    [75, 53, 50, 55, 40, 20, 43, 22, 11],
    [75, 58, 40, 61, 48, 20, 46, 17, 8],
    [55, 45, 21, 51, 18, 9, 18, 7, 2],
    [53, 24, 14, 24, 12, 5, 10, 3, 1],
];

/// The score in tenths, 0 to 100, with threat and environment where the vector has them; `None` if
/// it is no complete vector of version 4.0.
pub(super) fn score(vector: &str) -> Option<u32> {
    let metrics = vector.strip_prefix("CVSS:4.0/")?;
    let mut levels = [0; 15];
    for (level, (name, values)) in levels.iter_mut().zip(METRICS) {
        *level = level_of(metrics, name, values)?;
    }
    let [av, pr, ui, ac, at, vc, vi, va, cr, ir, ar, sc, si, sa, e] = levels;
    if [vc, vi, va] == [2; 3] && [sc, si, sa] == [3; 3] {
        return Some(0);
    }
    let own: [&[usize]; 4] = [&[av, pr, ui], &[ac, at], &[vc, vi, va, cr, ir, ar], &[sc, si, sa]];
    let class = Class {
        sets: [
            match (av == 0, pr == 0, ui == 0) {
                (true, true, true) => 0,
                (false, false, false) => 2,
                _ if av == 3 => 2,
                _ => 1,
            },
            usize::from(ac + at > 0),
            damage(&[vc, vi, va], &[cr, ir, ar]),
            if si == 0 || sa == 0 { 0 } else { 2 - usize::from(sc == 1 || si == 1 || sa == 1) },
        ],
        exploited: e,
    };
    class.score_of(&own)
}

/// The class of sets 3 and 6 together: what is lost of the system itself, and how much that counts.
fn damage(losses: &[usize; 3], counts: &[usize; 3]) -> usize {
    let counted = losses.iter().zip(counts).any(|(&loss, &count)| loss == 0 && count == 0);
    match losses {
        [0, 0, _] => usize::from(!counted),
        _ if losses.contains(&0) => 2 + usize::from(!counted),
        _ => 4,
    }
}

/// A metric's level; one of the environment replaces that of the base. Threat and requirements that
/// are not given are taken at their worst.
fn level_of(metrics: &str, name: &str, values: &str) -> Option<usize> {
    let given = |wanted: &str| {
        let found = metrics.split('/').filter_map(|part| part.split_once(':'));
        found.filter(|(key, _)| *key == wanted).map(|(_, value)| value).find(|value| *value != "X")
    };
    let optional = ["CR", "IR", "AR", "E"].contains(&name);
    match given(&format!("M{name}")).or_else(|| given(name)) {
        Some(value) if value.len() == 1 && value != "-" => values.find(value),
        None if optional => Some(0),
        _ => None,
    }
}

/// One of the 270 classes.
#[derive(Clone, Copy)]
struct Class {
    sets: [usize; 4],
    exploited: usize,
}

impl Class {
    fn score(&self) -> Option<f64> {
        let [one, two, three, four] = self.sets;
        if two > 1 || three > 4 || four > 2 || self.exploited > 2 {
            return None;
        }
        let row = SCORES.get((one * 2 + two) * 5 + three)?;
        row.get(four * 3 + self.exploited).map(|&tenths| f64::from(tenths))
    }

    /// The next lower class along one set; of two, the one with the higher score.
    fn lower(&self, set: usize) -> Option<f64> {
        let at = |class: usize| {
            let mut lower = *self;
            *lower.sets.get_mut(set)? = class;
            lower.score()
        };
        match (set, self.sets.get(set)?) {
            (2, 0) => at(1)?.max(at(2)?).into(),
            (2, 1 | 2) => at(3),
            (_, class) => at(class + 1),
        }
    }

    /// The score of the class, less the mean of the ways that a vector has gone down in it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 100 by now
    fn score_of(&self, own: &[&[usize]; 4]) -> Option<u32> {
        let top = self.score()?;
        let unexploited = Self { exploited: self.exploited + 1, ..*self };
        let (mut gone, mut ways) = (0.0, u32::from(unexploited.score().is_some()));
        for (set, own) in own.iter().enumerate() {
            let class = *self.sets.get(set)?;
            let steps = distance(own, WORST.get(set)?.get(class)?)?;
            if let Some(lower) = self.lower(set) {
                ways += 1;
                gone += (top - lower) * f64::from(steps) / DEPTHS.get(set)?.get(class)?;
            }
        }
        let mean = if ways == 0 { 0.0 } else { gone / f64::from(ways) };
        // Half a tenth is rounded up, whatever floating point makes of it.
        Some((top - mean + 0.5 + 1e-6).clamp(0.0, 100.0).floor() as u32)
    }
}

/// Steps from the first of the worst vectors that is nowhere better.
fn distance(own: &[usize], worst: &[&[usize]]) -> Option<u32> {
    worst.iter().find_map(|worst| {
        let steps = own.iter().zip(*worst).map(|(own, worst)| own.checked_sub(*worst));
        steps.sum::<Option<usize>>().and_then(|steps| u32::try_from(steps).ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_the_calculator_are_met() {
        // FIRST's calculator, and the vectors that NVD publishes.
        for (vector, tenths) in [
            ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100),
            ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93),
            ("AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73),
            ("AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51),
            ("AV:L/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N/E:P", 19),
            ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0),
        ] {
            assert_eq!(score(&format!("CVSS:4.0/{vector}")), Some(tenths), "{vector}");
        }
        for wrong in ["CVSS:4.0/AV:N", "CVSS:3.1/AV:N/AC:L", "CVSS:4.0/", ""] {
            assert_eq!(score(wrong), None, "{wrong}");
        }
    }
}
