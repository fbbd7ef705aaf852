//! The description of the API, made from the same declarations as its routes.

use axum::http::StatusCode;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        self, Content, Ref, RefOr, Response, ResponseBuilder, Schema,
        path::{Operation, Parameter, ParameterIn, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{failure::FailureBody, filters::Filters, routes};

/// The way to tell the token.
const TOKEN: &str = "token";

/// What stands in the description beside the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "lore",
        description = "What coding agents remember: store it, search it, keep it true."
    ),
    components(schemas(FailureBody)),
    modifiers(&Bearer),
    security(("token" = []))
)]
pub(super) struct Frame;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "`lore serve` prints the path of the file with the token",
            ))
            .build();
        description
            .components
            .get_or_insert_default()
            .add_security_scheme(TOKEN, SecurityScheme::Http(scheme));
    }
}

/// The description as it is sent: with the failures that every route may answer with.
pub(super) fn document(mut description: openapi::OpenApi) -> String {
    for (path, item) in &mut description.paths.paths {
        let open = routes::OPEN.contains(&path.as_str());
        for operation in operations(item) {
            leave_out_what_the_path_names(operation);
            if open {
                operation.security = Some(Vec::new());
            }
            let has_body = operation.request_body.is_some();
            for (status, when) in failures(open, has_body) {
                let answers = &mut operation.responses.responses;
                answers
                    .entry(status.as_u16().to_string())
                    .or_insert_with(|| RefOr::T(failure(when)));
            }
        }
    }
    let schemas = description.components.as_mut().map(|all| &mut all.schemas);
    if let Some(RefOr::T(Schema::Object(filters))) =
        schemas.and_then(|schemas| schemas.get_mut(&*Filters::name()))
    {
        // It is a part of others, and would refuse their fields.
        filters.additional_properties = None;
    }
    // Nothing in it could fail to become JSON.
    description.to_json().unwrap_or_default()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.patch,
    ]
    .into_iter()
    .flatten()
}

/// A filter by what the path names already is refused.
fn leave_out_what_the_path_names(operation: &mut Operation) {
    let Some(parameters) = &mut operation.parameters else {
        return;
    };
    let place = |parameter: &RefOr<Parameter>| match parameter {
        RefOr::T(one) => Some((one.name.clone(), one.parameter_in == ParameterIn::Path)),
        RefOr::Ref(_) => None,
    };
    let places: Vec<_> = parameters.iter().filter_map(place).collect();
    parameters.retain(|parameter| match place(parameter) {
        Some((name, false)) => !places.contains(&(name, true)),
        _ => true,
    });
}

/// What every route may answer with, and when.
fn failures(open: bool, has_body: bool) -> Vec<(StatusCode, &'static str)> {
    let mut failures = vec![
        (StatusCode::BAD_REQUEST, "The request makes no sense"),
        (StatusCode::FORBIDDEN, "A foreign host or origin"),
        (StatusCode::TOO_MANY_REQUESTS, "Too many requests for now"),
        (StatusCode::INTERNAL_SERVER_ERROR, "The server failed"),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "The server cannot do it now",
        ),
    ];
    if !open {
        failures.push((StatusCode::UNAUTHORIZED, "No token, or a wrong one"));
    }
    if has_body {
        failures.extend([
            (
                StatusCode::REQUEST_TIMEOUT,
                "The body took too long to arrive",
            ),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is too long"),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is no JSON"),
        ]);
    }
    failures
}

fn failure(when: &str) -> Response {
    let schema = Ref::from_schema_name("Error");
    ResponseBuilder::new()
        .description(when)
        .content("application/json", Content::new(Some(schema)))
        .build()
}
