//! Why no connection came about, where something between us and the service is the reason.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as Tls};

use crate::error::Obstacle;

/// Looks through the whole chain of causes.
pub(super) fn of(error: &(dyn Error + 'static)) -> Option<Obstacle> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(tls) = cause.downcast_ref::<Tls>() {
            return of_tls(tls);
        }
        // An I/O error does not name its content as its source.
        if let Some(found) = cause.downcast_ref::<io::Error>().and_then(|error| of(error.get_ref()?)) {
            return Some(found);
        }
        // The type of this cause is not within reach; its words are tested.
        if cause.to_string().ends_with("proxy authorization required") {
            return Some(Obstacle::ProxySignIn);
        }
        next = cause.source();
    }
    None
}

fn of_tls(error: &Tls) -> Option<Obstacle> {
    match error {
        Tls::InvalidCertificate(error) => Some(match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Obstacle::CertificateExpired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Obstacle::CertificateNotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Obstacle::CertificateOfAnother
            }
            CertificateError::Revoked => Obstacle::CertificateRevoked,
            _ => Obstacle::CertificateUntrusted,
        }),
        Tls::PeerIncompatible(_) | Tls::AlertReceived(AlertDescription::ProtocolVersion) => Some(Obstacle::OldTls),
        _ => None,
    }
}
