//! Whether packets from outside are dropped unless a rule lets them in: as nftables says, or as ufw is set.

use super::{Measure, text};
use serde_json::Value;
use std::path::Path;

/// Looks at the rules, if they could be read; else at what is set.
pub(super) fn on(root: &Path, ruleset: Option<&str>) -> Measure<bool> {
    if let Some(rules) = ruleset.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        return of_rules(&rules);
    }
    // ufw.conf(5): applied at each start while it says so.
    let set = text(root, "etc/ufw/ufw.conf").unwrap_or_default();
    let enabled = set.lines().map(str::trim).any(|line| line.eq_ignore_ascii_case("ENABLED=yes"));
    match enabled {
        true => Measure::of(true, "ufw is enabled; its rules take more rights to read"),
        false => Measure::unknown("the rules take more rights to read: try it as root"),
    }
}

/// libnftables-json(5): a base chain at the hook *input* that drops what no rule took, or ends in a rule
/// that drops or refuses.
fn of_rules(rules: &Value) -> Measure<bool> {
    let items = rules["nftables"].as_array().map_or(&[][..], Vec::as_slice);
    let inputs: Vec<&Value> =
        items.iter().map(|item| &item["chain"]).filter(|chain| chain["hook"] == "input").collect();
    let closes = |chain: &&&Value| {
        let last = items.iter().map(|item| &item["rule"]).rfind(|rule| {
            ["family", "table"].iter().all(|key| rule[*key] == chain[*key])
                && rule["chain"] == chain["name"]
        });
        let verdict = last.and_then(|rule| rule["expr"].as_array()?.last());
        chain["policy"] == "drop"
            || verdict.is_some_and(|it| it.get("drop").is_some() || it.get("reject").is_some())
    };
    match (inputs.len(), inputs.iter().filter(closes).count()) {
        (0, _) => Measure::of(false, "no chain looks at what comes in"),
        (all, 0) => {
            Measure::of(false, format!("{all} chains look at what comes in, and let all in"))
        }
        (_, some) => Measure::of(true, format!("{some} chains drop what no rule lets in")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;
    use tempfile::TempDir;

    fn seen(items: Value) -> Option<bool> {
        let text = json!({ "nftables": items }).to_string();
        on(Path::new("/nowhere"), Some(&text)).value
    }

    // proves M20
    #[test]
    fn a_firewall_is_on_if_what_no_rule_takes_is_dropped() {
        let chain = |policy: &str| {
            json!({ "chain": { "family": "inet", "table": "filter", "name": "in", "hook": "input",
                "policy": policy } })
        };
        let rule = |verdict: &str| {
            json!({ "rule": { "family": "inet", "table": "filter", "chain": "in",
                "expr": [{ "counter": {} }, { verdict: null }] } })
        };
        assert_eq!(seen(json!([])), Some(false));
        assert_eq!(seen(json!([chain("accept")])), Some(false));
        assert_eq!(seen(json!([chain("drop")])), Some(true));
        assert_eq!(seen(json!([chain("accept"), rule("accept"), rule("reject")])), Some(true));
        assert_eq!(seen(json!([chain("accept"), rule("drop"), rule("accept")])), Some(false));
        // A chain that looks at what is passed on says nothing of what comes in.
        let forward = json!({ "chain": { "family": "ip", "table": "x", "name": "f", "hook": "forward",
            "policy": "drop" } });
        assert_eq!(seen(json!([forward])), Some(false));
    }

    #[test]
    fn without_the_rules_ufw_is_asked_and_nothing_else_is_guessed() {
        let dir = TempDir::new().unwrap();
        assert_eq!(on(dir.path(), None).value, None);
        assert_eq!(on(dir.path(), Some("no JSON")).value, None);
        std::fs::create_dir_all(dir.path().join("etc/ufw")).unwrap();
        for (set, value) in [("ENABLED=no\n", None), ("# x\nENABLED=yes\n", Some(true))] {
            std::fs::write(dir.path().join("etc/ufw/ufw.conf"), set).unwrap();
            assert_eq!(on(dir.path(), None).value, value, "{set}");
        }
    }
}
