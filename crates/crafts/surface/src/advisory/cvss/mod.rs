//! Severity from a CVSS vector: 4.0, or the base of 3.0 and 3.1 (FIRST, CVSS v3.1 specification,
//! section 7.1).

mod four;

use terms::Severity;

/// The qualitative severity of `vector` (section 5); `None` if it is no complete vector.
pub(super) fn severity(vector: &str) -> Option<Severity> {
    Some(match four::score(vector).or_else(|| base_score(vector))? {
        90.. => Severity::Critical,
        70.. => Severity::High,
        40.. => Severity::Medium,
        1.. => Severity::Low,
        0 => Severity::Info,
    })
}

/// The base score in tenths, 0 to 100.
fn base_score(vector: &str) -> Option<u32> {
    let metrics = vector.strip_prefix("CVSS:3.1/").or_else(|| vector.strip_prefix("CVSS:3.0/"))?;
    let metric =
        |name: &str| metrics.split('/').find_map(|part| part.strip_prefix(name)?.strip_prefix(':'));
    let changed = match metric("S")? {
        "C" => true,
        "U" => false,
        _ => return None,
    };
    let reach = pick(metric("AV")?, &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])?;
    let complexity = pick(metric("AC")?, &[("L", 0.77), ("H", 0.44)])?;
    let (low, high) = if changed { (0.68, 0.5) } else { (0.62, 0.27) };
    let privileges = pick(metric("PR")?, &[("N", 0.85), ("L", low), ("H", high)])?;
    let interaction = pick(metric("UI")?, &[("N", 0.85), ("R", 0.62)])?;
    let loss = |name: &str| pick(metric(name)?, &[("H", 0.56), ("L", 0.22), ("N", 0.0)]);
    let kept: f64 = (1.0 - loss("C")?) * (1.0 - loss("I")?) * (1.0 - loss("A")?);
    let subscore: f64 = 1.0 - kept;
    let impact = if changed {
        7.52 * (subscore - 0.029) - 3.25 * (subscore - 0.02).powi(15)
    } else {
        6.42 * subscore
    };
    if impact <= 0.0 {
        return Some(0);
    }
    let exploitability = 8.22 * reach * complexity * privileges * interaction;
    let sum = impact + exploitability;
    Some(round_up(if changed { 1.08 * sum } else { sum }.min(10.0)))
}

fn pick(value: &str, of: &[(&str, f64)]) -> Option<f64> {
    of.iter().find(|(name, _)| *name == value).map(|(_, weight)| *weight)
}

/// Appendix A: to the next tenth, without errors of floating point.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 10 by now
fn round_up(score: f64) -> u32 {
    let fine = (score * 100_000.0).round() as u32;
    fine.div_ceil(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_scores_are_met() {
        // NVD: CVE-2021-44228 10.0, CVE-2014-0160 7.5, CVE-2020-26235 (RUSTSEC-2020-0071) 6.2.
        for (vector, tenths) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", Some(100)),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Some(75)),
            ("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", Some(62)),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Some(98)),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", Some(61)),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", Some(0)),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None),
            ("CVSS:3.1/AV:N", None),
        ] {
            assert_eq!(base_score(vector), tenths, "{vector}");
        }
        assert_eq!(severity("nonsense"), None);
    }
}
