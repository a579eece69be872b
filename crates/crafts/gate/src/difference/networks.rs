//! Which addresses lie in some zone: exactly, as ranges on one line.

use crate::{Cidr, Rules};
use std::net::IpAddr;
use terms::ZoneId;

/// First and last address. IPv4 lies where RFC 4291 section 2.5.5.2 maps it.
type Range = (u128, u128);

const MAPPED: Range = (0xffff_0000_0000, 0xffff_ffff_ffff);

/// The blocks of `new` that reach beyond every zone of `old`, with the zone that they are in.
pub(super) fn beyond<'a>(old: &Rules, new: &'a Rules) -> Vec<(&'a ZoneId, &'a Cidr)> {
    let known = merged(old.zones.values().flatten().flat_map(ranges).collect());
    let within = |range: &Range| known.iter().any(|all| all.0 <= range.0 && range.1 <= all.1);
    let blocks =
        new.zones.iter().flat_map(|(zone, all)| all.iter().map(move |block| (zone, block)));
    blocks.filter(|(_, block)| !ranges(block).iter().all(within)).collect()
}

/// The addresses of a block. Those of IPv4 count as such however they are written, so a block of
/// IPv6 never has them ([`Cidr::contains`]).
fn ranges(block: &Cidr) -> Vec<Range> {
    let host = |bits: u8| 1_u128.checked_shl(u32::from(bits.saturating_sub(block.prefix())));
    match block.network() {
        IpAddr::V4(first) => {
            let first = first.to_ipv6_mapped().to_bits();
            vec![(first, first.saturating_add(host(32).unwrap_or(0).saturating_sub(1)))]
        }
        IpAddr::V6(first) => {
            let first = first.to_bits();
            let last = host(128).map_or(u128::MAX, |size| first.saturating_add(size - 1));
            let before = (first, last.min(MAPPED.0 - 1));
            let after = (first.max(MAPPED.1 + 1), last);
            [before, after].into_iter().filter(|(first, last)| first <= last).collect()
        }
    }
}

/// The same addresses in ranges that neither meet nor touch.
fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut merged: Vec<Range> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.0 <= last.1.saturating_add(1) => last.1 = last.1.max(range.1),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(blocks: &[&str]) -> Rules {
        let blocks = blocks.iter().map(|block| Cidr::parse(block).unwrap()).collect();
        Rules { zones: [("z".parse().unwrap(), blocks)].into(), ..Rules::default() }
    }

    #[test]
    fn what_was_reached_by_other_blocks_is_not_beyond() {
        for (old, new, lax) in [
            (&["10.0.0.0/8"][..], &["10.1.0.0/16"][..], false),
            (&["10.1.0.0/16"], &["10.0.0.0/8"], true),
            (&["10.0.0.0/9", "10.128.0.0/9"], &["10.0.0.0/8"], false),
            (&["10.0.0.0/9", "10.129.0.0/16"], &["10.0.0.0/8"], true),
            (&["0.0.0.0/0"], &["::/0"], true),
            (&["::/0"], &["10.0.0.0/8"], true),
            (&["::/0"], &["2001:db8::/32", "::1"], false),
            (&["127.0.0.1"], &["127.0.0.1", "::ffff:0:0/96"], false),
            (&["127.0.0.1"], &["127.0.0.1", "::fffe:0:0/95"], true),
        ] {
            assert_eq!(!beyond(&rules(old), &rules(new)).is_empty(), lax, "{old:?} -> {new:?}");
        }
    }
}
