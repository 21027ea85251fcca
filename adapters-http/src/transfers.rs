//! Uploads: each can be large and slow, so there are few of them at once. What is sent to clients is bounded in
//! [`unsent`](crate::unsent).

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::{Mutex, PoisonError};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use tasklane_core::ids::UserId;

use crate::problem::{Code, Problem};
use crate::signed_in::SignedIn;

/// Of one user at once, so that nobody takes all the places.
const OF_A_USER: usize = 2;
/// Of all users at once, in the whole process.
const OF_ALL: usize = 16;

/// How many files each user has under way.
#[derive(Debug, Default)]
pub(crate) struct Transfers(Mutex<HashMap<UserId, usize>>);

/// A file of a user, under way until this is dropped. As an extractor it stands behind [`SignedIn`].
#[derive(Debug)]
pub(crate) struct Transfer {
    all: Data<Transfers>,
    user: UserId,
}

impl Transfer {
    fn begin(all: &Data<Transfers>, user: UserId) -> Result<Self, Problem> {
        let mut under_way = all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.get(&user).is_some_and(|files| *files >= OF_A_USER) {
            let detail = "You have other files under way; try again when they are done";
            let later = HeaderValue::from_static("5");
            return Err(Problem::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, later));
        }
        if under_way.values().sum::<usize>() >= OF_ALL {
            return Err(Problem::unavailable().because("too many files at once"));
        }
        *under_way.entry(user).or_default() += 1;
        Ok(Self { all: all.clone(), user })
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        let mut under_way = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        match under_way.get_mut(&self.user) {
            Some(files) if *files > 1 => *files -= 1,
            _ => drop(under_way.remove(&self.user)),
        }
    }
}

impl FromRequest for Transfer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let who = req.extensions().get::<SignedIn>().copied();
        let begun = match (req.app_data::<Data<Transfers>>(), who) {
            (Some(all), Some(who)) => Self::begin(all, who.user_id()),
            _ => Err(Problem::internal()),
        };
        ready(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: i64) -> UserId {
        UserId::new(id).unwrap()
    }

    #[test]
    fn each_user_has_few_files_under_way_and_all_together_not_many() {
        let all = Data::new(Transfers::default());
        let begin = |id| Transfer::begin(&all, user(id)).map_err(|problem| problem.code());
        let mut under_way: Vec<_> = (0..OF_A_USER).map(|_| begin(1).unwrap()).collect();
        assert_eq!(begin(1).unwrap_err(), Code::RateLimited);
        under_way.pop();
        under_way.push(begin(1).unwrap());
        for id in 2.. {
            if under_way.len() == OF_ALL {
                break;
            }
            under_way.push(begin(id).unwrap());
        }
        assert_eq!(begin(1000).unwrap_err(), Code::Unavailable);
        under_way.clear();
        assert!(begin(1000).is_ok());
        assert!(all.0.lock().unwrap().is_empty(), "nothing is left of who is done");
    }
}
