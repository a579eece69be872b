"""Writes the list of names that pickles and configurations may name: one a line, with a reason and where it was seen.

usage: allowlist.py LIST [--torch WHEEL] [--check]

Classes of the packages below are taken by rule, from the installed packages themselves: nothing that
unpickling runs of them (`__new__`, `__init__`, `__setstate__` …, and what those call of their own class)
opens, imports, evaluates or calls what a file names. What was seen in earlier versions stays. With
--check nothing is written: it fails if a name is missing from the list, or no rule takes it any longer.
"""

import argparse
import ast
import importlib
import importlib.metadata
import inspect
import pathlib
import pkgutil
import re
import sys
import textwrap
import types
import warnings
import zipfile

from reviewed import REVIEWED

warnings.filterwarnings("ignore")
PACKAGES = {"sklearn": "scikit-learn", "pandas": "pandas", "statsmodels": "statsmodels", "lightgbm": "lightgbm",
            "xgboost": "xgboost", "catboost": "catboost", "scipy.interpolate": "scipy", "scipy.sparse": "scipy", "scipy.spatial": "scipy"}
SKIPPED = re.compile(r"(^|\.)(tests?|testing|conftest|io|datasets|externals|_build_utils|f2py|plotting|_testing|sandbox|examples|graphics|"
                     r"parquet|clipboard|excel|computation|dask|spark|federated|plugin|compat|tools|_config|_numba|__main__|setup|pandas_|formula|dev_tools|callback|_array_api.*|_plot.*|hub|jit|tracker|eval|_data_utils|_hnsw|metrics_plotter|iolib|emplike|treatment|api|testing.*|_pytest.*|util)(\.|$)")
NAMES = re.compile(r"(File|Reader|Writer|Temp|Stream|Download|Exec|Process|Parser|Loader|Cache|Client|Server)")
# What unpickling runs of a class.
HOOKS = ("__new__", "__init__", "__setstate__", "__del__", "__setattr__", "__getattr__", "__getattribute__", "__hash__", "__eq__",
         "__setitem__", "append", "extend", "__post_init__")
WORDS = {"open", "exec", "eval", "compile", "__import__", "globals", "vars", "input", "breakpoint", "load", "loads", "load_model", "read", "reads",
         "system", "popen", "Popen", "call", "run", "import_module", "fromfile", "memmap", "urlopen", "urlretrieve", "get", "read_pickle", "read_csv",
         "unlink", "rmtree", "remove", "rename", "attrgetter", "methodcaller", "FunctionType", "CodeType", "cython_inline", "CDLL", "LoadLibrary", "execfile"} - {"get", "remove", "call", "run", "rename"}
ROOTS = {"os", "sys", "subprocess", "shutil", "importlib", "socket", "pickle", "joblib", "tempfile", "ctypes", "io", "urllib", "requests",
         "marshal", "runpy", "code", "builtins", "operator", "pty", "pathlib", "multiprocessing", "threading", "_LIB", "types"}


def quiet(function, kind, seen):
    """Whether a function of a class, and what it calls of that class, only computes."""
    function = inspect.unwrap(getattr(function, "__func__", function))
    if function in seen:
        return True
    seen.add(function)
    if not isinstance(function, types.FunctionType):
        # A slot of an extension or of Python itself.
        return getattr(function, "__objclass__", object).__module__ in ("builtins", "collections", "numpy") or isinstance(
            function, (types.WrapperDescriptorType, types.MethodDescriptorType, types.BuiltinFunctionType))
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            if any(name.split(".")[0] in ROOTS for name in names):
                return False
        if not isinstance(node, ast.Call):
            continue
        callee = node.func
        if isinstance(callee, ast.Name):
            if callee.id in WORDS:
                return False
            if callee.id in ("getattr", "setattr") and not (isinstance(node.args[0], ast.Name) and node.args[0].id in ("self", "cls", "other")):
                if not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant)):
                    return False
        elif isinstance(callee, ast.Attribute):
            root = callee.value
            while isinstance(root, (ast.Attribute, ast.Call, ast.Subscript)):
                root = getattr(root, "value", getattr(root, "func", None))
            if callee.attr in WORDS or isinstance(root, ast.Name) and root.id in ROOTS:
                return False
            if isinstance(callee.value, ast.Name) and callee.value.id in ("self", "cls"):
                own = inspect.getattr_static(kind, callee.attr, None)
                if isinstance(own, (types.FunctionType, classmethod, staticmethod)) and not quiet(own, kind, seen):
                    return False
        elif isinstance(callee, (ast.Call, ast.Subscript)):
            return False
    return True


def harmless(kind):
    """Whether nothing that unpickling runs of a class reaches out."""
    if NAMES.search(kind.__name__) or issubclass(kind, type) or issubclass(kind, BaseException):
        return False
    for hook in HOOKS:
        found = inspect.getattr_static(kind, hook, None)
        if found is not None and not quiet(found, kind, set()):
            return False
    return True


def modules(package):
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(getattr(root, "__path__", []), package + ".", onerror=lambda _: None):
        if SKIPPED.search(found.name.split(".", 1)[1]):
            continue
        try:
            yield importlib.import_module(found.name)
        except Exception:
            continue


def by_rule():
    for package, distribution in PACKAGES.items():
        try:
            version = ".".join(importlib.metadata.version(distribution).split(".")[:2])
        except importlib.metadata.PackageNotFoundError:
            print(f"{distribution} is not installed: what was seen of it stays", file=sys.stderr)
            continue
        where = f"{distribution} {version}"
        for module in modules(package):
            for name, thing in vars(module).items():
                if isinstance(thing, type) and thing.__module__ == module.__name__ and name == thing.__name__:
                    if not SKIPPED.search(module.__name__.split(".", 1)[-1]) and harmless(thing):
                        yield module.__name__, name, "a class that only takes its state", where
                elif name.startswith("__pyx_unpickle_") and module.__name__.startswith(("sklearn", "scipy", "pandas")):
                    yield module.__name__, name, "an empty object of one class of its own", where
        # Universal functions: numbers in, numbers out.
    import numpy

    version = "numpy " + ".".join(numpy.__version__.split(".")[:2])
    for name in dir(numpy):
        if isinstance(getattr(numpy, name), numpy.ufunc):
            for module in ("numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath"):
                yield module, name, "a function of numbers", version
    try:
        import scipy.special
        version = "scipy " + ".".join(scipy.__version__.split(".")[:2])
        for name in dir(scipy.special):
            if isinstance(getattr(scipy.special, name), numpy.ufunc):
                for module in ("scipy.special", "scipy.special._ufuncs"):
                    yield module, name, "a function of numbers", version
    except ImportError:
        pass


def of_torch(wheel):
    """Layers and optimisers, from the sources in a wheel: torch is not imported for it."""
    version = "torch " + ".".join(pathlib.Path(wheel).name.split("-")[1].split(".")[:2])
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if not re.match(r"torch/(nn/modules|optim|nn/parameter|optim/lr_scheduler)(/\w+)?\.py$", path):
                continue
            module = path[:-3].replace("/", ".").removesuffix(".__init__")
            for node in ast.parse(archive.read(path).decode()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield module, node.name, "a layer or optimiser, which only computes", version
                    # As configurations name them.
                    short = re.match(r"torch\.(nn|optim)\.", module)
                    if short and module != "torch.nn.parameter":
                        yield short[0][:-1], node.name, "a layer or optimiser, which only computes", version


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("list", type=pathlib.Path)
    arguments.add_argument("--torch", type=pathlib.Path)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    entries = {}
    before = options.list.read_text().splitlines() if options.list.exists() else []
    for line in before:
        module, name, reason, versions = line.split("\t")
        entries[module, name] = [reason, set(filter(None, versions.split(", ")))]
    known = set(entries)
    made = [(module, name, reason, "reviewed") for module, (reason, names) in REVIEWED.items() for name in names.split()]
    made += [entry for entry in by_rule() if entry[2]]
    if options.torch:
        made += list(of_torch(options.torch))
    now = {(module, name) for module, name, *_ in made}
    if options.check:
        missing = sorted(now - known)
        installed = {name + " " + ".".join(importlib.metadata.version(name).split(".")[:2]) for name in set(PACKAGES.values()) if has(name)}
        gone = sorted(key for key, (_, versions) in entries.items() if key not in now and versions and versions <= installed | {"reviewed"})
        for what, names in (("missing from the list", missing), ("taken by no rule", gone)):
            for module, name in names[:20]:
                print(f"{what}: {module}.{name}")
        sys.exit(bool(missing or gone))
    for module, name, reason, version in made:
        entry = entries.setdefault((module, name), [reason, set()])
        entry[1].add(version)
    lines = [f"{module}\t{name}\t{reason}\t{', '.join(sorted(versions))}" for (module, name), (reason, versions) in sorted(entries.items())]
    options.list.write_text("\n".join(lines) + "\n")
    print(len(lines), "names")


def has(distribution):
    try:
        importlib.metadata.version(distribution)
        return True
    except importlib.metadata.PackageNotFoundError:
        return False


if __name__ == "__main__":
    main()
