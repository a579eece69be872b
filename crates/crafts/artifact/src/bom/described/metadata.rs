//! `METADATA` of an installed package (core metadata specifications of PyPA, version 2.4): headers as in mail,
//! up to an empty line.

use super::licence::{self, is_expression};
use super::requirements::{normal, required};
use super::{Attribution, Person, Required, TEXT};
use std::collections::BTreeSet;

/// Headers that are read.
const HEADERS: usize = 4_096;

/// Whether a file is called as an installed package's description is.
pub(super) fn is_one(name: &str) -> bool {
    name.strip_suffix("/METADATA").is_some_and(|folder| folder.ends_with(".dist-info"))
}

/// Reads one; nothing if it names neither package nor version.
pub(super) fn read(text: &str) -> Option<Required> {
    let headers = headers(text);
    let all = |key: &str| -> Vec<&str> {
        let own = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
        own.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect()
    };
    let one = |key: &str| all(key).first().map(|value| cut(value)).unwrap_or_default();
    let (name, version) = (normal(&one("Name")), one("Version"));
    if name.is_empty() || version.is_empty() {
        return None;
    }
    let authors = people(&all("Author"), &all("Author-email"));
    let maintainers = people(&all("Maintainer"), &all("Maintainer-email"));
    let home = all("Home-page").into_iter().chain(all("Project-URL").into_iter().map(place));
    Some(Required {
        name,
        version,
        ecosystem: "pypi",
        needs: Some(needs(&all("Requires-Dist"))),
        told: Attribution {
            licences: licences(&one("License-Expression"), &all("License"), &all("Classifier")),
            authors: if authors.is_empty() { maintainers } else { authors },
            summary: one("Summary"),
            home: home.map(cut).find(|home| home.starts_with("https://")).unwrap_or_default(),
            ..Attribution::default()
        },
        ..Required::default()
    })
}

/// Each header with its value; one that goes on in further lines with its first line alone.
fn headers(text: &str) -> Vec<(&str, &str)> {
    let lines = text.lines().take_while(|line| !line.trim().is_empty());
    let own = lines.filter(|line| !line.starts_with([' ', '\t']));
    own.filter_map(|line| line.split_once(':')).take(HEADERS).collect()
}

/// The expression, where there is one; else what the free text says if it is short; else the classifiers.
fn licences(expression: &str, free: &[&str], classifiers: &[&str]) -> Vec<String> {
    let single = !expression.is_empty() && !expression.contains(char::is_whitespace);
    if single || is_expression(expression) {
        return vec![expression.to_owned()];
    }
    let short = free.iter().find(|text| text.len() <= 80 && licence::known(text).is_some());
    if let Some(text) = short {
        return vec![(*text).to_owned()];
    }
    let classified = classifiers.iter().filter_map(|line| line.strip_prefix("License :: "));
    let mut named: Vec<String> = classified
        .map(|line| line.rsplit(" :: ").next().unwrap_or(line))
        .filter(|name| *name != "OSI Approved")
        .map(cut)
        .collect();
    if named.is_empty() {
        named.extend(free.iter().filter(|text| text.len() <= 80).map(|text| cut(text)).take(1));
    }
    named
}

/// `Somebody`, and `Somebody <mail>, Another <mail>`.
fn people(names: &[&str], mails: &[&str]) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::new();
    for entry in mails.iter().flat_map(|line| line.split(',')) {
        let (name, mail) = match entry.trim().split_once('<') {
            Some((name, mail)) => (name.trim().trim_matches('"'), mail.trim_end_matches('>')),
            None => ("", entry.trim()),
        };
        if is_mail(mail) || !name.is_empty() {
            let email = if is_mail(mail) { cut(mail) } else { String::new() };
            all.push(Person { name: cut(name), email });
        }
    }
    for name in names.iter().flat_map(|line| line.split(',')).map(str::trim) {
        // The mail of one who is named beside it.
        let alone = all.len() == 1 && all.first().is_some_and(|only| only.name.is_empty());
        let known = all.iter().any(|known| known.name == name);
        match all.first_mut() {
            Some(only) if alone => only.name = cut(name),
            _ if known => {}
            _ => all.push(Person { name: cut(name), email: String::new() }),
        }
    }
    all.retain(|person| !(person.name.is_empty() && person.email.is_empty()));
    all.truncate(64);
    all
}

/// An address that a reader of mail takes: one `@`, a host with a point, nothing that is quoted.
pub(super) fn is_mail(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c);
    text.split_once('@').is_some_and(|(name, host)| {
        let host_is = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        !name.is_empty()
            && name.chars().all(plain)
            && host.chars().all(host_is)
            && host.split('.').all(|part| !part.is_empty())
            && host.contains('.')
    })
}

/// `Homepage, https://…`.
fn place(line: &str) -> &str {
    line.split_once(',').map_or(line, |(_, place)| place).trim()
}

/// Names of what it needs, without what only an extra asks for.
fn needs(lines: &[&str]) -> Vec<String> {
    let plain = lines.iter().filter(|line| !line.split(';').skip(1).any(|m| m.contains("extra")));
    let names: BTreeSet<String> =
        plain.filter_map(|line| required(line)).map(|library| library.name).collect();
    names.into_iter().collect()
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT).filter(|c| !c.is_control()).collect()
}
