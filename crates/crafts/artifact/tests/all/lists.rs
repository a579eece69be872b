//! Lists of requirements that include one another.

use hygeia_artifact::scan::{self, Limits, Scanned, Verdict};
use std::fs;

fn look(files: &[(&str, &str)]) -> Scanned {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    scan::path(root.path(), &Limits::default()).unwrap()
}

fn told(files: &[(&str, &str)], name: &str, rule: &str) {
    let scanned = look(files);
    let own = |found: &&terms::Finding| found.location.subject == name && found.rule == rule;
    assert!(scanned.findings.iter().any(|found| own(&found)), "{files:?}: {scanned:?}");
    let file = scanned.files.iter().find(|file| file.name == name).unwrap();
    assert!(file.verdict >= Verdict::Suspicious && scanned.verdict >= Verdict::Suspicious);
}

// proves M10
#[test]
fn what_a_list_includes_is_read_as_requirements_whatever_it_is_called() {
    let plain = "numpy==2.0.1\n";
    for include in [
        "-r data/notes",
        "--requirement data/notes",
        "--req=data/notes",
        "-c data/notes",
        "-r ./data//notes # ours",
        "-rdata/notes",
    ] {
        let list = format!("{plain}{include}\n");
        let clean = look(&[("requirements.txt", &list), ("data/notes", plain)]);
        assert_eq!(clean.verdict, Verdict::Clean, "{include}: {clean:?}");
        told(
            &[("requirements.txt", &list), ("data/notes", "./vendored/evil\n")],
            "data/notes",
            "artifact/foreign-package",
        );
    }
    // The same text is a note as long as nobody includes it.
    assert_eq!(
        look(&[("requirements.txt", plain), ("data/notes", "./vendored/evil\n")]).verdict,
        Verdict::Clean
    );
    // Up within the folder, along several lists, in a circle, and from where MLflow writes it.
    let up = [
        ("deps/requirements.txt", "-r ../base.dat\n"),
        ("base.dat", "-r deps/more.md\n"),
        ("deps/more.md", "-r ../base.dat\nevil-1.0.tar.gz\n"),
    ];
    told(&up, "deps/more.md", "artifact/foreign-package");
    let mlflow =
        [("python_env.yaml", "dependencies:\n- -r list\n"), ("list", "y @ file:///x/y.whl\n")];
    told(&mlflow, "list", "artifact/foreign-package");
    let conda = [("conda.yaml", "dependencies:\n- pip:\n  - -r list\n"), ("list", "-e .\n")];
    told(&conda, "list", "artifact/foreign-package");
}

// proves M10
#[test]
fn a_list_outside_the_folder_is_told_and_one_that_was_not_read_is_a_doubt() {
    for outside in [
        "-r ../outside.txt",
        "-r a/../../outside.txt",
        "-c /etc/outside.txt",
        "-r ~/outside.txt",
        "-r ${HOME}/outside.txt",
        "-r C:\\outside.txt",
    ] {
        told(&[("requirements.txt", outside)], "requirements.txt", "artifact/foreign-package");
    }
    for include in ["-r none.txt", "-r w.bin"] {
        let list = format!("{include}\n");
        let scanned = look(&[("requirements.txt", &list), ("w.bin", "a\0b")]);
        assert_eq!(scanned.files[0].verdict, Verdict::Inconclusive, "{include}: {scanned:?}");
        assert!(scanned.unsure.iter().any(|why| why.contains("it includes")), "{scanned:?}");
    }
    let remote = [("requirements.txt", "-r https://x.example/list.txt\n")];
    told(&remote, "requirements.txt", "artifact/foreign-package");
}
