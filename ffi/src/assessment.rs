//! `tousu_assessment`: one decision as plain structs.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use tousu_core::case::{Clock, ClockState};
use tousu_core::complaint::Complaint;
use tousu_core::policy::Strength;
use tousu_core::time::{Instant, Moment};
use tousu_core::{Code, Error};

use crate::boundary::{self, Plain, given, sized};
use crate::bytes::Bytes;
use crate::engine::{Engine, Shared};
use crate::error::ErrorHandle;
use crate::text::Text;

/// What was decided on one complaint. Immutable: any number of threads may read one. It lives on after its engine. The
/// caller frees it with `tousu_assessment_free`.
pub struct Assessment {
    shared: Arc<Shared>,
    complaint: Complaint,
    assessment: tousu_core::engine::Assessment,
}

// Convention 9 rests on this.
const _: () = {
    const fn shareable<T: Send + Sync>() {}
    shareable::<Assessment>();
};

/// The start event of the obligation has not happened.
pub const TOUSU_STATE_PENDING: u32 = 0;
/// It runs; the due time has not passed.
pub const TOUSU_STATE_RUNNING: u32 = 1;
/// It stands still.
pub const TOUSU_STATE_PAUSED: u32 = 2;
/// Ended in time.
pub const TOUSU_STATE_MET: u32 = 3;
/// Not ended by the due time.
pub const TOUSU_STATE_BREACHED: u32 = 4;
/// No longer owed.
pub const TOUSU_STATE_WAIVED: u32 = 5;
/// A missing time of day, or a missing receipt, decides it.
pub const TOUSU_STATE_UNDETERMINED: u32 = 6;

/// It binds (须, 应).
pub const TOUSU_STRENGTH_MUST: u32 = 0;
/// It guides (一般, 不宜超过).
pub const TOUSU_STRENGTH_SHOULD: u32 = 1;

/// What was decided, without its reasons. Set `struct_size` before the call. Texts are borrowed from the assessment,
/// have a NUL behind their length, and are NULL with length 0 where there is none.
#[repr(C)]
pub struct AssessmentView {
    /// `sizeof (tousu_assessment_view)`.
    pub struct_size: u32,
    /// 1: a person should look at it.
    pub needs_review: u32,
    /// How sure the category is, in thousandths.
    pub confidence: u32,
    /// 1: something runs, and `next_due` is set.
    pub has_next_due: u32,
    /// The first due time, as UTC seconds since 1970.
    pub next_due: i64,
    /// The id of the category; NULL: unsure.
    pub category: *const c_char,
    /// Its length.
    pub category_len: usize,
    /// The id of the tier; NULL: the policy gives none.
    pub tier: *const c_char,
    /// Its length.
    pub tier_len: usize,
    /// The id of the obligation that is due first; NULL: nothing runs.
    pub next_obligation: *const c_char,
    /// Its length.
    pub next_obligation_len: usize,
    /// How many obligations there are.
    pub obligation_count: usize,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for AssessmentView {}

/// Something owed. Set `struct_size` before the call. Texts are borrowed from the assessment, have a NUL behind their
/// length, and are NULL with length 0 where there is none. Instants are UTC seconds since 1970.
#[repr(C)]
pub struct ObligationView {
    /// `sizeof (tousu_obligation_view)`.
    pub struct_size: u32,
    /// TOUSU_STATE_PENDING, TOUSU_STATE_RUNNING, …
    pub state: u32,
    /// TOUSU_STRENGTH_MUST or TOUSU_STRENGTH_SHOULD.
    pub strength: u32,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// 1: the due time depends on a year whose holidays have not been announced.
    pub provisional: u32,
    /// 1: `started` is set; 0: it has not started, or only its date is known.
    pub has_started: u32,
    /// 1: `due` is set.
    pub has_due: u32,
    /// 1: `original_due` is set.
    pub has_original_due: u32,
    /// When it started.
    pub started: i64,
    /// The last second in time.
    pub due: i64,
    /// The due time before any pause, extension or agreement.
    pub original_due: i64,
    /// The id in the rule book.
    pub id: *const c_char,
    /// Its length.
    pub id_len: usize,
    /// The name in Chinese.
    pub label_zh: *const c_char,
    /// Its length.
    pub label_zh_len: usize,
    /// The name in English.
    pub label_en: *const c_char,
    /// Its length.
    pub label_en_len: usize,
    /// The clause that demands it, as the document prints the number.
    pub clause: *const c_char,
    /// Its length.
    pub clause_len: usize,
    /// The id of the role that owes it; NULL: the rule book names none.
    pub owner: *const c_char,
    /// Its length.
    pub owner_len: usize,
}

// SAFETY: `repr(C)`, and the size comes first.
unsafe impl Plain for ObligationView {}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<AssessmentView>() == 80 && size_of::<ObligationView>() == 136);
#[cfg(target_pointer_width = "32")]
const _: () = assert!(size_of::<AssessmentView>() == 52 + 4 * (align_of::<i64>() == 8) as usize);

/// A flag and a value for what may be absent.
pub(crate) fn optional(instant: Option<Instant>) -> (u32, i64) {
    (instant.is_some().into(), instant.map_or(0, Instant::unix))
}

/// The number of a state in the header.
fn state(state: ClockState) -> u32 {
    match state {
        ClockState::Pending => TOUSU_STATE_PENDING,
        ClockState::Running => TOUSU_STATE_RUNNING,
        ClockState::Paused => TOUSU_STATE_PAUSED,
        ClockState::Met => TOUSU_STATE_MET,
        ClockState::Breached => TOUSU_STATE_BREACHED,
        ClockState::Waived => TOUSU_STATE_WAIVED,
        ClockState::Undetermined => TOUSU_STATE_UNDETERMINED,
    }
}

impl Assessment {
    fn view(&self) -> AssessmentView {
        let Self { shared, assessment, .. } = self;
        let names = &shared.names;
        let next = assessment.next_due;
        let (has_next_due, next_due) = optional(next.map(|next| next.due));
        let (category, category_len) = Text::fields(names.category(assessment.intake.classification.category));
        let (tier, tier_len) = Text::fields(names.tier(assessment.tiering.tier));
        let next_names = next.and_then(|next| names.obligation(next.obligation));
        let (next_obligation, next_obligation_len) = Text::fields(next_names.map(|names| &names.id));
        AssessmentView {
            struct_size: size_of::<AssessmentView>() as u32,
            needs_review: (!assessment.review.is_empty()).into(),
            confidence: assessment.intake.classification.confidence.into(),
            has_next_due,
            next_due,
            category,
            category_len,
            tier,
            tier_len,
            next_obligation,
            next_obligation_len,
            obligation_count: assessment.obligations.len(),
        }
    }

    fn obligation(&self, clock: &Clock) -> Option<ObligationView> {
        let obligation = self.shared.engine.policy().obligations.get(clock.obligation.index())?;
        let names = self.shared.names.obligation(clock.obligation)?;
        let (has_started, started) = optional(clock.started.and_then(Moment::instant));
        let (has_due, due) = optional(clock.due);
        let (has_original_due, original_due) = optional(clock.original_due);
        let (id, id_len) = Text::fields(Some(&names.id));
        let (label_zh, label_zh_len) = Text::fields(Some(&names.label_zh));
        let (label_en, label_en_len) = Text::fields(Some(&names.label_en));
        let (clause, clause_len) = Text::fields(Some(&names.clause));
        let (owner, owner_len) = Text::fields(names.owner.as_ref());
        Some(ObligationView {
            struct_size: size_of::<ObligationView>() as u32,
            state: state(clock.state),
            strength: match obligation.strength {
                Strength::Must => TOUSU_STRENGTH_MUST,
                Strength::Should => TOUSU_STRENGTH_SHOULD,
            },
            cycle: clock.cycle,
            provisional: clock.provisional.into(),
            has_started,
            has_due,
            has_original_due,
            started,
            due,
            original_due,
            id,
            id_len,
            label_zh,
            label_zh_len,
            label_en,
            label_en_len,
            clause,
            clause_len,
            owner,
            owner_len,
        })
    }
}

/// Decides one complaint, a JSON document, and keeps the decision to be read as structs.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_assessment_free`; `complaint` is borrowed for the call.
/// Threads: any, also on one engine at the same time. Since ABI 1.
///
/// # Safety
/// `complaint` points to `complaint_len` readable bytes or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_engine_assess(
    engine: Option<&Engine>,
    complaint: *const c_char,
    complaint_len: usize,
    out: Option<&mut MaybeUninit<*mut Assessment>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let engine = given(engine, "engine")?;
        let out = given(out, "out")?;
        // SAFETY: the caller vouches for the pointer and the length.
        let complaint = unsafe { boundary::text(complaint, complaint_len, "complaint") }?;
        let complaint = Complaint::from_json(complaint)?;
        let assessment = engine.core().assess(&complaint)?;
        out.write(Box::into_raw(Box::new(Assessment { shared: engine.share(), complaint, assessment })));
        Ok(())
    })
}

/// What was decided: category, tier, confidence, next due time, and how many obligations there are.
///
/// Ownership: the texts in `*out` are borrowed from the assessment. Threads: any. Since ABI 1.
///
/// # Safety
/// `out` points to a struct whose `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_assessment_read(
    assessment: Option<&Assessment>,
    out: *mut AssessmentView,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let assessment = given(assessment, "assessment")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(assessment.view()) };
        Ok(())
    })
}

/// One obligation, in the order of the rule book.
///
/// Fails with `not-found` (5) from `obligation_count` on.
///
/// Ownership: the texts in `*out` are borrowed from the assessment. Threads: any. Since ABI 1.
///
/// # Safety
/// `out` points to a struct whose `struct_size` is set, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tousu_assessment_obligation(
    assessment: Option<&Assessment>,
    index: usize,
    out: *mut ObligationView,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let assessment = given(assessment, "assessment")?;
        // SAFETY: the caller vouches for the struct.
        unsafe { sized(out, "out") }?;
        let clock = assessment.assessment.obligations.get(index);
        let view = clock.and_then(|clock| assessment.obligation(clock));
        let view = view.ok_or_else(|| Error::new(Code::NotFound, index, "obligation").at("index"))?;
        // SAFETY: checked above, and the caller's size is that of the struct.
        unsafe { out.write(view) };
        Ok(())
    })
}

/// The whole decision with its evidence as JSON: the same bytes as `tousu_engine_assess_json`.
///
/// Ownership: `*out` is the caller's, to be freed with `tousu_bytes_free`. Threads: any. Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_assessment_json(
    assessment: Option<&Assessment>,
    out: Option<&mut MaybeUninit<*mut Bytes>>,
    err: Option<&mut MaybeUninit<*mut ErrorHandle>>,
) -> i32 {
    boundary::status(err, || {
        let Assessment { shared, complaint, assessment } = given(assessment, "assessment")?;
        let out = given(out, "out")?;
        out.write(Bytes::hand_out(assessment.to_json(&shared.engine, complaint)));
        Ok(())
    })
}

/// Frees an assessment; NULL is ignored.
///
/// Ownership: takes the handle; the texts that structs point to die with it. Threads: no other thread may use it.
/// Since ABI 1.
#[unsafe(no_mangle)]
pub extern "C" fn tousu_assessment_free(assessment: Option<Box<Assessment>>) {
    boundary::value((), || drop(assessment));
}
