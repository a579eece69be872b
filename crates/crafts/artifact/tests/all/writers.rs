//! Files that the real libraries write: harmless ones are clean, armed ones are not.

use crate::reference::python;
use hygeia_artifact::scan::{self, Limits, Scanned};
use terms::{Severity, State};

const WEAPON: &str = "import os
class Weapon:
    def __reduce__(self):
        return (os.system, ('echo',))
";

/// Runs `program` in an empty folder, and scans what it leaves there.
fn written(program: &str) -> Vec<(String, Scanned)> {
    let root = tempfile::tempdir().unwrap();
    assert!(python(&["-c", program], root.path()));
    let mut files: Vec<_> = std::fs::read_dir(root.path()).unwrap().map(|e| e.unwrap()).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let scan = |file: std::fs::DirEntry| {
        let name = file.file_name().into_string().unwrap();
        (name, scan::path(&file.path(), &Limits::default()).unwrap())
    };
    files.into_iter().map(scan).collect()
}

#[test]
#[ignore = "needs HYGEIA_PYTHON with scikit-learn, onnx and safetensors"]
fn what_honest_writers_write_is_clean() {
    let files = written(
        "import joblib, numpy, pickle, onnx, safetensors.numpy
from onnx import helper, TensorProto
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
x, y = numpy.random.rand(200, 4), numpy.arange(200) % 2
for name, model in [('forest', RandomForestClassifier(5)),
                    ('pipe', make_pipeline(StandardScaler(), LogisticRegression()))]:
    model.fit(x, y)
    joblib.dump(model, name + '.joblib')
    joblib.dump(model, name + '-z.joblib', compress=3)
    pickle.dump(model, open(name + '.pkl', 'wb'))
joblib.dump({'a': x, 'b': [y, x.T, numpy.asfortranarray(x)], 'c': 'end'}, 'arrays.joblib')
numpy.save('a.npy', x)
numpy.savez('a.npz', x=x, y=y)
numpy.savez_compressed('z.npz', x=x, y=y)
safetensors.numpy.save_file({'x': x, 'y': y}, 'm.safetensors')
node = helper.make_node('Add', ['x', 'w'], ['y'])
port = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ['N', 2])
weight = helper.make_tensor('w', TensorProto.FLOAT, [2], [1.0, 2.0])
graph = helper.make_graph([node], 'g', [port('x')], [port('y')], [weight])
onnx.save(helper.make_model(graph), 'm.onnx')",
    );
    assert_eq!(files.len(), 12);
    for (name, scanned) in files {
        assert_eq!(scanned.state(Severity::Medium), State::Proven, "{name}: {scanned:#?}");
    }
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with scikit-learn"]
fn what_armed_writers_write_is_critical() {
    let files = written(&format!(
        "{WEAPON}
import joblib, numpy, pickle, zipfile
x = numpy.random.rand(50, 3)
joblib.dump([x, Weapon(), x], 'a.joblib')
joblib.dump([x, Weapon(), x], 'z.joblib', compress=3)
joblib.dump(numpy.array([1, Weapon()], dtype=object), 'o.joblib')
numpy.save('o.npy', numpy.array([1, Weapon()], dtype=object), allow_pickle=True)
numpy.savez('o.npz', x=x, o=numpy.array([Weapon()], dtype=object))
with zipfile.ZipFile('m.pt', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('m/data.pkl', pickle.dumps(Weapon(), 2))
    archive.writestr('m/data/0', x.tobytes())"
    ));
    assert_eq!(files.len(), 6);
    for (name, scanned) in files {
        let worst = scanned.findings.iter().map(|finding| finding.severity).max();
        assert_eq!(worst, Some(Severity::Critical), "{name}: {scanned:#?}");
    }
}
