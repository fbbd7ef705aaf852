//! `lore search`: best hits first.

use chrono::{DateTime, Utc};

use super::Result;
use crate::{
    cli::{
        args::SearchArgs,
        entries::write_answer,
        failure::{Code, Failure},
        output::Output,
    },
    domain::{filter::Filter, query::Query, search::SearchRequest},
    service::Lore,
};

/// The question that the arguments put.
pub fn request(
    args: &SearchArgs,
    now: DateTime<Utc>,
) -> std::result::Result<SearchRequest, Failure> {
    let query = Query::parse(&args.query, now);
    if let Some(error) = query.errors.first() {
        let part = &args.query[error.span.clone()];
        return Err(Failure::new(
            Code::InvalidQuery,
            format!("`{part}` in the query: {}", error.message),
        ));
    }
    if query.words.is_empty() {
        return Err(Failure::new(
            Code::InvalidQuery,
            format!(
                "the query {:?} has no words to look for; `lore list` takes filters alone",
                args.query
            ),
        ));
    }
    Ok(SearchRequest {
        words: query.words,
        typing: false,
        filter: merge(args.filter.to_filter(now)?, query.filter)?,
        mode: args.mode.into(),
        limit: args.most.unwrap_or(args.limit) as usize,
        threshold: args.threshold,
    })
}

/// Joins the filter of the flags with that of the query. A field that both name would have to
/// hold two things at once, so it is refused.
fn merge(flags: Filter, query: Filter) -> std::result::Result<Filter, Failure> {
    let list = |name: &str, flags: Vec<String>, query: Vec<String>| match (
        flags.is_empty(),
        query.is_empty(),
    ) {
        (false, false) => Err(named_twice(name)),
        (true, _) => Ok(query),
        (_, true) => Ok(flags),
    };
    let bound = |name: &str, flags: Option<DateTime<Utc>>, query: Option<DateTime<Utc>>| match (
        flags, query,
    ) {
        (Some(_), Some(_)) => Err(named_twice(name)),
        (flags, query) => Ok(flags.or(query)),
    };
    Ok(Filter {
        repositories: list("repo", flags.repositories, query.repositories)?,
        projects: list("project", flags.projects, query.projects)?,
        kinds: list("type", flags.kinds, query.kinds)?,
        agents: list("agent", flags.agents, query.agents)?,
        sessions: list("session", flags.sessions, query.sessions)?,
        before: bound("before", flags.before, query.before)?,
        after: bound("after", flags.after, query.after)?,
        contains: [flags.contains, query.contains].concat(),
    })
}

fn named_twice(field: &str) -> Failure {
    Failure::invalid(format!(
        "`{field}:` stands in the query and as --{field}: keep one of them"
    ))
}

/// Searches and prints the hits.
pub async fn run(
    lore: &Lore,
    out: &mut Output,
    args: &SearchArgs,
    request: &SearchRequest,
) -> Result {
    out.reveal = args.reveal;
    out.prepare();
    lore.check_scope(&request.filter).await?;
    let answer = lore.search_once(request).await?;
    write_answer(out, &answer, "nothing found")?;
    if let Some(unseen) = lore.blind_spot(request).await? {
        out.note(format!("{unseen}; `lore reembed` fixes that"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Cli, Command};
    use clap::Parser;

    fn ask(arguments: &[&str]) -> std::result::Result<SearchRequest, Failure> {
        let all = ["lore", "search"].iter().chain(arguments);
        let Some(Command::Search(args)) = Cli::try_parse_from(all).unwrap().command else {
            panic!("a search")
        };
        request(&args, "2026-03-31T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn flags_and_query_add_up() {
        let request = ask(&[
            "token type:issue \"two words\"",
            "--project",
            "x",
            "--match",
            "m",
        ])
        .unwrap();
        assert_eq!(request.words, "token two words");
        assert_eq!(request.filter.kinds, ["issue"]);
        assert_eq!(request.filter.projects, ["x"]);
        assert_eq!(request.filter.contains, ["m", "two words"]);
        assert!(!request.typing);
    }

    #[test]
    fn a_number_behind_the_query_is_the_limit() {
        assert_eq!(ask(&["token", "5"]).unwrap().limit, 5);
        assert_eq!(ask(&["token", "--limit", "6"]).unwrap().limit, 6);
        assert_eq!(ask(&["token"]).unwrap().limit, 10);
        for wrong in [
            &["token", "5", "--limit", "6"][..],
            &["token", "0"],
            &["a", "b"],
        ] {
            let all = ["lore", "search"].iter().chain(wrong);
            assert!(Cli::try_parse_from(all).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_field_is_named_once() {
        let failure = ask(&["token type:issue", "--type", "pattern"]).unwrap_err();
        assert!(failure.message.contains("`type:`"));
    }

    #[test]
    fn a_query_needs_words_and_sound_fields() {
        assert_eq!(ask(&["type:issue"]).unwrap_err().code, Code::InvalidQuery);
        assert!(
            ask(&["x before:2026-13-01"])
                .unwrap_err()
                .message
                .contains("`2026-13-01`")
        );
    }
}
