//! Categories and signals with the words that speak for them.

mod compiled;
mod pattern;
mod read;

use std::sync::{Arc, OnceLock};

pub(crate) use compiled::{Compiled, Concept, Owner, Subject, Target, Use, Weights};
pub(crate) use read::Feature;

use super::Label;
use crate::error::{Code, Error, Result};
use crate::id::{CategoryId, Digest, SignalId};

/// A lexicon: the taxonomy and the compiled words that read a complaint.
#[derive(Debug)]
pub struct Lexicon {
    /// The id, as `property`.
    pub id: String,
    /// Top-level categories each followed by their second level.
    pub categories: Vec<Category>,
    /// Signals.
    pub signals: Vec<Signal>,
    /// Digest of the lexicon's bytes.
    pub digest: Digest,
    pub(crate) compiled: Compiled,
    /// What it was compiled from, to lay words of a book's own over it.
    documents: Vec<String>,
}

/// A category.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Category {
    /// `facilities` or `facilities/elevator`.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The top level of a second level.
    pub parent: Option<CategoryId>,
}

/// A signal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signal {
    /// `injury`
    pub id: String,
    /// Label.
    pub label: Label,
}

impl Lexicon {
    /// The ids of the built-in lexicons.
    pub const BUILTIN: &'static [&'static str] = &["property", "hospital"];

    /// A built-in lexicon, compiled once and shared.
    ///
    /// ```
    /// use tousu::policy::Lexicon;
    /// let lexicon = Lexicon::builtin("property")?;
    /// assert!(lexicon.category("facilities/elevator").is_some());
    /// assert!(lexicon.signal("elevator-entrapment").is_some());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-lexicon`.
    pub fn builtin(id: &str) -> Result<Arc<Self>> {
        static PROPERTY: OnceLock<Result<Arc<Lexicon>>> = OnceLock::new();
        static HOSPITAL: OnceLock<Result<Arc<Lexicon>>> = OnceLock::new();
        let cell = match id {
            "property" => &PROPERTY,
            "hospital" => &HOSPITAL,
            _ => return Err(unknown_lexicon(id)),
        };
        cell.get_or_init(|| Self::compile(Self::builtin_sources(id)?).map(Arc::new)).clone()
    }

    /// A built-in lexicon with documents of one's own laid over it: they may add categories, signals, concepts,
    /// words, cues and exceptions, and extend those that are there by using their id.
    ///
    /// ```
    /// use tousu::policy::Lexicon;
    /// let own = "[[concept]]\nid = 'rooftop-bees'\ncategory = 'environment/pest'\npatterns = ['(养|放)蜂']\n";
    /// let lexicon = Lexicon::builtin_with("property", &[own])?;
    /// assert_ne!(lexicon.digest, Lexicon::builtin("property")?.digest);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-lexicon`, and those of [`Self::compile`].
    pub fn builtin_with(id: &str, documents: &[&str]) -> Result<Self> {
        let sources: Vec<_> = Self::builtin_sources(id)?.iter().chain(documents).copied().collect();
        Self::compile(&sources)
    }

    /// The same with documents laid over it, as [`Self::builtin_with`] does.
    ///
    /// # Errors
    /// Those of [`Self::compile`].
    pub(super) fn with(&self, document: &str) -> Result<Self> {
        let sources: Vec<_> = self.documents.iter().map(String::as_str).chain([document]).collect();
        Self::compile(&sources)
    }

    /// Compiles a lexicon from TOML or JSON documents; a later one extends the earlier ones.
    ///
    /// Besides the words, a document may bring weights fitted to labelled complaints, in thousandths. `classes` are
    /// top-level categories and `scope/out`, "somebody else must act"; `bias` has one number for each, and so has each
    /// place (`title`, `text`, `early`, `title_end`, `often`) of a concept in `weights.concept`. `weights.scope` is
    /// optional: what the whole of the title or of the text says for `scope/out` where it speaks of one top-level category
    /// only; of a share of it as much. More than 0 for `scope/out` proposes that the matter is out of scope.
    ///
    /// ```
    /// use tousu::policy::Lexicon;
    /// let words = "
    /// [lexicon]
    /// id = 'lifts'
    /// [[category]]
    /// id = 'lift'
    /// [[concept]]
    /// id = 'stuck'
    /// category = 'lift'
    /// patterns = ['电梯~4(停|坏)']
    /// [weights]
    /// classes = ['lift', 'scope/out']
    /// bias = [0, 120]
    /// [weights.concept]
    /// stuck = { title = [300, -200], often = [50, 0] }
    /// [weights.scope]
    /// lift = { title = -400, text = -150 }
    /// ";
    /// assert_eq!(Lexicon::compile(&[words])?.concept_name(0), "stuck");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax`, `unknown-field`, `lexicon-pattern` and the like with line and column; several faults come as the
    /// causes of one `policy-rejected`.
    pub fn compile(documents: &[&str]) -> Result<Self> {
        let declared = read::read(documents)?;
        let mut categories: Vec<Category> = Vec::with_capacity(declared.categories.len());
        let position = |categories: &[(String, Label)], id: &str| {
            let index = categories.iter().position(|(known, _)| known == id)?;
            u16::try_from(index).ok().map(CategoryId)
        };
        for (id, label) in &declared.categories {
            let parent = id.split_once('/').and_then(|(parent, _)| position(&declared.categories, parent));
            categories.push(Category { id: id.clone(), label: label.clone(), parent });
        }
        let signals =
            declared.signals.iter().map(|signal| Signal { id: signal.id.clone(), label: signal.label.clone() });
        let parents = categories.iter().map(|category| category.parent).collect();
        let compiled = Compiled::new(&declared, parents, |id| position(&declared.categories, id));
        Ok(Self {
            id: declared.id.clone(),
            categories,
            signals: signals.collect(),
            digest: Digest::of(documents.join("\n").as_bytes()),
            documents: documents.iter().map(|document| (*document).to_owned()).collect(),
            compiled,
        })
    }

    /// Whether a pattern can be read.
    ///
    /// # Errors
    /// `lexicon-pattern`.
    pub(super) fn check_pattern(pattern: &str) -> Result<()> {
        pattern::parse(pattern).map(drop)
    }

    /// The documents of a built-in lexicon. Whoever keeps them can go on deciding by the words of today when the library
    /// has others: [`Self::compile`] makes the same lexicon of them, with the same digest, and
    /// [`Library::with_lexicon`](super::Library::with_lexicon) puts it in the place of the built-in one.
    ///
    /// ```
    /// use tousu::policy::Lexicon;
    /// let kept = Lexicon::builtin_sources("property")?;
    /// assert_eq!(Lexicon::compile(kept)?.digest, Lexicon::builtin("property")?.digest);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-lexicon`.
    pub fn builtin_sources(id: &str) -> Result<&'static [&'static str]> {
        match id {
            "property" => Ok(&[
                include_str!("../../../lexicons/common.toml"),
                include_str!("../../../lexicons/property.toml"),
                include_str!("../../../lexicons/property-weights.toml"),
            ]),
            "hospital" => {
                Ok(&[include_str!("../../../lexicons/common.toml"), include_str!("../../../lexicons/hospital.toml")])
            }
            _ => Err(unknown_lexicon(id)),
        }
    }

    /// The signal with this id.
    #[must_use]
    pub fn signal(&self, id: &str) -> Option<SignalId> {
        let index = self.signals.iter().position(|signal| signal.id == id)?;
        u16::try_from(index).ok().map(SignalId)
    }

    /// The category with this id.
    #[must_use]
    pub fn category(&self, id: &str) -> Option<CategoryId> {
        let index = self.categories.iter().position(|category| category.id == id)?;
        u16::try_from(index).ok().map(CategoryId)
    }

    /// The name of a signal; empty for an id that is not of this lexicon.
    #[must_use]
    pub fn signal_name(&self, id: SignalId) -> &str {
        self.signals.get(id.index()).map_or("", |signal| signal.id.as_str())
    }

    /// The name of a category; empty for an id that is not of this lexicon.
    #[must_use]
    pub fn category_name(&self, id: CategoryId) -> &str {
        self.categories.get(id.index()).map_or("", |category| category.id.as_str())
    }

    /// The name of a concept, the finest reason a category has; empty for a number that is not of this lexicon.
    #[must_use]
    pub fn concept_name(&self, number: u16) -> &str {
        self.compiled.concepts.get(usize::from(number)).map_or("", |concept| concept.id.as_str())
    }

    /// How many concepts there are.
    #[must_use]
    pub fn concept_count(&self) -> u16 {
        u16::try_from(self.compiled.concepts.len()).unwrap_or(u16::MAX)
    }

    /// The category that a concept speaks for; `None` where it only weighs in with others.
    #[must_use]
    pub fn concept_category(&self, number: u16) -> Option<CategoryId> {
        self.compiled.concepts.get(usize::from(number)).and_then(|concept| concept.category)
    }

    /// Whether `category` is `group` or below it.
    #[must_use]
    pub fn is_within(&self, category: CategoryId, group: CategoryId) -> bool {
        category == group || self.categories.get(category.index()).is_some_and(|found| found.parent == Some(group))
    }
}

fn unknown_lexicon(id: &str) -> Error {
    Error::new(Code::UnknownLexicon, id, Lexicon::BUILTIN.join(", "))
}

/// What a signal is, which tells how conditions and negations around it are read.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum SignalKind {
    /// Something that happens: under a condition (一旦起火) it has not happened.
    #[default]
    Event,
    /// Something that the complainant does or threatens: under a condition (再不处理就起诉) it is a threat.
    Act,
    /// A state of things or a manner of the other side, in whose words negators have their own sense (没人管).
    State,
}

impl SignalKind {
    const EXPECTED: &str = "event, act, state";

    fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "event" => Some(Self::Event),
            "act" => Some(Self::Act),
            "state" => Some(Self::State),
            _ => None,
        }
    }
}

/// Something counted: a number before the pattern, or the value that the pattern itself stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Measure {
    pub(crate) unit: Unit,
    /// `None` = the number stands before the pattern's last part.
    pub(crate) value: Option<i64>,
    /// The signal that the measure raises.
    pub(crate) signal: Option<SignalId>,
}

/// Declares an enum of names that documents use.
macro_rules! named {
    ($(#[$outer:meta])* $type:ident; $($(#[$doc:meta])* $name:ident $slug:literal),+ $(,)?) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $type { $($(#[$doc])* $name),+ }

        impl $type {
            fn from_slug(slug: &str) -> Option<Self> {
                match slug { $($slug => Some(Self::$name),)+ _ => None }
            }

            fn expected() -> String {
                [$($slug),+].join(", ")
            }
        }
    };
}

named! {
    /// What a [`Measure`] counts.
    Unit;
    /// Households that complain together.
    Households "households",
    /// Persons who complain together.
    People "people",
    /// Households concerned, whether they complain or not: the size of the estate.
    AffectedHouseholds "affected-households",
    /// Persons concerned.
    AffectedPeople "affected-people",
    /// Days without a solution.
    Days "days",
    /// Weeks without a solution.
    Weeks "weeks",
    /// Months without a solution.
    Months "months",
    /// Years without a solution.
    Years "years",
    /// Yuan lost or claimed.
    Yuan "yuan",
}

named! {
    /// Words that tell how other words are meant.
    Cue;
    /// 没有, 不是: what follows closely is not so.
    Negation "negation",
    /// 不是, 并非: whatever follows closely is not so, states included.
    Denial "denial",
    /// 不: the very next word is not so.
    NegationNear "negation-near",
    /// 不得不, 才怪: it is so after all; takes negators near it back.
    Affirmation "affirmation",
    /// 没人, 没有人: the lack is the complaint, nothing is negated.
    Lack "lack",
    /// 如果, 再不, 一旦: under a condition.
    Condition "condition",
    /// 以前, 曾经: at another time.
    Past "past",
    /// 已修好, 不漏了: it is over.
    Resolved "resolved",
    /// 隔壁小区发生: at another place.
    Elsewhere "elsewhere",
    /// 物业说: somebody else's words.
    Quote "quote",
    /// 请问: a question.
    Inquiry "inquiry",
    /// 特此表扬: praise.
    Praise "praise",
    /// 但, 可是: a new thought begins.
    Turn "turn",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lexicons_hold_their_taxonomy() -> Result<()> {
        for (id, tops, seconds) in [("property", 13, 63), ("hospital", 8, 29)] {
            let lexicon = Lexicon::builtin(id)?;
            let top = lexicon.categories.iter().filter(|category| category.parent.is_none()).count();
            assert_eq!((top, lexicon.categories.len() - top), (tops, seconds), "{id}");
            assert_eq!(lexicon.signals.len(), 24);
            assert!(lexicon.categories.iter().all(|category| !category.label.zh.is_empty()));
            assert!(Arc::ptr_eq(&lexicon, &Lexicon::builtin(id)?), "compiled once");
        }
        assert_eq!(Lexicon::builtin("retail").err().map(|error| error.slug()), Some("unknown-lexicon"));
        Ok(())
    }

    #[test]
    fn faults_have_their_line_and_all_are_told() {
        let own = "[[concept]]\nid = 'x'\ncategory = 'no/such'\npatterns = ['a']\n[[concept]]\nid = 'y'\npattrens = []\npatterns = ['(a']\n";
        let error = Lexicon::builtin_with("property", &[own]).err();
        let causes = error.as_ref().map(Error::causes).unwrap_or_default();
        let found: Vec<_> = causes.iter().map(|cause| (cause.slug(), cause.place().line)).collect();
        assert_eq!(found, [("unknown-reference", Some(3)), ("unknown-field", Some(7)), ("lexicon-pattern", Some(8))]);
    }

    #[test]
    fn shares_are_of_top_level_categories_and_of_title_and_text() {
        let fault = |weights: &str| {
            let head = "[lexicon]\nid = 'x'\n[[category]]\nid = 'a'\n[[category]]\nid = 'a/b'\n[weights]\n";
            let error = Lexicon::compile(&[&format!("{head}{weights}")]).err()?;
            Some((error.slug(), error.place().line, error.place().path.clone()))
        };
        let classes = "classes = ['a', 'scope/out']\nbias = [0, 0]\n[weights.concept]\n[weights.scope]\n";
        let at = |slug, line, path: &str| Some((slug, Some(line), Some(path.to_owned())));
        assert_eq!(fault(&format!("{classes}a = {{ title = 1, text = 2 }}\n")), None);
        assert_eq!(fault(&format!("{classes}a = {{ text = 2 }}\n")), None);
        assert_eq!(fault(&format!("{classes}c = {{ text = 2 }}\n")), at("unknown-reference", 12, "weights.scope.c"));
        assert_eq!(
            fault(&format!("{classes}'a/b' = {{ text = 2 }}\n")),
            at("unknown-reference", 12, "weights.scope.a/b")
        );
        assert_eq!(fault(&format!("{classes}a = {{ early = 2 }}\n")), at("unknown-field", 12, "weights.scope.a.early"));
        assert_eq!(fault(&format!("{classes}a = {{ text = 'x' }}\n")), at("wrong-type", 12, "weights.scope.a.text"));
        assert_eq!(fault(&format!("{classes}a = 2\n")), at("wrong-type", 12, "weights.scope.a"));
        // Nothing to add to.
        let inside = classes.replace("scope/out", "scope/in");
        assert_eq!(fault(&format!("{inside}a = {{ text = 2 }}\n")), at("unknown-reference", 11, "weights.scope"));
    }

    #[test]
    fn a_vendor_extends_by_data() -> Result<()> {
        let own = "[[signal]]\nid = 'bees'\nkind = 'state'\npatterns = ['蜂(巢|窝)']\n";
        let lexicon = Lexicon::builtin_with("property", &[own])?;
        assert_eq!(lexicon.signal("bees"), Some(SignalId(24)));
        Ok(())
    }
}
