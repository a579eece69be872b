//! Columns as a reader sees them.

use crate::keys::KeyError;
use crate::mask::{coarse, mask, mask_number, mask_spans, stays_number};
use crate::token::{TokenError, TokenSecret, detokenise, tokenise};
use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, StringArray, StringBuilder, new_null_array,
};
use arrow::compute::{can_cast_types, cast};
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use terms::{InfoType, View};

/// Finds values that hide in free text, as byte ranges; the caller's craft, not ours.
pub type Spans = Arc<dyn Fn(&str) -> Vec<Range<usize>> + Send + Sync>;

/// Why a column can't be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    #[error("columns of type {0} can't be shown: land them as text or numbers")]
    Kind(String),
    #[error("row {row}: {error}")]
    Token { row: usize, error: TokenError },
    #[error("up to row {row} the view holds more than {limit} bytes: read fewer rows at once")]
    TooMuchText { row: usize, limit: usize },
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Bytes of a column of text, whose offsets are 32 bits with a sign. Tokens are longer than their values,
/// and more would not be an error, but the end of the process.
const COLUMN_BYTES: usize = i32::MAX as usize;

/// Makes views of columns. Cheap to clone; a clone shares the secret.
#[derive(Clone)]
pub struct Viewer {
    tokens: TokenSecret,
    spans: Spans,
}

impl Viewer {
    /// A viewer that makes tokens from `tokens`, and blanks in free text what `spans` finds.
    #[must_use]
    pub const fn new(tokens: TokenSecret, spans: Spans) -> Self {
        Self { tokens, spans }
    }

    /// `array`, of values of `info_type`, in the given view: the same array if clear, else
    /// a column (of [`shown_type`]) of the same length. Missing values stay missing; hidden ones all are.
    ///
    /// # Errors
    /// If the array is neither text nor numbers (nor of a type that casts to text), or a value
    /// is too long for a token.
    pub fn show(
        &self,
        view: View,
        info_type: InfoType,
        array: &ArrayRef,
    ) -> Result<ArrayRef, ViewError> {
        match view {
            View::Clear => Ok(Arc::clone(array)),
            View::Hidden => Ok(new_null_array(&DataType::Utf8, array.len())),
            View::Mask => self.masked(info_type, array),
            View::Token => self.tokens(info_type, array),
        }
    }

    /// `array`, of tokens that the secret `before` made of values of `info_type`, as tokens of this
    /// viewer's own secret. What is missing stays missing.
    ///
    /// # Errors
    /// If a cell is no token that `before` made.
    pub fn tokens_anew(
        &self,
        before: &TokenSecret,
        info_type: InfoType,
        array: &ArrayRef,
    ) -> Result<ArrayRef, ViewError> {
        let (old, new) = (before.key(info_type)?, self.tokens.key(info_type)?);
        let Cells::Text(text) = cells(array)? else {
            return Err(ViewError::Kind(array.data_type().to_string()));
        };
        let anew = |(row, cell): (usize, Option<&str>)| {
            let value = cell.map(|token| detokenise(&old, token)).transpose();
            let token = value.and_then(|value| value.map(|it| tokenise(&new, &it)).transpose());
            token.map_err(|error| ViewError::Token { row, error })
        };
        let cells = text.as_string::<i32>().iter().enumerate().map(anew);
        Ok(Arc::new(cells.collect::<Result<StringArray, _>>()?))
    }

    fn masked(&self, info_type: InfoType, array: &ArrayRef) -> Result<ArrayRef, ViewError> {
        let shown = match cells(array)? {
            Cells::Numbers(numbers) if stays_number(info_type) => {
                let cells = numbers.as_primitive::<Float64Type>().iter();
                let coarse = cells.map(|cell| cell.and_then(|number| coarse(info_type, number)));
                return Ok(Arc::new(coarse.collect::<Float64Array>()));
            }
            Cells::Numbers(numbers) => {
                let mask = |number| mask_number(info_type, number);
                let cells = numbers.as_primitive::<Float64Type>().iter();
                gathered(cells.map(|cell| Ok(cell.map(mask))), COLUMN_BYTES)?
            }
            Cells::Text(text) => {
                let mask = |value: &str| match info_type {
                    InfoType::FreeText => mask_spans(value, &(self.spans)(value)),
                    _ => mask(info_type, value),
                };
                let cells = text.as_string::<i32>().iter();
                gathered(cells.map(|cell| Ok(cell.map(mask))), COLUMN_BYTES)?
            }
        };
        Ok(Arc::new(shown))
    }

    fn tokens(&self, info_type: InfoType, array: &ArrayRef) -> Result<ArrayRef, ViewError> {
        let key = self.tokens.key(info_type)?;
        let token = |(row, cell): (usize, Option<&str>)| {
            cell.map(|value| tokenise(&key, value))
                .transpose()
                .map_err(|error| ViewError::Token { row, error })
        };
        let shown = match cells(array)? {
            // A double would make one token of many whole numbers.
            Cells::Numbers(_) if !array.data_type().is_floating() => {
                let text = as_text(array)?;
                gathered(text.as_string::<i32>().iter().enumerate().map(token), COLUMN_BYTES)?
            }
            Cells::Numbers(numbers) => {
                let cells = numbers.as_primitive::<Float64Type>().iter();
                let written = cells.map(|cell| cell.map(|number| number.to_string()));
                let tokens = written.enumerate().map(|(row, cell)| token((row, cell.as_deref())));
                gathered(tokens, COLUMN_BYTES)?
            }
            Cells::Text(text) => {
                gathered(text.as_string::<i32>().iter().enumerate().map(token), COLUMN_BYTES)?
            }
        };
        Ok(Arc::new(shown))
    }
}

/// The cells as a column of at most `limit` bytes.
fn gathered(
    cells: impl Iterator<Item = Result<Option<String>, ViewError>>,
    limit: usize,
) -> Result<StringArray, ViewError> {
    let (mut column, mut bytes) = (StringBuilder::new(), 0usize);
    for (row, cell) in cells.enumerate() {
        let cell = cell?;
        bytes = bytes.saturating_add(cell.as_ref().map_or(0, String::len));
        if bytes > limit {
            return Err(ViewError::TooMuchText { row, limit });
        }
        column.append_option(cell);
    }
    Ok(column.finish())
}

impl fmt::Debug for Viewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Viewer(redacted)")
    }
}

/// The type of a column of `info_type` in a view: as it is if clear, a number where a mask leaves one,
/// else text.
#[must_use]
pub fn shown_type(view: View, info_type: InfoType, stored: &DataType) -> DataType {
    match view {
        View::Clear => stored.clone(),
        View::Mask if stored.is_numeric() && stays_number(info_type) => DataType::Float64,
        View::Token | View::Mask | View::Hidden => DataType::Utf8,
    }
}

/// A column as float64 or as UTF-8.
enum Cells {
    Numbers(ArrayRef),
    Text(ArrayRef),
}

fn cells(array: &ArrayRef) -> Result<Cells, ViewError> {
    if !array.data_type().is_numeric() {
        return as_text(array).map(Cells::Text);
    }
    let unfit = || ViewError::Kind(array.data_type().to_string());
    // The reason of a failed cast may quote the value, so it is dropped.
    cast(array, &DataType::Float64).map(Cells::Numbers).map_err(|_| unfit())
}

/// Cells of any type as UTF-8: as Arrow casts them, else as it shows them.
fn as_text(array: &ArrayRef) -> Result<ArrayRef, ViewError> {
    let kind = array.data_type();
    let utc = match kind {
        DataType::Timestamp(unit, Some(_)) => {
            cast(array, &DataType::Timestamp(*unit, Some(Arc::from("+00:00")))).ok()
        }
        _ => None,
    };
    let array = utc.as_ref().unwrap_or(array);
    if can_cast_types(array.data_type(), &DataType::Utf8)
        && let Ok(text) = cast(array, &DataType::Utf8)
        && text.null_count() == array.logical_null_count()
    {
        return Ok(text);
    }
    let unfit = || ViewError::Kind(kind.to_string());
    let options = FormatOptions::new().with_display_error(false);
    let formatter = ArrayFormatter::try_new(array, &options).map_err(|_| unfit())?;
    let cell = |row: usize| match array.is_null(row) {
        true => Ok(None),
        false => formatter.value(row).try_to_string().map(Some).map_err(|_| unfit()),
    };
    Ok(Arc::new(gathered((0..array.len()).map(cell), COLUMN_BYTES)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{Float64Array, Int64Array, StringViewArray};

    fn viewer() -> Viewer {
        Viewer::new(
            TokenSecret::generate().unwrap(),
            Arc::new(|text| text.find("secret").map(|at| at..at + 6).into_iter().collect()),
        )
    }

    fn shown(view: View, info_type: InfoType, array: ArrayRef) -> Vec<Option<String>> {
        let shown = viewer().show(view, info_type, &array).unwrap();
        shown.as_string::<i32>().iter().map(|cell| cell.map(str::to_owned)).collect()
    }

    // proves M18
    #[test]
    fn each_view_shows_its_own() {
        let names: ArrayRef =
            Arc::new(StringArray::from(vec![Some("Ada King"), None, Some("Ada King")]));
        assert_eq!(
            viewer().show(View::Clear, InfoType::PersonName, &names).unwrap().as_ref(),
            names.as_ref()
        );
        assert_eq!(
            shown(View::Hidden, InfoType::PersonName, Arc::clone(&names)),
            [None, None, None]
        );
        let initials = Some("A. K.".to_owned());
        assert_eq!(
            shown(View::Mask, InfoType::PersonName, Arc::clone(&names)),
            [initials.clone(), None, initials]
        );
        let tokens = shown(View::Token, InfoType::PersonName, names);
        assert_eq!((&tokens[0], &tokens[1]), (&tokens[2], &None));
        assert!(tokens[0].as_deref().unwrap().starts_with("tok_"));
    }

    // proves M17
    #[test]
    fn nested_values_and_whole_numbers_are_masked_and_tokened_by_all_that_they_say() {
        let name: ArrayRef = Arc::new(StringArray::from(vec!["Quarrymoor"]));
        let field = Arc::new(arrow::datatypes::Field::new("surname", DataType::Utf8, true));
        let nested: ArrayRef = Arc::new(arrow::array::StructArray::from(vec![(field, name)]));
        for view in [View::Mask, View::Token] {
            let shown = shown(view, InfoType::PersonName, Arc::clone(&nested));
            assert!(shown.iter().flatten().all(|cell| !cell.contains("Quarrymoor")), "{shown:?}");
        }
        let near = Int64Array::from(vec![1_765_432_109_876_543_210, 1_765_432_109_876_543_211]);
        let tokens = shown(View::Token, InfoType::RowId, Arc::new(near));
        assert_ne!(tokens[0], tokens[1]);
    }

    #[test]
    fn a_viewer_does_not_show_its_secret() {
        assert_eq!(format!("{:?}", viewer()), "Viewer(redacted)");
    }

    #[test]
    fn the_type_of_a_view_is_that_of_what_it_shows() {
        let ages: ArrayRef = Arc::new(Float64Array::from(vec![34.0]));
        for view in [View::Clear, View::Token, View::Mask, View::Hidden] {
            for info_type in [InfoType::Age, InfoType::UsSsn] {
                let shown = viewer().show(view, info_type, &ages).unwrap();
                let told = shown_type(view, info_type, ages.data_type());
                assert_eq!(&told, shown.data_type(), "{view:?}");
            }
        }
    }

    #[test]
    fn a_view_that_no_column_can_hold_is_an_error() {
        let cells = || ["tok_a", "tok_b"].map(|cell| Ok(Some(cell.to_owned()))).into_iter();
        assert_eq!(gathered(cells(), 10).unwrap().len(), 2);
        assert_eq!(gathered(cells(), 9), Err(ViewError::TooMuchText { row: 1, limit: 9 }));
    }

    #[test]
    fn numbers_and_other_kinds_of_text_are_shown_too() {
        let ages: ArrayRef = Arc::new(Float64Array::from(vec![Some(34.0), None]));
        let decades = viewer().show(View::Mask, InfoType::Age, &ages).unwrap();
        let middle: ArrayRef = Arc::new(Float64Array::from(vec![Some(35.0), None]));
        assert_eq!(decades.as_ref(), middle.as_ref());
        let whole: ArrayRef = Arc::new(Int64Array::from(vec![123_456_789]));
        assert_eq!(shown(View::Token, InfoType::UsSsn, whole)[0].as_deref().unwrap().len(), 9);
        let text: ArrayRef = Arc::new(StringViewArray::from(vec!["a secret here"]));
        assert_eq!(shown(View::Mask, InfoType::FreeText, text), [Some("a ••• here".to_owned())]);
    }
}
