"""Classifiers as people export them, with the rows that they are asked about."""

import warnings

import lightgbm
import numpy as np
import onnxmltools
import pandas as pd
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as Floats
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)
from sklearn.svm import SVC, LinearSVC, NuSVC
from sklearn.tree import DecisionTreeClassifier
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

warnings.filterwarnings("ignore")
NAMES = np.array(["good", "bad", "ugly"])
KINDS = {
    "logistic": lambda: LogisticRegression(max_iter=500),
    "forest": lambda: RandomForestClassifier(12, random_state=0),
    "extra": lambda: ExtraTreesClassifier(12, random_state=0),
    "boosting": lambda: GradientBoostingClassifier(n_estimators=10, random_state=0),
    "tree": lambda: DecisionTreeClassifier(max_depth=6, random_state=0),
    "ada": lambda: AdaBoostClassifier(n_estimators=5, random_state=0),
    "bagging": lambda: BaggingClassifier(n_estimators=4, random_state=0),
    "stacking": lambda: StackingClassifier(
        [("one", LogisticRegression()), ("other", DecisionTreeClassifier(max_depth=3, random_state=0))]
    ),
    "mlp": lambda: MLPClassifier((12,), max_iter=150, random_state=0),
    "svc": SVC,
    "svc_probability": lambda: SVC(probability=True, random_state=0),
    "svc_linear": lambda: SVC(kernel="linear"),
    "svc_poly": lambda: SVC(kernel="poly"),
    "svc_sigmoid": lambda: SVC(kernel="sigmoid"),
    "svc_nu": NuSVC,
    "svc_calibrated": lambda: CalibratedClassifierCV(SVC(), cv=2),
    "linear_svc": LinearSVC,
    "ridge": RidgeClassifier,
    "sgd": lambda: SGDClassifier(loss="log_loss", random_state=0),
    "lda": LinearDiscriminantAnalysis,
    "gaussian": GaussianNB,
    "bernoulli": BernoulliNB,
    "knn": KNeighborsClassifier,
    "knn_weighted": lambda: KNeighborsClassifier(3, weights="distance"),
}
# skl2onnx writes no doubles of these, or such as onnxruntime does not load.
NO_DOUBLES = {"ridge", "linear_svc", "extra", "boosting", "tree", "ada", "bagging"}
STEPS = {
    "l1": Normalizer("l1"),
    "l2": Normalizer("l2"),
    "max": Normalizer("max"),
    "binarizer": Binarizer(threshold=0.3),
    "minmax": MinMaxScaler(),
    "maxabs": MaxAbsScaler(),
    "robust": RobustScaler(),
    "polynomial": PolynomialFeatures(2),
    "bins": KBinsDiscretizer(4, encode="onehot-dense", strategy="quantile", quantile_method="averaged_inverted_cdf"),
}


def numbers(classes, rows=400, columns=6):
    made = make_classification(
        rows, columns, n_informative=columns - 2, n_redundant=1, n_classes=classes, random_state=0, class_sep=1.2
    )
    return made[0].astype("f4"), made[1]


def frame(x, y):
    data = pd.DataFrame(x, columns=[f"x{at}" for at in range(x.shape[1])]) if isinstance(x, np.ndarray) else x.copy()
    return data.assign(label=y)


def without_zipmap(model, x, how):
    try:
        return to_onnx(model, x, options={"zipmap": how})
    except NameError:
        return to_onnx(model, x)


def plain():
    """Every kind with two and three classes, text labels, ZipMap and none, and doubles."""
    for name, make in KINDS.items():
        x, y = numbers(2)
        yield f"{name}_2", to_onnx(make().fit(x, y), x[:1]), frame(x, y)
        if name not in NO_DOUBLES:
            double = x.astype("f8")
            yield f"{name}_f8", without_zipmap(make().fit(double, y), double[:1], False), frame(x, y)
        x, y = numbers(3)
        y = NAMES[y]
        yield f"{name}_3", without_zipmap(make().fit(x, y), x[:1], "columns"), frame(x, y)
    x, y = numbers(2)
    yield "multinomial", to_onnx(MultinomialNB().fit(abs(x), y), x[:1]), frame(abs(x), y)
    for name, step in STEPS.items():
        yield f"step_{name}", to_onnx(make_pipeline(step, LogisticRegression()).fit(x, y), x[:1]), frame(x, y)
    x[np.random.default_rng(0).random(x.shape) < 0.1] = np.nan
    model = make_pipeline(SimpleImputer(), StandardScaler(), RandomForestClassifier(8, random_state=0))
    yield "imputed", to_onnx(model.fit(x, y), x[:1]), frame(x, y)


def people(rows=600):
    draw = np.random.default_rng(1)
    data = pd.DataFrame(
        {
            "amount": draw.normal(5000, 900, rows).astype("f4"),
            "age": draw.integers(18, 80, rows),
            "score": draw.normal(600, 50, rows).astype("f4"),
            "home": draw.choice(["own", "rent", "free"], rows),
            "region": draw.choice(["north", "south", "east", "west"], rows),
            "floor": draw.choice([1, 2, 3], rows),
        }
    )
    sum = (data.amount - 5000) / 900 + (data.score - 600) / 50 + (data.home == "own") + (data.age - 40) / 20
    return data, np.where(sum + draw.normal(0, 0.5, rows) > 0, "good", "bad")


def pipelines():
    """Texts and numbers, one input a column, or one for all numbers and one for all texts."""
    data, y = people()
    inputs = {
        **{name: FloatTensorType([None, 1]) for name in ("amount", "score")},
        **{name: Int64TensorType([None, 1]) for name in ("age", "floor")},
        **{name: StringTensorType([None, 1]) for name in ("home", "region")},
    }

    def made(steps, model, columns, types=None, **options):
        fitted = make_pipeline(ColumnTransformer(steps), model).fit(data[columns], y)
        types = types or [(name, inputs[name]) for name in columns]
        return convert_sklearn(fitted, initial_types=types, **options), frame(data[columns], y)

    some, texts = ["amount", "score", "home", "region"], ["home", "region"]
    scaled, one_hot = ("n", StandardScaler(), some[:2]), OneHotEncoder(handle_unknown="ignore")
    yield "pipeline_logistic", *made([scaled, ("c", one_hot, texts)], LogisticRegression(), some)
    every = [
        ("n", make_pipeline(SimpleImputer(), StandardScaler()), some[:2]),
        ("c", one_hot, texts),
        ("i", "passthrough", ["age"]),
        ("f", OneHotEncoder(), ["floor"]),
    ]
    forest = RandomForestClassifier(10, random_state=0)
    yield "pipeline_forest", *made(every, forest, list(data.columns), options={"zipmap": False})
    ordinal = [("n", "passthrough", some[:2]), ("c", OrdinalEncoder(), texts)]
    yield "pipeline_ordinal", *made(ordinal, GradientBoostingClassifier(n_estimators=8, random_state=0), some)
    target = [("n", "passthrough", some[:2]), ("c", TargetEncoder(), texts)]
    yield "pipeline_target", *made(target, LogisticRegression(), some)
    blocks = [("num", FloatTensorType([None, 2])), ("cat", StringTensorType([None, 2]))]
    by_place = [("n", StandardScaler(), [0, 1]), ("c", one_hot, [2, 3])]
    yield "pipeline_blocks", *made(by_place, SVC(), some, types=blocks)


def boosted():
    for classes in (2, 3):
        x, y = numbers(classes)
        input = [("input", Floats([None, x.shape[1]]))]
        model = xgboost.XGBClassifier(n_estimators=10, random_state=0).fit(x, y)
        yield f"xgboost_{classes}", onnxmltools.convert_xgboost(model, initial_types=input), frame(x, y)
        model = lightgbm.LGBMClassifier(n_estimators=10, verbose=-1, random_state=0).fit(x, NAMES[y])
        yield f"lightgbm_{classes}", onnxmltools.convert_lightgbm(model, initial_types=input), frame(x, NAMES[y])


def regressors():
    """What answers no class."""
    x, y = numbers(2)
    yield to_onnx(LinearRegression().fit(x, y), x[:1]), frame(x, y), "LinearRegressor"
    yield to_onnx(RandomForestRegressor(4).fit(x, y), x[:1]), frame(x, y), "TreeEnsembleRegressor"


def every():
    yield from plain()
    yield from pipelines()
    yield from boosted()
