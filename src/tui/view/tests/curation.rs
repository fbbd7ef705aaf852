//! Cleanup, duplicates, purge and credentials as they look, and that no credential is shown.

use std::sync::Arc;

use super::{SIZES, check, models, render, screen};
use crate::{
    domain::{
        cleanup::{Plan, Planned, Policy, Retention, Spared},
        duplicates,
        entry::Entry,
        filter::Filter,
        query::Query,
    },
    service::{Exposed, Progress, PurgePlan, PurgeScope, Purged},
    tui::{
        keymap::Movement,
        model::{
            Cleanup, ConfirmCleanup, ConfirmDuplicates, Duplicates, FilePrompt, Model, Overlay,
            Purge, SavePlan, Secrets,
            cleanup::{Field, Review, tally::tests::ages},
            duplicates::Distinct,
            purge::Stage,
        },
    },
};

/// They open nothing: made up for this test.
const TOKEN: &str = "ghp_Zk3vQ9xT2mLw8RbY5nHc7JdF4sGa1PeU6oVi";
const KEY: &str = "AKIAQ7ZL4XW2NVTB5KDM";
const PASSWORD: &str = "tR7-vHq2Zp9w";

fn over(overlay: Overlay) -> Model {
    let mut model = models::full();
    model.overlays.push(overlay);
    model
}

fn rules(days: u64) -> Cleanup {
    let filter = Query::parse("repo:slack-broker type:decision", models::now()).filter;
    let mut view = Cleanup::new(filter, models::now());
    view.ages = Some(Arc::new(ages(days)));
    view.count();
    view
}

fn plan(entries: usize) -> Plan {
    Plan {
        made: models::now(),
        rule: "older than 90d, type:decision".into(),
        spared: Spared::default(),
        entries: (0..entries)
            .rev()
            .map(|number| Planned::new(&models::entry(number)))
            .collect(),
    }
}

fn review() -> Cleanup {
    let mut view = rules(400);
    let mut review = Review::new(plan(30));
    let entries = (0..30).rev().map(|number| Some(models::entry(number)));
    review.insert(0, entries.collect());
    review.scroll.step(Movement::Down, 30, 5);
    review.toggle();
    review.scroll.step(Movement::Down, 30, 5);
    view.review = Some(review);
    view
}

fn twin(number: usize, text: &str) -> Entry {
    Entry {
        text: text.to_owned(),
        ..models::entry(number)
    }
}

fn groups() -> Vec<duplicates::Group> {
    let group = |entries, similarity, exact| duplicates::Group {
        entries,
        similarity,
        exact,
    };
    vec![
        group(
            vec![
                twin(
                    1,
                    "Do not retry more than 5 times, as agreed on 2026-01-31.",
                ),
                twin(4, "Retry more than 3 times, as agreed on 2026-02-28."),
                twin(5, "Retry more than 3 times, as was agreed on 2026-02-28."),
            ],
            0.962,
            false,
        ),
        group(vec![twin(2, "The same."), twin(3, "the  same.")], 1.0, true),
    ]
}

fn duplicates() -> Duplicates {
    let mut view = Duplicates::new(Filter::default());
    view.set(groups(), &Distinct::default());
    view
}

fn purge(stage: Stage) -> Purge {
    let keys = (0..6).map(|number| models::entry(number).key()).collect();
    let mut view = Purge::new(PurgeScope::Entries(keys));
    view.stage = stage;
    view
}

fn purge_plan() -> PurgePlan {
    PurgePlan {
        entries: (0..5).map(|number| models::entry(number).key()).collect(),
        past: vec![models::entry(5).key()],
        versions: 1_204,
        ..PurgePlan::default()
    }
}

/// An entry with credentials in text and metadata.
fn leaky(number: usize) -> Entry {
    Entry {
        text: format!(
            "Publish with {TOKEN} until the robot account is there.\n\nThe queue of the staging \
             environment is at amqp://worker:{PASSWORD}@mq.staging.internal:5672/jobs."
        ),
        metadata: format!(r#"{{"tags":["release"],"access_key_id":"{KEY}"}}"#),
        revision: "1eaf".into(),
        ..models::entry(number)
    }
}

fn exposed(number: usize) -> Exposed {
    Exposed {
        entry: leaky(number),
        kinds: vec!["GitHub token", "connection string"],
    }
}

fn secrets() -> Secrets {
    let mut view = Secrets::new(Filter::default());
    view.set((0..12).map(exposed).collect());
    view
}

#[test]
fn the_rules_of_a_cleanup() {
    let mut counting = Cleanup::new(Filter::default(), models::now());
    counting.counting = Some(1);
    check(
        "cleanup_counting",
        &over(Overlay::Cleanup(Box::new(counting))),
    );
    check(
        "cleanup_rules",
        &over(Overlay::Cleanup(Box::new(rules(400)))),
    );
    let mut empty = rules(0);
    empty.field = Field::Filter;
    check("cleanup_empty", &over(Overlay::Cleanup(Box::new(empty))));
    let mut protecting = rules(400);
    protecting.field = Field::Protect;
    protecting.kind = 1;
    protecting.rules.toggle_kind("issue");
    protecting.rules.keep_newest = 20;
    protecting.count();
    check(
        "cleanup_protect",
        &over(Overlay::Cleanup(Box::new(protecting))),
    );
    let mut wrong = rules(400);
    wrong.rules.age.insert("30m", models::now());
    wrong.count();
    check("cleanup_wrong", &over(Overlay::Cleanup(Box::new(wrong))));
    let mut policy = rules(400);
    let retention = Retention {
        older_than: vec![("issue".into(), "30d".into()), ("*".into(), "1y".into())],
        keep_newest: 5,
        ..Retention::default()
    };
    policy.policies = vec![("tidy".into(), retention)];
    policy.field = Field::Policy;
    policy.pick(true);
    check("cleanup_policy", &over(Overlay::Cleanup(Box::new(policy))));
    let mut failed = Cleanup::new(Filter::default(), models::now());
    failed.error = Some("the repository slack-broker cannot be read".into());
    check("cleanup_failed", &over(Overlay::Cleanup(Box::new(failed))));
}

#[test]
fn the_cutoff_shows_at_every_size() {
    let model = over(Overlay::Cleanup(Box::new(rules(400))));
    for size in SIZES {
        let screen = render::render(&screen(&model, size));
        assert!(screen.contains('▲'), "{screen}");
        assert!(screen.contains("would go"), "{screen}");
    }
}

#[test]
fn counts_and_keys_of_a_cleanup_are_whole_on_small_screens() {
    let model = over(Overlay::Cleanup(Box::new(rules(400))));
    let small = render::render(&screen(&model, (40, 10)));
    for told in ["308 would go", " 93 stay ", "Esc back", "F1 help"] {
        assert!(small.contains(told), "{told}: {small}");
    }
    let normal = render::render(&screen(&model, (80, 24)));
    for told in ["93 would stay", "Esc back", "F1 help"] {
        assert!(normal.contains(told), "{told}: {normal}");
    }
}

#[test]
fn the_list_of_a_cleanup() {
    check(
        "cleanup_review",
        &over(Overlay::Cleanup(Box::new(review()))),
    );
    let mut loading = rules(400);
    loading.review = Some(Review::new(plan(3)));
    check(
        "cleanup_review_loading",
        &over(Overlay::Cleanup(Box::new(loading))),
    );
}

#[test]
fn the_questions_of_a_cleanup() {
    let mut model = over(Overlay::Cleanup(Box::new(review())));
    model
        .overlays
        .push(Overlay::ConfirmCleanup(ConfirmCleanup { plan: plan(30) }));
    check("cleanup_confirm", &model);
    model.overlays.pop();
    model.overlays.push(Overlay::SavePlan(SavePlan {
        plan: plan(30),
        file: FilePrompt::proposing("cleanup-2026-11-23.jsonl"),
    }));
    check("cleanup_save", &model);
}

#[test]
fn groups_of_duplicates() {
    let mut looking = Duplicates::new(Filter::default());
    looking.reading = Some(1);
    looking.progress = Some(Progress { done: 3, total: 8 });
    check(
        "duplicates_looking",
        &over(Overlay::Duplicates(Box::new(looking))),
    );
    let mut none = Duplicates::new(Filter::default());
    none.set(Vec::new(), &Distinct::default());
    check(
        "duplicates_none",
        &over(Overlay::Duplicates(Box::new(none))),
    );
    let mut failed = Duplicates::new(Filter::default());
    failed.error = Some("the vectors cannot be read".into());
    check(
        "duplicates_failed",
        &over(Overlay::Duplicates(Box::new(failed))),
    );
    check(
        "duplicates",
        &over(Overlay::Duplicates(Box::new(duplicates()))),
    );
    let mut stepped = duplicates();
    if let Some(group) = stepped.group_mut() {
        group.step(true);
        group.toggle();
        group.step(true);
        group.step(true);
    }
    check(
        "duplicates_stepped",
        &over(Overlay::Duplicates(Box::new(stepped))),
    );
    let mut same = duplicates();
    same.scroll.cursor = 1;
    check(
        "duplicates_same",
        &over(Overlay::Duplicates(Box::new(same))),
    );
}

#[test]
fn the_question_about_duplicates() {
    let view = duplicates();
    let group = view.group().unwrap();
    let question = ConfirmDuplicates {
        keeper: Arc::clone(&group.entries()[0]),
        rest: group.rest(),
        samples: group.entries()[1..].to_vec(),
    };
    let mut model = over(Overlay::Duplicates(Box::new(view)));
    model.overlays.push(Overlay::ConfirmDuplicates(question));
    check("duplicates_confirm", &model);
}

#[test]
fn what_confirms_a_purge_can_be_typed_at_every_size() {
    let mut view = purge(Stage::Asking(purge_plan()));
    view.line.set_text("purg");
    let model = over(Overlay::Purge(Box::new(view)));
    for size in SIZES {
        let screen = render::render(&screen(&model, size));
        assert!(screen.contains("› purg"), "{screen}");
    }
}

#[test]
fn erasing_for_good() {
    let show = |name: &str, view: Purge| check(name, &over(Overlay::Purge(Box::new(view))));
    show("purge_planning", purge(Stage::Planning));
    show("purge_asking", purge(Stage::Asking(purge_plan())));
    let mut refused = purge(Stage::Asking(purge_plan()));
    refused.line.set_text("yes");
    refused.refused = true;
    show("purge_refused", refused);
    show(
        "purge_held",
        purge(Stage::Asking(PurgePlan {
            held_by: vec!["slack-broker: tag release-1".into()],
            ..purge_plan()
        })),
    );
    show("purge_erasing", purge(Stage::Erasing));
    let done = Purged {
        erased: purge_plan().entries,
        files_searched: 412,
        ..Purged::default()
    };
    show("purge_done", purge(Stage::Done(done.clone())));
    show(
        "purge_found",
        purge(Stage::Done(Purged {
            found_in: vec!["slack-broker/stray.lance".into()],
            ..done
        })),
    );
    show(
        "purge_failed",
        purge(Stage::Failed("the disk is full".into())),
    );
}

#[test]
fn entries_with_credentials() {
    let mut looking = Secrets::new(Filter::default());
    looking.reading = Some(1);
    looking.progress = Some(Progress { done: 1, total: 3 });
    check(
        "secrets_looking",
        &over(Overlay::Secrets(Box::new(looking))),
    );
    let mut none = Secrets::new(Filter::default());
    none.set(Vec::new());
    check("secrets_none", &over(Overlay::Secrets(Box::new(none))));
    let mut failed = Secrets::new(Filter::default());
    failed.error = Some("the repository slack-broker cannot be read".into());
    check("secrets_failed", &over(Overlay::Secrets(Box::new(failed))));
    check("secrets", &over(Overlay::Secrets(Box::new(secrets()))));
}

/// Models in which entries with credentials show, each in another way.
fn leaking() -> Vec<(&'static str, Model)> {
    let entry = Arc::new(leaky(0));
    let mut panes = models::full();
    panes
        .results
        .listing
        .insert(0, (0..200).map(|number| Arc::new(leaky(number))).collect());
    let mut hits = models::searched();
    for hit in &mut hits.results.found.as_mut().unwrap().hits {
        hit.entry = Arc::clone(&entry);
    }
    hits.search_box
        .change(models::now(), |line| line.set_text("publish staging"));
    let mut shown = review();
    let leaky_plan = Plan {
        entries: (0..3).map(|number| Planned::new(&leaky(number))).collect(),
        ..plan(0)
    };
    let mut list = Review::new(leaky_plan.clone());
    list.insert(0, (0..3).map(|number| Some(leaky(number))).collect());
    shown.review = Some(list);
    let mut twins = Duplicates::new(Filter::default());
    let twin = |number| Entry {
        text: format!("{} Twice.", leaky(number).text),
        ..leaky(number)
    };
    let group = duplicates::Group {
        entries: vec![leaky(0), twin(1)],
        similarity: 0.99,
        exact: false,
    };
    twins.set(vec![group], &Distinct::default());
    let keep = ConfirmDuplicates {
        keeper: Arc::clone(&entry),
        rest: vec![leaky(1).target()],
        samples: vec![Arc::new(leaky(1))],
    };
    vec![
        ("panes", panes),
        ("hits", hits),
        ("review", over(Overlay::Cleanup(Box::new(shown)))),
        (
            "question",
            over(Overlay::ConfirmCleanup(ConfirmCleanup { plan: leaky_plan })),
        ),
        ("duplicates", over(Overlay::Duplicates(Box::new(twins)))),
        ("keeper", over(Overlay::ConfirmDuplicates(keep))),
        ("secrets", over(Overlay::Secrets(Box::new(secrets())))),
    ]
}

/// All that stands on a screen, without line breaks and frames between: a credential that wraps is
/// one all the same.
fn letters(model: &Model, size: (u16, u16)) -> String {
    let screen = screen(model, size);
    let mut text = String::new();
    for row in screen.area.rows() {
        for position in row.positions() {
            text.push_str(screen[position].symbol());
        }
    }
    text.retain(|c| c.is_ascii_alphanumeric());
    text
}

/// Parts of a credential, none of which may show.
fn parts(secret: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = secret.chars().filter(char::is_ascii_alphanumeric).collect();
    // The head of a token tells what it is, and may show.
    let tail = letters[4..].to_vec();
    (0..tail.len().saturating_sub(7)).map(move |at| tail[at..at + 7].iter().collect())
}

#[test]
fn no_credential_is_shown_unless_revealed() {
    for (name, mut model) in leaking() {
        for size in SIZES {
            let shown = letters(&model, size);
            for secret in [TOKEN, KEY, PASSWORD] {
                for part in parts(secret) {
                    assert!(!shown.contains(&part), "{part} in {name} at {size:?}");
                }
            }
        }
        model.veil.toggle(leaky(0).key());
        if ["panes", "secrets"].contains(&name) {
            assert!(
                letters(&model, (160, 48)).contains(&TOKEN[4..20]),
                "revealed in {name}"
            );
        }
    }
}

#[test]
fn a_policy_counts_what_it_would_take() {
    let view = rules(400);
    let policy: Policy = view.rules.policy().unwrap();
    assert_eq!(
        view.tally.unwrap().goes,
        view.ages.unwrap().choose(&policy).entries.len()
    );
}
