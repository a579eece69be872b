//! Trees as a file lists them, checked: each has one root, each node one parent, each branch two
//! children, so that no walk ends anywhere but in a leaf.

use crate::lower::Attributes;
use std::collections::HashMap;

/// Most nodes of one ensemble.
const MOST_NODES: usize = 20_000_000;

/// Nodes of all trees in one list.
#[derive(Debug)]
pub(super) struct Grown {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    /// What leaves say: target and weight.
    weights: Vec<(usize, f32)>,
    columns: usize,
}

#[derive(Debug, Clone)]
enum Node {
    Branch { column: usize, mode: Mode, value: f32, missing: bool, yes: usize, no: usize },
    Leaf { weights: std::ops::Range<usize> },
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    Unequal,
}

/// What the attributes of leaves are called.
pub(super) struct Names {
    ids: &'static str,
    nodes: &'static str,
    trees: &'static str,
    weights: &'static str,
}

impl Names {
    pub(super) const CLASS: Self = Self {
        ids: "class_ids",
        nodes: "class_nodeids",
        trees: "class_treeids",
        weights: "class_weights",
    };
    pub(super) const TARGET: Self = Self {
        ids: "target_ids",
        nodes: "target_nodeids",
        trees: "target_treeids",
        weights: "target_weights",
    };
}

type Places = HashMap<(i64, i64), usize>;

impl Grown {
    pub(super) fn parse(
        given: Attributes<'_>,
        names: &Names,
        targets: usize,
    ) -> Result<Self, String> {
        let trees = given.integers("nodes_treeids");
        let count = trees.len();
        if count == 0 || count > MOST_NODES {
            return Err(format!("{count} nodes"));
        }
        let same = |name: &'static str, held: usize| {
            if held == count { Ok(()) } else { Err(format!("{held} {name} for {count} nodes")) }
        };
        let list = |name: &'static str| {
            let list = given.integers(name);
            same(name, list.len()).map(|()| list)
        };
        let (ids, columns) = (list("nodes_nodeids")?, list("nodes_featureids")?);
        let (yes, no) = (list("nodes_truenodeids")?, list("nodes_falsenodeids")?);
        let values = given.doubles("nodes_values")?;
        same("nodes_values", values.len())?;
        let modes = given.texts("nodes_modes")?;
        same("nodes_modes", modes.len())?;
        let missing = given.integers("nodes_missing_value_tracks_true");
        if !missing.is_empty() {
            same("nodes_missing_value_tracks_true", missing.len())?;
        }
        let mut places = Places::with_capacity(count);
        for (at, (tree, id)) in trees.iter().zip(ids).enumerate() {
            if places.insert((*tree, *id), at).is_some() {
                return Err(format!("node {id} of tree {tree} is there twice"));
            }
        }
        let (weights, mut leaves) = leaves(given, names, targets, &places)?;
        let mut nodes = Vec::with_capacity(count);
        let mut parents = vec![0u8; count];
        let described =
            trees.iter().zip(columns).zip(yes.iter().zip(no)).zip(values.iter().zip(&modes));
        for (at, (((tree, column), (yes, no)), (value, mode))) in described.enumerate() {
            let Some(mode) = Mode::parse(mode)? else {
                let weights = leaves.remove(&at).unwrap_or_default();
                nodes.push(Node::Leaf { weights });
                continue;
            };
            let mut child = |id: &i64| {
                let place = places.get(&(*tree, *id)).copied();
                let place = place.ok_or_else(|| format!("tree {tree} has no node {id}"))?;
                match parents.get_mut(place) {
                    Some(parents) if *parents == 0 => *parents = 1,
                    _ => return Err(format!("node {id} of tree {tree} has two parents")),
                }
                Ok(place)
            };
            let (yes, no) = (child(yes)?, child(no)?);
            let column = usize::try_from(*column).map_err(|_| format!("column {column}"))?;
            let missing = missing.get(at).is_some_and(|tracks| *tracks != 0);
            nodes.push(Node::Branch { column, mode, value: mode.narrow(*value), missing, yes, no });
        }
        let roots = roots(trees, &parents)?;
        if reached(&nodes, &roots) != count {
            return Err("some of its nodes go round in a circle".to_owned());
        }
        let used = nodes.iter().map(|node| match node {
            Node::Branch { column, .. } => column + 1,
            Node::Leaf { .. } => 0,
        });
        let columns = used.max().unwrap_or(0);
        Ok(Self { nodes, roots, weights, columns })
    }

    /// Columns that the trees look at.
    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn trees(&self) -> usize {
        self.roots.len()
    }

    /// Targets that leaves speak of, and whether no weight is below 0.
    pub(super) fn spoken_of(&self) -> (usize, bool) {
        let targets: std::collections::HashSet<usize> =
            self.weights.iter().map(|(target, _)| *target).collect();
        (targets.len(), self.weights.iter().all(|(_, weight)| *weight >= 0.0))
    }

    /// Tells what the leaf of each tree says about `row`.
    pub(super) fn each(&self, row: &[f32], mut tell: impl FnMut(usize, f32)) {
        for root in &self.roots {
            let mut at = *root;
            while let Some(node) = self.nodes.get(at) {
                match node {
                    Node::Branch { column, mode, value, missing, yes, no } => {
                        let x = row.get(*column).copied().unwrap_or(f32::NAN);
                        let holds = mode.holds(x, *value) || *missing && x.is_nan();
                        at = if holds { *yes } else { *no };
                    }
                    Node::Leaf { weights } => {
                        let said = self.weights.get(weights.clone()).unwrap_or_default();
                        said.iter().for_each(|(target, weight)| tell(*target, *weight));
                        break;
                    }
                }
            }
        }
    }
}

/// Weights in the order of their nodes, and where those of each node are.
#[allow(clippy::type_complexity)]
fn leaves(
    given: Attributes<'_>,
    names: &Names,
    targets: usize,
    places: &Places,
) -> Result<(Vec<(usize, f32)>, HashMap<usize, std::ops::Range<usize>>), String> {
    let (ids, nodes) = (given.integers(names.ids), given.integers(names.nodes));
    let (trees, weights) = (given.integers(names.trees), given.doubles(names.weights)?);
    let count = ids.len();
    if [nodes.len(), trees.len(), weights.len()] != [count; 3] || count == 0 {
        return Err(format!("{count} {}, and another number of nodes or weights", names.ids));
    }
    let mut said = Vec::with_capacity(count);
    for (((id, node), tree), weight) in ids.iter().zip(nodes).zip(trees).zip(weights) {
        let place = places.get(&(*tree, *node));
        let place = *place.ok_or_else(|| format!("tree {tree} has no node {node}"))?;
        let target = usize::try_from(*id).ok().filter(|target| *target < targets);
        let target = target.ok_or_else(|| format!("{id} of {} is none of {targets}", names.ids))?;
        said.push((place, target, weight as f32));
    }
    // Equal nodes stay in the order of the file.
    said.sort_by_key(|(place, ..)| *place);
    let mut ranges: HashMap<usize, std::ops::Range<usize>> = HashMap::new();
    for (at, (place, ..)) in said.iter().enumerate() {
        ranges.entry(*place).or_insert(at..at).end = at + 1;
    }
    Ok((said.into_iter().map(|(_, target, weight)| (target, weight)).collect(), ranges))
}

/// The one node of each tree that has no parent.
fn roots(trees: &[i64], parents: &[u8]) -> Result<Vec<usize>, String> {
    let mut roots = Vec::new();
    let mut rooted = std::collections::HashSet::new();
    for (at, (tree, parents)) in trees.iter().zip(parents).enumerate() {
        if *parents == 0 {
            if !rooted.insert(*tree) {
                return Err(format!("tree {tree} has two roots"));
            }
            roots.push(at);
        }
    }
    match trees.iter().find(|tree| !rooted.contains(tree)) {
        Some(tree) => Err(format!("tree {tree} has no root: it goes round in a circle")),
        None => Ok(roots),
    }
}

/// Nodes that are reached from the roots. None has two parents, so that none is counted twice.
fn reached(nodes: &[Node], roots: &[usize]) -> usize {
    let (mut open, mut reached) = (roots.to_vec(), 0);
    while let Some(at) = open.pop() {
        reached += 1;
        if let Some(Node::Branch { yes, no, .. }) = nodes.get(at) {
            open.extend([*yes, *no]);
        }
    }
    reached
}

impl Mode {
    fn parse(text: &str) -> Result<Option<Self>, String> {
        Ok(Some(match text {
            "LEAF" => return Ok(None),
            "BRANCH_LEQ" => Self::AtMost,
            "BRANCH_LT" => Self::Below,
            "BRANCH_GTE" => Self::AtLeast,
            "BRANCH_GT" => Self::Above,
            "BRANCH_EQ" => Self::Equal,
            "BRANCH_NEQ" => Self::Unequal,
            other => return Err(format!("mode {other:.20} is not covered")),
        }))
    }

    fn holds(self, x: f32, value: f32) -> bool {
        match self {
            Self::AtMost => x <= value,
            Self::Below => x < value,
            Self::AtLeast => x >= value,
            Self::Above => x > value,
            Self::Equal => x == value,
            Self::Unequal => x != value,
        }
    }

    /// The threshold as a float32 that parts all float32 as the double does.
    fn narrow(self, value: f64) -> f32 {
        let near = value as f32;
        match self {
            Self::AtMost | Self::Above if f64::from(near) > value => near.next_down(),
            Self::Below | Self::AtLeast if f64::from(near) < value => near.next_up(),
            // No float32 is equal to it.
            Self::Equal | Self::Unequal if f64::from(near) != value => f32::NAN,
            _ => near,
        }
    }
}
