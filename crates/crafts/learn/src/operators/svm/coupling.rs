//! Pairwise coupling: the probabilities of classes that fit those of pairs best.

/// Rounds, at most, and how near to the solution ends them; LIBSVM's own.
const ROUNDS: usize = 100;
/// Nearer to certain no pair is.
const SURE: f32 = 1e-7;

/// Fills `classes` with the probability of each class, from that of the first of each pair of
/// classes, in order of pairs.
pub(super) fn couple(pairs: &[f32], classes: &mut [f32]) {
    let count = classes.len();
    let mut q = vec![vec![0f32; count]; count];
    let mut given = pairs.iter();
    for one in 0..count {
        for other in one + 1..count {
            let first = given.next().copied().unwrap_or(0.5).clamp(SURE, 1.0 - SURE);
            let second = 1.0 - first;
            add(&mut q, one, one, second * second);
            add(&mut q, other, other, first * first);
            add(&mut q, one, other, -second * first);
            add(&mut q, other, one, -second * first);
        }
    }
    classes.fill(1.0 / count.max(1) as f32);
    let near = 0.005 / count.max(1) as f32;
    for _ in 0..ROUNDS {
        let mut qp: Vec<f32> = q.iter().map(|row| dot(row, classes)).collect();
        let mut pqp = dot(&qp, classes);
        if qp.iter().all(|value| (value - pqp).abs() < near) {
            break;
        }
        for (at, row) in q.iter().enumerate() {
            let diagonal = row.get(at).copied().unwrap_or(1.0);
            let here = qp.get(at).copied().unwrap_or(0.0);
            let step = (pqp - here) / diagonal;
            if let Some(class) = classes.get_mut(at) {
                *class += step;
            }
            let scale = 1.0 + step;
            pqp = (pqp + step * (step * diagonal + 2.0 * here)) / scale / scale;
            qp.iter_mut().zip(row).for_each(|(value, q)| *value = (*value + step * q) / scale);
            classes.iter_mut().for_each(|class| *class /= scale);
        }
    }
}

fn add(q: &mut [Vec<f32>], row: usize, column: usize, value: f32) {
    if let Some(cell) = q.get_mut(row).and_then(|row| row.get_mut(column)) {
        *cell += value;
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
