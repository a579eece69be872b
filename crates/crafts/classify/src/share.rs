//! How sure a share is that was counted on some of the rows.

/// The quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.96;

/// The lower end of the Wilson score interval (95 %) of `matched` of `of` (Wilson 1927): what the share
/// is at least.
pub fn at_least(matched: u64, of: u64) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let (n, share) = (of as f64, matched as f64 / of as f64);
    let center = share + Z * Z / (2.0 * n);
    let margin = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((center - margin) / (1.0 + Z * Z / n)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_say_little() {
        // Newcombe 1998, table I: 81 of 263 and 15 of 148.
        assert!((at_least(81, 263) - 0.2553).abs() < 1e-4);
        assert!((at_least(15, 148) - 0.0624).abs() < 1e-4);
        assert_eq!(at_least(0, 0), 0.0);
        assert!(at_least(1, 3_000) < 0.001 && at_least(1, 1) < 0.3);
    }
}
