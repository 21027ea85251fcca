//! The password hasher as the domain uses it.

use secrecy::SecretString;
use tasklane_auth::BcryptHasher;
use tasklane_core::user::{
    Applicant, HasherError, NewPassword, PasswordAttempt, PasswordHash, PasswordHasher, Verdict,
};

fn hasher(cost: u32, pepper: Option<&str>) -> BcryptHasher {
    BcryptHasher::new(cost, pepper.map(SecretString::from).as_ref()).unwrap()
}

async fn hash(hasher: &BcryptHasher, password: &str) -> PasswordHash {
    hasher.hash(&NewPassword::parse(password).unwrap(), Applicant::OPERATOR).await.unwrap()
}

async fn verify(hasher: &BcryptHasher, attempt: &str, hash: &PasswordHash) -> Verdict {
    hasher.verify(&PasswordAttempt::new(attempt), Some(hash), Applicant::OPERATOR).await.unwrap()
}

// As an older server wrote them: bcrypt of the password itself, at a cost of 4, here by the C library.
/// Of "correct horse", after the version.
const OLDER: &str = "04$/uaF/uaF/uaF/uaF/uaF/u6TEgyYmJd3P9pjrLThYbp3Es11Sf7Pe";
const OLDER_OF_80_P: &str = "$2b$04$/uaF/uaF/uaF/uaF/uaF/u1qf5.ZuCTAciPLEIn.ivS9qbdh7e08y";
const OLDER_OF_A: &str = "$2b$04$/uaF/uaF/uaF/uaF/uaF/ugojBkJvLTTZPRzvDSCI3PIUPaJ5ojDa";

#[tokio::test]
async fn a_password_verifies_and_no_other_does() {
    for pepper in [None, Some("a pepper")] {
        let hasher = hasher(10, pepper);
        let stored = hash(&hasher, "correct horse").await;
        assert_eq!(verify(&hasher, "correct horse", &stored).await, Verdict::Right);
        for wrong in ["", "correct hors", "correct horse ", "Correct horse", "correct horse\0"] {
            assert_eq!(verify(&hasher, wrong, &stored).await, Verdict::Wrong, "{wrong:?}");
        }
        assert_ne!(stored.expose(), hash(&hasher, "correct horse").await.expose());
    }
}

// assures: R202
#[tokio::test]
async fn every_byte_counts() {
    let hasher = hasher(10, None);
    let password = "p".repeat(72);
    let stored = hash(&hasher, &password).await;
    assert_eq!(verify(&hasher, &password, &stored).await, Verdict::Right);
    for wrong in [
        "p".repeat(71),
        "p".repeat(73),
        "p".repeat(71) + "q",
        "p".repeat(70) + "qp",
        password.clone() + "\0" + &password,
        "p".repeat(100_000),
    ] {
        assert_eq!(verify(&hasher, &wrong, &stored).await, Verdict::Wrong);
    }
}

// assures: R201
#[tokio::test]
async fn hashes_of_an_older_server_verify_and_are_outdated() {
    let hasher = hasher(10, Some("a pepper"));
    for version in ["$2a$", "$2b$", "$2y$"] {
        let stored = PasswordHash::new(format!("{version}{OLDER}"));
        assert_eq!(verify(&hasher, "correct horse", &stored).await, Verdict::RightButOutdated);
        assert_eq!(verify(&hasher, "wrong horse", &stored).await, Verdict::Wrong);
    }
}

#[tokio::test]
async fn an_older_server_cut_at_72_bytes_and_so_do_its_hashes() {
    let hasher = hasher(10, None);
    let stored = PasswordHash::new(OLDER_OF_80_P.to_owned());
    assert_eq!(verify(&hasher, &"p".repeat(80), &stored).await, Verdict::RightButOutdated);
    assert_eq!(verify(&hasher, &"p".repeat(72), &stored).await, Verdict::RightButOutdated);
    assert_eq!(verify(&hasher, &"p".repeat(71), &stored).await, Verdict::Wrong);
}

// assures: R203
#[tokio::test]
async fn nul_finds_no_way_around_an_older_hash() {
    let stored = PasswordHash::new(OLDER_OF_A.to_owned());
    assert!(bcrypt::verify("a\0a", stored.expose()).unwrap(), "the trap that this test is about");
    let hasher = hasher(10, None);
    assert_eq!(verify(&hasher, "a", &stored).await, Verdict::RightButOutdated);
    assert_eq!(verify(&hasher, "a\0a", &stored).await, Verdict::Wrong);
    assert_eq!(verify(&hasher, "a\0", &stored).await, Verdict::Wrong);
}

#[tokio::test]
async fn another_cost_is_outdated() {
    let (ten, eleven) = (hasher(10, None), hasher(11, None));
    let (of_ten, of_eleven) = (hash(&ten, "correct horse").await, hash(&eleven, "correct horse").await);
    assert_eq!(verify(&eleven, "correct horse", &of_ten).await, Verdict::RightButOutdated);
    assert_eq!(verify(&ten, "correct horse", &of_eleven).await, Verdict::RightButOutdated);
    assert_eq!(verify(&eleven, "wrong horse", &of_ten).await, Verdict::Wrong);
}

// assures: R201
#[tokio::test]
async fn a_pepper_can_be_introduced_but_neither_changed_nor_dropped() {
    let (plain, peppered, other) = (hasher(10, None), hasher(10, Some("one")), hasher(10, Some("two")));
    let before = hash(&plain, "correct horse").await;
    assert_eq!(verify(&peppered, "correct horse", &before).await, Verdict::RightButOutdated);
    let after = hash(&peppered, "correct horse").await;
    assert_eq!(verify(&other, "correct horse", &after).await, Verdict::Wrong);
    let dropped =
        plain.verify(&PasswordAttempt::new("correct horse"), Some(&after), Applicant::OPERATOR).await;
    assert!(matches!(dropped, Err(HasherError::Failed(_))));
}

#[tokio::test]
async fn without_a_hash_everything_is_wrong() {
    let hasher = hasher(10, None);
    for attempt in ["", "password", "a\0a"] {
        let verdict = hasher.verify(&PasswordAttempt::new(attempt), None, Applicant::OPERATOR).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong);
    }
}

#[tokio::test]
async fn a_broken_hash_fails() {
    let broken = PasswordHash::new("a hash".to_owned());
    let verdict =
        hasher(10, None).verify(&PasswordAttempt::new("password"), Some(&broken), Applicant::OPERATOR).await;
    assert!(matches!(verdict, Err(HasherError::Failed(_))));
}
