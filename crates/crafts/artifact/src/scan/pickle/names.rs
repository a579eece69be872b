//! The names that pickles may import. Within a string, blanks part the names.

/// Modules in which a pickle has no business at all.
pub(super) const WEAPON_MODULES: &str = "\
    os posix nt sys subprocess _posixsubprocess _winapi commands popen2 pty shutil platform \
    signal importlib imp runpy zipimport pkgutil code codeop bdb pdb profile cProfile trace \
    timeit pydoc doctest idlelib lib2to3 distutils setuptools pip ensurepip venv site test \
    unittest socket _socket socketserver ssl http urllib urllib2 requests httpx aiohttp \
    ftplib smtplib telnetlib xmlrpc webbrowser asyncio multiprocessing threading _thread \
    concurrent ctypes _ctypes cffi mmap pickle _pickle cPickle dill cloudpickle marshal \
    shelve types inspect gc io _io tempfile linecache sqlite3 atexit operator _operator \
    logging.config numpy.testing numpy.f2py numpy.distutils torch.hub torch.fx torch._dynamo \
    torch._inductor torch.utils.cpp_extension torch.utils.bottleneck \
    torch.utils.data.datapipes torch.distributed torch.jit pandas.io pandas.core.computation \
    tensorflow.io";

/// Names that are weapons in a module that is not.
pub(super) const WEAPONS: &[(&str, &str)] = &[
    (
        "builtins",
        "eval exec compile open __import__ getattr setattr delattr globals locals vars dir \
         breakpoint input apply execfile file map filter type super memoryview",
    ),
    ("functools", "partial partialmethod reduce singledispatch"),
    ("_functools", "partial reduce"),
    ("numpy", "load fromfile memmap save savez loadtxt genfromtxt"),
    ("numpy.lib.npyio", "load save DataSource"),
    ("numpy.lib._npyio_impl", "load save DataSource"),
    ("torch", "load save compile"),
    ("torch.serialization", "load save"),
    ("torch.storage", "_load_from_bytes"),
    ("joblib", "load dump"),
    ("joblib.numpy_pickle", "load NumpyUnpickler"),
    ("pandas", "read_pickle eval"),
    ("keras.models", "load_model"),
    ("tensorflow.keras.models", "load_model"),
];

/// Names so telling that they are enough anywhere behind the first dot of a path.
pub(super) const TELLING: &str = "\
    os posix nt sys subprocess importlib runpy ctypes pty socket builtins __builtins__ \
    __import__ __globals__ __subclasses__ system popen";
