/// What is to be known of a certificate that was just stored.
package struct StoredCertificate: Sendable, Equatable {
    /// Milliseconds since 1970.
    package let notBefore: Int64
    /// Milliseconds since 1970.
    package let notAfter: Int64
    /// Its name in renewal information; nil = it has none.
    package let identifier: String?

    /// Makes a value.
    package init(notBefore: Int64, notAfter: Int64, identifier: String?) {
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.identifier = identifier
    }
}
