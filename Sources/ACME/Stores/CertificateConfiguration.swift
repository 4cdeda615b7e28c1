package import ProxyModel

/// The part of the configuration that obtaining certificates reads and writes, as this node knows it.
package protocol CertificateConfiguration: ConfigurationEditing {
    /// The intent of that name; nil = no certificate is wanted under it.
    func intent(_ name: String) -> CertificateIntent?

    /// The certificate of that name; nil = none is there.
    func certificate(_ name: String) -> CertificateRecord?

    /// The issuer's record of that name; nil = none, or only a preset.
    func issuer(_ name: String) -> CertificateIssuer?

    /// The names of all intents.
    var intentNames: [String] { get }

    /// The sealed chain and key of a certificate; nil = none is there.
    func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]?
}
