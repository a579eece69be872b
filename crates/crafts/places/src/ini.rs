//! Files of options as database clients and the AWS tools keep them: `[section]`, `key = value`.

use std::io::Read;
use std::path::Path;
use terms::limits::CONFIG_BYTES;
use zeroize::Zeroizing;

/// The value of `key` in the last of `sections` of the file that has it. No such file is no error.
pub(crate) fn value(path: &Path, sections: &[&str], key: &str) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    std::fs::File::open(path).ok()?.take(CONFIG_BYTES).read_to_string(&mut text).ok()?;
    find(&text, sections, key)
}

fn find(text: &str, sections: &[&str], key: &str) -> Option<Zeroizing<String>> {
    let (mut inside, mut found) = (false, None);
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = sections.contains(&name.trim());
        } else if let Some((name, value)) = line.split_once('=').filter(|_| inside)
            && name.trim().replace('_', "-") == key.replace('_', "-")
        {
            let value = value.trim();
            let bare = ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q));
            found = Some(Zeroizing::new(bare.unwrap_or(value).to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_the_wanted_sections_counts() {
        let text =
            "[mysqld]\npassword=no\n[client]\n# password=no\nuser = ada\npassword = \"a b=c\"\n";
        let of = |key| find(text, &["client", "mariadb-client"], key).map(|v| v.to_string());
        assert_eq!(
            (of("user").as_deref(), of("password").as_deref()),
            (Some("ada"), Some("a b=c"))
        );
        assert_eq!(of("host"), None);
    }
}
