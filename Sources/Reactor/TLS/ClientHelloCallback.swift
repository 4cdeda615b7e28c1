internal import COpenSSL

/// OpenSSL's question what to do with a ClientHello.
enum ClientHelloCallback {
    static let function:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32 = {
            ssl, alert, owner in
            guard let ssl = unsafe ssl, let owner = unsafe owner else { return SSL_CLIENT_HELLO_ERROR }
            let context = unsafe Unmanaged<TLSServerContext>.fromOpaque(owner).takeUnretainedValue()
            let hello = unsafe readHello(ssl)
            switch context.selector.selection(for: hello) {
            case .useDefault where !context.defaultCertificates.isEmpty:
                // A session that is older than the first default has none of its own.
                if unsafe SSL_get_certificate(ssl) != nil || install(context.defaultCertificates, in: ssl) {
                    return SSL_CLIENT_HELLO_SUCCESS
                }
                return unsafe refuse(.internalError, alert, context)
            case .use(let certificates)
            where !certificates.isEmpty && certificates.isIdentical(to: context.defaultCertificates)
                && (unsafe hasDefault(ssl, context)):
                return SSL_CLIENT_HELLO_SUCCESS
            case .use(let certificates):
                if unsafe install(certificates, in: ssl) { return SSL_CLIENT_HELLO_SUCCESS }
                return unsafe refuse(.internalError, alert, context)
            case .useForACMEChallenge(let certificates):
                context.handshaking?.isACMEChallenge = true
                if unsafe install(certificates, in: ssl) { return SSL_CLIENT_HELLO_SUCCESS }
                return unsafe refuse(.internalError, alert, context)
            case .wait:
                context.handshaking?.awaitedName = hello.serverName
                return SSL_CLIENT_HELLO_RETRY
            case .useDefault:
                return unsafe refuse(.unrecognizedName, alert, context)
            case .reject(let reason):
                return unsafe refuse(reason, alert, context)
            }
        }

    /// Whether a session got the default certificates of now when it was made: others may have replaced them since.
    private static func hasDefault(_ ssl: OpaquePointer, _ context: TLSServerContext) -> Bool {
        unsafe SSL_get_SSL_CTX(ssl) == context.handle
    }

    private static func readHello(_ ssl: OpaquePointer) -> ClientHello {
        let serverName = unsafe withExtension(UInt32(TLSEXT_TYPE_server_name), of: ssl) { body in
            ServerNameIndication(extensionBody: body)
        }
        let offersChallenge = unsafe withExtension(UInt32(TLSEXT_TYPE_application_layer_protocol_negotiation), of: ssl)
        {
            body in
            body.count > 2 && ApplicationProtocolList.range(of: .acmeTLS, in: body.extracting(2..<body.count)) != nil
        }
        return ClientHello(serverName: serverName ?? .absent, offersACMEChallenge: offersChallenge ?? false)
    }

    private static func withExtension<Result>(
        _ type: UInt32, of ssl: OpaquePointer, _ read: (Span<UInt8>) -> Result
    ) -> Result? {
        var body: UnsafePointer<UInt8>?
        var length = 0
        guard unsafe SSL_client_hello_get0_ext(ssl, type, &body, &length) == 1 else { return nil }
        return unsafe read(UnsafeBufferPointer(start: body, count: body == nil ? 0 : length).span)
    }

    /// Replaces the certificates inherited from the context, so that no other host's can be chosen.
    private static func install(_ certificates: TLSCertificateSet, in ssl: OpaquePointer) -> Bool {
        guard !certificates.isEmpty else { return false }
        unsafe SSL_certs_clear(ssl)
        for certificate in certificates.all {
            let installed = withExtendedLifetime(certificate) {
                unsafe SSL_use_cert_and_key(
                    ssl, certificate.chain.leaf, certificate.key.handle, certificate.chain.issuers, 1)
            }
            guard installed == 1 else { return false }
        }
        return true
    }

    private static func refuse(
        _ reason: TLSAlert, _ alert: UnsafeMutablePointer<Int32>?, _ context: TLSServerContext
    ) -> Int32 {
        unsafe alert?.pointee = Int32(reason.rawValue)
        context.handshaking?.refusal = reason
        return SSL_CLIENT_HELLO_ERROR
    }
}
