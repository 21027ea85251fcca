//! Tests of the password hasher through its port.

use secrecy::SecretString;
use tasklane_auth::BcryptHasher;
use tasklane_core::user::{
    HashJobOrigin, HasherError, NewPassword, PasswordAttempt, PasswordHash, PasswordHasher, VerifyOutcome,
};

fn hasher(cost: u32, pepper: Option<&str>) -> BcryptHasher {
    BcryptHasher::new(cost, pepper.map(SecretString::from).as_ref()).unwrap()
}

async fn hash(hasher: &BcryptHasher, password: &str) -> PasswordHash {
    hasher.hash(&NewPassword::parse(password).unwrap(), HashJobOrigin::OPERATOR).await.unwrap()
}

async fn verify(hasher: &BcryptHasher, attempt: &str, hash: &PasswordHash) -> VerifyOutcome {
    hasher.verify(&PasswordAttempt::new(attempt), Some(hash), HashJobOrigin::OPERATOR).await.unwrap()
}

// Hashes of an older server: plain bcrypt with cost 4, computed by the C library.
/// The hash of "correct horse", without the version prefix.
const OLDER: &str = "04$/uaF/uaF/uaF/uaF/uaF/u6TEgyYmJd3P9pjrLThYbp3Es11Sf7Pe";
const OLDER_OF_80_P: &str = "$2b$04$/uaF/uaF/uaF/uaF/uaF/u1qf5.ZuCTAciPLEIn.ivS9qbdh7e08y";
const OLDER_OF_A: &str = "$2b$04$/uaF/uaF/uaF/uaF/uaF/ugojBkJvLTTZPRzvDSCI3PIUPaJ5ojDa";

#[tokio::test]
async fn only_the_correct_password_is_accepted() {
    for pepper in [None, Some("a pepper")] {
        let hasher = hasher(10, pepper);
        let stored = hash(&hasher, "correct horse").await;
        assert_eq!(verify(&hasher, "correct horse", &stored).await, VerifyOutcome::Match);
        for wrong in ["", "correct hors", "correct horse ", "Correct horse", "correct horse\0"] {
            assert_eq!(verify(&hasher, wrong, &stored).await, VerifyOutcome::Mismatch, "{wrong:?}");
        }
        assert_ne!(stored.expose(), hash(&hasher, "correct horse").await.expose());
    }
}

// assures: R202
#[tokio::test]
async fn every_byte_of_a_password_counts() {
    let hasher = hasher(10, None);
    let password = "p".repeat(72);
    let stored = hash(&hasher, &password).await;
    assert_eq!(verify(&hasher, &password, &stored).await, VerifyOutcome::Match);
    for wrong in [
        "p".repeat(71),
        "p".repeat(73),
        "p".repeat(71) + "q",
        "p".repeat(70) + "qp",
        password.clone() + "\0" + &password,
        "p".repeat(100_000),
    ] {
        assert_eq!(verify(&hasher, &wrong, &stored).await, VerifyOutcome::Mismatch);
    }
}

// assures: R201
#[tokio::test]
async fn hashes_of_an_older_server_verify_and_are_outdated() {
    let hasher = hasher(10, Some("a pepper"));
    for version in ["$2a$", "$2b$", "$2y$"] {
        let stored = PasswordHash::new(format!("{version}{OLDER}"));
        assert_eq!(verify(&hasher, "correct horse", &stored).await, VerifyOutcome::OutdatedMatch);
        assert_eq!(verify(&hasher, "wrong horse", &stored).await, VerifyOutcome::Mismatch);
    }
}

#[tokio::test]
async fn older_hash_ignores_bytes_after_the_72nd() {
    let hasher = hasher(10, None);
    let stored = PasswordHash::new(OLDER_OF_80_P.to_owned());
    assert_eq!(verify(&hasher, &"p".repeat(80), &stored).await, VerifyOutcome::OutdatedMatch);
    assert_eq!(verify(&hasher, &"p".repeat(72), &stored).await, VerifyOutcome::OutdatedMatch);
    assert_eq!(verify(&hasher, &"p".repeat(71), &stored).await, VerifyOutcome::Mismatch);
}

// assures: R203
#[tokio::test]
async fn nul_in_an_attempt_does_not_match_an_older_hash() {
    let stored = PasswordHash::new(OLDER_OF_A.to_owned());
    assert!(bcrypt::verify("a\0a", stored.expose()).unwrap(), "plain bcrypt must accept this attempt");
    let hasher = hasher(10, None);
    assert_eq!(verify(&hasher, "a", &stored).await, VerifyOutcome::OutdatedMatch);
    assert_eq!(verify(&hasher, "a\0a", &stored).await, VerifyOutcome::Mismatch);
    assert_eq!(verify(&hasher, "a\0", &stored).await, VerifyOutcome::Mismatch);
}

#[tokio::test]
async fn hash_with_another_cost_is_outdated() {
    let (ten, eleven) = (hasher(10, None), hasher(11, None));
    let (of_ten, of_eleven) = (hash(&ten, "correct horse").await, hash(&eleven, "correct horse").await);
    assert_eq!(verify(&eleven, "correct horse", &of_ten).await, VerifyOutcome::OutdatedMatch);
    assert_eq!(verify(&ten, "correct horse", &of_eleven).await, VerifyOutcome::OutdatedMatch);
    assert_eq!(verify(&eleven, "wrong horse", &of_ten).await, VerifyOutcome::Mismatch);
}

// assures: R201
#[tokio::test]
async fn pepper_can_be_introduced_but_neither_changed_nor_removed() {
    let (plain, peppered, other) = (hasher(10, None), hasher(10, Some("one")), hasher(10, Some("two")));
    let before = hash(&plain, "correct horse").await;
    assert_eq!(verify(&peppered, "correct horse", &before).await, VerifyOutcome::OutdatedMatch);
    let after = hash(&peppered, "correct horse").await;
    assert_eq!(verify(&other, "correct horse", &after).await, VerifyOutcome::Mismatch);
    let dropped =
        plain.verify(&PasswordAttempt::new("correct horse"), Some(&after), HashJobOrigin::OPERATOR).await;
    assert!(matches!(dropped, Err(HasherError::Failed(_))));
}

#[tokio::test]
async fn every_password_is_rejected_without_a_hash() {
    let hasher = hasher(10, None);
    for attempt in ["", "password", "a\0a"] {
        let outcome =
            hasher.verify(&PasswordAttempt::new(attempt), None, HashJobOrigin::OPERATOR).await.unwrap();
        assert_eq!(outcome, VerifyOutcome::Mismatch);
    }
}

#[tokio::test]
async fn invalid_hash_is_an_error() {
    let broken = PasswordHash::new("a hash".to_owned());
    let outcome = hasher(10, None)
        .verify(&PasswordAttempt::new("password"), Some(&broken), HashJobOrigin::OPERATOR)
        .await;
    assert!(matches!(outcome, Err(HasherError::Failed(_))));
}
