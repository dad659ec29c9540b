//! Text laid out by the width it takes on a terminal: tables and wrapped paragraphs.
//!
//! A Chinese character takes two columns, a Latin letter one. Control characters never reach the terminal: a
//! complaint is a stranger's text.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// On which side a column's cells are filled up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

#[derive(Clone, Debug)]
struct Column {
    title: String,
    align: Align,
    /// Cells wider than this are cut and end in `…`.
    widest: usize,
}

/// A table of plain text; columns are as wide as their widest cell.
///
/// ```
/// use tousu::report::{Align, Table};
/// let mut table = Table::new();
/// table.column("级别", Align::Left).column("件", Align::Right);
/// table.row(["重大", "7"]);
/// table.row(["general", "12"]);
/// assert_eq!(table.render(""), "级别     件\n-------  --\n重大      7\ngeneral  12\n");
/// ```
#[derive(Clone, Default, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more column.
    pub fn column(&mut self, title: &str, align: Align) -> &mut Self {
        self.column_up_to(title, align, usize::MAX)
    }

    /// One more column whose cells are cut to a width.
    pub fn column_up_to(&mut self, title: &str, align: Align, widest: usize) -> &mut Self {
        self.columns.push(Column { title: plain(title), align, widest });
        self
    }

    /// One more row; cells beyond the last column are dropped.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> &mut Self {
        let cells = self.columns.iter().zip(cells);
        self.rows.push(cells.map(|(column, cell)| cut(&plain(cell.as_ref()), column.widest)).collect());
        self
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, every line after `indent`.
    #[must_use]
    pub fn render(&self, indent: &str) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = self.rows.iter().filter_map(|row| row.get(index));
                cells.map(|cell| cell.width()).chain([column.title.width()]).max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title.as_str()).collect();
        self.line(&mut out, indent, &widths, &titles);
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        self.line(&mut out, indent, &widths, &rules);
        self.rows.iter().for_each(|row| self.line(&mut out, indent, &widths, row));
        out
    }

    fn line<S: AsRef<str>>(&self, out: &mut String, indent: &str, widths: &[usize], cells: &[S]) {
        let mut line = indent.to_owned();
        for (index, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            if index > 0 {
                line.push_str("  ");
            }
            let cell = cells.get(index).map_or("", AsRef::as_ref);
            let fill = " ".repeat(width.saturating_sub(cell.width()));
            match column.align {
                Align::Left => line.extend([cell, &fill]),
                Align::Right => line.extend([fill.as_str(), cell]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The text on one line, without control characters.
#[must_use]
pub fn plain(text: &str) -> String {
    let visible = text.chars().map(|c| if is_control(c) { ' ' } else { c }).collect::<String>();
    visible.trim().to_owned()
}

/// Control characters, and the marks that turn the direction of writing.
pub(super) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text cut to a width, its end marked `…`.
///
/// ```
/// assert_eq!(tousu::report::cut("电梯停运三天", 9), "电梯停运…");
/// assert_eq!(tousu::report::cut("lift", 9), "lift");
/// ```
#[must_use]
pub fn cut(text: &str, widest: usize) -> String {
    if text.width() <= widest {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > widest {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A piece that is never broken: some characters, the width they take, and whether a line may begin with it.
#[derive(Default, Debug)]
struct Piece {
    text: String,
    width: usize,
    is_space: bool,
}

/// Wraps text to a width, every line after `indent`. What stands between [`ESCAPE`] and `m` takes no width.
pub(super) fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        let (mut used, mut waiting) = (0, 0);
        out.push_str(indent);
        for piece in pieces(line) {
            if piece.is_space {
                waiting += piece.width;
            } else {
                if used > 0 && used + waiting + piece.width > width {
                    out.push('\n');
                    out.push_str(indent);
                    used = 0;
                } else {
                    out.push_str(&" ".repeat(waiting));
                    used += waiting;
                }
                used += piece.width;
                out.push_str(&piece.text);
                waiting = 0;
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// Begins a terminal sequence.
pub(super) const ESCAPE: char = '\u{1b}';

/// Where lines may break: at blanks and beside wide characters, but not before closing or after opening marks.
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut sequence, mut glued) = (false, false);
    let mut last_wide = true;
    for c in line.chars() {
        let in_sequence = sequence || c == ESCAPE;
        sequence = in_sequence && c != 'm';
        let wide = c.width().unwrap_or(0) > 1;
        let is_space = c == ' ' && !in_sequence;
        let closing = "，。、；：！？）】」』》”’…,.;:!?)]%".contains(c);
        let joins = in_sequence || glued || closing || (!wide && !last_wide && !is_space);
        match pieces.last_mut() {
            Some(piece) if joins && !piece.is_space => piece.text.push(c),
            _ => pieces.push(Piece { text: c.to_string(), width: 0, is_space }),
        }
        if let Some(piece) = pieces.last_mut()
            && !in_sequence
        {
            piece.width += c.width().unwrap_or(0);
        }
        if !in_sequence {
            glued = "（【「『《“‘([".contains(c);
            last_wide = wide || is_space;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_line_up() {
        let mut table = Table::new();
        table.column_up_to("事由", Align::Left, 8).column("n", Align::Right);
        table.row(["电梯停运三天", "1"]).row(["ab\u{1b}[31m", "12"]);
        assert_eq!(table.render("  "), "  事由      n\n  -------  --\n  电梯停…   1\n  ab [31m  12\n");
        assert!(!table.is_empty());
    }

    #[test]
    fn lines_break_beside_wide_characters_and_at_blanks() {
        assert_eq!(wrap("楼道堆满杂物，有消防隐患", "", 12), "楼道堆满杂\n物，有消防隐\n患\n");
        assert_eq!(wrap("one two three", "> ", 8), "> one two\n> three\n");
        assert_eq!(wrap("一\n\n二", " ", 8), " 一\n\n 二\n");
        assert_eq!(wrap("楼【道堆】满", "", 6), "楼【道\n堆】满\n");
    }

    #[test]
    fn terminal_sequences_take_no_width() {
        assert_eq!(wrap("\u{1b}[1m一二\u{1b}[0m三", "", 6), "\u{1b}[1m一二\u{1b}[0m三\n");
        assert_eq!(cut("一二三", 0), "…");
        assert_eq!(plain("a\tb\nc\u{202e}"), "a b c");
    }
}
