//! Due times in plain numbers, as C arrays and Python buffers hold them.

use super::due::due_batch;
use crate::calendar::{Calendar, Known, Rows, instant_of_row};
use crate::error::{Code, Result};
use crate::period::Period;
use crate::policy::Counting;
use crate::time::Instant;

/// [`super::due`] for many starts, in UTC seconds since 1970.
///
/// ```
/// use tousu::calendar::{Calendar, Rows};
/// use tousu::{deadline::due_rows, period::Period, policy::Counting, time::Instant};
/// let hong_kong = Calendar::builtin("hong-kong")?;
/// let starts = ["2025-04-17T10:00:00+08:00", "1999-01-04T10:00:00+08:00"].map(|at| Instant::parse(at).unwrap().unix());
/// let (mut values, mut codes, mut provisional) = ([0; 2], [0; 2], [0; 2]);
/// let rows = Rows { values: &mut values, codes: &mut codes, provisional: &mut provisional };
/// due_rows(&hong_kong, Period::parse("1 working day")?, Counting::default(), &starts, rows)?;
/// assert_eq!(hong_kong.format(Instant::from_unix(values[0])?), "2025-04-22T23:59:59+08:00");
/// assert_eq!((values[1], codes), (i64::MIN, [0, 2007]));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `invalid-argument` when a column has not as many rows as `starts`.
pub fn due_rows(calendar: &Calendar, period: Period, counting: Counting, starts: &[i64], out: Rows<'_>) -> Result<()> {
    /// Rows that are asked at once: few enough to stay in the nearest cache.
    const AT_ONCE: usize = 128;
    let Rows { mut values, mut codes, mut provisional } = out.checked(starts.len())?;
    let (mut instants, mut dues) = ([Instant::MIN; AT_ONCE], [Err(Code::Internal); AT_ONCE]);
    for starts in starts.chunks(AT_ONCE) {
        // What is no instant is asked for another one, and answered apart.
        let read = instants.iter_mut().zip(starts);
        read.for_each(|(instant, start)| *instant = instant_of_row(*start).unwrap_or(Instant::MIN));
        let (Some(instants), Some(dues)) = (instants.get(..starts.len()), dues.get_mut(..starts.len())) else { break };
        due_batch(calendar, period, counting, instants, dues)?;
        let rows = Rows {
            values: values.split_off_mut(..starts.len()).unwrap_or_default(),
            codes: codes.split_off_mut(..starts.len()).unwrap_or_default(),
            provisional: provisional.split_off_mut(..starts.len()).unwrap_or_default(),
        };
        rows.fill(starts.iter().zip(dues), |(start, due)| {
            instant_of_row(*start)?;
            due.map(|due| Known { value: due.at.unix(), provisional: due.provisional })
        })?;
    }
    Ok(())
}
