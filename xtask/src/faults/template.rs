//! The workspaces that faults are put into, one for each stage, made by the program itself.

use super::deeds::{
    AGREE, AUDITOR, DELETE, ENGINEER, EXPORT, GONE, INGEST, KEEPER, LEAD, OPERATOR, OWNER, PROMOTE,
    RISK, RISK_HEAD, SCIENTIST, SECOND_OFFICER, SECURITY, SECURITY_HEAD, STEWARD, Stage,
    VAULT_HEAD, spaced,
};
use super::home::{Home, Ran};
use super::meta::{Meta, SERVER};
use super::place::{Place, told};
use serde_json::Value;
use std::fs;

/// What later deeds name.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// The change of access that was proposed.
    pub access: String,
    /// The promotion that was asked for.
    pub promotion: String,
    /// What those who are consulted on an export are asked.
    pub consultation: String,
    /// A token that an answer showed.
    pub token: String,
}

/// Rows of the table: enough for a model to be trained, and few to be written often.
const ROWS: &str = "400";

/// Makes all stages.
pub fn make(place: &Place) -> Result<Named, String> {
    let home = Home::vacant(place, "making")?;
    for folder in [place.template(Stage::Empty.name()), home.folder.clone()] {
        fs::create_dir_all(&folder).map_err(|e| told(&folder, &e))?;
    }
    place.meta.fill(&place.records(Stage::Empty.name()), &home.database)?;
    let mut named = Named::default();
    home.say(&init(place.meta))?.ends(&[0])?;
    home.keep(Stage::Made.name())?;
    let asked = by(&home, SECURITY, "apply", &[1])?;
    named.access = word(&asked, "access-")?;
    home.keep(Stage::Proposed.name())?;
    by(&home, SECURITY_HEAD, &format!("approve {}", named.access), &[0])?;
    named.token = lend(&home)?;
    home.keep(Stage::Lending.name())?;
    named.promotion = asked_for(&home)?;
    home.keep(Stage::Asked.name())?;
    by(&home, RISK, &AGREE.replace("{asked}", &named.promotion), &[0])?;
    by(&home, KEEPER, "vault pull --vault vault", &[0])?;
    home.keep(Stage::Live.name())?;
    drop(home);
    named.consultation = consult(place)?;
    tighten(place)?;
    Ok(named)
}

/// How a workspace is made.
pub fn init(meta: Meta) -> String {
    match meta {
        Meta::Sqlite => "init --try ws".to_owned(),
        Meta::Postgres => format!("init --try ws --meta {SERVER}"),
    }
}

/// People with devices, a table, a model, and a vault; gives a token of the table.
fn lend(home: &Home<'_>) -> Result<String, String> {
    let people = [
        SECURITY,
        SECOND_OFFICER,
        SECURITY_HEAD,
        OWNER,
        STEWARD,
        SCIENTIST,
        ENGINEER,
        LEAD,
        RISK,
        RISK_HEAD,
        OPERATOR,
        AUDITOR,
        KEEPER,
        VAULT_HEAD,
    ];
    for owner in people {
        by(home, SECURITY, &format!("device enrol --owner {owner}"), &[0])?;
        let how = "--disk-encrypted --firewall-on --patch-age-days 3";
        home.say(&format!("device report --device laptop/{owner} {how}"))?.ends(&[0])?;
    }
    home.say(&format!("sample --rows {ROWS} --out loans.csv --truth truth.json"))?.ends(&[0])?;
    by(home, STEWARD, INGEST, &[0])?;
    let train = "train --dataset loans --label defaulted --model credit --quick --out credit-1";
    by(home, ENGINEER, train, &[0, 1])?;
    home.say("vault init vault")?.ends(&[0])?;
    by(home, KEEPER, "vault pull --vault vault", &[0])?;
    let sql = "SELECT ssn FROM loans WHERE ssn IS NOT NULL LIMIT 1";
    let words = ["sql", sql, "--format", "json", "--as", SCIENTIST].map(str::to_owned);
    let answer = home.run(&words)?.ends(&[0])?;
    let answer: Value = serde_json::from_str(&answer.out).map_err(|e| e.to_string())?;
    let token = answer.pointer("/rows/0/0").and_then(Value::as_str);
    token.map(str::to_owned).ok_or_else(|| "the answer shows no token".to_owned())
}

/// Gives the id of the promotion.
fn asked_for(home: &Home<'_>) -> Result<String, String> {
    let told = by(home, LEAD, &format!("{PROMOTE} --format json"), &[0])?;
    let told: Value = serde_json::from_str(&told.out).map_err(|e| e.to_string())?;
    let id = told.get("approval").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| "no promotion was asked for".to_owned())
}

/// The stages in which an export and a deletion wait for who is consulted, and may go on, and in which a second
/// person may agree to the deletion; gives the id of what is asked about the export.
fn consult(place: &Place) -> Result<String, String> {
    let home = Home::copy(place, Stage::Lending.name(), "making")?;
    let mut ids = Vec::new();
    for (who, words) in [(OWNER, EXPORT), (STEWARD, DELETE)] {
        let words = words.split(' ').map(spaced).chain(["--as".to_owned(), who.to_owned()]);
        ids.push(word(&home.run(&words.collect::<Vec<_>>())?.ends(&[1])?, "consult-")?);
    }
    home.keep(Stage::Consulting.name())?;
    for (id, consulted) in ids.iter().zip([[SECURITY, SECOND_OFFICER].as_slice(), &[LEAD]]) {
        for who in consulted {
            by(&home, who, &format!("answer {id}"), &[0])?;
        }
    }
    home.keep(Stage::Heard.name())?;
    by(&home, STEWARD, DELETE, &[0])?;
    for who in [STEWARD, OWNER] {
        let waits = by(&home, who, GONE, &[1])?;
        by(&home, LEAD, &format!("answer {}", word(&waits, "consult-")?), &[0])?;
        if who == STEWARD {
            by(&home, who, GONE, &[0])?;
        }
    }
    home.keep(Stage::Deleted.name())?;
    ids.into_iter().next().ok_or_else(|| "nobody was asked".to_owned())
}

/// The stages in which less is retained.
fn tighten(place: &Place) -> Result<(), String> {
    let home = Home::copy(place, Stage::Lending.name(), "making")?;
    let path = home.path("ws/hygeia.toml");
    let text = fs::read_to_string(&path).map_err(|e| told(&path, &e))?;
    let (before, after) = text
        .split_once("[handling.restricted]")
        .ok_or_else(|| format!("{} handles nothing restricted", path.display()))?;
    let after = after.replacen("retain = true", "retain = false", 1);
    fs::write(&path, format!("{before}[handling.restricted]{after}"))
        .map_err(|e| told(&path, &e))?;
    home.keep(Stage::Edited.name())?;
    by(&home, SECURITY, "apply", &[0])?;
    home.keep(Stage::Tightened.name())
}

/// Runs `words` in the name of `who`; it has to end with one of `codes`.
fn by(home: &Home<'_>, who: &str, words: &str, codes: &[i32]) -> Result<Ran, String> {
    home.say(&format!("{words} --as {who}"))?.ends(codes)
}

/// The first word of what it said that begins so.
fn word(ran: &Ran, prefix: &str) -> Result<String, String> {
    let said = ran.said();
    let plain = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let found = said.split(plain).find(|word| word.starts_with(prefix)).map(str::to_owned);
    found.ok_or_else(|| format!("it names no {prefix}…: {said}"))
}
