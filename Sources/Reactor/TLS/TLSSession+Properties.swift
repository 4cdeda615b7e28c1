internal import COpenSSL

/// What was negotiated, and what a session waits for.
extension TLSSession {
    /// Why the session failed, once a method has answered `failed`.
    package var failure: TLSFailure? { socket.failure }

    /// Whether another read may bring something without a new report of readiness.
    package var mayHaveInput: Bool { unsafe !socket.isDrained || SSL_has_pending(ssl) == 1 }

    /// Whether the last answer `wouldBlock` waits for the socket to be writable, be it to a read (an answer to a key
    /// update, RFC 8446 section 4.6.3, has to leave first).
    package var wantsWrite: Bool { unsafe SSL_want(ssl) == SSL_WRITING }

    /// The protocol settled on by ALPN; nil if the client offered none.
    package var applicationProtocol: ApplicationProtocol? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard let name = unsafe name else { return nil }
        return unsafe ApplicationProtocol(identifier: UnsafeBufferPointer(start: name, count: Int(length)).span)
    }

    /// Whether the handshake was for an ACME challenge (RFC 8737), with `acme-tls/1` as its protocol.
    package var isACMEChallenge: Bool { socket.isACMEChallenge }

    /// The server name that the client sent, in lower case; nil if it sent none.
    ///
    /// Made anew at each call.
    package var serverName: String? {
        guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
        guard case .name(let text) = unsafe ServerNameIndication(hostName: Span(_bytes: bytes.bytes)) else {
            return nil
        }
        return text
    }

    /// The version in use; nil before it is settled.
    package var version: TLSVersion? { TLSVersion(rawValue: UInt16(truncatingIfNeeded: unsafe SSL_version(ssl))) }

    /// The cipher suite in use; nil before it is settled.
    package var cipherSuite: TLSCipherSuite? {
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        return TLSCipherSuite(rawValue: unsafe SSL_CIPHER_get_protocol_id(cipher))
    }

    /// Whether the handshake resumed an earlier session.
    package var wasResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }
}
