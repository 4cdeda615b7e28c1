/// The certificates of the local authority, for those who show them.
package struct LocalAuthorityCertificates: Sendable, Equatable {
    /// The root in PEM, for trust stores.
    package let rootPEM: String
    /// The certificate that signs at present, in PEM; nil = the root signs itself.
    package let intermediatePEM: String?

    /// Makes a value.
    package init(rootPEM: String, intermediatePEM: String?) {
        self.rootPEM = rootPEM
        self.intermediatePEM = intermediatePEM
    }
}
