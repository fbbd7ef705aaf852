//! The choice by a fixed clock: both ends of an age, time zones, and what stays whatever its age.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{
    gathering::{Gathering, Row},
    *,
};
use crate::domain::{time, when};

fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn policy(age: &str) -> Policy {
    Policy {
        before: when::parse(age, now()).unwrap(),
        filter: Filter::default(),
        keep_newest: 0,
        protected_types: Vec::new(),
    }
}

/// Entries `(timestamp, type, project, pinned)`, named by their places.
fn gather(rows: &[(&str, &str, &str, bool)]) -> (Ages, Vec<usize>) {
    let mut gathering = Gathering::default();
    for (at, (timestamp, kind, project, pinned)) in rows.iter().enumerate() {
        let row = Row {
            repository: "shop",
            id: &format!("{at:04}"),
            at: time::parse_timestamp(timestamp),
            kind,
            agent: "qa",
            project,
            pinned: *pinned,
        };
        gathering.add(&row, at);
    }
    gathering.finish()
}

/// The places of those that go.
fn goes(rows: &[(&str, &str, &str, bool)], policy: &Policy) -> Vec<usize> {
    let (ages, places) = gather(rows);
    let choice = ages.choose(policy);
    choice.entries.iter().map(|at| places[*at]).collect()
}

fn takes(timestamp: &str, age: &str) -> bool {
    !goes(&[(timestamp, "issue", "api", false)], &policy(age)).is_empty()
}

#[test]
fn the_moment_of_the_bound_itself_stays() {
    assert!(takes("2026-02-28T11:59:59.999999Z", "1d"));
    assert!(!takes("2026-02-28T12:00:00Z", "1d"));
    assert!(!takes("2026-02-28T12:00:00.000001Z", "1d"));
    // Microseconds count, as in filters: this is the bound still.
    assert!(!takes("2026-02-28T12:00:00.000000999Z", "1d"));
}

#[test]
fn an_age_ends_in_its_own_time_zone() {
    for (timestamp, is_old) in [
        ("2026-02-28T14:59:59+03:00", true),
        ("2026-02-28T15:00:00+03:00", false),
        ("2026-02-28T04:29:59-07:30", true),
        ("2026-02-28T04:30:00-07:30", false),
        // Without an offset, UTC.
        ("2026-02-28T11:59:59", true),
        ("2026-02-28T12:00:00", false),
        ("2026-02-28 11:59:59", true),
        ("2026-02-28", true),
        ("2026-03-01", false),
    ] {
        assert_eq!(takes(timestamp, "1d"), is_old, "{timestamp}");
    }
}

#[test]
fn months_and_years_end_on_days_that_exist() {
    // A year before February 29 is February 28: there is no other.
    let leap: DateTime<Utc> = "2024-02-29T12:00:00Z".parse().unwrap();
    let mut policy = policy("1d");
    policy.before = when::parse("1y", leap).unwrap();
    let rows = [
        ("2023-02-28T11:59:59Z", "issue", "api", false),
        ("2023-02-28T12:00:00Z", "issue", "api", false),
        ("2024-02-29T12:00:00Z", "issue", "api", false),
    ];
    assert_eq!(goes(&rows, &policy), [0]);
    policy.before = when::parse("4y", leap).unwrap();
    let rows = [
        ("2020-02-29T11:59:59Z", "issue", "api", false),
        ("2020-02-29T12:00:00Z", "issue", "api", false),
    ];
    assert_eq!(goes(&rows, &policy), [0]);
}

#[test]
fn the_far_past_goes_and_the_future_stays() {
    assert!(takes("0001-01-01T00:00:00Z", "2000y"));
    assert!(takes("1969-12-31T23:59:59Z", "50y"));
    assert!(!takes("2026-03-01T12:00:00.5Z", "0d"));
    assert!(!takes("9999-12-31T23:59:59Z", "0d"));
    assert!(takes("2026-03-01T11:59:59Z", "0d"));
}

#[test]
fn system_rows_undated_ones_and_pinned_ones_never_go() {
    let old = "2020-01-01T00:00:00Z";
    let rows = [
        (old, "system", "api", false),
        ("some day", "issue", "api", false),
        ("", "issue", "api", false),
        ("2020-13-01T00:00:00Z", "issue", "api", false),
        (old, "issue", "api", true),
        (old, "issue", "api", false),
    ];
    let mut policy = policy("0d");
    policy.filter.kinds = vec!["system".into(), "issue".into()];
    assert_eq!(goes(&rows, &policy), [5]);
    let spared = gather(&rows).0.choose(&policy).spared;
    assert_eq!((spared.system, spared.pinned), (1, 1));
    for (timestamp, kind, _, pinned) in rows {
        let at = time::parse_timestamp(timestamp);
        let goes = !is_spared(kind, at, pinned);
        assert_eq!(goes, !pinned && kind == "issue" && timestamp == old);
        assert_eq!(policy.is_due(kind, at), kind == "issue" && timestamp == old);
    }
}

#[test]
fn the_newest_of_each_project_stay_whatever_their_age() {
    let rows = [
        ("2020-01-01", "issue", "api", false),
        ("2020-01-02", "issue", "api", false),
        ("2020-01-03", "issue", "web", false),
        ("2020-01-04", "issue", "api", true),
        ("never", "issue", "web", false),
        ("2020-01-05", "issue", "web", false),
        ("2026-03-01", "issue", "web", false),
    ];
    let kept = |keep_newest| {
        let policy = Policy {
            keep_newest,
            ..policy("1d")
        };
        goes(&rows, &policy)
    };
    assert_eq!(kept(0), [0, 1, 2, 5]);
    assert_eq!(
        kept(1),
        [0, 1, 2, 5],
        "the newest are a pinned and a young one"
    );
    assert_eq!(kept(2), [0, 2]);
    assert_eq!(kept(3), Vec::<usize>::new());
}

#[test]
fn protected_types_stay_and_counts_tell_what_goes() {
    let rows = [
        ("2020-01-01", "decision", "api", false),
        ("2020-01-02", "issue", "api", false),
        ("2020-01-03", "issue", "web", false),
        ("2026-03-01", "issue", "web", false),
    ];
    let policy = Policy {
        protected_types: vec!["decision".into(), "unheard-of".into()],
        ..policy("1d")
    };
    let (ages, _) = gather(&rows);
    let choice = ages.choose(&policy);
    assert_eq!(choice.entries, [1, 2]);
    assert_eq!(ages.kinds, ["decision", "issue"]);
    assert_eq!((choice.by_kind, choice.by_agent), (vec![0, 2], vec![2]));
    assert_eq!(choice.by_project, [1, 1]);
    assert_eq!(choice.spared.protected, 1);
}

#[test]
fn a_hundred_thousand_are_chosen_from_at_once() {
    let mut gathering = Gathering::default();
    for n in 0..100_000_i64 {
        let row = Row {
            repository: "shop",
            id: &n.to_string(),
            at: Some(now() - TimeDelta::minutes(n * 7_919 % 1_000_003)),
            kind: ["issue", "decision", "pattern"][usize::try_from(n % 3).unwrap()],
            agent: "qa",
            project: &(n % 40).to_string(),
            pinned: n % 50 == 0,
        };
        gathering.add(&row, ());
    }
    let (ages, _) = gathering.finish();
    let policy = Policy {
        keep_newest: 20,
        protected_types: vec!["pattern".into()],
        ..policy("30d")
    };
    let began = std::time::Instant::now();
    let choice = ages.choose(&policy);
    let took = began.elapsed();
    println!("{} of 100000 chosen in {took:?}", choice.entries.len());
    assert!(choice.entries.len() > 50_000);
    assert!(took.as_millis() < 50, "{took:?}");
}

proptest! {
    #[test]
    fn agrees_with_the_definition(
        rows in prop::collection::vec(
            (prop::option::weighted(0.9, 0_i64..200), 0_usize..4, 0_usize..3, any::<bool>()), 0..60),
        cut in 0_i64..200,
        keep_newest in 0_usize..6,
    ) {
        const KINDS: [&str; 4] = ["issue", "decision", "pattern", "system"];
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        let stamp = |hours: Option<i64>| {
            hours.map_or("never".to_owned(), |hours| (start + TimeDelta::hours(hours)).to_rfc3339())
        };
        let rows: Vec<(String, &str, String, bool)> = rows
            .iter()
            .map(|(at, kind, project, pinned)| {
                (stamp(*at), KINDS[*kind], project.to_string(), *pinned)
            })
            .collect();
        let rows: Vec<(&str, &str, &str, bool)> = rows
            .iter()
            .map(|(at, kind, project, pinned)| (at.as_str(), *kind, project.as_str(), *pinned))
            .collect();
        let policy = Policy {
            before: start + TimeDelta::hours(cut),
            keep_newest,
            protected_types: vec!["pattern".into()],
            ..policy("1d")
        };
        let at = |place: usize| time::parse_timestamp(rows[place].0);
        let expected: Vec<usize> = (0..rows.len())
            .filter(|place| {
                let (_, kind, project, pinned) = rows[*place];
                let newer = (0..rows.len())
                    .filter(|other| rows[*other].2 == project)
                    .filter(|other| (at(*other), *other) > (at(*place), *place))
                    .count();
                at(*place).is_some_and(|at| at < policy.before)
                    && !pinned
                    && (kind == "issue" || kind == "decision")
                    && newer >= keep_newest
            })
            .collect();
        let mut taken = goes(&rows, &policy);
        taken.sort_unstable();
        prop_assert_eq!(taken, expected);
    }
}
