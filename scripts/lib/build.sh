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
  name_by_build "$new/site/pkg" "$new/hash.txt" || return 1
  rm -rf "$app"
  mv "$new" "$app"
}

# The script, the main module and the loader of its pieces name one another, and cargo-leptos takes their hashes before it
# writes those names into them: the next build could put other content under a name that browsers keep for ever. So all
# three take the hash of the whole build, which is as long as theirs.
name_by_build() { # folder of the files, file of their hashes
  local all was file
  all="$(cat "$1"/*.js "$1"/*.wasm | sha256sum | cut -c1-22)"
  for was in $(sed -nE 's/^(js|wasm|split): //p' "$2"); do
    LC_ALL=C sed -i "s/$was/$all/g" "$1"/*.js "$1"/the-plugs.*.wasm "$2" || return 1
    for file in "$1"/*"$was"*; do mv "$file" "${file/"$was"/"$all"}"; done
  done
  for file in "$1"/*"$all"*.br; do
    if [[ -f $file ]]; then node scripts/compress.mjs "${file%.br}"; fi
  done
}

# One line that changes whenever anything the release is made of does (the build itself makes its fonts and icons).
sources() {
  {
    find src style public migrations .sqlx .cargo -type f ! -path 'public/fonts/*' ! -path public/icons.svg -print0 |
      sort -z | xargs -0 sha256sum
    sha256sum Cargo.toml Cargo.lock package-lock.json scripts/assets.mjs scripts/compress.mjs scripts/lib/build.sh
    printf '%s\n' "$CARGO_LEPTOS" "$WASM_BINDGEN"
  } | sha256sum
}

release_is_fresh() { [[ -f $RELEASE/sources && "$(<"$RELEASE/sources")" == "$(sources)" ]]; }

build_release() {
  local now; now="$(sources)"
  long "The build" build_app "$RELEASE" release --release --precompress
  printf '%s\n' "$now" >"$RELEASE/sources"
}
