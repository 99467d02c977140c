# shellcheck shell=bash
# Serving to the network that this machine is in, by HTTPS with a certificate of its own, so that phones can open it.

LAN_HOME="$DATA/lan"
LAN_ADDRESSES=() LAN_ADDRESS=''

# All networks, unless LEPTOS_SITE_ADDR names an address in one.
choose_network() {
  local address port; address="$(setting LEPTOS_SITE_ADDR)" port="$(setting PORT)"
  split_address "${address:-127.0.0.1:${port:-3000}}"
  case $SITE_HOST in
    127.* | localhost | ::1)
      read -ra LAN_ADDRESSES < <(network_addresses) || true
      export LEPTOS_SITE_ADDR="0.0.0.0:$SITE_PORT"
      ;;
    *) LAN_ADDRESSES=("$SITE_HOST") ;;
  esac
  ((${#LAN_ADDRESSES[@]})) || fail "This machine is in no network, so no phone can reach it: connect it to one, or leave out --lan."
}
network_addresses() { hostname -I 2>/dev/null | tr ' ' '\n' | sed -nE '/^127\./d; /^[0-9.]+$/p' | tr '\n' ' '; }

# Says in LAN_ADDRESS at which of its addresses a phone finds this machine.
make_certificate() { # the binary
  local name="${HOSTNAME%%.*}" named=() told
  if [[ $name =~ ^[A-Za-z0-9-]+$ ]]; then named=(--name "$name.local"); fi
  told="$("$1" certificate --folder "$LAN_HOME" "${named[@]}" "${LAN_ADDRESSES[@]}")" ||
    fail "There is no certificate to serve to the network with; the reason stands above."
  LAN_ADDRESS="${told%%$'\n'*}"
  if [[ $LAN_ADDRESS == *:* ]]; then LAN_ADDRESS="[$LAN_ADDRESS]"; fi
  # Whatever else is configured is for another place.
  export TLS_CERT="$LAN_HOME/site.pem" TLS_KEY="$LAN_HOME/site.pem" PUBLIC_URL=''
}

tell_network() { # the binary
  "$1" qr "https://$LAN_ADDRESS:$SITE_PORT"
  cat <<TEXT

  Phones and tablets in the same network open it at this address. The first time, let each trust this machine: send it
  $LAN_HOME/the-plugs-ca.crt (by AirDrop, e-mail or cable) and install it there.
    iPhone, iPad   Settings > General > VPN & Device Management, then switch it on under General > About > Certificate Trust Settings
    Android        Settings > Security > More > Encryption & credentials > Install a certificate > CA certificate
  It vouches for addresses of private networks only. Its key stays in $LAN_HOME.

TEXT
  if [[ $DEMO == yes ]]; then say "  Everybody in the network can open it, and the demo's passwords are public." ""; fi
}
