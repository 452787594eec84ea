//! The tree of hashes over workers: a leaf is shown to stand under the root by the few hashes
//! beside its way up.
//!
//! A hash without a neighbour goes up as it is. Were it doubled, a tree of three leaves and one of
//! four, the last twice, would have one top; and the count is part of what is signed for.

use super::hash::{Hash, Parts};

/// Two hashes as one.
fn node(left: &Hash, right: &Hash) -> Hash {
    Parts::of("anxin node 1").with(left).with(right).hash()
}

/// The level above.
fn above(level: &[Hash]) -> Vec<Hash> {
    let one = |pair: &[Hash]| match pair {
        [left, right] => node(left, right),
        _ => pair[0],
    };
    level.chunks(2).map(one).collect()
}

/// The root over leaves, and how many there are; without leaves there is no top.
pub(super) fn root(leaves: &[Hash]) -> Hash {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = above(&level);
    }
    of_top(level.first(), leaves.len() as u64)
}

/// The root of a top and the count of leaves.
fn of_top(top: Option<&Hash>, count: u64) -> Hash {
    let top = top.map_or(&[][..], |top| &top[..]);
    Parts::of("anxin workers 1").with(&count.to_be_bytes()).with(top).hash()
}

/// The hashes beside the way of a leaf up, the lowest first.
pub(super) fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    let (mut level, mut at) = (leaves.to_vec(), index);
    let mut path = Vec::new();
    while level.len() > 1 {
        path.extend(level.get(at ^ 1));
        level = above(&level);
        at /= 2;
    }
    path
}

/// The root that a leaf leads to; `None` where the path has not the length that it must have.
pub(super) fn climbed(leaf: Hash, index: u64, count: u64, path: &[Hash]) -> Option<Hash> {
    let (mut hash, mut at, mut length) = (leaf, index, count);
    let mut path = path.iter();
    if index >= count {
        return None;
    }
    while length > 1 {
        if at ^ 1 < length {
            let other = path.next()?;
            hash = if at & 1 == 0 { node(&hash, other) } else { node(other, &hash) };
        }
        at /= 2;
        length = length.div_ceil(2);
    }
    path.next().is_none().then(|| of_top(Some(&hash), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u8) -> Vec<Hash> {
        (0..count).map(|number| [number; 32]).collect()
    }

    #[test]
    fn every_leaf_of_every_small_tree_leads_to_its_root_and_nothing_else_does() {
        for count in 1..=20 {
            let leaves = leaves(count);
            let root = root(&leaves);
            let length = u64::from(count);
            for (index, &leaf) in leaves.iter().enumerate() {
                let path = path(&leaves, index);
                let at = index as u64;
                assert_eq!(climbed(leaf, at, length, &path), Some(root), "{index} of {count}");
                assert_ne!(climbed([99; 32], at, length, &path), Some(root));
                assert_ne!(climbed(leaf, at, length + 1, &path), Some(root));
                assert_eq!(climbed(leaf, length, length, &path), None);
                let longer = [&path[..], &[[0; 32]]].concat();
                assert_eq!(climbed(leaf, at, length, &longer), None);
                for beside in 0..path.len() {
                    let mut other = path.clone();
                    other[beside][0] ^= 1;
                    assert_ne!(climbed(leaf, at, length, &other), Some(root));
                }
            }
        }
    }

    #[test]
    fn no_two_counts_share_a_root() {
        let mut roots: Vec<Hash> = (0..=20).map(|count| root(&leaves(count))).collect();
        // The last leaf twice.
        roots.push(root(&[leaves(3), vec![[2; 32]]].concat()));
        let count = roots.len();
        roots.sort_unstable();
        roots.dedup();
        assert_eq!(roots.len(), count);
    }
}
