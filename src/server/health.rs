//! Whether the process lives, and whether it reaches its database.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;
use sqlx::PgPool;

/// `GET /health`: the process answers. Says nothing of the database, so that a database that is
/// away does not lead to processes being restarted.
pub async fn process() -> impl IntoResponse {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /api/v1/health/database`: the database answers, with the schema that this binary knows.
pub async fn database(State(pool): State<PgPool>) -> impl IntoResponse {
    match crate::db::schema_version(&pool).await {
        Ok(version) if version == crate::db::newest_migration() => {
            (StatusCode::OK, Json(json!({ "status": "ok", "schema": version })))
        }
        Ok(version) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(
                json!({ "status": "schema out of step", "schema": version, "expected": crate::db::newest_migration() }),
            ),
        ),
        Err(error) => {
            tracing::error!(
                error = crate::db::reason(&error),
                "health: the database does not answer"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": "unreachable" })),
            )
        }
    }
}
