//! Failures as agents read them: what, why, and what to do about it.

use std::fmt::Display;

use rmcp::model::{CallToolResult, ContentBlock, ErrorData};
use serde_json::json;

use crate::service;
pub use crate::service::error::Code;

/// What an agent can do, where the message speaks of commands that it does not have.
fn advice(code: Code) -> Option<&'static str> {
    match code {
        Code::NotFound => Some(
            "search_knowledge and list_knowledge tell ids, project_stats repositories and projects",
        ),
        Code::Conflict => {
            Some("get_entry tells how it stands, and the revision to give with the next try")
        }
        Code::DatabaseError => {
            Some("nothing was lost; try once more, then tell the user, who can run `lore stats`")
        }
        Code::ServiceUnavailable => Some("try again in a few seconds"),
        _ => None,
    }
}

/// Why a tool did not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Of which sort it is.
    pub code: Code,
    /// One line.
    pub message: String,
}

impl Failure {
    /// Arguments that make no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self {
            code: Code::InvalidRequest,
            message: message.into(),
        }
    }

    /// A fault of the program.
    pub fn internal(fault: &dyn Display) -> Self {
        tracing::error!(%fault, "a call met an internal error");
        Self {
            code: Code::DatabaseError,
            message: "stopped by an internal error; a file of the store may be damaged, and a log written with LORE_LOG=debug tells more".to_owned(),
        }
    }

    /// The line with what to do about it.
    fn line(&self) -> String {
        match advice(self.code) {
            Some(advice) => format!("{}: {}; {advice}", self.code, self.message),
            None => format!("{}: {}", self.code, self.message),
        }
    }

    /// As the result of a tool: the protocol's own errors never reach the model.
    pub fn into_result(self) -> CallToolResult {
        let mut result = CallToolResult::error(vec![ContentBlock::text(self.line())]);
        result.structured_content = Some(json!({
            "error": self.message,
            "code": self.code.name(),
            "details": {"advice": advice(self.code)},
        }));
        result
    }

    /// As an error of the protocol, for resources, which have no other.
    pub fn into_protocol(self) -> ErrorData {
        let line = self.line();
        match self.code {
            Code::NotFound => ErrorData::resource_not_found(line, None),
            Code::InvalidRequest | Code::PayloadTooLarge => ErrorData::invalid_params(line, None),
            _ => ErrorData::internal_error(line, None),
        }
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_words_and_as_data() {
        let failure: Failure = service::Error::NotFound("no entry `x` in /s".into()).into();
        let result = failure.into_result();
        assert_eq!(result.is_error, Some(true));
        let text = result.content[0].as_text().unwrap().text.clone();
        assert!(
            text.starts_with("NOT_FOUND: no entry `x` in /s; "),
            "{text}"
        );
        assert!(!text.contains('\n'));
        let told = result.structured_content.unwrap();
        assert_eq!(told["code"], "NOT_FOUND");
        assert_eq!(told["error"], "no entry `x` in /s");
    }
}
