//! Lists the operations of the API. A new operation needs a line here, and its metadata next to its handler.

use actix_web::dev::HttpServiceFactory;
use utoipa_actix_web::OpenApiFactory;

use crate::route_table::ApiOperation;
use crate::{operations, todo, v1};

/// Handles each operation of the list, for example by registering it.
pub(super) trait Registrar {
    fn add<T: ApiOperation + HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: T);
}

/// Adds the operations of v1, whose paths begin with the prefix.
pub(super) fn register_v1(to: &mut impl Registrar) {
    to.add(v1::accounts::register_user);
    to.add(v1::sessions::log_in);
    to.add(v1::sessions::refresh_session);
    to.add(v1::sessions::log_out);
    to.add(v1::sessions::list_sessions);
    to.add(v1::sessions::end_session);
    to.add(v1::sessions::end_other_sessions);
    to.add(v1::accounts::read_me);
    to.add(v1::accounts::change_profile);
    to.add(v1::accounts::delete_account);
    to.add(v1::accounts::change_password);
    to.add(v1::accounts::export_account);
    to.add(v1::recovery::forgot_password);
    to.add(v1::recovery::reset_password);
    to.add(v1::recovery::verify_email);
    to.add(v1::recovery::resend_verification);
    to.add(v1::recovery::undo_email_change);
    to.add(v1::recovery::cancel_email_change);
    to.add(v1::tasks::list_tasks);
    to.add(v1::tasks::create_task);
    to.add(v1::tasks::summarize_tasks);
    to.add(v1::tasks::read_workflow);
    to.add(v1::tasks::list_changes);
    to.add(v1::tasks::stream_tasks);
    to.add(v1::tasks::batch_tasks);
    to.add(v1::tasks::export_tasks);
    to.add(v1::tasks::import_tasks);
    to.add(v1::tasks::restore_task);
    to.add(v1::tasks::read_task);
    to.add(v1::tasks::edit_task);
    to.add(v1::tasks::delete_task);
    to.add(v1::read_server);
}

/// Adds the operations outside of v1.
pub(super) fn register_unversioned(to: &mut impl Registrar) {
    to.add(todo::todo_register);
    to.add(todo::todo_login);
    to.add(todo::todo_list);
    to.add(todo::todo_create);
    to.add(todo::todo_read);
    to.add(todo::todo_edit);
    to.add(todo::todo_delete);
    to.add(todo::todo_toggle);
    to.add(operations::read_health);
    to.add(operations::read_liveness);
    to.add(operations::read_readiness);
    to.add(operations::read_public_keys);
}
