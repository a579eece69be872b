//! skops, the default of MLflow 3 for scikit-learn: a tree of nodes, each with a loader and a class.

use super::facts::{Facts, Walk, text_of};
use super::hub;
use crate::scan::pickle::Verdict;
use crate::scan::reading::shown;
use crate::scan::rules;

/// Loaders that rebuild data, or an object of the class that is named beside them.
const PLAIN: &str = "DictNode ListNode SetNode TupleNode SliceNode JsonNode BytesNode BytearrayNode \
    CachedNode ObjectNode TypeNode NdArrayNode MaskedArrayNode RandomStateNode RandomGeneratorNode \
    DTypeNode SparseMatrixNode TreeNode BunchNode SGDNode LossNode CythonNode DefaultDictNode \
    OrderedDictNode DatetimeNode QuantileForestNode _DictWithDeprecatedKeysNode \
    _DictWithDeprecatedKeys DictWithDeprecatedKeysNode KDTreeNode FunctionNode ReduceNode PartialNode \
    UnpickleableNode NoneNode XGBoostNode LightGBMNode CatBoostNode";

pub(super) fn object(walk: &mut Walk<'_>, facts: &Facts) {
    // What a node of a function holds says which: what stands beside its class is for show.
    if let (Some(module), Some(name)) = (text_of(facts, "module_path"), text_of(facts, "function"))
    {
        hub::named(walk, &format!("{module}.{name}"), "it makes");
    }
    let (Some(class), Some(loader)) = (text_of(facts, "__class__"), text_of(facts, "__loader__"))
    else {
        return;
    };
    let module = text_of(facts, "__module__").unwrap_or("builtins");
    let name = format!("{module}.{class}");
    // A node of data names the type that it is written for, and makes no other.
    let partial = loader == "PartialNode" && matches!(module, "functools" | "_functools");
    match walk.allow.judge(module, class) {
        _ if partial => {}
        Verdict::Harmless => {}
        Verdict::Weapon | Verdict::Disguised => {
            let message = format!("it makes {}, which can run code or read files", shown(&name));
            walk.reading.add(&rules::TARGET_WEAPON, 0, message);
        }
        Verdict::Unknown => {
            let name = shown(&name);
            let message = format!(
                "it makes {name}, which is not known to be harmless; allow it with --allow {name}"
            );
            walk.reading.doubt(&rules::TARGET_UNKNOWN, 0, message);
        }
    }
    if matches!(loader, "MethodNode" | "OperatorFuncNode") {
        let message = format!("a {loader} calls a method whose name is data");
        walk.reading.add(&rules::SKOPS_METHOD, 0, message);
    } else if !PLAIN.split_ascii_whitespace().any(|plain| plain == loader) {
        let message = format!("the loader {} is not known", shown(loader));
        walk.reading.doubt(&rules::TARGET_UNKNOWN, 0, message);
    }
}
