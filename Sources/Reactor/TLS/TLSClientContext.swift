internal import COpenSSL

/// The client side of TLS for one worker and one policy: what all its sessions share.
///
/// Confined to the thread of its worker.
@safe
package final class TLSClientContext {
    let library: TLSLibrary
    let handle: OpaquePointer
    let verifiesPeer: Bool

    /// Makes a context.
    ///
    /// - Throws: `TLSFailure` when OpenSSL refuses a part of the policy or an authority is no certificate.
    package init(library: TLSLibrary, policy: TLSClientPolicy) throws(TLSFailure) {
        guard let handle = unsafe SSL_CTX_new_ex(library.handle, nil, TLS_client_method()) else { throw .lastError() }
        self.library = library
        unsafe self.handle = handle
        verifiesPeer = policy.trust != .anyone
        guard unsafe TLSContextOptions.install(in: handle, minimumVersion: policy.minimumVersion) else {
            throw .lastError()
        }
        let offered = ApplicationProtocolList.encode(policy.protocols)
        // This one function of OpenSSL answers 0 for success.
        guard unsafe offered.isEmpty || SSL_CTX_set_alpn_protos(handle, offered, UInt32(offered.count)) == 0 else {
            throw .lastError()
        }
        try trust(policy.trust)
    }

    deinit {
        unsafe SSL_CTX_free(handle)
    }

    private func trust(_ trust: TLSTrust) throws(TLSFailure) {
        unsafe SSL_CTX_set_verify(handle, trust == .anyone ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nil)
        switch trust {
        case .anyone: break
        case .system:
            guard unsafe SSL_CTX_set_default_verify_paths(handle) == 1 else { throw .lastError() }
        case .authorities(let text):
            try addAuthorities(text)
        }
    }

    private func addAuthorities(_ text: [UInt8]) throws(TLSFailure) {
        let refused = TLSFailure.openSSL(library: ERR_LIB_PEM, reason: PEM_R_NO_START_LINE)
        do throws(TLSCertificateError) {
            let chain = try unsafe CertificateChain.parse(text, library: library.handle, limit: .max)
            let store = unsafe SSL_CTX_get_cert_store(handle)
            guard unsafe chain.add(to: store) else { throw .rejected }
        } catch {
            throw refused
        }
    }
}

@available(*, unavailable)
extension TLSClientContext: Sendable {}
