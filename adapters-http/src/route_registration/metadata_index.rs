//! Collects the metadata of all operations, by path and method.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_actix_web::OpenApiFactory;

use super::list::{self, Registrar};
use crate::route_table::{ApiOperation, DocumentedOperation, RouteMetadata, ServedPath, matches, operations};

/// The metadata of all operations.
pub(super) struct MetadataIndex {
    /// Path prefix of the operations that are being added.
    prefix: String,
    entries: Vec<(String, Method, RouteMetadata)>,
}

impl Registrar for MetadataIndex {
    fn add<T: ApiOperation + HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: T) {
        for (path, item) in handler.paths().paths {
            let path = format!("{}{path}", self.prefix);
            self.entries.extend(operations(&item).map(|(method, _)| (path.clone(), method, T::METADATA)));
        }
    }
}

impl MetadataIndex {
    pub(super) fn new(prefix: &str) -> Self {
        let mut index = Self { prefix: prefix.to_owned(), entries: Vec::new() };
        list::register_v1(&mut index);
        index.prefix.clear();
        list::register_unversioned(&mut index);
        index
    }

    pub(super) fn find(&self, path: &str, method: &Method) -> Option<&RouteMetadata> {
        let mut all = self.entries.iter();
        all.find(|(other, of, _)| other == path && of == method).map(|(.., metadata)| metadata)
    }

    /// Returns the served paths of the OpenAPI document.
    pub(super) fn served(&self, document: &OpenApi) -> Vec<ServedPath> {
        let items = document.paths.paths.iter();
        items
            .map(|(path, item)| {
                ServedPath::from_openapi(path.clone(), item, self.documented_operations(path, item))
            })
            .collect()
    }

    fn documented_operations(&self, path: &str, item: &PathItem) -> Vec<DocumentedOperation> {
        let all = operations(item).filter_map(|(method, operation)| {
            let metadata = *self.find(path, &method)?;
            let parameters = query_parameters(operation);
            Some(DocumentedOperation { method, metadata, parameters, needs_token: needs_token(operation) })
        });
        all.collect()
    }
}

fn query_parameters(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
        _ => None,
    });
    parameters.collect()
}

fn needs_token(operation: &Operation) -> bool {
    let no_token = SecurityRequirement::default();
    operation.security.as_ref().is_some_and(|any_of| !any_of.contains(&no_token))
}

/// Collects the paths without parameters that also match a path with parameters, as `/tasks/summary` matches
/// `/tasks/{id}`. Each of these paths needs a fallback for the methods that it does not support.
#[derive(Default)]
pub(super) struct ShadowedPaths {
    exact: Vec<String>,
    templates: Vec<String>,
}

impl Registrar for ShadowedPaths {
    fn add<T: ApiOperation + HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: T) {
        let paths = handler.paths().paths.into_keys();
        if T::METADATA.path_parameters.is_empty() {
            self.exact.extend(paths);
        } else {
            self.templates.extend(paths);
        }
    }
}

impl ShadowedPaths {
    pub(super) fn of_v1() -> Vec<String> {
        let mut all = Self::default();
        list::register_v1(&mut all);
        let Self { mut exact, templates } = all;
        exact.sort_unstable();
        exact.dedup();
        exact.retain(|path| templates.iter().any(|template| matches(template, path)));
        exact
    }
}
