//! What it takes to serve to the network that this machine is in: a certificate that its phones
//! can be made to trust, and the address as a picture for their cameras.

mod authority;
mod picture;

pub use picture::picture;

use super::config::CertificateArgs;
use authority::Authority;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use time::OffsetDateTime;
use tokio_rustls::rustls::pki_types::ServerName;

/// The networks that anybody may use within their own walls, those of a virtual private network
/// among them. Nothing else is vouched for.
const NETWORKS: [IpNet; 8] = [
    v4([127, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([169, 254, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v6(Ipv6Addr::LOCALHOST, 128),
    v6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
];

/// The names that mean this machine, or one in the same network.
const NAMES: [&str; 2] = ["localhost", "local"];

const fn v4(address: [u8; 4], length: u8) -> IpNet {
    let [a, b, c, d] = address;
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(address: Ipv6Addr, length: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(address, length))
}

/// Sees to a certificate in the folder for those of the addresses that are in a network of their
/// own walls, and for this machine by its own names. One that will do for a month more stays.
/// Gives back the addresses that it is for.
///
/// # Errors
/// A sentence, where there is no such address or the files cannot be kept.
pub fn certificate(args: &CertificateArgs, now: OffsetDateTime) -> Result<Vec<IpAddr>, String> {
    let (inside, outside): (Vec<IpAddr>, Vec<IpAddr>) =
        args.addresses.iter().partition(|address| is_inside(**address));
    if inside.is_empty() {
        let outside: Vec<String> = outside.iter().map(ToString::to_string).collect();
        return Err(format!(
            "No address of this machine ({}) is in a private network, and the certificate made here is for nothing else: \
             serve to the public with one of a public authority (TLS_CERT, TLS_KEY).",
            outside.join(", ")
        ));
    }
    let mut names = vec![
        ServerName::from(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ServerName::from(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ];
    names.extend(inside.iter().map(|address| ServerName::from(*address)));
    for name in ["localhost"].into_iter().chain(args.name.as_deref()) {
        let name = ServerName::try_from(name.to_owned());
        names.push(name.map_err(|_| "The name of this machine cannot be that of a server.".to_owned())?);
    }

    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&args.folder)
        .map_err(|error| format!("{} cannot be made: {error}.", args.folder.display()))?;
    let authority = Authority::of(&args.folder, now)?;
    let site = args.folder.join("site.pem");
    let is_good = read(&site)?.is_some_and(|site| authority.is_trusted_for(&site, &names, now));
    if !is_good {
        let made = authority.issue(&names, now)?;
        if !authority.is_trusted_for(&made, &names, now) {
            return Err(format!(
                "The authority in {0} does not vouch for what it makes: move {0} away to have a new one made.",
                args.folder.display()
            ));
        }
        write(&site, &made, 0o600)?;
    }
    Ok(inside)
}

fn is_inside(address: IpAddr) -> bool {
    !address.is_loopback() && NETWORKS.iter().any(|network| network.contains(&address))
}

/// What a file holds, where it is there.
fn read(path: &Path) -> Result<Option<String>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}.", path.display())),
    }
}

/// Puts a file in its place, whole or not at all, and never readable by more than it should be.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), String> {
    let new = path.with_extension("new");
    let put = || {
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, path)
    };
    put().map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

#[cfg(test)]
mod unit;
