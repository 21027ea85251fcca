//! Refresh tokens as text: the content of the token, and a MAC over the content. The database stores only the handles,
//! so an attacker who can read the database can't forge a token.
//!
//! A token has 108 characters: the base64url encoding, without padding, of version 1 (1 byte) · user id (8 bytes, big
//! endian) · session id (16) · expiry in Unix seconds (8, big endian) · handle (16) · HMAC-SHA-256 of all preceding
//! bytes (32).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{RefreshHandle, RefreshToken, RefreshTokens};
use uuid::Uuid;

use crate::hmac::new_hmac;

const VERSION: u8 = 1;
/// The label for deriving a separate key, so that no other use of the secret key can produce a refresh token.
const KEY_LABEL: &[u8] = b"tasklane refresh token key v1";
const CONTENT: usize = 1 + 8 + 16 + 8 + 16;
const TAG: usize = 32;
/// 81 bytes are 27 base64 groups without padding bits, so a token has exactly one encoding.
const TEXT: usize = (CONTENT + TAG) / 3 * 4;

/// Writes refresh tokens as text of 108 characters with a MAC, and reads only text with a valid MAC.
pub struct SealedRefreshTokens {
    sealing: Hmac<Sha256>,
    opening: Vec<Hmac<Sha256>>,
}

impl SealedRefreshTokens {
    /// Derives the key of the MAC from the secret. Check the secret with [`check_secret`](crate::check_secret) first.
    pub fn new(secret: &SecretString) -> Self {
        let key = derived_key(secret);
        Self { sealing: key.clone(), opening: vec![key] }
    }

    /// Adds a secret that opens tokens but does not seal them; see
    /// [`JwtAccessTokens::with_additional_key`](crate::JwtAccessTokens::with_additional_key).
    #[must_use]
    pub fn with_additional_key(mut self, other: &SecretString) -> Self {
        self.opening.push(derived_key(other));
        self
    }

    fn is_genuine(&self, content: &[u8], tag: &[u8]) -> bool {
        // `verify_slice` compares in constant time.
        self.opening.iter().any(|key| key.clone().chain_update(content).verify_slice(tag).is_ok())
    }
}

impl RefreshTokens for SealedRefreshTokens {
    fn seal(&self, token: &RefreshToken) -> String {
        let content = write(token);
        let tag = self.sealing.clone().chain_update(&content).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([content.as_slice(), tag.as_slice()].concat())
    }

    fn open(&self, text: &str) -> Option<RefreshToken> {
        if text.len() != TEXT {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, tag) = bytes.split_at_checked(CONTENT)?;
        if self.is_genuine(content, tag) { read(content) } else { None }
    }
}

fn derived_key(secret: &SecretString) -> Hmac<Sha256> {
    let master: Hmac<Sha256> = new_hmac(secret.expose_secret().as_bytes());
    new_hmac(&master.chain_update(KEY_LABEL).finalize().into_bytes())
}

fn write(token: &RefreshToken) -> Vec<u8> {
    let mut content = Vec::with_capacity(CONTENT);
    content.push(VERSION);
    content.extend(token.user_id.get().to_be_bytes());
    content.extend(token.session_id.0.into_bytes());
    content.extend(token.expires_at.timestamp().to_be_bytes());
    content.extend(token.handle.0);
    content
}

fn read(mut content: &[u8]) -> Option<RefreshToken> {
    if take(&mut content)? != [VERSION] {
        return None;
    }
    Some(RefreshToken {
        user_id: UserId::new(i64::from_be_bytes(take(&mut content)?))?,
        session_id: SessionId(Uuid::from_bytes(take(&mut content)?)),
        expires_at: DateTime::from_timestamp(i64::from_be_bytes(take(&mut content)?), 0)?,
        handle: RefreshHandle(take(&mut content)?),
    })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(*head)
}
