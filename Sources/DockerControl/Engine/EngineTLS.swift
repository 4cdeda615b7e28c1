package import Egress

/// The files for TLS towards an engine; it must show a certificate of this authority, and gets ours.
package struct EngineTLS: Sendable, Equatable {
    /// Path of the authorities' certificates, PEM.
    package let authoritiesFile: String
    /// What we show.
    package let clientCertificate: FetchClientCertificate

    /// The files by the names that Docker gives them.
    package init(folder: String) {
        let folder = folder.hasSuffix("/") ? folder : folder + "/"
        authoritiesFile = folder + "ca.pem"
        clientCertificate = FetchClientCertificate(chainFile: folder + "cert.pem", keyFile: folder + "key.pem")
    }
}
