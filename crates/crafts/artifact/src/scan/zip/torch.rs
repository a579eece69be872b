//! Archives of PyTorch: `torch.save` and TorchScript keep one pickle with its values beside it, `torch.export`
//! a program as JSON.

use super::has_directory;
use crate::scan::pickle;
use crate::scan::source::Source;

/// Folders of values that a pickle beside them names by numbers.
const FOLDERS: &[&str] = &["data", "constants", "traced_inputs"];
/// What `torch.export` calls files of values.
const EXPORTED: &[&str] = &["data/weights/weight_", "data/constants/tensor_"];

/// An archive of PyTorch's.
pub(super) struct Torch {
    /// The one folder that all of it lies in.
    root: String,
    exported: bool,
}

/// What only such an archive holds.
pub(super) enum Part {
    /// TorchScript.
    Code,
    /// What mobile devices run, as a pickle that names operators by texts.
    Bytecode,
    /// Raw values of one tensor.
    Values,
}

impl Torch {
    /// Told by the members' names; nothing if there are two that could be the folder.
    pub fn of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Option<Self> {
        let root = |mark: &str| {
            let mut roots = names.clone().filter_map(|name| {
                let root = name.strip_suffix(mark)?;
                (root.is_empty() || root.ends_with('/')).then(|| root.to_owned())
            });
            let root = roots.next()?;
            roots.next().is_none().then_some(root)
        };
        let saved = root("data.pkl").map(|root| Self { root, exported: false });
        saved.or_else(|| root("archive_format").map(|root| Self { root, exported: true }))
    }

    /// Whether values may be loaded as a pickle or an archive: of `torch.export`'s, their configuration says.
    pub fn unpickles(&self, values: Source<'_>) -> bool {
        self.exported && (pickle::acts(values, false) || has_directory(values))
    }

    pub fn part(&self, name: &str) -> Option<Part> {
        let part = name.strip_prefix(&self.root)?;
        let number = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        let values = if self.exported {
            EXPORTED.iter().any(|start| part.strip_prefix(start).is_some_and(number))
        } else {
            part.split_once('/')
                .is_some_and(|(folder, key)| FOLDERS.contains(&folder) && number(key))
        };
        if values {
            return Some(Part::Values);
        }
        if part == "bytecode.pkl" {
            return Some(Part::Bytecode);
        }
        (!self.exported && part.starts_with("code/") && part.ends_with(".py")).then_some(Part::Code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(names: &[&str], name: &str) -> bool {
        let torch = Torch::of(names.iter().copied());
        matches!(torch.and_then(|torch| torch.part(name)), Some(Part::Values))
    }

    #[test]
    fn values_are_told_by_where_they_lie_in_an_archive_of_pytorch() {
        let saved = ["m/data.pkl", "m/data/0"];
        assert!(raw(&saved, "m/data/0") && raw(&saved, "m/constants/12"));
        for other in [
            "m/data/x",
            "m/data/",
            "data/0",
            "n/data/0",
            "m/other/0",
            "m/data/0/1",
            "m/weights/weight_0",
        ] {
            assert!(!raw(&saved, other), "{other}");
        }
        assert!(!raw(&["a/data.pkl", "b/data.pkl"], "a/data/0"));
        let exported = ["m/archive_format", "m/models/model.json"];
        assert!(raw(&exported, "m/data/weights/weight_3"));
        assert!(!raw(&exported, "m/data/constants/custom_obj_0") && !raw(&exported, "m/data/0"));
    }
}
