//! Handles requests that match no route. On a known path, OPTIONS returns 204, and an unsupported method returns 405.
//! Both responses list the supported methods in `Allow`. Outside of the API, a GET request for an unknown path returns
//! a file or the page of the web app. Any other request returns 404.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::respond::{Code, Problem};
use crate::route_table::{RouteTable, ServedPath};
use crate::web_app::RenderedApp;

pub(crate) async fn fallback(
    req: HttpRequest,
    table: Data<RouteTable>,
    app: Data<RenderedApp>,
) -> Result<HttpResponse, Problem> {
    let Some(allow) = table.find_exactly(req.path()).map(ServedPath::allow) else {
        let page = if table.is_of_api(req.path()) { None } else { app.serve(&req) };
        return page.ok_or_else(|| Problem::new(Code::RouteNotFound, "There is nothing at this address"));
    };
    let allow = HeaderValue::from_str(allow).unwrap_or_else(|_| HeaderValue::from_static(""));
    if req.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    let detail = "This address does not support this method";
    Err(Problem::new(Code::MethodNotAllowed, detail).with_header(header::ALLOW, allow))
}
