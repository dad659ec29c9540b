//! What came in, and what is known of it.
//!
//! A [`Complaint`] is the raw record: texts, times, and what the caller states. [`Facts`] are what the library knows
//! of it after reading the text once: signals with their evidence, head counts, asserted durations. Stated facts win
//! over what the text suggests.

mod marks;
mod meaning;
mod measures;
mod private;
mod raw;
mod read;
mod score;
mod stated;
mod write;

use std::ops::Range;

pub(crate) use score::{ENOUGH_SAID, said};

pub use read::MAX_TEXT;
pub use stated::facts;

use crate::id::{FactId, SignalId, SignalSet};
use crate::period::Period;
use crate::text::Places;
use crate::time::Moment;

/// A complaint as it came in.
///
/// Its `Debug` masks what is personal in its words ([`crate::text::redact`]).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Complaint {
    /// The caller's id.
    pub id: String,
    /// When it was received; a date when the time of day is not known, `None` when nothing is.
    pub received_at: Option<Moment>,
    /// The title; may be empty.
    pub title: String,
    /// The text; may be empty.
    pub text: String,
    /// How it came in: `phone`, `visit`, …
    pub channel: Option<String>,
    /// What the caller knows.
    pub stated: StatedFacts,
    /// The category given by a person: the id in the lexicon.
    pub category: Option<String>,
    /// The tier given by a person: the id in the policy.
    pub tier: Option<String>,
}

/// What the caller knows of a complaint; it wins over what the text suggests.
///
/// Its `Debug` does not name the customer.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StatedFacts {
    /// Signals stated true or false, by id.
    pub signals: Vec<(String, bool)>,
    /// Facts that the policy declares, by id.
    pub declared: Vec<(String, FactValue)>,
    /// How many complain together.
    pub complainants: Complainants,
    /// 有效: within the scope of the rule book.
    pub in_scope: Option<bool>,
    /// 资料齐全: nothing is missing to accept it.
    pub complete: Option<bool>,
    /// 属实: found to be true.
    pub substantiated: Option<bool>,
    /// The estate, project or ward.
    pub unit: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The department complained of.
    pub department: Option<String>,
    /// Who complains.
    pub customer: Option<String>,
}

/// The value of a stated fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactValue {
    /// Yes or no.
    Bool(bool),
    /// A count, fen, or seconds, by the fact's kind.
    Number(i64),
}

/// How many complain together; persons and households are different units and are kept apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Complainants {
    /// Persons: a lower bound.
    pub people: Option<u32>,
    /// Households: a lower bound.
    pub households: Option<u32>,
}

/// Who decided something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetBy {
    /// The library, from text and facts.
    Computed,
    /// A person: it came with the complaint or with an event, and wins.
    Person,
}

impl SetBy {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Person => "person",
        }
    }
}

/// Which text of the complaint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// The title.
    Title,
    /// The text.
    Text,
}

/// Words of the complaint that prove something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Where they stand.
    pub field: Field,
    /// Bytes of that field as the caller sent it; always on character boundaries.
    pub bytes: Range<usize>,
    /// The same in characters.
    pub chars: Range<usize>,
}

/// How a signal is meant : asserted and threatened decide, the others are kept apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Modality {
    /// It is so now.
    Asserted,
    /// It will be so unless (再不处理就找媒体).
    Threatened,
    /// It is said not to be so (没有人受伤).
    Negated,
    /// It was so and is over (去年已修好).
    Past,
    /// It is so elsewhere (隔壁小区).
    Elsewhere,
    /// Somebody says so (物业说没有问题).
    Quoted,
    /// It is asked (请问电梯困人找谁) or praised.
    Inquired,
    /// It is a manner of speaking (气死我了).
    Idiom,
    /// It would be so under a condition (一旦起火).
    Supposed,
}

impl Modality {
    /// Whether a signal so meant decides anything.
    #[must_use]
    pub const fn decides(self) -> bool {
        matches!(self, Self::Asserted | Self::Threatened)
    }

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Threatened => "threatened",
            Self::Negated => "negated",
            Self::Past => "past",
            Self::Elsewhere => "elsewhere",
            Self::Quoted => "quoted",
            Self::Inquired => "inquired",
            Self::Idiom => "idiom",
            Self::Supposed => "supposed",
        }
    }
}

/// A signal found in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which.
    pub signal: SignalId,
    /// How it is meant.
    pub modality: Modality,
    /// The words.
    pub evidence: Evidence,
}

/// Words of a concept found in the text, weighed by [`crate::classify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConceptHit {
    /// The concept of the lexicon whose words they are, by its position: [`Lexicon::concept_name`] and
    /// [`Lexicon::concept_category`] tell more.
    ///
    /// [`Lexicon::concept_name`]: crate::policy::Lexicon::concept_name
    /// [`Lexicon::concept_category`]: crate::policy::Lexicon::concept_category
    pub concept: u16,
    /// How they are meant; negated, past and elsewhere words speak for nothing.
    pub modality: Modality,
    /// Where they stand: folded codes of a field. [`Facts::words`] tells the place in the original.
    pub(crate) field: Field,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What is known of a complaint after its text was read once.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Facts {
    /// Signals that decide: asserted or threatened in the text, or stated true; those stated false are out.
    pub signals: SignalSet,
    /// Every signal found, with its words, in the order title, text, position.
    pub findings: Vec<Finding>,
    /// Words of concepts found, in the same order.
    pub concept_hits: Vec<ConceptHit>,
    /// Heads: stated, else read.
    pub complainants: Complainants,
    /// The words that gave the head count.
    pub complainants_evidence: Vec<Evidence>,
    /// Heads that the text names without saying that they complain together: how many are concerned. They decide
    /// nothing; a person may take them over.
    pub affected: Complainants,
    /// How long the text says the matter has been unresolved: the longest such assertion.
    pub asserted_unresolved: Option<(Period, Evidence)>,
    /// Loss or claim in fen, the largest that the text names, with its words.
    pub money: Option<(i64, Evidence)>,
    /// 有效 as stated; the text never sets it.
    pub in_scope: Option<bool>,
    /// What the text suggests about the scope, with its words; a proposal that waives nothing.
    pub proposed_in_scope: Option<(bool, Vec<Evidence>)>,
    /// 资料齐全 as stated.
    pub complete: Option<bool>,
    /// 属实 as stated.
    pub substantiated: Option<bool>,
    /// Facts that the policy declares, as stated.
    pub declared: Vec<(FactId, FactValue)>,
    /// The lexicon's concepts that decide, each with its places.
    pub(crate) places: Vec<(u16, u8)>,
    /// What they say for each class of the lexicon's fitted weights.
    pub(crate) class_sums: Vec<i32>,
    /// From codes back to the title and to the text.
    pub(crate) origins: [Places; 2],
}

impl Facts {
    /// The concepts that decide, by their position, each with one bit for every place where it stands: title, text,
    /// early, end of the title, often. Weights are fitted over them.
    #[must_use]
    #[doc(hidden)]
    pub fn concept_places(&self) -> &[(u16, u8)] {
        &self.places
    }

    /// How far the fitted weights of a lexicon count here, per mille.
    #[must_use]
    #[doc(hidden)]
    pub fn fullness(&self) -> u16 {
        score::fullness(&self.places)
    }

    /// The words of a concept that was found in these facts' complaint.
    #[must_use]
    pub fn words(&self, hit: &ConceptHit) -> Evidence {
        let [title, text] = &self.origins;
        let places = match hit.field {
            Field::Title => title,
            Field::Text => text,
        };
        let (bytes, chars) = places.both(hit.start as usize..hit.end as usize);
        Evidence { field: hit.field, bytes, chars }
    }
}
