//! Sessions: login, refresh, logout, and authentication of requests.

mod access_token;
mod authenticate;
mod cleaner;
mod confirmation;
mod errors;
mod login;
mod logout;
mod refresh;
mod refresh_token;
mod retired_refresh;
mod revocations;
mod rotate;
mod service;
mod session;
mod signed_in;
mod store;
mod verified_token_cache;

pub use access_token::{AccessClaims, AccessTokenVerifier, AccessTokens, InvalidToken};
pub use authenticate::ValidToken;
pub use cleaner::{SessionCleaner, SweepStep};
pub(crate) use confirmation::Confirmation;
pub use confirmation::{Caller, ConfirmError};
pub use errors::{AuthenticateError, EndSessionError, LoginError, LogoutError, RefreshError, SigningError};
pub use refresh::{RefreshOutcome, RefreshState, Rotation, TokenTransport};
pub use refresh_token::{IssuedRefresh, RefreshHandle, RefreshToken, RefreshTokens};
pub use retired_refresh::RetiredRefresh;
pub use revocations::Revocations;
pub use rotate::Refreshed;
pub use service::{Lifetimes, SessionPorts, SessionService, TokenPair};
pub use session::{Client, Session};
pub use signed_in::SignedIn;
pub use store::{RefreshChange, RevokedSince, SessionKey, SessionScan, SessionStore};
pub use verified_token_cache::VerifiedTokenCache;
