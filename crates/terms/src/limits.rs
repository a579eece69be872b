//! A limit on everything. A room that needs another names it here, with its reason.

/// Bytes of one input table, decompressed: what fits in memory beside its typed copy.
pub const TABLE_BYTES: u64 = 2 << 30;
/// Columns of one table.
pub const COLUMNS: usize = 16_384;
/// Rows of one table.
pub const ROWS: usize = 20_000_000;
/// Bytes of one cell.
pub const CELL_BYTES: usize = 1 << 20;
/// Rows listed in one defect or finding.
pub const LISTED_ROWS: usize = 10_000;
/// Rows listed for values that are out of place in a column, of each info type.
pub const LISTED_ODD: usize = 20;
/// Bytes of one config, RACI or policy file.
pub const CONFIG_BYTES: u64 = 4 << 20;
/// Datasets of which a workspace's files say something.
pub const DATASET_FILES: usize = 4_096;
/// Bytes of one model file.
pub const MODEL_BYTES: u64 = 8 << 30;
/// Bytes of one model file that is run: far above any model over a table.
pub const RUN_BYTES: u64 = 256 << 20;
/// Bytes of one model file that a scanner reads: it does so in windows.
pub const SCANNED_BYTES: u64 = 1 << 40;
/// Bytes that all archives of one scan may inflate to: time, not memory.
pub const INFLATED_BYTES: u64 = 64 << 30;
/// Members of one archive that a scanner opens.
pub const ARCHIVE_MEMBERS: usize = 100_000;
/// Depth of archives within archives.
pub const ARCHIVE_DEPTH: usize = 4;
/// Bytes of one request's body.
pub const BODY_BYTES: usize = 8 << 20;
/// Rows in one inference request.
pub const INFERENCE_ROWS: usize = 10_000;
/// Bytes of one SQL statement.
pub const SQL_BYTES: usize = 64 << 10;
/// Words and signs of one SQL statement: chains like `1+1+1…` nest as deeply as they are long.
pub const SQL_TOKENS: usize = 2_048;
/// Bytes of the footer of an encrypted table: columns by row groups, each with its keys.
pub const FOOTER_BYTES: usize = 64 << 20;
/// Bytes of working memory of one query; beyond it the query fails, as spilling would be in clear.
pub const QUERY_MEMORY_BYTES: usize = 512 << 20;
