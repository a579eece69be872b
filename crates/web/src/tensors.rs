//! Inference over HTTP: JSON, and where a client sends or wants them so, tensors as bytes behind it. A header
//! says where the JSON ends (binary tensor data extension of the Open Inference Protocol).

use crate::Failed;
use crate::read::{body, json, misfit};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use terms::printable;
use workspace::Error;
use workspace::records::{InferRequest, InferResponse};

/// How many bytes of a body are JSON; the rest are tensors.
const JSON_LENGTH: HeaderName = HeaderName::from_static("inference-header-content-length");

/// A request for predictions.
#[derive(Debug)]
pub(crate) struct Asking(pub InferRequest);

impl<S: Send + Sync> FromRequest<S> for Asking {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let length = json_length(request.headers())?;
        let bytes = body(request, state).await?;
        Ok(Self(infer_request(bytes, length)?))
    }
}

fn json_length(headers: &HeaderMap) -> Result<Option<usize>, Error> {
    let mut given = headers.get_all(JSON_LENGTH).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let length = value.to_str().ok().and_then(|text| text.trim().parse::<usize>().ok());
    match length {
        // Triton takes a body without any JSON, if a model has one input and one output.
        Some(0) => Err("has to say where the JSON ends: a body of bytes alone is not taken"),
        Some(length) if given.next().is_none() => Ok(Some(length)),
        _ => Err("is not one whole number"),
    }
    .map_err(misplaced)
}

fn misplaced(why: &str) -> Error {
    Error::invalid(format!("the header Inference-Header-Content-Length {why}"))
        .at(JSON_LENGTH)
        .remedy("send how many bytes of the body are JSON; leave it out if all of them are")
}

/// Reads the JSON, which is all of `bytes` or as much as `length` says, and gives what follows to its inputs.
pub(crate) fn infer_request(
    mut bytes: Bytes,
    length: Option<usize>,
) -> Result<InferRequest, Error> {
    let length = length.unwrap_or(bytes.len());
    if length > bytes.len() {
        return Err(misplaced(&format!("is {length}, the body has {} bytes", bytes.len())));
    }
    let tensors = bytes.split_off(length);
    let request = json::<InferRequest>(&bytes).map_err(|error| of_input(&bytes, error))?;
    Ok(request.with_bytes(tensors)?)
}

/// An error of the JSON, with the name of the input whose field does not fit.
fn of_input(bytes: &[u8], error: Error) -> Error {
    let name = || {
        let path = misfit::<InferRequest>(bytes)?;
        let (at, field) = path.strip_prefix("inputs[")?.split_once("].")?;
        let request: Value = serde_json::from_slice(bytes).ok()?;
        let name = request.get("inputs")?.get(at.parse::<usize>().ok()?)?.get("name")?.as_str()?;
        let name: String = name.chars().take(100).collect();
        Some((printable(&name).into_owned(), field.to_owned()))
    };
    match name() {
        Some((name, field)) => Error {
            message: format!("the input {name:?}, field {field:?}: {}", error.message),
            ..error
        },
        None => error,
    }
}

/// Predictions, as JSON with what was wanted as bytes behind it.
#[derive(Debug)]
pub(crate) struct Answered(pub InferResponse);

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let mut tensors =
            self.0.outputs.iter().filter_map(|output| output.bytes.as_ref()).peekable();
        if tensors.peek().is_none() {
            return Json(self.0).into_response();
        }
        let Ok(mut body) = serde_json::to_vec(&self.0) else {
            return Failed::from(Error::internal("writing predictions")).into_response();
        };
        let length = body.len().to_string();
        tensors.for_each(|tensor| body.extend_from_slice(tensor));
        let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
        ([kind, (JSON_LENGTH, length)], body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use serde_json::json;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (JSON_LENGTH, HeaderValue::from_static(value))).collect()
    }

    fn read(head: &Value, tensors: &[u8], length: Option<usize>) -> Result<InferRequest, String> {
        let mut bytes = serde_json::to_vec(head).unwrap();
        let length = length.or((!tensors.is_empty()).then_some(bytes.len()));
        bytes.extend_from_slice(tensors);
        infer_request(bytes.into(), length).map_err(|error| error.message)
    }

    // proves M14
    #[test]
    fn a_field_that_does_not_fit_is_told_with_its_input_and_never_by_its_value() {
        let input = |shape: Value| {
            json!({ "inputs": [
                { "name": "job", "shape": [1], "datatype": "BYTES", "data": ["x"] },
                { "name": "age", "shape": shape, "datatype": "FP32", "data": [1] },
            ]})
        };
        let told = read(&input(json!("078-05-1120")), &[], None).unwrap_err();
        assert!(told.contains("\"age\"") && told.contains("\"shape\""), "{told}");
        assert!(told.contains("expected a sequence") && !told.contains("078"), "{told}");
        assert!(read(&input(json!([1, -1])), &[], None).unwrap_err().contains("shape[1]"));
        assert!(read(&input(json!([1])), &[], None).is_ok());
    }

    // proves M14
    #[test]
    fn the_header_says_where_the_json_ends_and_is_held_against_what_came() {
        for wrong in [&["x"][..], &["-1"], &["0"], &["1", "2"], &["99999999999999999999999"]] {
            assert!(json_length(&headers(wrong)).is_err(), "{wrong:?}");
        }
        assert_eq!(json_length(&headers(&["12"])).unwrap(), Some(12));
        assert_eq!(json_length(&headers(&[])).unwrap(), None);
        let head = |size: Value| {
            json!({ "inputs": [
                { "name": "age", "shape": [1], "datatype": "FP32", "parameters": { "binary_data_size": size } },
            ]})
        };
        let request = read(&head(json!(4)), &1f32.to_le_bytes(), None).unwrap();
        assert_eq!(request.inputs[0].bytes.as_deref(), Some(&1f32.to_le_bytes()[..]));
        for (size, tensors) in
            [(json!(5), &[0; 4][..]), (json!(3), &[0; 4]), (json!(u64::MAX), &[0; 4])]
        {
            let told = read(&head(size), tensors, None).unwrap_err();
            assert!(told.contains("binary_data_size"), "{told}");
        }
        let told = read(&head(json!(4)), &[0; 4], Some(100_000)).unwrap_err();
        assert!(told.contains("100000"), "{told}");
        assert!(read(&head(json!(4)), &[], None).unwrap_err().contains("0 bytes are left"));
        assert!(read(&head(json!("4")), &[0; 4], None).unwrap_err().contains("parameters"));
    }
}
