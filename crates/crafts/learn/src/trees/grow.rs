//! Growing a tree: the leaf that gains most is split first.

use super::bins::Binned;
use super::histogram::{Histogram, Slopes};
use super::split::{Limits, Split, best};
use super::tree::{Node, Tree};

/// The shape of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) leaves: usize,
    pub(super) depth: usize,
    pub(super) limits: Limits,
}

/// A leaf that may still be split.
struct Open {
    node: usize,
    depth: usize,
    /// Its rows, as a range of the order.
    from: usize,
    to: usize,
    histogram: Histogram,
    split: Option<Split>,
}

/// What a tree is grown on.
pub(super) struct Ground<'a> {
    pub(super) data: &'a Binned,
    pub(super) slopes: &'a Slopes,
    /// Columns that may be asked for.
    pub(super) allowed: &'a [bool],
}

/// A tree without values, and the range of `order` that each leaf holds. `order` holds pairs of a
/// row's position in the training rows and in the table, and is put into the order of the leaves.
pub(super) fn grow(
    ground: &Ground<'_>,
    shape: Shape,
    order: &mut [(u32, u32)],
) -> (Tree, Vec<(usize, usize)>) {
    let histogram = Histogram::of(ground.data, ground.slopes, order);
    let mut nodes = vec![Node::Leaf(0)];
    let root = open(ground, shape, 0, 0, (0, order.len()), histogram);
    let (mut growing, mut done) = (vec![root], Vec::new());
    while growing.len() + done.len() < shape.leaves {
        let gain = |leaf: &Open| leaf.split.map_or(f32::MIN, |split| split.gain);
        let most = growing.iter().enumerate().max_by(|a, b| gain(a.1).total_cmp(&gain(b.1)));
        let Some(at) = most.map(|(at, _)| at) else { break };
        let leaf = growing.swap_remove(at);
        let Some(split) = leaf.split else {
            done.push(leaf);
            continue;
        };
        let middle = leaf.from + part(ground.data, &split, order.get_mut(leaf.from..leaf.to));
        let (left, right) = (nodes.len(), nodes.len() + 1);
        nodes.extend([Node::Leaf(0), Node::Leaf(0)]);
        if let Some(node) = nodes.get_mut(leaf.node) {
            let (column, left_if) = (split.column, split.left_if);
            *node = Node::Ask { column, left_if, left, right };
        }
        let (mut small, mut large) = ((left, leaf.from, middle), (right, middle, leaf.to));
        if middle - leaf.from > leaf.to - middle {
            (small, large) = (large, small);
        }
        let rows = order.get(small.1..small.2).unwrap_or_default();
        let counted = Histogram::of(ground.data, ground.slopes, rows);
        let rest = leaf.histogram.less(&counted);
        for ((node, from, to), histogram) in [(small, counted), (large, rest)] {
            growing.push(open(ground, shape, node, leaf.depth + 1, (from, to), histogram));
        }
    }
    let mut ranges = Vec::new();
    for leaf in growing.into_iter().chain(done) {
        if let Some(node) = nodes.get_mut(leaf.node) {
            *node = Node::Leaf(ranges.len());
        }
        ranges.push((leaf.from, leaf.to));
    }
    (Tree { nodes, values: Vec::new(), outputs: 0 }, ranges)
}

fn open(
    ground: &Ground<'_>,
    shape: Shape,
    node: usize,
    depth: usize,
    (from, to): (usize, usize),
    histogram: Histogram,
) -> Open {
    let enough = (to - from) as f32 >= 2.0 * shape.limits.rows && depth < shape.depth;
    let split = enough.then(|| {
        best(ground.data, &histogram, ground.slopes.stride(), ground.allowed, shape.limits)
    });
    Open { node, depth, from, to, histogram, split: split.flatten() }
}

/// Puts the rows that go left first; how many they are.
fn part(data: &Binned, split: &Split, rows: Option<&mut [(u32, u32)]>) -> usize {
    let Some(rows) = rows else { return 0 };
    let left = |row: &(u32, u32)| {
        data.row(row.1 as usize).get(split.column).is_some_and(|bin| split.left_if.has(*bin))
    };
    let (first, second): (Vec<_>, Vec<_>) = rows.iter().copied().partition(left);
    for (slot, row) in rows.iter_mut().zip(first.iter().chain(&second)) {
        *slot = *row;
    }
    first.len()
}
