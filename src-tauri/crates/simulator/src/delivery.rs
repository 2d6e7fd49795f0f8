//! Turns an answer into bytes on the wire: whole, drop by drop, or cut short. Decides nothing
//! about its content.

use crate::http::Reply;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::stream;
use std::io;
use std::time::Duration;

pub fn whole(reply: Reply) -> Response {
    let body = Body::from(reply.body);
    build(reply.status, reply.kind, &reply.headers, body)
}

fn build(status: u16, kind: &'static str, headers: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static(kind));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The whole answer, in sixteen pieces over `total`. `held` is let go with the last of them.
pub fn drip<T: Send + 'static>(reply: &Reply, total: Duration, held: T) -> Response {
    let size = reply.body.len().div_ceil(16).max(1);
    let pieces: Vec<Bytes> = reply.body.chunks(size).map(Bytes::copy_from_slice).collect();
    let state = (pieces.into_iter(), held);
    let body = Body::from_stream(stream::unfold(state, move |(mut pieces, held)| async move {
        let piece = pieces.next()?;
        tokio::time::sleep(total / 16).await;
        Some((Ok::<_, io::Error>(piece), (pieces, held)))
    }));
    build(reply.status, reply.kind, &reply.headers, body)
}

/// Half the answer under the full length, then the end of the connection.
pub fn truncated(reply: Reply) -> Response {
    let length = reply.body.len().to_string();
    let half = Bytes::copy_from_slice(reply.body.get(..reply.body.len() / 2).unwrap_or_default());
    let mut headers = reply.headers;
    headers.push(("content-length", length));
    // The error comes a moment later, so that the head and the half are sent first.
    let body = Body::from_stream(stream::unfold(Some(half), |half| async move {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    }));
    build(reply.status, reply.kind, &headers, body)
}
