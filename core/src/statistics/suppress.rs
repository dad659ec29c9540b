//! Small numbers are not shown, nor what would tell them.

use super::{Figure, FigureRow, FigureTable, Kind};

/// Hides figures that speak of fewer than `least` complaints. Rows with the same key but for its last value add up to
/// one subtotal: where only one of them is hidden in a column, the next smallest is hidden too, else a subtraction would
/// tell it.
pub(super) fn suppress(table: &mut FigureTable, least: u64) {
    let least = i128::from(least);
    let FigureTable { columns, rows, subtotals, total, .. } = table;
    for rows in [&mut *rows, &mut *subtotals] {
        for row in rows.iter_mut() {
            row.figures.iter_mut().filter(|figure| is_small(figure, least)).for_each(hide);
        }
        for column in 0..columns.len() {
            hide_what_tells(rows, column);
        }
    }
    total.figures.iter_mut().filter(|figure| is_small(figure, least)).for_each(hide);
}

fn is_small(figure: &Figure, least: i128) -> bool {
    let small = |number: Option<i128>| number.is_some_and(|number| (1..least).contains(&number));
    match figure.kpi.definition().kind {
        // Their sum is one of seconds.
        Kind::Length => small(figure.denominator),
        _ => small(figure.numerator) || small(figure.denominator),
    }
}

fn hide(figure: &mut Figure) {
    (figure.numerator, figure.denominator, figure.share) = (None, None, None);
    (figure.lengths, figure.items) = (None, None);
    figure.excluded.clear();
    figure.suppressed = true;
}

fn hide_what_tells(rows: &mut [FigureRow], column: usize) {
    let mut start = 0;
    while let Some(first) = rows.get(start) {
        let prefix = first.key.split_last().map(|(_, prefix)| prefix.to_vec()).unwrap_or_default();
        let length = first.key.len();
        let same = |row: &&FigureRow| row.key.len() == length && row.key.starts_with(&prefix);
        let count = rows.iter().skip(start).take_while(same).count().max(1);
        let group = rows.get_mut(start..start + count).unwrap_or_default();
        let mut figures: Vec<&mut Figure> = group.iter_mut().filter_map(|row| row.figures.get_mut(column)).collect();
        if figures.iter().filter(|figure| figure.suppressed).count() == 1 {
            let shown = figures.iter_mut().filter(|figure| !figure.suppressed && figure.numerator != Some(0));
            if let Some(next) = shown.min_by_key(|figure| figure.denominator.or(figure.numerator)) {
                hide(next);
            }
        }
        start += count;
    }
}
