//! Mails of three replicas: each mail is sent exactly once, by whichever replica holds the lease.

use serde_json::json;
use tasklane_mail::testing::{ReceivedMail, SmtpOptions, TestSmtp};
use tokio::task::block_in_place;

use crate::fleet::{Fleet, REPLICAS};
use crate::support::PASSWORD;

const FORGOT: &str = "/api/v1/auth/password/forgot";
const RESET: &str = "/api/v1/auth/password/reset";
const ME: &str = "/api/v1/auth/me";
const NEW_PASSWORD: &str = "battery staple";

fn receive(smtp: &TestSmtp, subject: &str) -> ReceivedMail {
    let mail = block_in_place(|| smtp.receive());
    assert_eq!((mail.header("subject"), &*mail.to), (subject, &["ada@example.org".to_owned()][..]));
    mail
}

/// Receives a link to reset the password, and returns its token.
fn receive_token(smtp: &TestSmtp) -> String {
    let mail = receive(smtp, "Reset your Tasklane password");
    let (_, token) = mail.text.split_once("https://tasks.example.org/reset#token=").unwrap();
    token.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mail_of_a_password_reset_is_sent_once() {
    let smtp = TestSmtp::start(&SmtpOptions::default());
    let mut fleet = Fleet::start(&[
        ("MAIL_URL", &format!("smtp://127.0.0.1:{}", smtp.port())),
        ("MAIL_FROM", "Tasklane <tasks@example.org>"),
        ("PUBLIC_URL", "https://tasks.example.org"),
        // HAProxy must notice that a replica stops.
        ("DRAIN_DELAY", "4"),
    ])
    .await;
    let ada = fleet.sign_up("ada").await;
    let forgot = json!({"email": "ada@example.org"});
    fleet.client().post(FORGOT, &forgot).await.expect(202);
    let token = receive_token(&smtp);
    let reset = json!({"token": token, "new_password": NEW_PASSWORD});
    fleet.client().post(RESET, &reset).await.expect(204);
    receive(&smtp, "Your Tasklane password was changed");
    for _ in 0..REPLICAS {
        assert_eq!(fleet.client().post(RESET, &reset).await.problem(400), "link-invalid");
    }
    assert_eq!(fleet.client().log_in("ada", PASSWORD).await.problem(401), "invalid-credentials");
    fleet.client().log_in("ada", NEW_PASSWORD).await.tokens();

    // Each replica restarts, so another one has to take over the outbox.
    fleet.client().post(FORGOT, &forgot).await.expect(202);
    for replica in 0..REPLICAS {
        fleet.restart(replica).await;
    }
    receive_token(&smtp);
    fleet.client().post(FORGOT, &forgot).await.expect(202);
    receive_token(&smtp);
    assert_eq!(ada.get(ME).await.problem(401), "token-revoked");
    fleet.stop().await;
    assert_eq!(block_in_place(|| smtp.stop()), [], "no mail may be sent twice");
}
