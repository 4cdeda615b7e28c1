package import ACME
package import Egress
package import ProxyModel

/// Certificates that this installation obtains by itself (ACME, RFC 8555).
package struct CertificateSettings: Sendable {
    /// Whether certificates are asked for without an operator's word, when a host is created: only where an authority or a
    /// contact is named.
    package var isConfigured: Bool { directoryURL != nil || email != nil }

    /// Directory of the authority that is asked when a certificate names none; nil = Let's Encrypt.
    package var directoryURL: String?
    /// Directory of that authority's test system; nil = that of Let's Encrypt, where Let's Encrypt is asked.
    package var stagingURL: String?
    /// Contact of certificates that have none.
    package var email: String?
    /// Path of a PEM file with the authorities that ACME servers must be certified by; nil = `EGRESS_CA_FILE`, then the
    /// system's trust store.
    package var caFile: String?
    /// Addresses that clients and authorities reach this installation at, each a block of one; empty = unknown.
    package var publicAddresses: [AddressBlock] = []
    /// Name servers that names of certificates are looked up at; empty = the system's.
    package var resolvers: [DNSServer] = []
    /// Folder of the programs that DNS providers of the kind `exec` may run; nil = none is ever run.
    package var hooksFolder: String?
    /// How many days before the end of a certificate operators are warned; empty = only when it has ended.
    package var warningDays: [Int] = [14, 7, 3, 1]
    /// Certificates that handshakes bring about.
    package var onDemand = OnDemandSettings()
}
