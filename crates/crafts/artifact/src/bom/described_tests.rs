use super::*;
use std::fs;

fn read(files: &[(&str, &str)]) -> Described {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(root.path().join(name), text).unwrap();
    }
    let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    described(&Contents::on_disk(root.path()), &names, &Installed::default())
}

fn libraries(all: &Described) -> Vec<String> {
    let told = |l: &Required| format!("{}/{}@{}", l.ecosystem, l.name, l.version);
    all.libraries.iter().map(told).collect()
}

#[test]
fn libraries_come_from_wherever_they_are_named_each_once() {
    let all = read(&[
        (
            "MLmodel",
            "flavors:\n  sklearn:\n    sklearn_version: 1.5.0\n  python_function:\n    python_version: 3.11.7\nmlflow_version: 3.1.0\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"age\"}]'\n  outputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\", \"shape\": [-1]}}]'\n",
        ),
        (
            "requirements.txt",
            "# what it needs\nscikit-learn==1.5.0  # here\n--index-url https://example.org\nnumpy[extra] >=2,<3 ; python_version > '3.8'\npandas @ https://example.org/p.whl\nScikit_Learn\nlong==1 \\\n  --hash=sha256:aa\n",
        ),
        (
            "conda.yaml",
            "channels: [conda-forge]\ndependencies:\n- python=3.11.7\n- conda-forge::scipy=1.14=h1\n- pip:\n  - numpy==2.0.1\n",
        ),
        (
            "python_env.yaml",
            "python: 3.11.7\nbuild_dependencies: [pip==24.0]\ndependencies: [-r requirements.txt]\n",
        ),
    ]);
    assert_eq!(
        libraries(&all),
        [
            "conda/python@3.11.7",
            "conda/scipy@1.14",
            "generic/python@3.11.7",
            "pypi/long@1",
            "pypi/mlflow@3.1.0",
            "pypi/numpy@2.0.1",
            "pypi/pandas@",
            "pypi/pip@24.0",
            "pypi/scikit-learn@1.5.0",
        ]
    );
    assert_eq!(all.inputs[0].name, "age");
    assert_eq!(all.outputs[0].format, "int64 [-1]");
    assert_eq!(all.not_read, Vec::<String>::new());
}

#[test]
fn a_card_tells_licence_base_datasets_and_figures() {
    let all = read(&[(
        "README.md",
        "---\nlicense: apache-2.0\nbase_model:\n- org/base\ndatasets: made-up\npipeline_tag: text-classification\nlanguage: [en, de]\nmodel-index:\n- name: m\n  results:\n  - dataset:\n      name: made-up\n    metrics:\n    - type: accuracy\n      value: 0.9\n---\n# Card\n",
    )]);
    assert_eq!(all.licences, ["apache-2.0"]);
    let written = |told: &str| licences(&[told.to_owned()]);
    assert_eq!(written("apache-2.0")[0]["license"]["id"], "Apache-2.0");
    assert_eq!(written("openrail++")[0]["license"]["name"], "openrail++");
    assert_eq!(written("llama3.1")[0]["license"]["name"], "llama3.1");
    assert_eq!(written("MIT AND (0BSD OR Zlib)")[0]["expression"], "MIT AND (0BSD OR Zlib)");
    assert_eq!(written("BSD License")[0]["license"]["name"], "BSD License");
    assert_eq!(
        (&all.base_models[0], &all.datasets[0]),
        (&"org/base".to_owned(), &"made-up".to_owned())
    );
    assert_eq!(all.task, "text-classification");
    assert_eq!((all.metrics[0].value, all.metrics[0].slice.as_str()), (0.9, "made-up"));
}

#[test]
fn what_cannot_be_understood_is_told_and_a_plain_text_says_nothing() {
    let all =
        read(&[("MLmodel", "flavors: ["), ("README.md", "# no card"), ("w.safetensors", "\u{7f}")]);
    assert_eq!(all.not_read, ["MLmodel", "w.safetensors"]);
    assert!(all.libraries.is_empty());
}

#[test]
fn a_safetensors_header_tells_tensors_and_what_its_writer_said() {
    let header = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#;
    let root = tempfile::tempdir().unwrap();
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 24]].concat();
    fs::write(root.path().join("m.safetensors"), bytes).unwrap();
    let all = {
        let names = ["m.safetensors".to_owned()];
        described(&Contents::on_disk(root.path()), &names, &Installed::default())
    };
    assert!(all.properties.contains(&("safetensors:format".to_owned(), "pt".to_owned())));
    assert!(all.properties.iter().any(|(_, v)| v.contains("1 tensors, 6 parameters, F32")));
}
