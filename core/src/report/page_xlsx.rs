//! A page as an XLSX file with native charts.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart as NativeChart, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use super::page::{Block, Chart, Drawing, Page, Sheet, Value};
use crate::error::{Code, Error, Result};

impl Page {
    /// The page as an XLSX file: a first sheet with what is to be read, one sheet for each table with its charts, and
    /// one with the definitions, to which the heads of figures link. Texts are written as texts whatever they begin
    /// with, so that no program computes them; a rate has its numerator and denominator beside it. The file holds no
    /// time: the same page gives the same bytes.
    ///
    /// # Errors
    /// `too-large` for more rows or longer texts than the format takes.
    pub fn to_xlsx(&self) -> Result<Vec<u8>> {
        self.workbook()
            .map_err(|fault| Error::new(Code::TooLarge, format_args!("the page ({fault})"), "an XLSX file can hold"))
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&fixed));
        let styles = Styles::new();
        let mut names: Vec<String> = Vec::new();
        let first = sheet_name(&self.title, &mut names);
        let (glossary, _) = (sheet_name(self.language.pick("指标定义", "definitions"), &mut names), ());
        self.cover(book.add_worksheet().set_name(&first)?, &styles)?;
        let mut of_sheet: BTreeMap<&str, String> = BTreeMap::new();
        for sheet in self.sheets() {
            let name = sheet_name(&sheet.title, &mut names);
            of_sheet.insert(&sheet.id, name.clone());
            let worksheet = book.add_worksheet().set_name(&name)?;
            let columns = self.table_sheet(worksheet, sheet, &styles, &glossary)?;
            let mut row = 1;
            for chart in self.charts().filter(|chart| chart.sheet == sheet.id) {
                let place = columns.last().copied().unwrap_or(0) + 3;
                worksheet.insert_chart(row, place, &native(chart, sheet, &name, &columns))?;
                row += 18;
            }
        }
        if !self.definitions.is_empty() {
            let worksheet = book.add_worksheet().set_name(&glossary)?;
            for (row, definition) in (0..).zip(&self.definitions) {
                worksheet.write_string_with_format(row, 0, &definition.name, &styles.head)?;
                worksheet.write_string_with_format(row, 1, &definition.words, &styles.text)?;
            }
            worksheet.set_column_width(0, 26)?.set_column_width(1, 90)?;
        }
        book.save_to_buffer()
    }

    /// Everything but tables and charts.
    fn cover(&self, worksheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        worksheet.set_column_width(0, 30)?.set_column_width(1, 70)?;
        worksheet.write_string_with_format(0, 0, &self.title, &styles.title)?;
        let mut row = 2;
        for (name, value) in &self.facts {
            worksheet.write_string(row, 0, name)?;
            worksheet.write_string_with_format(row, 1, value, &styles.plain)?;
            row += 1;
        }
        row += 1;
        for block in &self.blocks {
            match block {
                Block::Heading(text) => {
                    worksheet.write_string_with_format(row, 0, text, &styles.bold)?;
                    row += 1;
                }
                Block::Paragraph(text) => {
                    worksheet.merge_range(row, 0, row, 1, text, &styles.plain)?;
                    worksheet.set_row_height(row, 15 * (text.chars().count() / 45 + 1) as u32)?;
                    row += 1;
                }
                Block::Fields(fields) => {
                    for field in fields {
                        let star = if field.required { " *" } else { "" };
                        worksheet.write_string_with_format(row, 0, format!("{}{star}", field.label), &styles.head)?;
                        worksheet.write_string_with_format(row, 1, field.value.shown(self.language), &styles.text)?;
                        row += 1;
                    }
                }
                Block::Signatures(lines) => {
                    row += 1;
                    for line in lines {
                        worksheet.write_string(row, 0, format!("{line}:"))?;
                        worksheet.write_string(
                            row,
                            1,
                            format!("____________  {}: ________", self.language.pick("日期", "date")),
                        )?;
                        row += 2;
                    }
                }
                Block::Sheet(_) | Block::Chart(_) => {}
            }
        }
        worksheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// Writes a table; for each of its columns the column of the sheet where it begins.
    fn table_sheet(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        styles: &Styles,
        glossary: &str,
    ) -> Result<Vec<u16>, XlsxError> {
        let is_rate = |at: usize| sheet.rows.iter().any(|row| matches!(row.get(at), Some(Value::Rate(_))));
        let mut columns = Vec::new();
        let mut next = 0;
        for (at, column) in sheet.columns.iter().enumerate() {
            columns.push(next);
            let defined =
                column.definition.as_ref().and_then(|id| self.definitions.iter().position(|own| own.id == *id));
            match defined {
                Some(line) => {
                    let link = format!("internal:'{glossary}'!A{}", line + 1);
                    worksheet.write_url_with_options(0, next, link.as_str(), &column.title, "", Some(&styles.link))?;
                }
                None => {
                    worksheet.write_string_with_format(0, next, &column.title, &styles.head)?;
                }
            }
            next += 1;
            if is_rate(at) {
                for part in [self.language.pick("分子", "numerator"), self.language.pick("分母", "denominator")] {
                    worksheet.write_string_with_format(0, next, part, &styles.head)?;
                    next += 1;
                }
            }
        }
        for (row, values) in (1..).zip(&sheet.rows) {
            for (value, column) in values.iter().zip(&columns) {
                write(worksheet, row, *column, value, styles, self)?;
            }
        }
        worksheet.set_freeze_panes(1, 0)?;
        worksheet.autofit();
        Ok(columns)
    }
}

fn write(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    styles: &Styles,
    page: &Page,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {
            worksheet.write_blank(row, column, &styles.text)?;
        }
        Value::Number(number) if number.unsigned_abs() < 1 << 53 => {
            worksheet.write_number_with_format(row, column, *number as f64, &styles.number)?;
        }
        Value::Seconds(seconds) => {
            worksheet.write_number_with_format(row, column, *seconds as f64 / 86_400.0, &styles.length)?;
        }
        Value::Rate(rate) => {
            if rate.denominator > 0 {
                let share = rate.numerator as f64 / rate.denominator as f64;
                worksheet.write_number_with_format(row, column, share, &styles.rate)?;
            }
            worksheet.write_number_with_format(row, column + 1, rate.numerator as f64, &styles.number)?;
            worksheet.write_number_with_format(row, column + 2, rate.denominator as f64, &styles.number)?;
        }
        other => {
            worksheet.write_string_with_format(row, column, other.shown(page.language), &styles.text)?;
        }
    }
    Ok(())
}

/// A chart of the file format's own, over the cells of the table.
fn native(chart: &Chart, sheet: &Sheet, name: &str, columns: &[u16]) -> NativeChart {
    let mut out = NativeChart::new(if chart.drawing == Drawing::Bars { ChartType::Bar } else { ChartType::Line });
    let rows = sheet.rows.len() - usize::from(sheet.total && !sheet.rows.is_empty());
    let last = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
    let column = |at: usize| columns.get(at).copied().unwrap_or(0);
    let (labels, values) = (column(chart.label), column(chart.column));
    out.add_series().set_categories((name, 1, labels, last, labels)).set_values((name, 1, values, last, values));
    out.title().set_name(&chart.title);
    out.legend().set_hidden();
    if chart.drawing == Drawing::Bars {
        // The first row on top, as in the table.
        out.y_axis().set_reverse();
    }
    out
}

/// A name that a sheet may have: at most 31 characters, none of `[]:*?/\'`, and no other sheet's.
fn sheet_name(title: &str, names: &mut Vec<String>) -> String {
    let clean: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(26).collect();
    let clean = if clean.trim().is_empty() { "sheet".to_owned() } else { clean };
    let taken = |name: &str| names.iter().any(|own| own.to_lowercase() == name.to_lowercase());
    let name = (1..).map(|n| if n == 1 { clean.clone() } else { format!("{clean} {n}") }).find(|name| !taken(name));
    let name = name.unwrap_or(clean);
    names.push(name.clone());
    name
}

struct Styles {
    title: Format,
    bold: Format,
    plain: Format,
    head: Format,
    link: Format,
    text: Format,
    number: Format,
    rate: Format,
    length: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            bold: Format::new().set_bold().set_font_size(12),
            plain: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            head: cell().set_bold().set_background_color(0x00F3_F5F8),
            link: cell().set_bold().set_background_color(0x00F3_F5F8).set_font_color(0x002F_6F9F),
            // A text format: what is entered later stays a text too.
            text: cell().set_text_wrap().set_num_format("@"),
            number: cell().set_num_format("0"),
            rate: cell().set_num_format("0.0%"),
            length: cell().set_num_format("[h]:mm:ss"),
        }
    }
}
