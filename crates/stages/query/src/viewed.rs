//! Which columns a statement saw otherwise than they are stored: a filter on a mask finds masks.

use crate::scan::Scan;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::Result as Planned;
use datafusion::logical_expr::LogicalPlan;
use terms::View;

/// A column that was read in a view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Viewed {
    pub table: String,
    pub column: String,
    /// Never [`View::Clear`].
    pub view: View,
}

/// What `plan`, in which only columns are left that the answer needs, reads of `scans` in a view; each once.
pub(crate) fn viewed(plan: &LogicalPlan, scans: &[(String, Scan)]) -> Planned<Vec<Viewed>> {
    let mut all = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(read) = node {
            let table = read.table_name.table();
            let scan = scans.iter().find(|(name, _)| name == table).map(|(_, scan)| scan);
            for field in read.projected_schema.fields() {
                let view = scan.and_then(|scan| scan.view_of(field.name()));
                if let Some(view) = view.filter(|view| *view != View::Clear) {
                    let (table, column) = (table.to_owned(), field.name().clone());
                    all.push(Viewed { table, column, view });
                }
            }
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
