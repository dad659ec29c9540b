//! What a book demands besides limits: read as written, and refused where it could never apply.

use super::checks::{HEAD, OBLIGATION, TIER, accepted, found, refused};
use crate::error::Result;
use crate::id::TierId;
use crate::period::{Period, PeriodRange};
use crate::policy::{
    Against, Condition, Confidence, Counts, During, EventKind, FieldKind, Frequency, Parameters, Per, Policy, Roll,
    Severity, Taker, Window,
};

const ROLE: &str = "[[role]]\nid = 'office'\n";

fn parse(parts: &[&str]) -> Result<Policy> {
    Policy::parse(&parts.concat())
}

#[test]
fn routes_go_by_hours_by_who_is_asked_first_and_by_who_leads() -> Result<()> {
    let routes = "[[route]]\nid = 'day'\nclause = '2'\nduring = 'open'\nto = 'office'\n\
        [[route]]\nid = 'first'\nclause = '3'\nby = 'first-asked'\n\
        [[route]]\nid = 'lead'\nclause = '3'\nwhen = { category = 'facilities' }\nby = 'lead-department'\n";
    accepted(&[HEAD, TIER, ROLE, routes])?;
    let policy = parse(&[HEAD, TIER, ROLE, routes])?;
    let read: Vec<_> = policy.routes.iter().map(|route| (route.id.as_str(), route.during, route.taker)).collect();
    let office = policy.role("office").map(Taker::Role);
    assert_eq!(office.map(|office| ("day", Some(During::Open), office)), read.first().copied());
    assert_eq!(read.get(1), Some(&("first", None, Taker::FirstAsked)));
    assert_eq!(read.get(2), Some(&("lead", None, Taker::LeadDepartment(None))));
    assert!(matches!(policy.routes.get(2).and_then(|route| route.when.as_ref()), Some(Condition::Category(_))));

    let route = "[[route]]\nid = 'a'\nclause = '2'\n";
    refused(&[HEAD, TIER, route], "missing-field", "route[0]")?;
    refused(&[HEAD, TIER, route, "to = 'office'\n"], "unknown-reference", "route[0].to")?;
    refused(&[HEAD, TIER, ROLE, route, "to = 'office'\nby = 'first-asked'\n"], "unknown-field", "route[0].to")?;
    let never = "to = 'office'\nwhen = { all = ['fire', { not = 'fire' }] }\n";
    refused(&[HEAD, TIER, ROLE, route, never], "never-applies", "route[0].when")?;
    refused(&[HEAD, TIER, ROLE, route, "to = 'office'\nduring = 'noon'\n"], "unknown-value", "route[0].during")
}

#[test]
fn thresholds_count_with_their_bounds() -> Result<()> {
    let five = "[[threshold]]\nid = 'five'\nclause = '五'\ncounts = { parameter = 'basis' }\nper = 'department'\n\
        window = 'calendar-year'\nat_least = 5\n";
    let basis = "[[parameter]]\nid = 'basis'\ntype = 'enum'\nvalues = ['received', 'substantiated']\n\
        suggested = 'substantiated'\nclause = '五'\n";
    let none = "[[threshold]]\nid = 'none'\nclause = '五'\nper = 'department'\nwindow = 'calendar-year'\nat_most = 0\n";
    let hot = "[[threshold]]\nid = 'hot'\nclause = '五'\nper = 'matter'\nwithin = '30 days'\n\
        at_least = { parameter = 'many' }\n";
    let many = "[[parameter]]\nid = 'many'\ntype = 'count'\nclause = '五'\n";
    accepted(&[HEAD, TIER, five, basis, none, hot, many])?;
    let policy = parse(&[HEAD, TIER, five, basis, none, hot, many])?;
    let [five, none, hot] = policy.thresholds.as_slice() else {
        return Err(crate::Error::new(crate::Code::NotFound, "three", "thresholds"));
    };
    assert_eq!((five.counts, five.per, five.window), (Counts::Substantiated, Per::Department, Window::CalendarYear));
    // 以上 includes the number (Civil Code 1259).
    assert_eq!([4, 5, 6].map(|count| five.is_met(count)), [false, true, true]);
    assert_eq!([0, 1].map(|count| none.is_met(count)), [true, false]);
    assert_eq!(hot.window, Window::Rolling(Period::CalendarDays { days: 30 }));
    assert!(!hot.is_met(u32::MAX), "nobody has said how many are many");
    let given = policy.with_parameters(&Parameters::new().with("many", 5).with("basis", "received"))?;
    assert_eq!(given.thresholds.first().map(|five| five.counts), Some(Counts::Received));
    assert_eq!(given.thresholds.get(2).map(|hot| hot.is_met(5)), Some(true));

    let bare = "[[threshold]]\nid = 'a'\nclause = '1'\nper = 'unit'\n";
    refused(&[HEAD, TIER, bare], "missing-field", "threshold[0]")?;
    refused(&[HEAD, TIER, bare, "at_least = 5\nat_most = 4\n"], "never-applies", "threshold[0].at_most")?;
    refused(&[HEAD, TIER, bare, "at_least = -1\n"], "wrong-type", "threshold[0].at_least")?;
    refused(&[HEAD, TIER, bare, "at_least = 1\nwithin = 'same day'\n"], "wrong-type", "threshold[0].within")?;
    let both = "at_least = 1\nwithin = '3 days'\nwindow = 'always'\n";
    refused(&[HEAD, TIER, bare, both], "unknown-field", "threshold[0].within")
}

#[test]
fn sanctions_follow_a_complaint_or_a_threshold() -> Result<()> {
    let fact = "[[fact]]\nid = 'harm'\ntype = 'bool'\n";
    let off_duty = "[[sanction]]\nid = 'off-duty'\nclause = '五'\nwhen = { all = ['substantiated', 'harm'] }\n\
        against = 'person'\nlasts = { parameter = 'months' }\n";
    let months = "[[parameter]]\nid = 'months'\ntype = 'range'\nsuggested = '3-6 months'\nclause = '五'\n";
    let five = "[[threshold]]\nid = 'five'\nclause = '五'\nper = 'department'\nat_least = 5\n";
    let head = "[[sanction]]\nid = 'head'\nclause = '五'\nafter = 'five'\nagainst = 'department-head'\n";
    accepted(&[HEAD, TIER, fact, off_duty, months, five, head])?;
    let policy = parse(&[HEAD, TIER, fact, off_duty, months, five, head])?;
    let [off_duty, head] = policy.sanctions.as_slice() else {
        return Err(crate::Error::new(crate::Code::NotFound, "two", "sanctions"));
    };
    assert_eq!(off_duty.lasts, Some(PeriodRange::parse("3-6 months")?));
    assert_eq!((off_duty.against, off_duty.starts), (Against::Person, EventKind::Decided.id()));
    assert_eq!(head.after, policy.threshold("five"));
    let given = policy.with_parameters(&Parameters::new().with("months", "4个月"))?;
    assert_eq!(given.sanctions.first().and_then(|one| one.lasts), Some(Period::Months { months: 4 }.into()));
    let misgiven =
        policy.with_parameters(&Parameters::new().with("months", "6-3 months")).map_err(|error| error.slug());
    assert_eq!(misgiven.err(), Some("unreadable-parameter"));

    let bare = "[[sanction]]\nid = 'a'\nclause = '1'\nagainst = 'person'\n";
    refused(&[HEAD, TIER, bare, "after = 'fiv'\n"], "unknown-reference", "sanction[0].after")?;
    refused(&[HEAD, TIER, bare, "lasts = '6-3 months'\n"], "unreadable-period", "sanction[0].lasts")?;
    let never = "when = { all = ['fire', { not = 'fire' }] }\n";
    refused(&[HEAD, TIER, bare, never], "never-applies", "sanction[0].when")
}

#[test]
fn units_owe_per_period_and_reports_say_of_what() -> Result<()> {
    let cards = "[[unit_duty]]\nid = 'cards'\nclause = '一'\nfrequency = 'quarterly'\nowner = 'office'\n";
    let table = "[[report]]\nid = 'table'\nclause = '一.2'\nfrequency = { parameter = 'how_often' }\n\
        due = { parameter = 'day' }\ndue_month = 'next'\nholiday_roll = 'next'\ntiers = 'all'\n\
        content = [{ id = 'counts' }, { id = 'causes' }]\n";
    let parameters = "[[parameter]]\nid = 'how_often'\ntype = 'enum'\nvalues = ['monthly', 'quarterly']\n\
        suggested = 'monthly'\nclause = '1'\n\
        [[parameter]]\nid = 'day'\ntype = 'day-of-month'\nsuggested = 3\nclause = '1'\n";
    accepted(&[HEAD, TIER, ROLE, cards, table, parameters])?;
    let policy = parse(&[HEAD, TIER, ROLE, cards, table, parameters])?;
    let report = policy.reports.first();
    assert_eq!(report.map(|report| report.frequency), Some(Frequency::Monthly));
    let due = report.and_then(|report| report.due);
    assert_eq!(due.map(|due| due.period), Some(Period::ByDayOfMonth { day: 3, next_month: true }));
    assert_eq!(due.map(|due| due.counting.roll), Some(Roll::Next));
    assert_eq!(report.map(|report| report.tiers.clone()), Some(vec![TierId(0)]));
    assert_eq!(report.map(|report| report.content.len()), Some(2));
    assert_eq!(policy.unit_duties.first().map(|duty| duty.frequency), Some(Frequency::Quarterly));

    let duty = "[[unit_duty]]\nid = 'a'\nclause = '1'\n";
    refused(&[HEAD, TIER, duty], "missing-field", "unit_duty[0]")?;
    refused(&[HEAD, TIER, duty, "frequency = 'each-case'\n"], "unknown-value", "unit_duty[0].frequency")?;
    let due = "frequency = 'monthly'\ndue = 'by day 3 of the month'\ndue_month = 'next'\n";
    refused(&[HEAD, TIER, duty, due], "unknown-field", "unit_duty[0].due_month")?;
    let twice = "[[archive]]\nid = 'a'\nclause = '1'\ncontains = [{ id = 'b' }, { id = 'b' }]\n";
    refused(&[HEAD, TIER, twice], "duplicate-id", "archive[0].contains[1].id")
}

#[test]
fn a_warning_lies_inside_its_limit() -> Result<()> {
    accepted(&[HEAD, TIER, OBLIGATION, "within = '3 working days'\nwarn = '4 working hours'\n"])?;
    let outside = "within = '30 minutes'\nwarn = '1 hour'\n";
    refused(&[HEAD, TIER, OBLIGATION, outside], "warn-outside-period", "obligation[0].warn")?;
    refused(&[HEAD, TIER, OBLIGATION, "warn = '1 hour'\n"], "warn-outside-period", "obligation[0].warn")?;
    refused(&[HEAD, TIER, OBLIGATION, "within = '1 month'\nwarn = '0 days'\n"], "wrong-type", "obligation[0].warn")?;
    // A working day of the built-in calendar has eight hours; a book may have others.
    let day = "within = '1 working day'\nwarn = '8 working hours'\n";
    refused(&[HEAD, TIER, OBLIGATION, day], "warn-outside-period", "obligation[0].warn")?;
    accepted(&[HEAD, "hours = '08:00-18:00'\n", TIER, OBLIGATION, day])?;
    // What a caller leaves open is not outside.
    let open = "[[parameter]]\nid = 'p'\ntype = 'period'\nclause = '1'\n";
    accepted(&[HEAD, TIER, OBLIGATION, "within = { parameter = 'p' }\nwarn = '1 hour'\n", open])?;
    refused(&[HEAD, TIER, OBLIGATION, "every = '0 days'\n"], "wrong-type", "obligation[0].every")?;
    let policy = parse(&[HEAD, TIER, OBLIGATION, "every = '7 days'\n"])?;
    assert_eq!(policy.obligations.first().and_then(|one| one.every), Some(Period::CalendarDays { days: 7 }));
    Ok(())
}

#[test]
fn a_clause_names_its_article_and_whether_it_was_read() -> Result<()> {
    let norm =
        HEAD.replace("title = 'x'", "title = 'x'\nsource = { document = 'x', confidence = 'needs-verification' }");
    let own = "article = '50'\nconfidence = 'verified'\n";
    let policy = parse(&[&norm, TIER, OBLIGATION, own, "extension = { approved_by = 'office', quote = 'q' }\n", ROLE])?;
    let clause = policy.obligations.first().map(|one| &one.clause);
    assert_eq!(clause.map(|clause| clause.article.as_str()), Some("50"));
    assert_eq!(clause.and_then(|clause| policy.confidence(clause)), Some(Confidence::Verified));
    let extension = policy.obligations.first().and_then(|one| one.extension.as_ref());
    let extension = extension.map(|extension| (extension.clause.article.as_str(), extension.clause.quote.as_str()));
    assert_eq!(extension, Some(("50", "q")), "from the clause above it");
    let tier = policy.tiers.first().map(|tier| &tier.clause);
    assert_eq!(tier.and_then(|clause| policy.confidence(clause)), Some(Confidence::NeedsVerification));
    refused(&[HEAD, TIER, OBLIGATION, "confidence = 'sure'\n"], "unknown-value", "obligation[0].confidence")
}

#[test]
fn forms_know_the_types_of_their_fields() -> Result<()> {
    let form = |field: &str| format!("[[form]]\nid = 'a'\nclause = '1'\nfields = [{{ id = 'b', {field} }}]\n");
    let policy = parse(&[HEAD, TIER, &form("type = 'choice', values = ['电话', '来访']")])?;
    let kind = policy.forms.first().and_then(|form| form.fields.first()).map(|field| field.kind.clone());
    assert_eq!(kind, Some(FieldKind::Choice(vec!["电话".to_owned(), "来访".to_owned()])));
    refused(&[HEAD, TIER, &form("type = 'choice'")], "missing-field", "form[0].fields[0]")?;
    refused(&[HEAD, TIER, &form("values = ['a']")], "unknown-field", "form[0].fields[0].values")
}

#[test]
fn hours_of_the_book_may_come_from_a_parameter() -> Result<()> {
    let head = format!("{HEAD}hours = {{ parameter = 'office_hours' }}\n");
    let hours =
        "[[parameter]]\nid = 'office_hours'\ntype = 'hours'\nsuggested = '08:00-12:00,14:00-17:30'\nclause = '2'\n";
    accepted(&[&head, TIER, hours])?;
    let policy = parse(&[&head, TIER, hours])?;
    assert_eq!(policy.hours.map(|hours| hours.to_string()).as_deref(), Some("08:00-12:00, 14:00-17:30"));
    let wrong = hours.replace("14:00", "11:00");
    let found = found(&[&head, TIER, &wrong])?;
    assert_eq!(found, [(Severity::Error, "unreadable-parameter", "parameter[0].suggested".to_owned())]);
    refused(&[HEAD, "hours = '12:00-08:00'\n", TIER], "overlapping-hours", "policy.hours")
}
