//! Which tool reads which file, and under which keys it finds code.

/// A place where a tool looks for code.
pub(super) struct Code {
    /// Names of files, in small letters.
    files: &'static [&'static str],
    /// How sections begin in which the keys stand; any, if there are none.
    sections: &'static [&'static str],
    /// As they are compared: in small letters, with `-` for `_`. All of the sections', if there are none.
    keys: &'static [&'static str],
    /// Only a value that has one of these names code; any value, if there are none.
    pub marks: &'static [&'static str],
    /// Values that are known to be harmless: names, or how they begin (`pylint.*`).
    pub known: &'static [&'static str],
}

impl Code {
    pub fn is_in(&self, file: &str) -> bool {
        self.files.contains(&file)
    }

    pub fn takes(&self, section: &str, key: &str) -> bool {
        let within =
            self.sections.is_empty() || self.sections.iter().any(|s| section.starts_with(s));
        let key = key.replace('_', "-");
        within && (self.keys.is_empty() && !key.is_empty() || self.keys.contains(&key.as_str()))
    }
}

/// Words that name nothing.
pub(super) const HARMLESS: &[&str] =
    &["true", "false", "null", "none", "=", "{", "}", "(", ")", "-"];

const fn code(
    files: &'static [&'static str],
    sections: &'static [&'static str],
    keys: &'static [&'static str],
) -> Code {
    Code { files, sections, keys, marks: &[], known: &[] }
}

const PROJECTS: &[&str] = &["pyproject.toml", "setup.cfg", "tox.ini", ".pylintrc", "pylintrc"];
const MYPY: &[&str] = &["mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg"];
const PYTEST: &[&str] =
    &["pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg", "pyproject.toml"];
const CARGO: &[&str] = &["config.toml", "config"];
const MISE: &[&str] = &["mise.toml", ".mise.toml", "mise.local.toml", ".rtx.toml"];

/// Settings that are read by lines.
pub(super) const LINES: &[Code] = &[
    code(PROJECTS, &[], &["init-hook"]),
    Code { known: &["pylint.*", "pylint_*"], ..code(PROJECTS, &[], &["load-plugins"]) },
    Code {
        known: &[
            "numpy.typing.mypy_plugin",
            "pydantic.*",
            "sqlalchemy.ext.mypy.plugin",
            "mypy_django_plugin.main",
            "returns.contrib.mypy.returns_plugin",
            "strawberry.ext.mypy_plugin",
            "mypy_zope:plugin",
        ],
        ..code(MYPY, &["mypy", "tool.mypy"], &["plugins"])
    },
    Code {
        marks: &["-p"],
        ..code(PYTEST, &["pytest", "tool:pytest", "tool.pytest"], &["addopts", "add-opts"])
    },
    Code {
        known: &["covdefaults", "coverage_*", "django_coverage_plugin", "Cython.Coverage"],
        ..code(
            &[".coveragerc", "pyproject.toml", "setup.cfg", "tox.ini"],
            &["run", "coverage:run", "tool.coverage.run"],
            &["plugins"],
        )
    },
    code(&[".flake8", "setup.cfg", "tox.ini"], &["flake8:local-plugins"], &[]),
    code(&["setup.cfg", "pydistutils.cfg", ".pydistutils.cfg"], &["global"], &["command-packages"]),
    code(&["pip.conf", "pip.ini"], &[], &["python"]),
    code(
        &[".npmrc", "npmrc"],
        &[],
        &[
            "node-options",
            "script-shell",
            "shell",
            "git",
            "onload-script",
            "init-module",
            "node-gyp",
        ],
    ),
    code(&[".yarnrc"], &[], &["yarn-path"]),
    code(&["bunfig.toml"], &[], &["preload"]),
    code(
        CARGO,
        &["build", "target"],
        &["rustc-wrapper", "rustc-workspace-wrapper", "rustc", "rustdoc", "runner", "linker"],
    ),
    code(CARGO, &["credential-alias", "registry"], &["credential-provider"]),
    Code { known: &["build.rs"], ..code(&["cargo.toml"], &["package"], &["build"]) },
    Code {
        marks: &["--workspace_status_command", "--run_under", "--credential_helper", "--override_"],
        ..code(
            &[".bazelrc", "bazel.bazelrc"],
            &[],
            &["build", "common", "run", "test", "startup", "fetch"],
        )
    },
    code(MISE, &["hooks"], &[]),
    code(MISE, &["env"], &["-.source", "-.file"]),
    Code {
        known: &["image_classifier", "image_segmenter", "object_detector", "text_classifier"],
        ..code(&["config.properties"], &[], &["default-service-handler"])
    },
    Code { marks: &["true"], ..code(&["config.properties"], &[], &["install-py-dep-per-model"]) },
    Code {
        marks: super::JAVA,
        ..code(
            &[
                "config.properties",
                "spark-defaults.conf",
                "gradle.properties",
                "jvm.config",
                "jvm.options",
            ],
            &[],
            &[
                "vmargs",
                "spark.driver.extrajavaoptions",
                "spark.executor.extrajavaoptions",
                "spark.driver.defaultjavaoptions",
                "spark.executor.defaultjavaoptions",
                "org.gradle.jvmargs",
            ],
        )
    },
    Code {
        marks: &["://"],
        ..code(
            &["spark-defaults.conf"],
            &[],
            &["spark.jars", "spark.jars.repositories", "spark.submit.pyfiles", "spark.archives"],
        )
    },
    Code {
        marks: &["op_library_filename", ".so", "EXECUTION_ENV_PATH"],
        ..code(
            &["config.pbtxt"],
            &[],
            &[
                "model-operations",
                "op-library-filename",
                "parameters",
                "key",
                "default-model-filename",
            ],
        )
    },
    Code {
        known: &[
            "onnxruntime*",
            "python",
            "pytorch*",
            "tensorflow*",
            "tensorrt*",
            "dali",
            "vllm",
            "openvino*",
            "fil",
            "identity",
            "ensemble",
            "mlflow",
        ],
        ..code(&["config.pbtxt"], &[], &["backend"])
    },
];

/// Documents (JSON, YAML) that are walked.
pub(super) const DOCUMENTS: &[Code] = &[
    code(&[".yarnrc.yml"], &[], &["yarnpath", "path"]),
    code(&[".clangd"], &[], &["compiler"]),
    code(&["mkdocs.yml", "mkdocs.yaml"], &[], &["hooks"]),
    code(&["distributed.yaml", "dask.yaml"], &[], &["preload"]),
    code(&["settings.json"], &[], &["model-repository-implementation"]),
    code(&["model-settings.json"], &[], &["environment-tarball"]),
    code(&["generation_config.json"], &[], &["custom-generate"]),
    code(
        &["olive.json", "olive_config.json", "config.json", "run_config.json"],
        &[],
        &["user-script"],
    ),
];
