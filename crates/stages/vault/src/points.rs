//! The chain of points.

use crate::manifest::POINT;
use crate::{Manifest, Point, Vault, VaultError, files};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;
use terms::Digest;
use terms::seal::Envelope;

const HEAD: &str = "application/vnd.hygeia.vault-head+json";
const MANIFEST_BYTES: u64 = 256 << 20;

/// The newest point, signed: so that its loss is seen.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    number: u64,
    digest: Digest,
}

impl Vault {
    /// All points, oldest first.
    ///
    /// # Errors
    /// [`VaultError::Point`] if one is edited, missing, out of order, or from elsewhere.
    pub fn points(&self) -> Result<Vec<Point>, VaultError> {
        let folder = self.folder.join("points");
        let entries = fs::read_dir(&folder).map_err(VaultError::io(&folder))?;
        let count = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().ends_with(".dsse.json"))
            .count();
        let mut points: Vec<Point> = Vec::new();
        for number in 1..=count as u64 {
            let point = self.read_point(number, points.last())?;
            points.push(point);
        }
        self.check_head(&points)?;
        Ok(points)
    }

    /// The newest point.
    ///
    /// # Errors
    /// [`VaultError::NoPoint`] if there is none; as [`Vault::points`].
    pub fn newest(&self) -> Result<Point, VaultError> {
        self.points()?.pop().ok_or_else(|| VaultError::NoPoint(self.folder.clone()))
    }

    /// Signs `manifest` and makes it the newest point.
    pub(crate) fn add_point(&self, manifest: Manifest) -> Result<Point, VaultError> {
        let bytes = serde_json::to_vec(&self.keys.signing.seal(POINT, &manifest)?)?;
        files::write(&self.point_file(manifest.number), &bytes)?;
        let point = Point { digest: Digest::of(&bytes), manifest };
        let head = Head { number: point.number, digest: point.digest };
        let head = serde_json::to_vec(&self.keys.signing.seal(HEAD, &head)?)?;
        files::write(&self.folder.join("head.dsse.json"), &head)?;
        Ok(point)
    }

    fn point_file(&self, number: u64) -> PathBuf {
        self.folder.join("points").join(format!("{number:08}.dsse.json"))
    }

    fn read_point(&self, number: u64, previous: Option<&Point>) -> Result<Point, VaultError> {
        let wrong = |why: String| VaultError::Point { point: format!("{number:08}"), why };
        let path = self.point_file(number);
        let bytes = files::read(&path, MANIFEST_BYTES).map_err(|e| wrong(e.to_string()))?;
        let envelope: Envelope =
            serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
        let manifest: Manifest =
            envelope.open(&self.public(), POINT).map_err(|e| wrong(e.to_string()))?;
        if manifest.number != number {
            return Err(wrong(format!("it is point {:08}, put in its place", manifest.number)));
        }
        if manifest.previous != previous.map(|point| point.digest) {
            return Err(wrong("it does not follow the point before it".to_owned()));
        }
        Ok(Point { digest: Digest::of(&bytes), manifest })
    }

    /// A head may be one point behind (killed in between), never ahead or beside.
    fn check_head(&self, points: &[Point]) -> Result<(), VaultError> {
        let path = self.folder.join("head.dsse.json");
        if !path.exists() && points.len() <= 1 {
            return Ok(());
        }
        let wrong = |why: String| VaultError::Point { point: "head".to_owned(), why };
        let bytes = files::read(&path, 64 * 1024).map_err(|e| wrong(e.to_string()))?;
        let envelope: Envelope =
            serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
        let head: Head = envelope.open(&self.public(), HEAD).map_err(|e| wrong(e.to_string()))?;
        let known = points.iter().any(|p| p.number == head.number && p.digest == head.digest);
        if known && points.len() as u64 <= head.number + 1 {
            return Ok(());
        }
        Err(wrong(format!("it names point {:08}, and {} are there", head.number, points.len())))
    }
}
