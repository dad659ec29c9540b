//! `tousu_calendar`: working days and hours of one place.

pub mod batch;
pub mod days;
pub mod due;
pub mod open;
pub mod periods;

use std::collections::BTreeMap;
use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use tousu_core::Result;
use tousu_core::calendar::{self, Known};

use crate::boundary::{self, Plain, given, sized};
use crate::bytes::Bytes;
use crate::engine::Engine;
use crate::error::ErrorHandle;
use crate::text::Text;

/// A calendar: time zone, weekly hours, holidays, make-up working days, and the years that it knows. Immutable: any
/// number of threads may use one at the same time. The caller frees it with `tousu_calendar_free`.
///
/// Dates are days since 1970-01-01 in the calendar's zone. `*provisional`, which may be NULL everywhere, becomes 1 when
/// the answer depends on a year whose holidays have not been announced, else 0; a strict calendar refuses such answers
/// with `provisional-refused` (2008). What lies outside of the years that the calendar knows is `outside-calendar` (2007).
pub struct CalendarHandle {
    inner: Arc<calendar::Calendar>,
    id: Text,
    time_zone: Text,
    /// Holidays as the data name them, with that name and the English one ready to be lent.
    names: BTreeMap<String, (Text, Text)>,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<CalendarHandle>();
};

impl CalendarHandle {
    /// The calendar inside.
    pub(crate) fn core(&self) -> &Arc<calendar::Calendar> {
        &self.inner
    }

    fn hand_out(inner: Arc<calendar::Calendar>) -> *mut Self {
        let names = inner.holiday_names().map(|name| {
            let texts = (Text::new(name), Text::new(inner.name_en(name)));
            (name.to_owned(), texts)
        });
        let names = names.collect();
        let (id, time_zone) = (Text::new(inner.id()), Text::new(inner.zone()));
        Box::into_raw(Box::new(Self { inner, id, time_zone, names }))
    }
}

/// Writes an answer and whether it is provisional.
fn answer<T>(known: Known<T>, out: &mut MaybeUninit<T>, provisional: Option<&mut MaybeUninit<u32>>) {
    out.write(known.value);
    if let Some(provisional) = provisional {
        provisional.write(known.provisional.into());
    }
}

/// What a calendar knows. Set `struct_size` before the call. Texts are borrowed from the calendar and have a NUL behind
/// their length.
#[repr(C)]
pub struct CalendarView {
    /// `sizeof (tousu_calendar_view)`.
    pub struct_size: u32,
    /// 1: answers that depend on a year whose holidays have not been announced are refused.
    pub strict: u32,
    /// The id, as `china`.
    pub id: *const c_char,
    /// Its length.
    pub id_len: usize,
    /// The IANA name of the zone, or its fixed offset.
    pub time_zone: *const c_char,
    /// Its length.
    pub time_zone_len: usize,
    /// The first date that it knows.
    pub first_on: i32,
    /// The last date that it knows.
    pub last_on: i32,
    /// 1: some of them are not announced, and `provisional_from` is set.
    pub has_provisional_from: u32,
    /// The first date without announced data.
    pub provisional_from: i32,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for CalendarView {}

/// The built-in calendars as JSON: id, title, zone, the dates that each knows, and for every year where its data come
/// from and with what confidence.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_list(
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(calendar::Calendar::list_json()?));
        Ok(())
    })
}

/// Makes a built-in calendar: `china`, `hong-kong`, `macao` or `taiwan`.
///
/// Fails with `unknown-calendar` (2012), whose message lists the built-in ones.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; `calendar_id` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `calendar_id` points to `calendar_id_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_builtin(
    calendar_id: *const c_char,
    calendar_id_len: usize,
    out: Option<&mut MaybeUninit<*mut CalendarHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let id = unsafe { boundary::text(calendar_id, calendar_id_len, "calendar_id") }?;
        out.write(CalendarHandle::hand_out(calendar::Calendar::builtin(id)?));
        Ok(())
    })
}

/// Makes a calendar from the text of a document, TOML or JSON; what begins with `{` is JSON. A document that says
/// `extends = "china"` takes from that built-in calendar what it does not give, and replaces or adds years.
///
/// Fails with the fault and its place, as `overlapping-hours` (2004), `contradictory-date` (2005), `unknown-zone` (2006),
/// `empty-calendar` (2003); with `calendar-rejected` (2013) for several, each of them a cause (`tousu_error_cause`); with
/// `syntax` (1000) and its like for a text that is no document.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; `document` is borrowed for the call.
/// Threads: any. Since ABI 1.
///
/// # Safety
/// `document` points to `document_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_new(
    document: *const c_char,
    document_len: usize,
    out: Option<&mut MaybeUninit<*mut CalendarHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let document = unsafe { boundary::text(document, document_len, "document") }?;
        out.write(CalendarHandle::hand_out(Arc::new(calendar::Calendar::from_source(document)?)));
        Ok(())
    })
}

/// Makes the same calendar, refusing what is provisional (`strict` 1) or not (0).
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`. Threads: any, also on one calendar at the
/// same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_strict(
    calendar: Option<&CalendarHandle>,
    strict: u32,
    out: Option<&mut MaybeUninit<*mut CalendarHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        let strict = boundary::flag(strict, "strict")?;
        out.write(CalendarHandle::hand_out(Arc::new(calendar.inner.with_strict(strict)?)));
        Ok(())
    })
}

/// The calendar of an engine.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_calendar_free`; it lives on after the engine. Threads: any,
/// also on one engine at the same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_calendar(
    engine: Option<&Engine>,
    out: Option<&mut MaybeUninit<*mut CalendarHandle>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        out.write(CalendarHandle::hand_out(Arc::clone(engine.core().calendar())));
        Ok(())
    })
}

/// Makes an engine with the rule book and the parameters of another and a calendar of the caller's.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_engine_free`; it lives on after the other engine and the
/// calendar. Threads: any, also on one engine and one calendar at the same time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_engine_with_calendar(
    engine: Option<&Engine>,
    calendar: Option<&CalendarHandle>,
    out: Option<&mut MaybeUninit<*mut Engine>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        out.write(engine.with_calendar(calendar.core()));
        Ok(())
    })
}

/// What a calendar knows, as a struct; the texts are borrowed from the calendar.
///
/// Ownership: `*out` is the caller's own; its texts die with the calendar. Threads: any, also on one calendar at the same
/// time. Since ABI 1.
///
/// # Safety
/// `out` points to a struct whose `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_calendar_describe(
    calendar: Option<&CalendarHandle>,
    out: *mut CalendarView,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        let (first, last) = calendar.inner.known_dates();
        let provisional_from = calendar.inner.provisional_from();
        let (id, id_len) = Text::fields(Some(&calendar.id));
        let (time_zone, time_zone_len) = Text::fields(Some(&calendar.time_zone));
        let filled = CalendarView {
            struct_size: size_of::<CalendarView>() as u32,
            strict: calendar.inner.is_strict().into(),
            id,
            id_len,
            time_zone,
            time_zone_len,
            first_on: first.days(),
            last_on: last.days(),
            has_provisional_from: provisional_from.is_some().into(),
            provisional_from: provisional_from.map_or(0, |date| date.days()),
        };
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(filled) };
        Ok(())
    })
}

/// What a calendar is, as JSON: id, title, zone, the dates that it knows, and for every year where its data come from
/// and with what confidence.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any, also on one calendar at the same
/// time. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_json(
    calendar: Option<&CalendarHandle>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let calendar = given(calendar, "calendar")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(calendar.inner.to_json()));
        Ok(())
    })
}

/// Frees a calendar; NULL is ignored. Engines that were made with it live on.
///
/// Ownership: takes the handle. Threads: no other thread may use it. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_calendar_free(calendar: Option<Box<CalendarHandle>>) {
    boundary::value((), || drop(calendar));
}

/// The date of so many days since 1970.
///
/// # Errors
/// `time-out-of-range` outside the years 1 to 9999.
fn date(days: i32, name: &str) -> Result<tousu_core::time::Date> {
    tousu_core::time::Date::from_days(days).map_err(|error| error.at(name))
}
