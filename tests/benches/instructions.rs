//! Counts the instructions of token verification, and of complete requests without a database or a network.
//! `scripts/check-instruction-counts.sh` runs this benchmark and compares the counts with those in `instructions.txt`.

use std::cell::Cell;

use actix_web::http::header::{AUTHORIZATION, ETAG, IF_NONE_MATCH, LINK};
use actix_web::rt::System;
use actix_web::test::TestRequest;
use secrecy::SecretString;
use serde_json::json;
use tasklane_auth::{CachingVerifier, HmacAlgorithm, JwtAccessTokens, SigningKey};
use tasklane_core::session::AccessTokenVerifier;
use tasklane_tests::{InProcess, SECRET_KEY};

/// How many times each operation runs per measurement. Several runs include occasional work, such as growing a hash
/// table.
const TIMES: usize = 20;

/// Defines a function per operation. The profiler counts the instructions of each function.
macro_rules! counted {
    ($($name:ident)*) => {
        mod counted {
            $(
                #[inline(never)]
                pub fn $name(work: super::Work<'_>) {
                    for _ in 0..super::TIMES {
                        work();
                    }
                    // The profiler identifies functions by name, so the compiler must not merge them.
                    std::hint::black_box(stringify!($name));
                }
            )*
        }
    };
}

counted! { create edit keyed list not_modified read refresh toggle verify verify_again }

type Work<'w> = &'w dyn Fn();

fn main() {
    let system = System::new();
    let server = system.block_on(InProcess::start());
    let ask = |request: TestRequest, status| system.block_on(server.ask(request, status));

    let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
    ask(TestRequest::post().uri("/api/v1/auth/register").set_json(account), 201);
    let login = TestRequest::post().uri("/api/v1/auth/login");
    let (_, session) = ask(login.set_form([("username", "ada"), ("password", "correct horse")]), 200);
    let text = |name: &str| session[name].as_str().unwrap().to_owned();
    let (access, refresh) = (text("access_token"), json!({"refresh_token": text("refresh_token")}));
    let bearer = format!("Bearer {access}");
    let get = |uri: &str| TestRequest::get().uri(uri).insert_header((AUTHORIZATION, bearer.as_str()));
    let task = json!({
        "title": "Water the plants", "description": "All of them, and the herbs on the balcony", "due_date": "2026-02-28",
        "priority": "high", "tags": ["home", "plants"],
    });
    let create = || {
        let post = TestRequest::post().uri("/api/v1/tasks").insert_header((AUTHORIZATION, bearer.as_str()));
        ask(post.set_json(&task), 201);
    };
    (0..60).for_each(|_| create());
    let (first, _) = ask(get("/api/v1/tasks?limit=20"), 200);
    let tag = first.get(ETAG).unwrap().clone();
    let next = first.get(LINK).unwrap().to_str().unwrap();
    let next = next.split(['<', '>']).nth(1).unwrap().to_owned();

    let tokens = || {
        let key = SigningKey::secret(HmacAlgorithm::default(), &SecretString::from(SECRET_KEY));
        JwtAccessTokens::new(key)
    };
    let (signed, remembered) = (tokens(), CachingVerifier::new(tokens()));

    let number = Cell::new(0);
    let next_number = || number.replace(number.get() + 1);
    let edit = || {
        let patch =
            TestRequest::patch().uri("/api/v1/tasks/2").insert_header((AUTHORIZATION, bearer.as_str()));
        ask(patch.set_json(json!({"title": format!("Water the plants {:03}", next_number())})), 200);
    };
    let keyed = || {
        let post = TestRequest::post().uri("/api/v1/tasks").insert_header((AUTHORIZATION, bearer.as_str()));
        let key = ("Idempotency-Key", format!("key {:03}", next_number()));
        ask(post.insert_header(key).set_json(&task), 201);
    };
    let toggle = || {
        let patch = TestRequest::patch().uri("/api/1/tasks/3/complete");
        ask(patch.insert_header((AUTHORIZATION, bearer.as_str())), 200);
    };

    let paths: [(fn(Work<'_>), Work<'_>); 10] = [
        (counted::read, &|| drop(ask(get("/api/v1/tasks/1"), 200))),
        (counted::list, &|| drop(ask(get(&next), 200))),
        (counted::not_modified, &|| {
            drop(ask(get("/api/v1/tasks?limit=20").insert_header((IF_NONE_MATCH, tag.clone())), 304));
        }),
        (counted::create, &create),
        (counted::refresh, &|| {
            drop(ask(TestRequest::post().uri("/api/v1/auth/refresh").set_json(&refresh), 200));
        }),
        (counted::verify, &|| assert!(signed.verify(&access).is_ok())),
        (counted::verify_again, &|| assert!(remembered.verify(&access).is_ok())),
        (counted::edit, &edit),
        (counted::toggle, &toggle),
        (counted::keyed, &keyed),
    ];
    for (counted, work) in paths {
        // The first call includes one-time initialization, so it is not counted.
        work();
        counted(work);
    }
}
