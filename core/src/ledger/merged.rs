//! Cases of the register that were merged into others: whoever complained there joins here.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::Ledger;
use super::fault::store;
use crate::Engine;
use crate::batch::{Replayed, carry_over};
use crate::case::{Case, Mode};
use crate::error::Result;
use crate::time::Instant;

/// Which cases some event says were merged into which, as far as the events have been read: they are only ever added.
#[derive(Default, Debug)]
pub(super) struct Merges {
    upto: i64,
    sources: HashMap<String, Vec<String>>,
}

impl Merges {
    fn read_on(&mut self, connection: &Connection) -> Result<()> {
        let sql = "SELECT seq, complaint, json_extract(event, '$.into') FROM events
            WHERE seq > ?1 AND kind = 'merged' ORDER BY seq";
        let mut select = connection.prepare_cached(sql).map_err(store)?;
        let mut rows = select.query([self.upto]).map_err(store)?;
        while let Some(row) = rows.next().map_err(store)? {
            let (source, into): (String, Option<String>) = (row.get(1).map_err(store)?, row.get(2).map_err(store)?);
            if let Some(into) = into {
                let sources = self.sources.entry(into).or_default();
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
        let last = connection.query_row("SELECT max(seq) FROM events", (), |row| row.get::<_, Option<i64>>(0));
        self.upto = last.map_err(store)?.unwrap_or(0);
        Ok(())
    }

    /// A case and every case that came into it, on whatever way.
    fn family(&self, id: &str) -> Vec<String> {
        let mut family = vec![id.to_owned()];
        let mut next = 0;
        while let Some(of) = family.get(next) {
            let sources = self.sources.get(of).into_iter().flatten();
            let new: Vec<String> = sources.filter(|source| !family.contains(source)).cloned().collect();
            family.extend(new);
            next += 1;
        }
        family
    }
}

impl Ledger {
    /// A complaint with its events as they stand at an instant, replayed: [`Ledger::case`], and everybody who complained
    /// in the cases of this register that had been merged into it by then has joined.
    ///
    /// ```
    /// use tousu::{Engine, case::Mode, ledger::Ledger, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let mut ledger = Ledger::in_memory()?;
    /// let cases = r#"[
    ///     {"complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00"}},
    ///     {"complaint": {"id": "c2", "received_at": "2026-03-02T10:00:00+08:00", "facts": {"complainants": {"people": 9}}},
    ///      "events": [{"id": "e1", "kind": "merged", "at": "2026-03-03T09:00:00+08:00", "into": "c1"}]}]"#;
    /// ledger.record_batch_json(&engine, cases)?;
    /// let people = |at: &str| -> tousu::Result<Option<u32>> {
    ///     let at = Instant::parse(at)?;
    ///     Ok(ledger.case_at(&engine, "c1", Mode::Strict, at)?.status(at)?.complainants.people)
    /// };
    /// assert_eq!(people("2026-03-03T08:59:59+08:00")?, None);
    /// assert_eq!(people("2026-03-03T09:00:00+08:00")?, Some(10));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::case`], also for the cases that were merged into it.
    pub fn case_at(&self, engine: &Engine, id: &str, mode: Mode, as_of: Instant) -> Result<Case> {
        let _snapshot = self.snapshot()?;
        match self.joined(engine, id, mode, as_of)? {
            Some(case) => Ok(case),
            None => self.case(engine, id, mode),
        }
    }

    /// The case as at an instant, when some case says that it was merged into it.
    pub(super) fn joined(&self, engine: &Engine, id: &str, mode: Mode, as_of: Instant) -> Result<Option<Case>> {
        let mut merges = self.merges.take();
        let read = merges.read_on(&self.connection);
        let family = merges.family(id);
        self.merges.replace(merges);
        read?;
        if family.len() < 2 {
            return Ok(None);
        }
        let mut cases = Vec::with_capacity(family.len());
        for member in family {
            let case = self.case(engine, &member, mode);
            let case = case.map_err(|error| error.at(format_args!("complaints[{member}]")))?;
            cases.push(Replayed { id: Arc::from(member), case: Ok(case) });
        }
        carry_over(cases, as_of).into_iter().next().map(|first| first.case).transpose()
    }
}
