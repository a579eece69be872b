//! MLflow's `/invocations`: a table in, predictions out.

use super::inference::value;
use super::reply::{highest, label};
use learn::{Answer, Cell};
use serde_json::{Value, json};

/// A request about rows, one column for each input.
pub(super) fn request<'a>(
    names: impl Iterator<Item = &'a str>,
    inputs: &[Vec<Cell>],
    rows: usize,
) -> Value {
    let whole: Vec<bool> = inputs.iter().map(|cells| cells.iter().all(is_whole)).collect();
    let row = |at: usize| {
        let cells = inputs.iter().zip(&whole);
        let cells = cells.filter_map(|(cells, whole)| Some(value(cells.get(at)?, *whole, false)));
        Value::from(cells.collect::<Vec<_>>())
    };
    let data: Vec<Value> = (0..rows).map(row).collect();
    json!({"dataframe_split": {"columns": names.collect::<Vec<_>>(), "data": data}})
}

fn is_whole(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => number.fract() == 0.0,
        Cell::Text(_) => false,
    }
}

/// What was said of each row.
pub(super) fn answers(told: &Value) -> Result<Vec<Answer>, String> {
    let predictions = told.get("predictions").unwrap_or(told);
    let predictions = predictions.as_array().ok_or("it gave no predictions")?;
    let one = |prediction: &Value| match prediction {
        Value::Array(scores) => match scores.as_slice() {
            [only] => label(only),
            _ => highest(&scores.iter().collect::<Vec<_>>()),
        },
        Value::Object(fields) => {
            let named = ["label", "class", "prediction", "output_label", "0"];
            let field = named.iter().find_map(|name| fields.get(*name));
            label(field.ok_or("none of the fields of its predictions is a label")?)
        }
        plain => label(plain),
    };
    predictions.iter().map(one).collect()
}
