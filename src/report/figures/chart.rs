//! A native chart beside its table, in the colours of the workbook.

use rust_xlsxwriter::{
    Chart as Native, ChartAxisCrossing, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartSolidFill, ChartType, Color,
};

use super::answer::Table;
use super::place::{CHART_COLUMN_WIDTH, CHART_COLUMNS, Rows, starts};
use super::table::Sheet;
use super::{Chart, ChartKind};
use crate::report::trouble::Trouble;

/// Colours that stay apart when printed in grey too.
const COLOURS: [u32; 7] = [0x002E_75B6, 0x00F4_B183, 0x00A5_A5A5, 0x0070_AD47, 0x00FF_C000, 0x007F_6084, 0x0044_546A];
const FONT: &str = "宋体";
/// A chart's height, in points, and its pixels for a point.
pub(super) const HEIGHT: f64 = 250.0;
const PIXELS: f64 = 4.0 / 3.0;

/// Puts a chart right of the tables, its top at `row`.
pub(super) fn write(
    sheet: &mut Sheet<'_>,
    name: &str,
    table: &Table,
    rows: Rows,
    chart: &Chart,
    row: u32,
) -> Result<(), Trouble> {
    let starts = starts(table);
    let place = |id: &str| table.column(id).and_then(|column| starts.get(column)).copied().unwrap_or_default();
    let last = rows.end.saturating_sub(1).max(rows.first);
    let mut native = Native::new(match chart.kind {
        ChartKind::Column => ChartType::Column,
        ChartKind::ColumnStacked => ChartType::ColumnStacked,
        ChartKind::Bar => ChartType::Bar,
        ChartKind::BarStacked => ChartType::BarStacked,
        ChartKind::Pie => ChartType::Pie,
        ChartKind::Doughnut => ChartType::Doughnut,
    });
    let round = matches!(chart.kind, ChartKind::Pie | ChartKind::Doughnut);
    for (at, id) in chart.series.iter().enumerate() {
        let (categories, values) = (place(&chart.categories), place(id));
        let series = native.add_series();
        series
            .set_name((name, rows.header.1, values))
            .set_categories((name, rows.first, categories, last, categories))
            .set_values((name, rows.first, values, last, values));
        if round {
            let points: Vec<_> = COLOURS
                .iter()
                .map(|&colour| rust_xlsxwriter::ChartPoint::new().set_format(&mut filled(colour)))
                .collect();
            let mut label = ChartDataLabel::new();
            label.show_category_name().show_percentage().show_leader_lines().set_font(&font());
            series.set_points(&points).set_data_label(&label);
        } else {
            series.set_format(&mut filled(COLOURS[at % COLOURS.len()])).set_gap(60);
            if matches!(chart.kind, ChartKind::ColumnStacked | ChartKind::BarStacked) {
                series.set_overlap(100);
            }
        }
    }
    native.title().set_name(chart.title.get(sheet.lang)).set_font(font().set_size(12).set_bold());
    native.legend().set_position(ChartLegendPosition::Bottom).set_font(&font());
    if !round {
        axes(&mut native, matches!(chart.kind, ChartKind::Bar | ChartKind::BarStacked));
    }
    // A column's pixels in the font that a workbook is measured in: seven for a character, five around them.
    let width = (CHART_COLUMN_WIDTH * 7.0 + 5.0) * f64::from(CHART_COLUMNS);
    native.set_width(width as u32).set_height((HEIGHT * PIXELS) as u32);
    sheet.on.insert_chart(row, sheet.columns.last_of_tables() + 2, &native)?;
    Ok(())
}

/// Whole numbers on pale lines; the first category of a lying chart stands on top, as in its table.
fn axes(native: &mut Native, lying: bool) {
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(0x00D9_D9D9));
    // The writer calls the lower axis x, which is that of the values where bars lie.
    let (categories, values) = if lying { ("y", "x") } else { ("x", "y") };
    for axis in [categories, values] {
        let is_values = axis == values;
        let axis = if axis == "x" { native.x_axis() } else { native.y_axis() };
        axis.set_font(&font());
        if is_values {
            axis.set_num_format("0").set_major_gridlines_line(&line);
        } else {
            axis.set_major_gridlines(false);
        }
        if lying && !is_values {
            axis.set_reverse().set_crossing(ChartAxisCrossing::Max);
        }
    }
}

fn font() -> ChartFont {
    ChartFont::new().set_name(FONT).set_size(10).clone()
}

fn filled(colour: u32) -> ChartFormat {
    let mut fill = ChartSolidFill::new();
    let mut format = ChartFormat::new();
    format.set_solid_fill(fill.set_color(Color::RGB(colour)));
    format
}
