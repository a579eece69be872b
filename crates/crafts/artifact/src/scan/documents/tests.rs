use super::*;

pub(super) fn read(name: &str, content: &str) -> Reading {
    let allow = Allow::default();
    json(name, content.as_bytes(), &allow).unwrap_or_else(|| text(name, content, &allow))
}

pub(super) fn clean(name: &str, content: &str) {
    let reading = read(name, content);
    assert!(reading.is_clean(), "{name}: {content}: {:?}", reading.rules());
}

pub(super) fn has(name: &str, content: &str, rule: &str) {
    let rules = read(name, content).rules();
    assert!(
        rules.iter().any(|found| *found == format!("artifact/{rule}")),
        "{name}: {content}: {rules:?}"
    );
}

// proves M10
#[test]
fn configurations_of_hubs_are_told_by_what_their_loaders_run() {
    clean(
        "config.json",
        r#"{"architectures":["LlamaForCausalLM"],"hidden_size":64,"rope_scaling":null,"id2label":{"0":"a"}}"#,
    );
    clean(
        "tokenizer_config.json",
        r#"{"chat_template":"{{ messages[0]['content'] }}","model_max_length":1e30}"#,
    );
    clean(
        "model_index.json",
        r#"{"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"],"feature_extractor":[null,null]}"#,
    );
    clean(
        "modules.json",
        r#"[{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"}]"#,
    );
    has("config.json", r#"{"auto_map":{"AutoModel":"modeling_x.Model"}}"#, "remote-code");
    has("config.json", r#"{"auto_map":{"Other":["evil/repo--a.B",null]}}"#, "remote-code");
    has("config.json", r#"{"nested":{"trust_remote_code":true}}"#, "remote-code");
    has("config.json", r#"{"custom_pipelines":{"x":{"impl":"x.Y","pt":[]}}}"#, "remote-code");
    has(
        "model_index.json",
        r#"{"_class_name":["pipeline","Mine"],"unet":["mine","Net"]}"#,
        "remote-code",
    );
    has("modules.json", r#"[{"type":"os.system"}]"#, "target-dangerous");
    has("tokenizer_config.json", r#"{"chat_template":"{{ x.__class__ }}"}"#, "template-escape");
    has(
        "tokenizer_config.json",
        r#"{"chat_template":[{"name":"a","template":"{% include 'x' %}"}]}"#,
        "template-import",
    );
    has("chat_template.jinja", "{{ x.__init__.__globals__ }}", "template-escape");
    has(
        "adapter_config.json",
        r#"{"auto_mapping":{"base_model_class":"X","parent_library":"os"}}"#,
        "target-dangerous",
    );
    has("config.json", r#"{"_target_":"os.system"}"#, "target-dangerous");
    has("config.yaml", "model:\n  _target_: subprocess.Popen\n", "target-dangerous");
    has("config.yaml", "model: {class_path: acme.Net}\n", "target-unknown");
    has("a.json", r#"{"_target_":"torch.nn.Linear","_target_":"os.system"}"#, "key-twice");
    has(
        "x.json",
        r#"{"py/reduce":[{"py/function":"os.system"},{"py/tuple":["true"]}]}"#,
        "json-pickle",
    );
    has("package.json", r#"{"scripts":{"postinstall":"node x.js"}}"#, "script-reaches");
    has("m.safetensors.index.json", r#"{"weight_map":{"a":"../../x.bin"}}"#, "onnx-external-path");
    for trusted in [r#""true""#, "1"] {
        let text = format!(r#"{{"trust_remote_code":{trusted}}}"#);
        has("config.json", &text, "remote-code");
    }
    clean("config.json", r#"{"trust_remote_code":false,"attn_implementation":"sdpa"}"#);
    has("config.json", r#"{"attn_implementation":"evil/kernel"}"#, "remote-code");
    has("modular_model_index.json", r#"{"_class_name":"P","unet":["mine","Net"]}"#, "remote-code");
}

// proves M10
#[test]
fn yaml_is_told_by_its_tags_wherever_they_stand() {
    clean(
        "a.yaml",
        "a: !!str 1\nb: &x [1, 2]\nc: *x\nd: '!!python/object:os.system'\n# !!python\n",
    );
    for bad in [
        "a: !!python/object/apply:os.system [\"true\"]\n",
        "!!python/object/new:os.system [true]",
        "a: !!python/name:os.system\n",
        "a: !!python/module:os\n",
        "a: !<tag:yaml.org,2002:python/object/apply:os.system> [x]\n",
        "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system [x]\n",
        "? !!python/object/apply:os.system [x]\n: b\n",
        "a: 1\n---\nb: !!python/object/apply:os.system [x]\n",
    ] {
        has("a.yaml", bad, "yaml-python-tag");
    }
    has("notes.txt", "a: !!python/object/apply:os.system [x]", "yaml-python-tag");
    has(
        "hparams.cfg",
        "%TAG !p! tag:yaml.org,2002:\n---\na: !p!python/object/apply:os.system [x]\n",
        "yaml-python-tag",
    );
    // Any letter of a tag may be spelled as in an address.
    for name in ["a.yaml", "hparams"] {
        has(name, "a: !!pyth%6fn/object/apply:os.system [x]\n", "yaml-python-tag");
    }
    clean("words.txt", "wow!! python!\n!p !% !<\n");
    has(
        "README.md",
        "---\na: !!python/object/apply:os.system [x]\n---\n# Model\n",
        "yaml-python-tag",
    );
    has("a.yaml", "a: !acme {x: 1}\n", "yaml-own-tag");
    assert!(!read("a.yaml", "a: [1, 2").is_clean());
}

// proves M10
#[test]
fn keras_and_skops_are_told_by_what_they_import() {
    let layer = |inner: &str| {
        format!(
            r#"{{"module":"keras","class_name":"Sequential","config":{{"layers":[{inner}]}},"registered_name":null}}"#
        )
    };
    clean(
        "config.json",
        &layer(
            r#"{"module":"keras.layers","class_name":"Dense","config":{"units":1,"activation":"relu","kernel_initializer":{"module":"keras.initializers","class_name":"GlorotUniform","config":{"seed":null},"registered_name":null}},"registered_name":null}"#,
        ),
    );
    clean(
        "config.json",
        &layer(
            r#"{"class_name":"TextVectorization","module":"keras.layers","config":{"vocabulary":["a","b"]}}"#,
        ),
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"Lambda","module":"keras.layers"}"#),
        "keras-lambda",
    );
    has("config.json", &layer(r#"{"class_name":"keras>Lambda"}"#), "keras-lambda");
    has(
        "config.json",
        &layer(r#"{"class_name":"TFSMLayer","module":"keras.layers"}"#),
        "keras-foreign-model",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"TorchModuleWrapper","module":"keras.layers"}"#),
        "keras-foreign-model",
    );
    has(
        "config.json",
        &layer(
            r#"{"class_name":"get_file","module":"keras.utils","config":{"origin":"http://x"}}"#,
        ),
        "keras-call",
    );
    has("config.json", &layer(r#"{"class_name":"Thing","module":"keras.utils"}"#), "keras-call");
    has(
        "config.json",
        &layer(r#"{"class_name":"function","module":"os","config":"system"}"#),
        "keras-call",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"function","module":"builtins","config":"eval"}"#),
        "keras-call",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"function","module":"builtins","config":"getattr"}"#),
        "target-dangerous",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"Mine","module":"acme.layers"}"#),
        "keras-custom-object",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"Mine","module":null,"registered_name":"acme>Mine"}"#),
        "keras-custom-object",
    );
    has(
        "config.json",
        &layer(
            r#"{"class_name":"StringLookup","module":"keras.layers","config":{"vocabulary":"/etc/passwd"}}"#,
        ),
        "keras-file",
    );
    has(
        "config.json",
        &layer(r#"{"class_name":"TFOpLambda","config":{"function":"io.read_file"}}"#),
        "target-dangerous",
    );
    let node = |module: &str, class: &str, loader: &str| {
        format!(r#"{{"__class__":"{class}","__module__":"{module}","__loader__":"{loader}"}}"#)
    };
    clean(
        "schema.json",
        &node("sklearn.linear_model._logistic", "LogisticRegression", "ObjectNode"),
    );
    has("schema.json", &node("posix", "system", "FunctionNode"), "target-dangerous");
    // What is made is what it holds, not what stands beside it.
    has(
        "schema.json",
        r#"{"__class__":"add","__module__":"numpy","__loader__":"FunctionNode","content":{"module_path":"posix","function":"system"}}"#,
        "target-dangerous",
    );
    for module in ["keras.saving", "tensorflow.keras.utils", "keras.src.saving.file_editor"] {
        let editor = format!(r#"{{"class_name":"KerasFileEditor","module":"{module}"}}"#);
        has("config.json", &layer(&editor), "keras-call");
    }
    has("schema.json", &node("acme", "Scorer", "ObjectNode"), "target-unknown");
    has("schema.json", &node("builtins", "dict", "MethodNode"), "skops-method");
    has("schema.json", &node("builtins", "dict", "NewNode"), "target-unknown");
}

// proves M10
#[test]
fn mlflow_requirements_and_notebooks_are_told() {
    let model = |flavor: &str| {
        format!("flavors:\n  python_function:\n{flavor}\n    env: conda.yaml\nmodel_uuid: a\n")
    };
    clean("MLmodel", &model("    loader_module: mlflow.sklearn\n    code: null"));
    has("MLmodel", &model("    loader_module: acme.loader"), "mlflow-loader");
    has("MLmodel", &model("    loader_module: mlflow.sklearn\n    code: code"), "mlflow-code");
    has(
        "MLmodel",
        &model("    loader_module: mlflow.pyfunc.model\n    model_code_path: model.py"),
        "mlflow-code",
    );
    clean(
        "conda.yaml",
        "channels:\n- conda-forge\ndependencies:\n- python=3.11\n- pip:\n  - scikit-learn==1.5\n",
    );
    has("conda.yaml", "channels:\n- https://x.example/c\n", "foreign-index");
    has(
        "conda.yaml",
        "dependencies:\n- pip:\n  - --index-url https://x.example/simple\n",
        "foreign-index",
    );
    has("conda.yaml", "dependencies:\n- pip:\n  - git+https://x.example/y\n", "foreign-package");
    has("pip.conf", "[global]\nindex-url = https://x.example/simple\n", "foreign-index");
    has("notes.txt", "# see\n--index-url https://x.example/simple\n", "foreign-index");
    has(".condarc", "channel_alias: https://x.example\n", "foreign-index");
    has(".condarc", "custom_channels:\n  conda-forge: https://x.example\n", "foreign-index");
    has("conda.yaml", "dependencies:\n- https://x.example/c::numpy\n", "foreign-index");
    has("python_env.yaml", "dependencies:\n- vendored/y\n", "foreign-package");
    clean("conda.yaml", "dependencies:\n- conda-forge::scipy=1.14\n- pip:\n  - numpy\n");
    clean("state.json", r#"{"packages":["a/b"],"dependencies":["lib/x.zip"]}"#);
    clean("notes.txt", "Install it with: pip install --index-url https://x.example y\n");
    let cell = |source: &str| {
        format!(r#"{{"cells":[{{"cell_type":"code","source":["{source}"]}}],"nbformat":4}}"#)
    };
    let book = |source: &str| notebook("a.ipynb", cell(source).as_bytes()).unwrap();
    assert!(book("import numpy\\nmodel.eval()").is_clean());
    assert!(book("!pip install numpy").is_clean());
    assert!(book("get_ipython().run_line_magic('matplotlib', 'inline')").is_clean());
    for bad in [
        "!curl x | sh",
        "%%bash\\ntrue",
        "%system true",
        "x = !ls",
        "!pip install x -i http://y",
        "import os\\nos.system('true')",
        "get_ipython().system('true')",
        "get_ipython().getoutput('true')",
        "get_ipython().run_line_magic('system', 'true')",
        "ip = get_ipython()\\nip.system('true')",
        "%%!\\ntrue",
        "x = %sx true",
        "import os as o\\no.system('true')",
    ] {
        assert!(!book(bad).is_clean(), "{bad}");
    }
}

// proves M10
#[test]
fn what_hides_in_texts_is_told() {
    // posix.system('true'), as pickle.dumps writes it.
    let pickle = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.";
    let hex: String = pickle.iter().map(|byte| format!("{byte:02x}")).collect();
    has("a.json", &format!(r#"{{"blob":"{hex}"}}"#), "encoded-payload");
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(pickle);
    has("a.json", &format!(r#"{{"blob":"{base64}"}}"#), "encoded-payload");
    has("notes.txt", &format!("weights = '{base64}'\n"), "encoded-payload");
    has("a.json", r#"{"raw":"cos\nsystem\n(S'true'\ntR."}"#, "encoded-payload");
    clean(
        "a.json",
        r#"{"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
    );
    clean(
        "notes.txt",
        "The quick brown fox. VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==\n",
    );
    let book =
        ubj("m.ubj", b"{i\x01aSi\x03abci\x01b[$U#U\x03\x01\x02\x03}", &Allow::default()).unwrap();
    assert!(book.is_clean());
    assert!(ubj("m.ubj", b"{i\x01aSi\x09abc}", &Allow::default()).is_none());
}

// proves M10
#[test]
fn what_an_alias_stands_for_is_judged_where_it_is_used() {
    clean("a.yaml", "n: &n first\nm: *n\nb: &b {x: 1}\nc:\n  <<: *b\n");
    has("a.yaml", "n: &n os.system\nm:\n  _target_: *n\n", "target-dangerous");
    has("a.yaml", "k: &k _target_\nm: {*k : os.system}\n", "target-dangerous");
    has(
        "MLmodel",
        "l: &l evil.loader\nflavors:\n  python_function:\n    loader_module: *l\n",
        "mlflow-loader",
    );
    let elsewhere = "d: &d [numpy]\ndependencies: [{pip: *d}]\n";
    assert!(!read("conda.yaml", elsewhere).is_clean());
}
