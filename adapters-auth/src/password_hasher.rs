//! Implements `PasswordHasher` with the [scheme](crate::password_scheme) and the [limit](crate::HashingLimit).

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use tasklane_core::user::{
    HashJobOrigin, HasherError, NewPassword, PasswordAttempt, PasswordHash, PasswordHasher, VerifyOutcome,
};

use crate::HashingLimit;
use crate::password_scheme::{CostOutOfRange, DEFAULT_COST, PasswordScheme};

/// Hashes passwords of any length with bcrypt, and verifies them. Also verifies the plain bcrypt hashes of other
/// programs.
///
/// Hashing runs on tokio's blocking threads, under a [`HashingLimit`]. Cloning is cheap.
#[derive(Clone)]
pub struct BcryptHasher {
    scheme: Arc<PasswordScheme>,
    limit: HashingLimit,
}

/// Uses the default cost, no pepper, and [`HashingLimit::for_this_machine`].
impl Default for BcryptHasher {
    fn default() -> Self {
        Self { scheme: Arc::new(PasswordScheme::standard()), limit: HashingLimit::for_this_machine() }
    }
}

impl BcryptHasher {
    /// Hashing or verifying a password at this cost takes about a quarter of a second.
    pub const DEFAULT_COST: u32 = DEFAULT_COST;

    /// Creates a hasher with [`HashingLimit::for_this_machine`].
    ///
    /// A pepper can be introduced later, but not changed or removed: a hash made with a pepper can be verified only
    /// with that pepper. The cost is from 4 to 15. OWASP recommends at least 10 (Password Storage Cheat Sheet); use
    /// less only in tests.
    pub fn new(cost: u32, pepper: Option<&SecretString>) -> Result<Self, CostOutOfRange> {
        Self::with_limit(cost, pepper, HashingLimit::for_this_machine())
    }

    /// Like [`new`](Self::new), with a limit that other hashers may share.
    pub fn with_limit(
        cost: u32,
        pepper: Option<&SecretString>,
        limit: HashingLimit,
    ) -> Result<Self, CostOutOfRange> {
        Ok(Self { scheme: Arc::new(PasswordScheme::new(cost, pepper)?), limit })
    }
}

#[async_trait]
impl PasswordHasher for BcryptHasher {
    async fn hash(&self, password: &NewPassword, origin: HashJobOrigin) -> Result<PasswordHash, HasherError> {
        let (scheme, password) = (Arc::clone(&self.scheme), password.clone());
        let hash = self.limit.run(origin, move || scheme.hash(password.expose())).await?;
        hash.map(PasswordHash::new).map_err(|error| HasherError::Failed(error.into()))
    }

    async fn verify(
        &self,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
        origin: HashJobOrigin,
    ) -> Result<VerifyOutcome, HasherError> {
        let (scheme, attempt, hash) = (Arc::clone(&self.scheme), attempt.clone(), hash.cloned());
        let verdict = self
            .limit
            .run(origin, move || scheme.verify(attempt.expose(), hash.as_ref().map(PasswordHash::expose)))
            .await?;
        verdict.map_err(|error| HasherError::Failed(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU16;
    use std::sync::mpsc;

    // assures: R206
    #[tokio::test]
    async fn hashing_and_verifying_respect_the_limit() {
        let limit = HashingLimit::new(NonZeroU16::MIN, 0);
        let hasher = BcryptHasher::with_limit(10, None, limit.clone()).unwrap();
        let (password, attempt) =
            (NewPassword::parse("correct horse").unwrap(), PasswordAttempt::new("correct horse"));
        let hash = hasher.hash(&password, HashJobOrigin::OPERATOR).await.unwrap();
        let (has_begun, begun) = mpsc::channel();
        let (let_end, end) = mpsc::channel::<()>();
        let work = tokio::spawn(async move {
            limit
                .run(HashJobOrigin::OPERATOR, move || {
                    has_begun.send(()).unwrap();
                    end.recv().unwrap();
                })
                .await
        });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        assert!(matches!(hasher.hash(&password, HashJobOrigin::OPERATOR).await, Err(HasherError::Busy)));
        assert!(matches!(
            hasher.verify(&attempt, Some(&hash), HashJobOrigin::OPERATOR).await,
            Err(HasherError::Busy)
        ));
        assert!(matches!(
            hasher.verify(&attempt, None, HashJobOrigin::OPERATOR).await,
            Err(HasherError::Busy)
        ));
        let_end.send(()).unwrap();
        work.await.unwrap().unwrap();
        assert!(matches!(
            hasher.verify(&attempt, Some(&hash), HashJobOrigin::OPERATOR).await,
            Ok(VerifyOutcome::Match)
        ));
    }
}
