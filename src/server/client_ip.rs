//! From where a request comes, as far as that can be believed.

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The address of whoever sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// The client of a request. A proxy that is not trusted is itself the client.
    #[must_use]
    pub fn of(request: &Request, trusted: &[IpNet]) -> Self {
        let forwarded = forwarded_for(request.headers());
        Self(behind_proxies(peer(request), &forwarded, trusted))
    }

    /// Whose it is: the address, or for IPv6 the network of 64 bits, as [`Self::counted_as`] writes it.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }

    /// By which attempts are counted: the address, or for IPv6 the network of 64 bits, any address
    /// of which a single customer can take.
    #[must_use]
    pub fn counted_as(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

/// Whether a request was handed on by a trusted proxy.
#[must_use]
pub fn is_from_proxy(request: &Request, trusted: &[IpNet]) -> bool {
    let peer = peer(request);
    trusted.iter().any(|network| network.contains(&peer))
}

/// Who opened the connection. A request that did not come over a socket (a test's) comes from
/// nowhere in particular.
fn peer(request: &Request) -> IpAddr {
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip().to_canonical()
        })
}

/// Every `X-Forwarded-For` of a request in the order in which proxies wrote them.
fn forwarded_for(headers: &HeaderMap) -> Vec<&str> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(str::trim)
        .collect()
}

/// Each proxy writes the address it was called from at the end of the list. Only what trusted
/// proxies wrote is believed: the client is the last one in the list that is no such proxy.
fn behind_proxies(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.to_canonical();
    for entry in forwarded.iter().rev() {
        if !is_trusted(client) {
            break;
        }
        match parse(entry) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

/// An address, with a port or without.
fn parse(entry: &str) -> Option<IpAddr> {
    let address = entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn trusted() -> Vec<IpNet> {
        vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]
    }

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_has() {
        for (peer, forwarded, client) in [
            // No proxy, or none that is trusted: what the client writes about itself counts for nothing.
            ("198.51.100.7", vec![], "198.51.100.7"),
            ("198.51.100.7", vec!["203.0.113.9"], "198.51.100.7"),
            ("198.51.100.7", vec!["10.1.1.1"], "198.51.100.7"),
            // One proxy, and a client that wrote an address of its own invention in front.
            ("10.0.0.1", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["192.0.2.1", "203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["10.9.9.9", "203.0.113.9"], "203.0.113.9"),
            // Two proxies in a row.
            (
                "10.0.0.1",
                vec!["192.0.2.1", "203.0.113.9", "10.0.0.2"],
                "203.0.113.9",
            ),
            // Everybody is a proxy: the first of them is as near as one gets.
            ("10.0.0.1", vec!["10.0.0.3", "10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            // What is no address is not read past.
            ("10.0.0.1", vec!["203.0.113.9", "unknown"], "10.0.0.1"),
            ("10.0.0.1", vec!["203.0.113.9", "", "10.0.0.2"], "10.0.0.2"),
            // Ports, IPv6, and IPv4 in IPv6's clothes.
            ("10.0.0.1", vec!["203.0.113.9:4711"], "203.0.113.9"),
            ("fd00::1", vec!["[2001:db8::9]:4711"], "2001:db8::9"),
            ("::ffff:10.0.0.1", vec!["::ffff:203.0.113.9"], "203.0.113.9"),
        ] {
            assert_eq!(
                behind_proxies(ip(peer), &forwarded, &trusted()),
                ip(client),
                "{peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one_client() {
        let counted = |text| ClientIp(ip(text)).counted_as();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), counted("2001:db8:1:2::1"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(counted("203.0.113.9"), "203.0.113.9");
        let network = |text| ClientIp(ip(text)).network();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("203.0.113.9"), ip("203.0.113.9"));
    }

    proptest! {
        #[test]
        fn nothing_that_an_untrusted_client_sends_changes_its_address(
            peer in any::<u32>().prop_map(std::net::Ipv4Addr::from).prop_map(IpAddr::V4),
            forwarded in proptest::collection::vec(".{0,20}", 0..6),
        ) {
            prop_assume!(!trusted().iter().any(|network| network.contains(&peer)));
            let forwarded: Vec<&str> = forwarded.iter().map(String::as_str).collect();
            prop_assert_eq!(behind_proxies(peer, &forwarded, &trusted()), peer);
        }

        #[test]
        fn nothing_that_a_client_writes_in_front_changes_what_its_proxy_wrote(
            client in any::<u32>().prop_map(std::net::Ipv4Addr::from).prop_map(IpAddr::V4),
            forged in proptest::collection::vec(".{0,20}", 0..6),
        ) {
            prop_assume!(!trusted().iter().any(|network| network.contains(&client)));
            let written = client.to_string();
            let mut forwarded: Vec<&str> = forged.iter().map(String::as_str).collect();
            forwarded.push(&written);
            prop_assert_eq!(behind_proxies(ip("10.0.0.1"), &forwarded, &trusted()), client);
        }
    }
}
