//! From a statement and the tables it may read to its answer.

use crate::error::{planning, running};
use crate::limits::Limits;
use crate::scan::Scan;
use crate::statement::query_in;
use crate::viewed::viewed;
use crate::weighed::Weighed;
use crate::{Answer, Governed, QueryError, deep, tables_of};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use std::sync::Arc;
use terms::Timestamp;
use tokio::task::JoinSet;

/// Functions that make much of little, before any memory is accounted for.
const BOMBS: [&str; 4] = ["repeat", "lpad", "rpad", "replace"];

/// Runs queries. It holds no data and no state between two of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Engine {
    limits: Limits,
}

impl Engine {
    /// An engine that keeps to `limits`.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// Answers `sql` over `tables`, each seen as its permit says. Whoever sends the answer on
    /// charges [`Answer::bytes`] to the reader's egress budget before.
    ///
    /// # Errors
    /// If the text is no single query, names a table that is not among `tables`, a permit does not cover this text
    /// now, a file can't be read, or a limit is met.
    pub async fn run(
        &self,
        tables: &[Governed<'_>],
        sql: &str,
        now: Timestamp,
    ) -> Result<Answer, QueryError> {
        let names = tables_of(sql)?;
        if let Some(unknown) = names.iter().find(|name| !tables.iter().any(|t| t.name() == *name)) {
            return Err(QueryError::NotFound(unknown.clone()));
        }
        let mut scans: Vec<(String, Scan)> = Vec::with_capacity(names.len());
        for table in tables.iter().filter(|table| names.iter().any(|name| name == table.name())) {
            if scans.iter().any(|(name, _)| name == table.name()) {
                return Err(QueryError::Twice(table.name().to_owned()));
            }
            scans.push((table.name().to_owned(), table.table(sql, now)?));
        }
        let (engine, sql) = (*self, sql.to_owned());
        let Limits { seconds, threads, .. } = self.limits;
        deep::run(seconds, threads, move || async move { engine.answer(scans, &sql).await }).await
    }

    /// Plans and runs `sql` over `scans`.
    async fn answer(&self, scans: Vec<(String, Scan)>, sql: &str) -> Result<Answer, QueryError> {
        let session = self.session()?;
        for (name, scan) in &scans {
            let table = Arc::new(scan.clone());
            session.register_table(name.as_str(), table).map_err(|e| planning(&e))?;
        }
        let plan = session.state().statement_to_plan(query_in(sql)?).await;
        let plan = plan.map_err(|e| planning(&e))?;
        only_reads().verify_plan(&plan).map_err(|_| QueryError::NotAQuery)?;
        let plan = session.state().optimize(&plan).map_err(|e| planning(&e))?;
        let viewed = viewed(&plan, &scans).map_err(|e| planning(&e))?;
        let (schema, batches) = self.collect(DataFrame::new(session.state(), plan)).await?;
        Answer::new(schema, batches, viewed)
    }

    /// Runs all partitions at once, and gives their batches one partition after the other: what is not
    /// sorted, grouped or joined comes in the order of the file.
    async fn collect(&self, frame: DataFrame) -> Result<(SchemaRef, Vec<RecordBatch>), QueryError> {
        let schema = Arc::clone(frame.schema().inner());
        let streams = frame.execute_stream_partitioned().await.map_err(|e| running(&e))?;
        let schema = streams.first().map_or(schema, |stream| stream.schema());
        let weighed = Arc::new(Weighed::new(self.limits));
        let mut work: JoinSet<Result<_, QueryError>> = JoinSet::new();
        for (at, stream) in streams.into_iter().enumerate() {
            let weighed = Arc::clone(&weighed);
            work.spawn(async move { Ok((at, weighed.gather(stream).await?)) });
        }
        let mut parts = Vec::new();
        while let Some(part) = work.join_next().await {
            parts.push(part.map_err(|_| QueryError::Failed)??);
        }
        parts.sort_unstable_by_key(|(at, _)| *at);
        Ok((schema, parts.into_iter().flat_map(|(_, batches)| batches).collect()))
    }

    /// A session with functions but without files, formats, table functions or catalogs of catalogs.
    fn session(&self) -> Result<SessionContext, QueryError> {
        let spill_nothing = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(self.limits.memory_bytes)))
            .with_disk_manager_builder(spill_nothing)
            .build_arc()
            .map_err(|_| QueryError::Setup)?;
        let config = SessionConfig::new()
            .with_target_partitions(self.limits.threads.max(1))
            .with_information_schema(false)
            .set_bool("datafusion.execution.enable_recursive_ctes", false);
        let mut functions = SessionStateDefaults::default_scalar_functions();
        functions.retain(|function| !BOMBS.contains(&function.name()));
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_expr_planners(SessionStateDefaults::default_expr_planners())
            .with_scalar_functions(functions)
            .with_aggregate_functions(SessionStateDefaults::default_aggregate_functions())
            .with_window_functions(SessionStateDefaults::default_window_functions())
            .build();
        Ok(SessionContext::new_with_state(state))
    }
}

fn only_reads() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}
