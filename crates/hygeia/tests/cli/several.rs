//! What a CI calls: several inputs, one report, and how it ends.

use crate::support::{Ran, command, hygeia, keys, names};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

/// `cos\nsystem\n(S"true"\ntR.`: a pickle that would run a program.
const ARMED: &[u8] = b"cos\nsystem\n(S\"true\"\ntR.";
/// `{"w": 1}` in protocol 2.
const HARMLESS: &[u8] = b"\x80\x02}q\x00X\x01\x00\x00\x00wq\x01K\x01s.";
const PLAIN: &str = "x,y\n1,2\n3,4\n";
const PEOPLE: &str = "id,ssn\n1,219-09-9991\n2,457-55-5462\n3,512-33-4111\n";
const RACI: &str =
    "activity,action,asset,data-owner,data-steward\ningest,ingest,dataset/loans,R,R\n";

fn piped(dir: &Path, args: &[&str], bytes: &[u8]) -> Ran {
    let mut command = command(dir);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

fn paths(report: &Value) -> Vec<&str> {
    let inputs = report["inputs"].as_array().unwrap();
    inputs.iter().map(|input| input["path"].as_str().unwrap()).collect()
}

fn models(dir: &Path) {
    fs::create_dir_all(dir.join("d")).unwrap();
    fs::write(dir.join("a.pkl"), HARMLESS).unwrap();
    fs::write(dir.join("b.pkl"), HARMLESS).unwrap();
    fs::write(dir.join("d/armed.pkl"), ARMED).unwrap();
}

// proves M10, M22
#[test]
fn several_models_give_one_report_and_the_worst_decides() {
    let dir = tempfile::tempdir().unwrap();
    models(dir.path());
    let scan = |args: &[&str]| hygeia(dir.path(), &[&["scan"], args].concat());
    let one = scan(&["a.pkl", "--format", "json"]).ends(0).json();
    assert_eq!(keys(&one), ["files", "unread", "findings", "unsure", "verdict"]);
    let clean = scan(&["a.pkl", "b.pkl", "--format", "json"]).ends(0).json();
    assert_eq!(paths(&clean), ["a.pkl", "b.pkl"]);
    let all = scan(&["a.pkl", "d", "nowhere.pkl", "--format", "json"]).ends(1).json();
    assert_eq!(paths(&all), ["a.pkl", "d", "nowhere.pkl"]);
    assert_eq!(all["inputs"][0]["verdict"], "clean");
    assert_eq!(all["inputs"][1]["verdict"], "malicious");
    assert_eq!(all["inputs"][2]["error"]["exit"], 2);
    assert_eq!(all["findings"][0]["location"]["file"], "d/armed.pkl");
    assert_eq!(all["files"].as_array().unwrap().len(), 2);
    // What can't be read is bad input, though all else is clean.
    scan(&["a.pkl", "nowhere.pkl"]).ends(2);
    // A pattern that no shell has expanded, and one that names nothing.
    assert_eq!(paths(&scan(&["*.pkl", "--format", "json"]).ends(0).json()), ["a.pkl", "b.pkl"]);
    scan(&["*.nothing"]).ends(2).tells(&["names nothing"]);
    let quiet = scan(&["a.pkl", "b.pkl", "--quiet"]).ends(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

// proves M22
#[test]
fn standard_input_is_looked_at_as_a_file_is() {
    let dir = tempfile::tempdir().unwrap();
    piped(dir.path(), &["scan", "-"], HARMLESS).ends(0);
    piped(dir.path(), &["scan", "-"], ARMED).ends(1);
    let told = piped(dir.path(), &["classify", "-", "--format", "json"], PEOPLE.as_bytes());
    assert_eq!(told.ends(0).json()["rows"], 3);
    let strict = ["classify", "-", "--fail-on", "restricted"];
    piped(dir.path(), &strict, PEOPLE.as_bytes()).ends(1);
    piped(dir.path(), &["raci", "check", "-"], RACI.as_bytes()).ends(1);
    assert!(names(dir.path()).is_empty(), "nothing of it is written anywhere");
}

// proves M16, M22
#[test]
fn a_table_of_a_class_fails_and_each_file_of_a_folder_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("data")).unwrap();
    fs::write(dir.path().join("data/plain.csv"), PLAIN).unwrap();
    fs::write(dir.path().join("data/people.csv"), PEOPLE).unwrap();
    fs::write(dir.path().join("data/README.md"), "# no table\n").unwrap();
    let classify = |args: &[&str]| hygeia(dir.path(), &[&["classify"], args].concat());
    let each = ["data", "--each", "--fail-on", "restricted"];
    let told = classify(&[&each[..], &["--format", "json"]].concat()).ends(1);
    let report = told.json();
    assert_eq!(paths(&report), ["data/people.csv", "data/plain.csv"]);
    assert!(told.err.contains("1 files of data are not looked at"), "{}", told.err);
    let rules = |input: &Value| input["findings"].to_string().contains("classify/class");
    assert!(rules(&report["inputs"][0]) && !rules(&report["inputs"][1]));
    let both = classify(&["data/plain.csv", "data/people.csv"]).ends(0).out;
    assert!(both.contains("== data/plain.csv") && both.contains("2 inputs"), "{both}");
    // One that is no table hides no other.
    fs::write(dir.path().join("data/broken.csv"), "").unwrap();
    let some = classify(&["data/broken.csv", "data/people.csv", "--format", "json"]).ends(2).json();
    assert_eq!(some["inputs"][0]["error"]["exit"], 2);
    assert_eq!(some["inputs"][1]["rows"], 3);
}

// proves M22
#[test]
fn an_ignore_file_leaves_out_what_it_names_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    models(dir.path());
    fs::write(dir.path().join(".hygeiaignore"), "# fixtures\nd/\n").unwrap();
    let left = hygeia(dir.path(), &["scan", "a.pkl", "d/armed.pkl", "--format", "json"]).ends(0);
    assert_eq!(paths(&left.json()), ["a.pkl"]);
    assert!(left.err.contains("d/armed.pkl is not looked at"), "{}", left.err);
    assert!(left.json()["left_out"][0].as_str().unwrap().contains(".hygeiaignore"));
    hygeia(dir.path(), &["scan", "a.pkl", "d/armed.pkl", "--no-ignore"]).ends(1);
    let below = hygeia(dir.path(), &["scan", ".", "--format", "json"]);
    assert!(!below.out.contains("armed") && below.err.contains("d is not looked at"), "{below:?}");
    // One that came with the folder says nothing.
    fs::write(dir.path().join(".hygeiaignore"), "").unwrap();
    fs::write(dir.path().join("d/.hygeiaignore"), "*\n").unwrap();
    hygeia(dir.path(), &["scan", "d"]).ends(1);
}

// proves M22
#[test]
fn somebody_answers_for_a_finding_until_a_day() {
    let dir = tempfile::tempdir().unwrap();
    models(dir.path());
    let armed = ["scan", "d/armed.pkl", "--format", "json"];
    let found = hygeia(dir.path(), &armed).ends(1).json();
    let print_of = found["findings"][0]["fingerprint"].as_str().unwrap();
    let accept = |what: &str, expires: &str| {
        let entry = format!(
            "[[accept]]\n{what}\nowner = \"dana@example.org\"\nreason = \"a fixture\"\nexpires = \"{expires}\"\n"
        );
        fs::write(dir.path().join("accept.toml"), entry).unwrap();
        hygeia(dir.path(), &[&armed[..], &["--baseline", "accept.toml"]].concat())
    };
    let by_print = accept(&format!("fingerprint = \"{print_of}\""), "2999-01-01").ends(0).json();
    assert_eq!(by_print["findings"][0]["accepted"]["owner"], "dana@example.org");
    let rule = "rule = \"artifact/pickle-dangerous-import\"";
    accept(rule, "2999-01-01").ends(0);
    accept(&format!("{rule}\npath = \"d/*.pkl\""), "2999-01-01").ends(0);
    let other = accept(&format!("{rule}\npath = \"e/*.pkl\""), "2999-01-01").ends(1);
    assert!(other.err.contains("nothing is left"), "{}", other.err);
    let expired = accept(rule, "2020-01-01").ends(1);
    assert!(expired.err.contains("expired on 2020-01-01: it counts again"), "{}", expired.err);
    assert_eq!(expired.json()["findings"][0]["accepted"]["expired"], true);
    for wrong in ["", "rule = \"x/y\"\nuntil = \"2999-01-01\""] {
        accept(wrong, "2999-01-01").ends(2).tells(&["accept.toml", "next: "]);
    }
    accept(rule, "2999-02-30").ends(2).tells(&["is no day"]);
    let json = r#"{"accept": [{"rule": "artifact/pickle-dangerous-import", "owner": "d", "reason": "r", "expires": "2999-01-01"}]}"#;
    fs::write(dir.path().join("accept.json"), json).unwrap();
    hygeia(dir.path(), &["scan", "d/armed.pkl", "--baseline", "accept.json"]).ends(0);
}

// proves M22
#[test]
fn what_is_not_known_stays_so_unless_somebody_answers_for_it() {
    let dir = tempfile::tempdir().unwrap();
    // A class that nobody knows: inconclusive.
    fs::write(dir.path().join("own.pkl"), b"cours.models\nOurs\n)R.").unwrap();
    let unknown = hygeia(dir.path(), &["scan", "own.pkl"]);
    assert_eq!(unknown.code, 3, "{unknown:?}");
    let entry = "[[accept]]\nrule = \"artifact/pickle-unknown-import\"\nowner = \"d\"\nreason = \"r\"\nexpires = \"2999-01-01\"\n";
    fs::write(dir.path().join("accept.toml"), entry).unwrap();
    let told = hygeia(dir.path(), &["scan", "own.pkl", "--baseline", "accept.toml"]).ends(0);
    assert!(told.out.contains("accepted until 2999-01-01"), "{}", told.out);
}

// proves M22
#[test]
fn the_same_report_goes_to_files_and_to_annotations() {
    let dir = tempfile::tempdir().unwrap();
    models(dir.path());
    fs::write(dir.path().join("raci.csv"), RACI).unwrap();
    let files =
        ["--report", "sarif=o.sarif", "--report", "markdown=o.md", "--report", "json=o.json"];
    let scan = ["scan", "d", "--format", "github"];
    let told = hygeia(dir.path(), &[&scan[..], &files].concat()).ends(1).out;
    assert!(told.starts_with("::error file=d/armed.pkl,line=1,title=artifact/"), "{told}");
    let sarif: Value =
        serde_json::from_slice(&fs::read(dir.path().join("o.sarif")).unwrap()).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "d/armed.pkl");
    let table = fs::read_to_string(dir.path().join("o.md")).unwrap();
    assert!(
        table.contains("| critical | artifact/pickle-dangerous-import | `d/armed.pkl` |"),
        "{table}"
    );
    let lines =
        hygeia(dir.path(), &["raci", "check", "raci.csv", "--format", "github"]).ends(1).out;
    assert!(lines.contains("file=raci.csv,line=2,col=1,title=raci/one-accountable"), "{lines}");
    hygeia(dir.path(), &["scan", "d", "--report", "xml=o.xml"]).ends(2);
}

// proves M10, M22
#[test]
fn several_models_are_signed_and_verified_each_by_its_own_signature() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("w.bin"), name).unwrap();
    }
    let run = |args: &[&str]| hygeia(dir.path(), args);
    run(&["sign", "--new-key", "k.pem"]).ends(0);
    let signed = run(&["sign", "one", "two", "--key", "k.pem", "--format", "json"]).ends(0).json();
    assert_eq!(paths(&signed), ["one", "two"]);
    assert_eq!(signed["inputs"][1]["signature"], "two.sig");
    run(&["sign", "one", "two", "--key", "k.pem", "--out", "x.sig"]).ends(2).tells(&["one model"]);
    let verify = ["verify", "one", "two", "--key", "k.pub.pem", "--format", "json"];
    let verified = run(&verify).ends(0).json();
    assert_eq!((&verified["inputs"][0]["verified"], paths(&verified).len()), (&true.into(), 2));
    fs::write(dir.path().join("two/w.bin"), "changed").unwrap();
    let changed = run(&verify).ends(1).json();
    assert_eq!(changed["inputs"][0]["verified"], true);
    assert_eq!(changed["inputs"][1]["error"]["exit"], 1);
    assert_eq!(changed["findings"][0]["location"]["file"], "two/w.bin");
    // Nobody answers for that.
    run(&["verify", "one", "--signature", "one.sig", "--key", "k.pub.pem", "--baseline", "x"])
        .ends(2);
    let bills = run(&["bom", "one", "two"]).ends(0).json();
    assert_eq!(paths(&bills), ["one", "two"]);
    run(&["bom", "one", "two", "--out", "bills"]).ends(0);
    assert_eq!(names(&dir.path().join("bills")), ["one.cdx.json", "two.cdx.json"]);
}

// proves M10
#[test]
fn a_scan_writes_bill_and_digests_of_what_it_has_read() {
    let dir = tempfile::tempdir().unwrap();
    let model = dir.path().join("m");
    fs::create_dir_all(model.join("sub")).unwrap();
    fs::write(model.join("w.pkl"), HARMLESS).unwrap();
    fs::write(model.join("requirements.txt"), "numpy==2.0.1\n").unwrap();
    fs::write(model.join("sub/README.md"), "# model\n").unwrap();
    fs::write(model.join(".gitattributes"), "*.pkl filter=lfs\n").unwrap();
    let files = ["--bom", "b.json", "--digests", "d.sha256"];
    hygeia(dir.path(), &[&["scan", "m"], &files[..]].concat()).ends(0);
    let bill: Value =
        serde_json::from_slice(&fs::read(dir.path().join("b.json")).unwrap()).unwrap();
    let alone = hygeia(dir.path(), &["bom", "m"]).ends(0).json();
    assert_eq!(bill["components"], alone["components"]);
    assert!(bill["components"].to_string().contains("pkg:pypi/numpy@2.0.1"));
    let run = |dir: &Path, program: &str, args: &[&str]| {
        std::process::Command::new(program).current_dir(dir).args(args).status().unwrap().success()
    };
    assert!(run(&model, "sha256sum", &["-c", "--quiet", "../d.sha256"]));
    // A signature is held against them without the files.
    hygeia(dir.path(), &["sign", "--new-key", "k.pem"]).ends(0);
    hygeia(dir.path(), &["sign", "m", "--key", "k.pem"]).ends(0);
    let by_digest =
        ["verify", "--digests", "d.sha256", "--signature", "m.sig", "--key", "k.pub.pem"];
    hygeia(dir.path(), &by_digest).ends(0);
    hygeia(dir.path(), &["scan", "m", "k.pem", "--bom", "x.json"]).ends(2).tells(&["one model"]);
}

// proves M22
#[test]
fn a_rule_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let told = hygeia(dir.path(), &["explain", "artifact/zip-mismatch"]).ends(0).out;
    assert!(told.contains("Two readers") && told.contains("to mend it"), "{told}");
    hygeia(dir.path(), &["explain", "zip-mismatch"]).ends(2).tells(&["artifact/zip-mismatch"]);
    let all = hygeia(dir.path(), &["explain", "--format", "json"]).ends(0).json();
    assert!(all.as_array().unwrap().len() > 150);
}

// proves M22
#[test]
fn who_interrupts_gets_130_and_no_half_written_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = command(dir.path());
    // Standard input that never ends: it waits for us.
    command.args(["scan", "-", "--report", "sarif=o.sarif"]).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A pipe holds 64 KiB: once more has gone, it is being read, and the signal is listened to.
    input.write_all(&vec![0; 1 << 20]).unwrap();
    let pid = child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(killed.success());
    let ended = Ran::of(child.wait_with_output().unwrap()).ends(130);
    assert!(ended.err.contains("interrupted"), "{}", ended.err);
    assert!(names(dir.path()).is_empty());
    drop(input);
}
