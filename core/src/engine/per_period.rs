//! What is owed per period, whatever complaints come: reports and the duties of units.

use super::Engine;
use crate::deadline;
use crate::error::Result;
use crate::policy::{Frequency, Limit};
use crate::time::{Date, Instant, days_in_month};

impl Engine {
    /// Until when each report of the period that contains an instant is owed, in the order of the policy; `None`
    /// where the document names no day.
    ///
    /// # Errors
    /// `outside-calendar`, `time-out-of-range`.
    pub fn report_dues(&self, within: Instant) -> Result<Vec<(&str, Option<Instant>)>> {
        let dues = self.policy.reports.iter().map(|report| {
            let due = report.due.map(|limit| self.due_of(limit, within)).transpose()?;
            Ok((report.id.as_str(), due))
        });
        dues.collect()
    }

    /// Until when each duty of a unit of the period that contains an instant is owed, in the order of the policy:
    /// by the end of the period unless the document names a day; `None` where it does not say how often.
    ///
    /// # Errors
    /// `outside-calendar`, `time-out-of-range`.
    pub fn unit_duty_dues(&self, within: Instant) -> Result<Vec<(&str, Option<Instant>)>> {
        let dues = self.policy.unit_duties.iter().map(|duty| {
            let due = match duty.due {
                Some(limit) => Some(self.due_of(limit, within)?),
                None => last_day(duty.frequency, self.calendar.date_of(within))?
                    .map(|date| self.calendar.end_of_day(date))
                    .transpose()?,
            };
            Ok((duty.id.as_str(), due))
        });
        dues.collect()
    }

    fn due_of(&self, limit: Limit, within: Instant) -> Result<Instant> {
        deadline::due(&self.calendar, limit.period, limit.counting, within).map(|due| due.at)
    }
}

/// The last day of the period that contains a date; `None` when there is no such period.
fn last_day(frequency: Frequency, date: Date) -> Result<Option<Date>> {
    let (year, month, _) = date.ymd();
    let last = match frequency {
        Frequency::Daily => return Ok(Some(date)),
        Frequency::Weekly => return date.plus_days(6 - i64::from(date.weekday())).map(Some),
        Frequency::Monthly => month,
        Frequency::Quarterly => month.div_ceil(3) * 3,
        Frequency::HalfYearly => month.div_ceil(6) * 6,
        Frequency::Yearly => 12,
        Frequency::EachCase | Frequency::Unstated => return Ok(None),
    };
    Date::from_ymd(year, last, days_in_month(year, last)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_on_its_last_day() -> Result<()> {
        for (frequency, date, last) in [
            (Frequency::Daily, "2026-03-02", "2026-03-02"),
            (Frequency::Weekly, "2026-03-02", "2026-03-08"),
            (Frequency::Weekly, "2026-03-08", "2026-03-08"),
            (Frequency::Monthly, "2028-02-01", "2028-02-29"),
            (Frequency::Quarterly, "2026-03-31", "2026-03-31"),
            (Frequency::Quarterly, "2026-04-01", "2026-06-30"),
            (Frequency::HalfYearly, "2026-07-01", "2026-12-31"),
            (Frequency::Yearly, "2026-01-01", "2026-12-31"),
        ] {
            assert_eq!(last_day(frequency, Date::parse(date)?)?, Some(Date::parse(last)?), "{date}");
        }
        assert_eq!(last_day(Frequency::Unstated, Date::parse("2026-03-02")?)?, None);
        Ok(())
    }
}
