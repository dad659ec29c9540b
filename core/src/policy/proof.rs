//! Proves the conditions of a book by exhausting their cases.
//!
//! The atoms of the conditions (a signal, a threshold, a category) are taken as yes/no variables, with what is known
//! between them: ten complainants are also five, a complaint has one category. Every assignment is then tried, 64 at
//! a time. What a parameter decided counts as open, so that a caller's choice is not taken for a law of the book.

use super::condition::Formula;
use super::read::{Reader, TierDraft};
use super::values::{nominal_seconds, text};
use super::{Condition, Lexicon};
use crate::document::Cursor;
use crate::error::Code;
use crate::id::ParameterId;
use crate::period::Period;

/// So many different atoms are tried in all combinations; more are refused.
const MAX_ATOMS: usize = 24;

/// Words of 64 cases times parts of the conditions; more are refused, for one proof and for all of a book together.
pub(super) const MAX_STEPS: usize = 1 << 26;

/// A variable.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Atom {
    Condition(Condition),
    Parameter(ParameterId),
}

/// A formula over the variables.
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Variable(usize),
}

impl Node {
    fn parts(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::parts).sum::<usize>(),
            Self::Not(part) => 1 + part.parts(),
            Self::Variable(_) => 1,
        }
    }

    /// 64 cases at once.
    fn cases(&self, word: usize) -> u64 {
        match self {
            Self::All(parts) => parts.iter().fold(u64::MAX, |cases, part| cases & part.cases(word)),
            Self::Any(parts) => parts.iter().fold(0, |cases, part| cases | part.cases(word)),
            Self::Not(part) => !part.cases(word),
            Self::Variable(index) => variable(*index, word),
        }
    }
}

/// The value of a variable in the 64 cases of a word.
fn variable(index: usize, word: usize) -> u64 {
    const LOW: [u64; 6] = [
        0xaaaa_aaaa_aaaa_aaaa,
        0xcccc_cccc_cccc_cccc,
        0xf0f0_f0f0_f0f0_f0f0,
        0xff00_ff00_ff00_ff00,
        0xffff_0000_ffff_0000,
        0xffff_ffff_0000_0000,
    ];
    match LOW.get(index) {
        Some(pattern) => *pattern,
        None if word >> (index - LOW.len()) & 1 == 1 => u64::MAX,
        None => 0,
    }
}

/// The variables of some formulas and what is known between them.
struct Cases {
    atoms: Vec<Atom>,
    known: Vec<Node>,
}

impl Cases {
    fn new() -> Self {
        Self { atoms: Vec::new(), known: Vec::new() }
    }

    fn node(&mut self, formula: &Formula) -> Node {
        match formula {
            Formula::All(parts) => Node::All(parts.iter().map(|part| self.node(part)).collect()),
            Formula::Any(parts) => Node::Any(parts.iter().map(|part| self.node(part)).collect()),
            Formula::Not(part) => Node::Not(Box::new(self.node(part))),
            Formula::Atom(Condition::Complainants { at_least: 0 } | Condition::FactAtLeast(_, ..=0)) => {
                Node::All(Vec::new())
            }
            Formula::Atom(condition) => self.variable(Atom::Condition(condition.clone())),
            Formula::Open(parameter, _) => self.variable(Atom::Parameter(*parameter)),
        }
    }

    fn variable(&mut self, atom: Atom) -> Node {
        let found = self.atoms.iter().position(|known| *known == atom);
        Node::Variable(found.unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        }))
    }

    /// Writes down what is known between the variables.
    fn relate(&mut self, lexicon: &Lexicon) {
        for (a, left) in self.atoms.iter().enumerate() {
            for (b, right) in self.atoms.iter().enumerate() {
                let (Atom::Condition(left), Atom::Condition(right)) = (left, right) else {
                    continue;
                };
                if a != b && implies(left, right, lexicon) {
                    let not_left = Node::Not(Box::new(Node::Variable(a)));
                    self.known.push(Node::Any(vec![not_left, Node::Variable(b)]));
                } else if a < b && excludes(left, right, lexicon) {
                    let both = Node::All(vec![Node::Variable(a), Node::Variable(b)]);
                    self.known.push(Node::Not(Box::new(both)));
                }
            }
        }
    }

    fn words(&self) -> usize {
        1 << self.atoms.len().saturating_sub(6)
    }

    /// Why this is too much to try, if it is; else its steps are taken from those that are `left`.
    fn too_large(&self, nodes: &[&Node], left: &mut usize) -> Option<(String, String)> {
        let count = self.atoms.len();
        if count > MAX_ATOMS {
            return Some((format!("its conditions ask for {count} different things"), format!("{MAX_ATOMS} of them")));
        }
        let parts: usize = nodes.iter().copied().chain(&self.known).map(Node::parts).sum();
        if parts > MAX_STEPS / self.words() {
            return Some((
                format!("its conditions have {parts} parts over {count} different things"),
                format!("{} parts", MAX_STEPS / self.words()),
            ));
        }
        match left.checked_sub(parts * self.words()) {
            Some(rest) => {
                *left = rest;
                None
            }
            None => {
                Some(("all its conditions together take too many steps".to_owned(), format!("{MAX_STEPS} of them")))
            }
        }
    }

    /// The cases of a word that can be.
    fn possible(&self, word: usize) -> u64 {
        self.known.iter().fold(u64::MAX, |cases, known| cases & known.cases(word))
    }

    /// What holds in one case, in words.
    fn describe(&self, word: usize, case: u32, reader: &Reader<'_>) -> String {
        let holds = |(index, _): &(usize, &Atom)| variable(*index, word) >> case & 1 == 1;
        let all = self.atoms.iter().enumerate().filter(holds);
        let names: Vec<String> = all.map(|(_, atom)| atom.describe(reader)).collect();
        match names.as_slice() {
            [] => "one of which nothing holds that a tier asks for".to_owned(),
            names => format!("one with {}", names.join(", ")),
        }
    }
}

impl Atom {
    fn describe(&self, reader: &Reader<'_>) -> String {
        let nth = |declared: &super::names::Declared<'_>, index: usize| {
            let item = declared.items().get(index);
            item.map_or("", |item| text(item, "id")).to_owned()
        };
        let lexicon = reader.lexicon.as_deref();
        match self {
            Self::Parameter(id) => nth(&reader.names.parameters, id.index()),
            Self::Condition(condition) => match condition {
                Condition::Signal(id) => lexicon.map_or("", |lexicon| lexicon.signal_name(*id)).to_owned(),
                Condition::Fact(id) => nth(&reader.names.facts, id.index()),
                Condition::FactAtLeast(id, number) => {
                    format!("{} of {number} or more", nth(&reader.names.facts, id.index()))
                }
                Condition::Category(id) => {
                    let name = lexicon.map_or("", |lexicon| lexicon.category_name(*id));
                    format!("the category {name}")
                }
                Condition::Complainants { at_least } => format!("{at_least} or more complainants"),
                Condition::UnresolvedFor(_) => "a long time unresolved".to_owned(),
                Condition::InScope => "in_scope".to_owned(),
                Condition::Complete => "complete".to_owned(),
                Condition::Substantiated => "substantiated".to_owned(),
                Condition::Happened(id) => {
                    let names = reader.names.event_names();
                    names.get(id.index()).map_or("", |name| *name).to_owned()
                }
                Condition::All(_) | Condition::Any(_) | Condition::Not(_) => String::new(),
            },
        }
    }
}

/// Whether the first cannot hold without the second.
fn implies(left: &Condition, right: &Condition, lexicon: &Lexicon) -> bool {
    match (left, right) {
        (Condition::Complainants { at_least: more }, Condition::Complainants { at_least: fewer }) => more >= fewer,
        (Condition::FactAtLeast(one, more), Condition::FactAtLeast(other, fewer)) => one == other && more >= fewer,
        (Condition::UnresolvedFor(longer), Condition::UnresolvedFor(shorter)) => never_shorter(*longer, *shorter),
        (Condition::Category(below), Condition::Category(above)) => lexicon.is_within(*below, *above),
        _ => false,
    }
}

/// Whether the first period is at least as long as the second, wherever in the year both begin.
fn never_shorter(longer: Period, shorter: Period) -> bool {
    let (Some(long), Some(short)) = (nominal_seconds(longer), nominal_seconds(shorter)) else {
        return false;
    };
    if std::mem::discriminant(&longer) == std::mem::discriminant(&shorter) {
        return long >= short;
    }
    // A month may have 28 days, a day limit ends with its day, and holidays stretch working time at will.
    let plain = |period| matches!(period, Period::Elapsed { .. } | Period::CalendarDays { .. } | Period::Months { .. });
    plain(longer) && plain(shorter) && long / 5 * 4 >= short + 86_400
}

/// Whether the two cannot hold together: a complaint has one category.
fn excludes(left: &Condition, right: &Condition, lexicon: &Lexicon) -> bool {
    match (left, right) {
        (Condition::Category(one), Condition::Category(other)) => {
            !lexicon.is_within(*one, *other) && !lexicon.is_within(*other, *one)
        }
        _ => false,
    }
}

/// Whether the condition can hold, but of nothing that is in scope; too many cases are reported.
pub(super) fn asks_out_of_scope(reader: &mut Reader<'_>, at: &Cursor<'_>, formula: &Formula) -> bool {
    let Some(lexicon) = reader.lexicon.clone() else { return false };
    let mut cases = Cases::new();
    let node = cases.node(formula);
    // A condition that does not ask for it holds on both sides or on none.
    let Some(scope) = cases.atoms.iter().position(|atom| *atom == Atom::Condition(Condition::InScope)) else {
        return false;
    };
    cases.relate(&lexicon);
    if let Some((found, most)) = cases.too_large(&[&node], &mut reader.proof_steps) {
        reader.faults.error(at, Code::PolicyTooLarge, found, most);
        return false;
    }
    let holds = |word: usize| node.cases(word) & cases.possible(word);
    (0..cases.words()).any(|word| holds(word) != 0)
        && (0..cases.words()).all(|word| holds(word) & variable(scope, word) == 0)
}

/// Whether some complaint meets the condition; `None` when there are too many cases, which is reported.
pub(super) fn satisfiable(reader: &mut Reader<'_>, at: &Cursor<'_>, formula: &Formula) -> Option<bool> {
    let lexicon = reader.lexicon.clone()?;
    let mut cases = Cases::new();
    let node = cases.node(formula);
    cases.relate(&lexicon);
    if let Some((found, most)) = cases.too_large(&[&node], &mut reader.proof_steps) {
        reader.faults.error(at, Code::PolicyTooLarge, found, most);
        return None;
    }
    Some((0..cases.words()).any(|word| node.cases(word) & cases.possible(word) != 0))
}

/// Proves that every computed tier can be reached and every complaint gets one; says which tiers can be.
pub(super) fn check_tiers(
    reader: &mut Reader<'_>,
    drafts: &[TierDraft],
    default_tier: Option<usize>,
    untiered: bool,
) -> Vec<bool> {
    let everything = vec![true; drafts.len()];
    let (Some(lexicon), true) = (reader.lexicon.clone(), drafts.iter().all(|draft| draft.sound)) else {
        return everything;
    };
    let mut cases = Cases::new();
    let formulas = drafts.iter().map(|draft| draft.formula.as_ref().filter(|_| !draft.by_person));
    let nodes: Vec<Option<Node>> = formulas.map(|formula| formula.map(|formula| cases.node(formula))).collect();
    cases.relate(&lexicon);
    let items = reader.names.tiers.items().to_vec();
    let all: Vec<&Node> = nodes.iter().flatten().collect();
    if let Some((found, most)) = cases.too_large(&all, &mut reader.proof_steps) {
        if let Some(first) = items.first() {
            reader.faults.error(first, Code::PolicyTooLarge, found, most);
        }
        return everything;
    }
    let mut reached = vec![false; drafts.len()];
    let mut held = vec![false; drafts.len()];
    let mut uncovered = None;
    for word in 0..cases.words() {
        let mut left = cases.possible(word);
        let possible = left;
        for (node, (reached, held)) in nodes.iter().zip(reached.iter_mut().zip(&mut held)) {
            let Some(node) = node else { continue };
            let holds = node.cases(word) & possible;
            *held |= holds != 0;
            *reached |= holds & left != 0;
            left &= !holds;
        }
        if left != 0 && uncovered.is_none() {
            uncovered = Some((word, left.trailing_zeros()));
        }
        // Nothing more to learn: every condition wins somewhere, and some complaint meets none.
        let wins = |(node, reached): (&Option<Node>, &bool)| node.is_none() || *reached;
        if uncovered.is_some() && nodes.iter().zip(&reached).all(wins) {
            break;
        }
    }
    for (index, (draft, item)) in drafts.iter().zip(&items).enumerate() {
        let is_default = default_tier == Some(index);
        let is_reached = reached.get(index).copied().unwrap_or(false) || (is_default && uncovered.is_some());
        if draft.by_person || is_reached {
            if let Some(reached) = reached.get_mut(index) {
                *reached = true;
            }
            continue;
        }
        let why = match (held.get(index), is_default) {
            (Some(true), _) => "a heavier tier holds whenever its condition does",
            (_, true) => "some other tier always holds",
            (_, false) => "its condition can never hold",
        };
        let at = item.get_some("when").unwrap_or_else(|| item.clone());
        reader.faults.error(&at, Code::UnreachableTier, text(item, "id"), why);
    }
    if let (Some((word, case)), None, false) = (uncovered, default_tier, untiered) {
        let complaint = cases.describe(word, case, reader);
        let expected = "`default = true` on one tier, or `untiered = \"allowed\"` in `[policy]`";
        reader.uncovered(complaint, expected);
    }
    reached
}
