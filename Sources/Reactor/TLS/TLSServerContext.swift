internal import COpenSSL

/// The server side of TLS for one worker and one policy: what all its sessions share.
///
/// Confined to the thread of its worker.
@safe
package final class TLSServerContext {
    /// The library whose certificates this context takes.
    package let library: TLSLibrary
    /// What is allowed.
    package let policy: TLSServerPolicy

    let selector: any CertificateSelector
    private(set) var handle: OpaquePointer
    private(set) var ticketKeys: TicketKeys
    private(set) var defaultCertificates = TLSCertificateSet([])

    /// What the callbacks have to say about the handshake that is running.
    var handshaking: HandshakeInProgress?

    /// Makes a context without certificates.
    ///
    /// - Parameters:
    ///   - library: The worker's own.
    ///   - policy: What is allowed.
    ///   - ticketKeys: The keys that seal session tickets, the same on every worker and node.
    ///   - selector: Chooses certificates; kept for the life of the context.
    /// - Throws: `TLSFailure` when OpenSSL refuses a part of the policy.
    package init(
        library: TLSLibrary, policy: TLSServerPolicy, ticketKeys: TicketKeys, selector: any CertificateSelector
    ) throws(TLSFailure) {
        self.library = library
        self.policy = policy
        self.ticketKeys = ticketKeys
        self.selector = selector
        unsafe handle = try unsafe Self.makeHandle(library, policy)
        unsafe installCallbacks(in: handle)
    }

    deinit {
        unsafe SSL_CTX_free(handle)
    }

    /// Puts other ticket keys in force for all handshakes from now on.
    package func replaceTicketKeys(_ keys: TicketKeys) {
        ticketKeys = keys
    }

    /// Puts other default certificates in force for all sessions made from now on: those for clients that name no host.
    ///
    /// They cost a handshake least, since they are not installed for each anew, and that holds for named hosts too when
    /// the selector chooses the same objects.
    ///
    /// - Throws: `TLSFailure` when OpenSSL refuses one; the earlier ones stay in force then.
    package func replaceDefaultCertificates(_ certificates: TLSCertificateSet) throws(TLSFailure) {
        // OpenSSL cannot take a certificate back from a context, so a new one replaces it; sessions keep theirs.
        let replacement = try unsafe Self.makeHandle(library, policy)
        for certificate in certificates.all {
            let installed = withExtendedLifetime(certificate) {
                unsafe SSL_CTX_use_cert_and_key(
                    replacement, certificate.chain.leaf, certificate.key.handle, certificate.chain.issuers, 1)
            }
            guard installed == 1 else {
                unsafe SSL_CTX_free(replacement)
                throw .lastError()
            }
        }
        unsafe installCallbacks(in: replacement)
        unsafe SSL_CTX_free(handle)
        unsafe handle = replacement
        defaultCertificates = certificates
    }

    private func installCallbacks(in context: OpaquePointer) {
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe tls_context_set_owner(context, owner)
        unsafe SSL_CTX_set_client_hello_cb(context, ClientHelloCallback.function, owner)
        unsafe SSL_CTX_set_alpn_select_cb(context, ApplicationProtocolCallback.function, owner)
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context, TicketKeyCallback.function)
    }

    private static func makeHandle(
        _ library: TLSLibrary, _ policy: TLSServerPolicy
    ) throws(TLSFailure) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new_ex(library.handle, nil, TLS_server_method()) else { throw .lastError() }
        guard unsafe configure(context, policy) else {
            unsafe SSL_CTX_free(context)
            throw .lastError()
        }
        return unsafe context
    }

    private static func configure(_ context: OpaquePointer, _ policy: TLSServerPolicy) -> Bool {
        unsafe SSL_CTX_set_options(context, TLS_SERVER_OPTIONS)
        if policy.ticketCount <= 0 { unsafe SSL_CTX_set_options(context, TLS_NO_TICKET_OPTION) }
        unsafe SSL_CTX_set_timeout(context, max(1, policy.ticketLifetime))
        let sessionContext = Array("proxyd".utf8)
        return unsafe TLSContextOptions.install(in: context, minimumVersion: policy.minimumVersion)
            && SSL_CTX_set_session_id_context(context, sessionContext, UInt32(sessionContext.count)) == 1
            && SSL_CTX_set_num_tickets(context, max(0, policy.ticketCount)) == 1
    }
}

@available(*, unavailable)
extension TLSServerContext: Sendable {}
