//! The names that pickles may import. Within a string, blanks part the names.

/// Packages whose classes, when rebuilt, only take their state.
pub(super) const CLASSES_UNDER: &str = "\
    sklearn.calibration sklearn.cluster sklearn.compose sklearn.covariance \
    sklearn.decomposition sklearn.discriminant_analysis sklearn.dummy sklearn.ensemble \
    sklearn.feature_selection sklearn.gaussian_process sklearn.impute sklearn.isotonic \
    sklearn.linear_model sklearn.mixture sklearn.model_selection sklearn.multiclass \
    sklearn.naive_bayes sklearn.neighbors sklearn.neural_network sklearn.pipeline \
    sklearn.preprocessing sklearn.svm sklearn.tree torch.nn.modules torch.optim";

/// Modules with the names in them that only rebuild data.
pub(super) const HARMLESS: &[(&str, &str)] = &[
    (
        "builtins",
        "set frozenset list dict tuple bytearray bytes str int float bool complex slice range \
         object",
    ),
    ("collections", "OrderedDict defaultdict Counter deque"),
    ("copyreg", "_reconstructor __newobj__ __newobj_ex__"),
    ("_codecs", "encode"),
    ("array", "array _array_reconstructor"),
    ("datetime", "date datetime time timedelta timezone"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("uuid", "UUID"),
    ("pathlib", "PosixPath PurePosixPath WindowsPath PureWindowsPath"),
    (
        "numpy",
        "ndarray dtype bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 \
         float32 float64 complex64 complex128 str_",
    ),
    ("numpy.core.multiarray", "_reconstruct scalar"),
    ("numpy._core.multiarray", "_reconstruct scalar"),
    ("numpy.core.numeric", "_frombuffer"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.ma.core", "_mareconstruct MaskedArray"),
    ("numpy.random._pickle", "__randomstate_ctor __generator_ctor __bit_generator_ctor"),
    ("numpy.random._mt19937", "MT19937"),
    ("numpy.random._pcg64", "PCG64"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
    (
        "torch",
        "FloatStorage DoubleStorage HalfStorage BFloat16Storage LongStorage IntStorage \
         ShortStorage CharStorage ByteStorage BoolStorage Size device Tensor float16 float32 \
         float64 bfloat16 int8 int16 int32 int64 uint8 bool strided",
    ),
    (
        "torch._utils",
        "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter \
         _rebuild_qtensor _rebuild_sparse_tensor",
    ),
    ("torch._tensor", "_rebuild_from_type_v2"),
    ("torch.nn.parameter", "Parameter Buffer"),
    ("torch.storage", "TypedStorage UntypedStorage"),
    ("torch.serialization", "_get_layout"),
    ("sklearn.tree._tree", "Tree"),
    ("sklearn.utils._bunch", "Bunch"),
    ("pandas", "DataFrame Series Index RangeIndex"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.series", "Series"),
    ("pandas.core.internals.managers", "BlockManager SingleBlockManager"),
    ("pandas.core.indexes.base", "Index _new_Index"),
    ("pandas.core.indexes.range", "RangeIndex"),
    ("pandas._libs.internals", "_unpickle_block"),
    ("xgboost.core", "Booster"),
    ("xgboost.sklearn", "XGBClassifier XGBRegressor XGBRanker"),
    ("lightgbm.basic", "Booster"),
    ("lightgbm.sklearn", "LGBMClassifier LGBMRegressor LGBMRanker"),
];

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
