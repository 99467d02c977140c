# shellcheck shell=bash
# The app, built: the program and what it serves, in a folder of the clone's own, where no later build changes
# them under a running server.

RELEASE="$DATA/release"

build_app() { # where to, cargo's folder for the profile, arguments of cargo leptos build…
  local app="$1" built="$TARGET/$2" new="$1.new"; shift 2
  npm run --silent assets || return 1
  rm -rf "$new"
  mkdir -p "$new/site"
  # What someone set for serving must not reach the build.
  SQLX_OFFLINE=true LEPTOS_SITE_ROOT="$new/site" LEPTOS_SITE_ADDR=127.0.0.1:3000 LEPTOS_RELOAD_PORT=3001 \
    cargo leptos build --split "$@" || return 1
  cp "$built/the-plugs" "$built/hash.txt" "$new/" || return 1
  rm -rf "$app"
  mv "$new" "$app"
}

# One line that changes whenever anything the release is made of does (the build itself makes its fonts and icons).
sources() {
  {
    find src style public migrations .sqlx .cargo -type f ! -path 'public/fonts/*' ! -path public/icons.svg -print0 |
      sort -z | xargs -0 sha256sum
    sha256sum Cargo.toml Cargo.lock package-lock.json scripts/assets.mjs
    printf '%s\n' "$CARGO_LEPTOS" "$WASM_BINDGEN"
  } | sha256sum
}

release_is_fresh() { [[ -f $RELEASE/sources && "$(<"$RELEASE/sources")" == "$(sources)" ]]; }

build_release() {
  local now; now="$(sources)"
  long "The build" build_app "$RELEASE" release --release --precompress
  printf '%s\n' "$now" >"$RELEASE/sources"
}
