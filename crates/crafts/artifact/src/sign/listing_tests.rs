use super::*;

fn names(root: &Path, scope: &Scope) -> Vec<String> {
    look(root, scope).unwrap().files.into_iter().map(|file| file.name).collect()
}

#[test]
fn order_is_by_component_and_ignoring_takes_whole_components() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("a")).unwrap();
    for name in ["a/z", "a.txt", "b", "bc"] {
        fs::write(root.path().join(name), name).unwrap();
    }
    assert_eq!(names(root.path(), &Scope::all()), ["a/z", "a.txt", "b", "bc"]);
    assert_eq!(names(root.path(), &Scope::all().ignoring(&["a", "b"])), ["a.txt", "bc"]);
}

#[test]
fn a_link_is_refused_unless_links_are_followed_and_one_to_a_folder_always() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a"), "a").unwrap();
    std::os::unix::fs::symlink("a", root.path().join("link")).unwrap();
    assert!(matches!(list(root.path(), &[]), Err(SignError::Link(_))));
    let followed = Scope::all().following_links(true);
    assert_eq!(names(root.path(), &followed), ["a", "link"]);
    std::os::unix::fs::symlink(".", root.path().join("round")).unwrap();
    assert!(matches!(whole(root.path(), &followed), Err(SignError::LinkToNoFile(_))));
}

#[test]
fn many_files_keep_their_own_digests_and_one_file_is_called_as_the_reference_calls_it() {
    let root = tempfile::tempdir().unwrap();
    for at in 0..200 {
        fs::write(root.path().join(format!("{at:03}")), vec![b'x'; at]).unwrap();
    }
    for file in list(root.path(), &[]).unwrap() {
        let length: usize = file.name.parse().unwrap();
        assert_eq!(file.bytes, length as u64);
        assert_eq!(file.digest, Digest::of(&vec![b'x'; length]));
    }
    assert_eq!(names(&root.path().join("007"), &Scope::model()), ["."]);
}
