//! Scripts, styles, fonts and pictures.

use super::config::IS_WATCHED;
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::{self, Next};
use axum::response::Response;
use leptos::config::LeptosOptions;
use tower_http::services::ServeDir;

/// `/pkg`, whose names carry a hash of their content, and the files of `public/`.
///
/// Files that stand beside themselves as `.br` or `.gz` are sent so.
pub fn router(options: &LeptosOptions) -> Router {
    let root = options.site_root.as_ref();
    let pkg = ServeDir::new(format!("{root}/{}", options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip();
    let hashed = options.hash_files;
    let mut router = Router::new().nest_service(
        &format!("/{}", options.site_pkg_dir),
        tower::ServiceBuilder::new()
            .layer(middleware::from_fn(move |request, next| {
                cached(hashed, request, next)
            }))
            .service(pkg),
    );
    for name in ["favicon.svg", "icons.svg", "live.js", "robots.txt"] {
        router = router.route_service(
            &format!("/{name}"),
            tower::ServiceBuilder::new()
                .layer(middleware::from_fn(|request, next| cached(false, request, next)))
                .service(
                    tower_http::services::ServeFile::new(format!("{root}/{name}"))
                        .precompressed_br()
                        .precompressed_gzip(),
                ),
        );
    }
    router.nest_service(
        "/fonts",
        tower::ServiceBuilder::new()
            .layer(middleware::from_fn(|request, next| cached(true, request, next)))
            .service(ServeDir::new(format!("{root}/fonts"))),
    )
}

/// How long a file is kept whose name changes with its content. Where files are watched the names are
/// those of an earlier step of the build, so there every use is asked about.
const WHILE_IT_IS_NAMED_SO: &str = if IS_WATCHED {
    "no-cache"
} else {
    "public, max-age=31536000, immutable"
};

async fn cached(for_ever: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED {
        let value = if for_ever {
            WHILE_IT_IS_NAMED_SO
        } else {
            "public, max-age=3600"
        };
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}
