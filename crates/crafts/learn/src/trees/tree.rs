//! A grown tree.

use super::bins::OTHER;

/// Which bins go left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mask([u64; 4]);

impl Mask {
    pub(super) fn set(&mut self, bin: usize) {
        if let Some(word) = self.0.get_mut(bin / 64) {
            *word |= 1 << (bin % 64);
        }
    }

    pub(super) fn has(&self, bin: u8) -> bool {
        self.0.get(usize::from(bin / 64)).is_some_and(|word| (word >> (bin % 64)) & 1 == 1)
    }
}

/// A node: a question, or where it ends.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Ask {
        column: usize,
        left_if: Mask,
        left: usize,
        right: usize,
    },
    /// The number of the leaf.
    Leaf(usize),
}

/// A tree; its leaves hold `outputs` numbers each.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// `[leaf * outputs + output]`.
    pub(super) values: Vec<f32>,
    pub(super) outputs: usize,
}

impl Tree {
    /// What is added to the scores of a row with these bins.
    pub(super) fn answer(&self, bins: &[u8]) -> &[f32] {
        let mut at = 0;
        // Children stand behind their parent, so that this ends.
        while let Some(Node::Ask { column, left_if, left, right }) = self.nodes.get(at) {
            let bin = bins.get(*column).copied().unwrap_or(OTHER);
            at = if left_if.has(bin) { *left } else { *right };
        }
        match self.nodes.get(at) {
            Some(Node::Leaf(leaf)) => {
                self.values.get(leaf * self.outputs..(leaf + 1) * self.outputs).unwrap_or_default()
            }
            _ => &[],
        }
    }
}
