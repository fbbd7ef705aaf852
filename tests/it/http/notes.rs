//! What answers tell beside their results.

use super::server::Server;
use crate::cli::program::Place;

#[test]
fn entries_that_have_no_meaning_yet_are_told_of() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for (path, told) in [
        ("/search?q=token", true),
        ("/search?q=token&mode=semantic", true),
        ("/search?q=token&mode=keyword", false),
        ("/search?q=token&type=none", false),
    ] {
        let answer = client.get(path).expect(200);
        let note = answer["notes"][0].as_str().unwrap_or_default();
        let tells = note.starts_with("semantic search cannot see 16 of 16 entries");
        assert_eq!(tells, told, "{path}: {answer}");
    }
}
