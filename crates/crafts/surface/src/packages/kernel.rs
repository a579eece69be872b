//! Debian's packages of the kernel: advisories on it concern the one that runs, and neither its
//! headers nor those that merely lie there.

use super::{Inventory, Package};

/// The source package that advisories on the kernel speak of, if `source` is one of the kernel's:
/// `linux`, its signed builds (`linux-signed-amd64`), and newer ones for an old release (`linux-6.1`).
pub(super) fn source_of(source: &str) -> Option<String> {
    let numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    match source.strip_prefix("linux-signed-") {
        Some(rest) if numbered(rest) => {
            Some(format!("linux-{}", rest.split('-').next().unwrap_or(rest)))
        }
        Some(_) => Some("linux".to_owned()),
        None => {
            let is = source == "linux" || source.strip_prefix("linux-").is_some_and(numbered);
            is.then(|| source.to_owned())
        }
    }
}

/// Leaves advisories on the kernel to the image that runs as `release` (`uname -r`).
pub(super) fn leave_the_running(inventory: &mut Inventory, release: Option<&str>) {
    let is_kernel = |package: &Package| {
        package.advised.as_ref().is_some_and(|(source, _)| source_of(source).is_some())
    };
    let mut images = 0;
    let mut running = 0;
    for package in inventory.packages.iter_mut().filter(|package| is_kernel(package)) {
        let runs = release.is_some_and(|release| is_image_of(&package.name, release));
        images += usize::from(is_image(&package.name));
        running += usize::from(runs);
        if !runs {
            package.advised = None;
        }
    }
    if images > 0 && running == 0 {
        let release = release.unwrap_or("unknown");
        inventory.gap(format!("the running kernel ({release}) is none of the {images} installed"));
    }
}

/// An image of one release; `linux-image-amd64` only stands for the newest.
fn is_image(name: &str) -> bool {
    let rest = name.strip_prefix("linux-image-").unwrap_or_default();
    rest.trim_start_matches("unsigned-").starts_with(|c: char| c.is_ascii_digit())
}

fn is_image_of(name: &str, release: &str) -> bool {
    let rest = name.strip_prefix("linux-image-").unwrap_or_default();
    rest.strip_prefix("unsigned-").unwrap_or(rest).trim_end_matches("-unsigned") == release
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_of_the_kernel_are_known() {
        for (source, known) in [
            ("linux", Some("linux")),
            ("linux-signed-amd64", Some("linux")),
            ("linux-6.1", Some("linux-6.1")),
            ("linux-signed-6.1-arm64", Some("linux-6.1")),
            ("linux-atm", None),
            ("openssl", None),
        ] {
            assert_eq!(source_of(source).as_deref(), known, "{source}");
        }
    }

    #[test]
    fn only_the_image_that_runs_is_advised() {
        let names = ["linux-image-6.1.0-9-amd64", "linux-image-6.1.0-1-amd64", "linux-libc-dev"];
        let advised = |release: Option<&str>| {
            let package = |name: &str| Package {
                name: name.to_owned(),
                version: "6.1.10-1".to_owned(),
                place: String::new(),
                advised: Some(("linux".to_owned(), "6.1.10-1".to_owned())),
            };
            let packages = names.map(package).to_vec();
            let mut inventory = Inventory { packages, ..Inventory::default() };
            leave_the_running(&mut inventory, release);
            let kept = inventory.packages.iter().filter(|package| package.advised.is_some());
            (kept.map(|p| p.name.clone()).collect::<Vec<_>>(), inventory.gaps.len())
        };
        assert_eq!(advised(Some("6.1.0-9-amd64")), (vec![names[0].to_owned()], 0));
        assert_eq!(advised(Some("6.18.1-cloud")), (Vec::new(), 1));
        assert_eq!(advised(None), (Vec::new(), 1));
    }
}
