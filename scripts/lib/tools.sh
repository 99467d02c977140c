# shellcheck shell=bash
# The tools that build and test the app: found, or installed where that is possible, or named in one sentence.

CARGO_LEPTOS=0.3.10
WASM_BINDGEN=0.2.128 # the same as in Cargo.toml

rust_ready() {
  command -v cargo >/dev/null || fail "Rust is missing: install it with rustup, then run this again."
  command -v cc >/dev/null || fail "A C compiler is missing: install it (apt-get install build-essential), then run this again."
  local wanted found
  wanted="$(sed -nE 's/^rust-version = "(.*)"/\1/p' Cargo.toml)"
  found="$(rustc --version | cut -d' ' -f2)"
  at_least "$found" "$wanted" || fail "Rust $found is installed and $wanted is needed: run 'rustup update stable', then this again."
  [[ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]] && return
  command -v rustup >/dev/null || fail "Rust's wasm32-unknown-unknown target is missing, and without rustup it cannot be added: install Rust with rustup."
  note "adding Rust's target for browsers"
  long "Adding the wasm32 target" rustup target add wasm32-unknown-unknown
}

node_ready() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then fail "Node.js is missing: install version 20 or later with npm, then run this again."; fi
  local found; found="$(node -p process.versions.node)"
  at_least "$found" 20 || fail "Node.js $found is installed and 20 or later is needed: install a newer one, then run this again."
}

builders_ready() {
  rust_ready
  node_ready
  # Built once, and it only calls other tools: less optimisation than its authors give it will do.
  CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo_tool cargo-leptos cargo-leptos "$CARGO_LEPTOS" "5 to 15 minutes"
  cargo_tool wasm-bindgen-cli wasm-bindgen "$WASM_BINDGEN" "3 to 6 minutes"
}

# Takes a tool of the right version from PATH, else builds it once into the cache, by version.
cargo_tool() { # crate, binary, version, how long it takes, further arguments…
  local crate="$1" binary="$2" version="$3" time="$4" home="$TOOLS/$1-$3"; shift 4
  PATH="$home/bin:$PATH"
  [[ "$("$binary" --version 2>/dev/null)" == *" $version"* ]] && return
  mkdir -p "$home"
  exec 7>>"$home/lock"
  flock 7 # two clones share the cache; the second finds what the first has built
  if [[ -x $home/bin/$binary ]]; then exec 7>&-; return; fi
  note "building $crate $version, once ($time on two cores)"
  # Kept while it builds, so that an interrupted build goes on where it was.
  CARGO_TARGET_DIR="$home/build" long "Building $crate" \
    cargo install "$crate" --version "$version" --locked --root "$home" "$@"
  rm -rf "$home/build"
  exec 7>&-
}

npm_packages() { # folder with a package-lock.json
  local stamp="$1/node_modules/.the-plugs" lock
  lock="$(sha256sum <"$1/package-lock.json")"
  [[ -f $stamp && "$(<"$stamp")" == "$lock" ]] && return
  note "installing npm packages in $(basename "$1")"
  long "Installing npm packages" npm ci --prefix "$1" --prefer-offline --no-audit --no-fund
  printf '%s\n' "$lock" >"$stamp"
}

# Installs Debian packages as root or through sudo; fails where neither is to be had.
apt_install() {
  local as=()
  command -v apt-get >/dev/null || return 1
  if ((EUID != 0)); then
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; } || return 1
    as=(sudo)
  fi
  long "Installing $*" "${as[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update
  long "Installing $*" "${as[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -yq -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

chromium_ready() {
  CHROMIUM="${CHROMIUM:-$(command -v chromium || true)}"
  if [[ -z $CHROMIUM ]]; then
    note "installing Debian's chromium"
    apt_install chromium fonts-liberation ||
      fail "Chromium is missing and only root may install it: run 'apt-get install chromium' as root, or set CHROMIUM to the path of one."
    CHROMIUM=/usr/bin/chromium
  fi
  export CHROMIUM
}
