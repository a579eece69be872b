//! Lock files, installed packages, and what lists of requirements include.

use super::*;
use std::fs;

const ONE: &str = "abababababababababababababababababababababababababababababababab";
const TWO: &str = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";

fn read(files: &[(&str, &str)], environment: &Installed) -> Described {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), files);
    let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    described(&Contents::on_disk(root.path()), &names, environment)
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        fs::write(root.join(name), text).unwrap();
    }
}

/// `numpy@2.0.1 1 [joblib]`: name, version, how many digests, what it needs if that is told.
fn told(all: &Described) -> Vec<String> {
    let one = |library: &Required| {
        let needs = library.needs.as_ref().map_or_else(String::new, |needs| format!(" {needs:?}"));
        format!("{}@{} {}{needs}", library.name, library.version, library.digests.len())
    };
    all.libraries.iter().map(one).collect()
}

// proves M10
#[test]
fn lock_files_tell_versions_digests_and_what_needs_what() {
    let none = Installed::default();
    let poetry = format!(
        "[[package]]\nname = \"Num_Py\"\nversion = \"2.0.1\"\nfiles = [{{file = \"a\", hash = \"sha256:{ONE}\"}}, {{file = \"b\", hash = \"sha256:{TWO}\"}}]\n[[package]]\nname = \"pytest\"\nversion = \"8\"\ngroups = [\"dev\"]\nfiles = []\n[[package]]\nname = \"joblib\"\nversion = \"1.6.0\"\ngroups = [\"main\", \"dev\"]\nfiles = []\n[package.dependencies]\nnumpy = \">=2\"\n[metadata]\ncontent-hash = \"x\"\n"
    );
    let all = read(&[("poetry.lock", &poetry)], &none);
    assert_eq!(
        told(&all),
        ["joblib@1.6.0 0 [\"num-py\"]".replace("num-py", "numpy"), "num-py@2.0.1 2 []".to_owned()]
    );
    let uv = format!(
        "version = 1\n[[package]]\nname = \"mine\"\nversion = \"0.1\"\nsource = {{ editable = \".\" }}\n[[package]]\nname = \"numpy\"\nversion = \"2.0.1\"\nsource = {{ registry = \"https://pypi.org/simple\" }}\nsdist = {{ url = \"https://x/n.tar.gz\", hash = \"sha256:{ONE}\" }}\nwheels = [{{ url = \"https://x/n.whl\", hash = \"sha256:{TWO}\" }}]\n[[package]]\nname = \"scipy\"\nversion = \"1.14.0\"\ndependencies = [{{ name = \"numpy\" }}]\n"
    );
    assert_eq!(
        told(&read(&[("uv.lock", &uv)], &none)),
        ["numpy@2.0.1 2 []", "scipy@1.14.0 0 [\"numpy\"]"]
    );
    let pylock = format!(
        "lock-version = \"1.0\"\n[[packages]]\nname = \"numpy\"\nversion = \"2.0.1\"\nwheels = [{{ url = \"https://x/n.whl\", hashes = {{ sha256 = \"{ONE}\" }} }}]\n"
    );
    assert_eq!(told(&read(&[("pylock.train.toml", &pylock)], &none)), ["numpy@2.0.1 1 []"]);
    let pipfile = format!(
        "{{\"default\": {{\"numpy\": {{\"hashes\": [\"sha256:{ONE}\", \"sha256:{TWO}\"], \"version\": \"==2.0.1\"}}}}, \"develop\": {{\"pytest\": {{\"version\": \"==8\"}}}}}}"
    );
    assert_eq!(told(&read(&[("Pipfile.lock", &pipfile)], &none)), ["numpy@2.0.1 2"]);
    let conda = format!(
        "version: 1\npackage:\n- {{name: numpy, version: 2.0.1, manager: conda, platform: linux-64, dependencies: {{python: '>=3.11'}}, hash: {{md5: x, sha256: {ONE}}}, category: main}}\n- {{name: numpy, version: 2.0.1, manager: conda, platform: osx-64, dependencies: {{}}, hash: {{sha256: {TWO}}}, category: main}}\n- {{name: skops, version: 0.16.0, manager: pip, platform: linux-64, dependencies: {{}}, hash: {{sha256: {TWO}}}}}\n- {{name: pytest, version: '8', manager: pip, category: dev}}\n"
    );
    let all = read(&[("conda-lock.yml", &conda)], &none);
    assert_eq!(told(&all), ["numpy@2.0.1 2 [\"python\"]", "skops@0.16.0 1 []"]);
    assert_eq!((all.libraries[0].ecosystem, all.libraries[1].ecosystem), ("conda", "pypi"));
    let explicit = format!(
        "# platform: linux-64\n@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/scikit-learn-1.9.1-py311h1_0.conda#sha256:{ONE}\nhttps://conda.anaconda.org/conda-forge/noarch/tzdata-2026a-0.tar.bz2#0123456789abcdef0123456789abcdef\n"
    );
    let all = read(&[("conda-linux-64.lock", &explicit)], &none);
    assert_eq!(told(&all), ["scikit-learn@1.9.1 1", "tzdata@2026a 0"]);
    let broken = [("poetry.lock", "[[package"), ("Pipfile.lock", "{"), ("conda-lock.yml", "a: 1")];
    assert_eq!(read(&broken, &none).not_read, ["poetry.lock", "Pipfile.lock", "conda-lock.yml"]);
}

#[test]
fn digests_of_a_lock_file_are_those_of_the_library_that_is_asked_for() {
    let lock = format!(
        "[[package]]\nname = \"numpy\"\nversion = \"2.0.1\"\nfiles = [{{file = \"a\", hash = \"sha256:{ONE}\"}}]\n"
    );
    let files = [("pdm.lock", lock.as_str()), ("requirements.txt", "numpy>=2\nscipy==1.0\n")];
    assert_eq!(told(&read(&files, &Installed::default())), ["numpy@2.0.1 1 []", "scipy@1.0 0"]);
}

// proves M10
#[test]
fn an_installed_package_tells_whose_it_is_in_its_own_version_alone() {
    let place = tempfile::tempdir().unwrap();
    let site = "lib/python3.11/site-packages";
    write(
        place.path(),
        &[
            (
                &format!("{site}/numpy-2.0.1.dist-info/METADATA"),
                "Metadata-Version: 2.4\nName: numpy\nVersion: 2.0.1\nSummary: Arrays\nLicense-Expression: BSD-3-Clause AND Zlib\nAuthor: Travis E. Oliphant et al.\nAuthor-email: numpy@example.org\nProject-URL: homepage, https://numpy.org\nRequires-Dist: joblib>=1\nRequires-Dist: pytest; extra == 'test'\n\nName: not a header\n",
            ),
            (
                &format!("{site}/numpy-2.0.1.dist-info/licenses/LICENSE.txt"),
                "  Copyright (c) 2005-2025, NumPy Developers.\nCopyright law is not a claim.\n",
            ),
            (
                &format!("{site}/joblib-1.6.0.dist-info/METADATA"),
                "Name: joblib\nVersion: 1.6.0\nLicense: a very long text\n that goes on\nClassifier: License :: OSI Approved :: BSD License\nMaintainer-email: \"Ann\" <ann@example.org>, Ben <at home>\n\n",
            ),
            (&format!("{site}/broken.dist-info/METADATA"), "no headers"),
            (
                "conda-meta/tzdata-2026a-0.json",
                &format!(
                    "{{\"name\": \"tzdata\", \"version\": \"2026a\", \"license\": \"LicenseRef-Public-Domain\", \"sha256\": \"{TWO}\", \"depends\": [\"python >=3\"]}}"
                ),
            ),
        ],
    );
    let environment = Installed::read(place.path()).unwrap();
    assert_eq!(environment.count(), 3);
    let asked = [
        ("requirements.txt", "numpy==2.0.1\njoblib\n"),
        ("conda.yaml", "dependencies: [tzdata=2026a]\n"),
    ];
    let all = read(&asked, &environment);
    assert_eq!(
        told(&all),
        ["tzdata@2026a 1 [\"python\"]", "joblib@1.6.0 0 []", "numpy@2.0.1 0 [\"joblib\"]"]
    );
    let [tzdata, joblib, numpy] = all.libraries.as_slice() else { panic!("{:?}", all.libraries) };
    assert_eq!(tzdata.told.licences, ["LicenseRef-Public-Domain"]);
    assert_eq!(joblib.told.licences, ["BSD License"]);
    assert_eq!(joblib.note, "the version is the installed one");
    let person = |name: &str, email: &str| Person { name: name.into(), email: email.into() };
    assert_eq!(joblib.told.authors, [person("Ann", "ann@example.org"), person("Ben", "")]);
    assert_eq!(numpy.told.licences, ["BSD-3-Clause AND Zlib"]);
    assert_eq!(numpy.told.authors, [person("Travis E. Oliphant et al.", "numpy@example.org")]);
    assert_eq!(numpy.told.copyright, ["Copyright (c) 2005-2025, NumPy Developers."]);
    assert_eq!(
        (numpy.told.home.as_str(), numpy.told.summary.as_str()),
        ("https://numpy.org", "Arrays")
    );
    let all = read(&[("requirements.txt", "numpy==1.0\n")], &environment);
    assert_eq!(
        (all.libraries[0].told.licences.len(), all.libraries[0].note.as_str()),
        (0, "2.0.1 is installed")
    );
    assert!(Installed::read(&place.path().join("lib")).is_err(), "no package is there");
    assert!(Installed::read(&place.path().join("none")).is_err());
}

#[test]
fn a_package_beside_the_model_tells_of_itself_too() {
    let about = "Name: acme\nVersion: 1\nLicense: MIT\n\n";
    let files = [("requirements.txt", "acme==1\n"), ("lib/acme-1.dist-info/METADATA", about)];
    assert_eq!(read(&files, &Installed::default()).libraries[0].told.licences, ["MIT"]);
}

// proves M10
#[test]
fn what_a_list_includes_is_read_inside_the_folder_and_named_outside() {
    let files = [
        (
            "deps/requirements.txt",
            "-r ../base\n--requirement=more.txt\n-c versions\n-r /etc/other.txt\n-r none.txt\n",
        ),
        ("base", "numpy\n-r deps/requirements.txt\n"),
        ("deps/more.txt", "scipy==1.0\n"),
        ("deps/versions", "numpy==2.0.1\nunused==1\n"),
    ];
    let all = read(&files, &Installed::default());
    assert_eq!(told(&all), ["numpy@2.0.1 0", "scipy@1.0 0"]);
    assert_eq!(all.not_read, ["/etc/other.txt", "deps/none.txt"]);
}
