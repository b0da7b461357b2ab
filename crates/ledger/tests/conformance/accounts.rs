//! Users, tokens, sessions, failures.

use bihuan_ledger::{LedgerError, SessionRow, TokenRow, UserRow};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Store;

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

#[test]
fn users_and_tokens_are_kept_and_revoked() {
    let store = Store::new();
    let user = UserRow {
        name: "clerk".into(),
        password: "$argon2id$…".into(),
        profile: json!({"posts": ["clerk@420103"]}),
        disabled: false,
        created: now(),
    };
    store.it().put_user(user.clone()).unwrap();
    store.it().put_user(UserRow { disabled: true, ..user.clone() }).unwrap();
    let token = TokenRow {
        hash: [1; 32],
        id: "t1".into(),
        user: "clerk".into(),
        scopes: vec!["read".into(), "outer:city".into()],
        created: now(),
        expires: now() + SignedDuration::from_hours(1),
        revoked: None,
    };
    store.it().put_token(token.clone()).unwrap();
    assert!(matches!(store.it().put_token(token.clone()), Err(LedgerError::Refused { code: "token-exists", .. })));
    let store = store.reopened();
    assert_eq!(store.it().user("clerk").unwrap().unwrap(), UserRow { disabled: true, ..user });
    assert_eq!(store.it().users().unwrap().len(), 1);
    assert_eq!(store.it().token(&[1; 32]).unwrap().unwrap(), token);
    assert_eq!(store.it().token(&[2; 32]).unwrap(), None);
    assert!(store.it().revoke_token("t1", now()).unwrap());
    assert!(!store.it().revoke_token("t9", now()).unwrap());
    assert_eq!(store.it().tokens_of("clerk").unwrap()[0].revoked, Some(now()));
}

#[test]
fn sessions_end_and_failures_are_counted() {
    let store = Store::new();
    let session = SessionRow {
        hash: [3; 32],
        user: "clerk".into(),
        data: json!({"csrf": "x"}),
        created: now(),
        expires: now() + SignedDuration::from_hours(1),
    };
    store.it().put_session(session.clone()).unwrap();
    assert_eq!(store.it().session(&[3; 32]).unwrap(), Some(session.clone()));
    store.it().drop_session(&[3; 32]).unwrap();
    assert_eq!(store.it().session(&[3; 32]).unwrap(), None);
    store.it().put_session(session.clone()).unwrap();
    store.it().sweep(now() + SignedDuration::from_hours(2)).unwrap();
    assert_eq!(
        store.it().session(&[3; 32]).unwrap(),
        Some(session.clone()),
        "an ended one tells for a day whose it was"
    );
    store.it().sweep(now() + SignedDuration::from_hours(26)).unwrap();
    assert_eq!(store.it().session(&[3; 32]).unwrap(), None);
    store.it().put_session(session).unwrap();
    store.it().drop_sessions_of("clerk").unwrap();
    assert_eq!(store.it().session(&[3; 32]).unwrap(), None);
    for minute in 0..5 {
        store.it().add_failure("sign-in", "clerk", now() + SignedDuration::from_mins(minute)).unwrap();
    }
    assert_eq!(store.it().failures("sign-in", "clerk", now() + SignedDuration::from_mins(3)).unwrap(), 2);
    assert_eq!(store.it().failures("code", "clerk", now()).unwrap(), 0);
    store.it().clear_failures("sign-in", "clerk").unwrap();
    assert_eq!(store.it().failures("sign-in", "clerk", now()).unwrap(), 0);
}
