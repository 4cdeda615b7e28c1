internal import COpenSSL

/// The certificates that follow a server's own: its issuers in order, shared by all the chains that end like this.
@safe
final class IssuerChain {
    let certificates: OpaquePointer

    /// Without certificates; throws `TLSCertificateError.rejected` when memory is missing.
    init() throws(TLSCertificateError) {
        guard let certificates = unsafe tls_certificates_new() else { throw .rejected }
        unsafe self.certificates = certificates
    }

    deinit {
        unsafe tls_certificates_free(certificates)
    }
}

@available(*, unavailable)
extension IssuerChain: Sendable {}
