import COpenSSL
import Glibc
import Reactor
import TestSupport

/// A client straight on OpenSSL, for what our own client cannot be told to do.
@safe final class OpenSSLPeer {
    enum Failure: Error {
        case setUp
    }

    private let context: OpaquePointer
    private let ssl: OpaquePointer
    private let descriptor: Int32

    /// Makes a client that trusts anybody.
    init(
        descriptor: Int32, host: String? = "localhost", highest: Int32 = TLS1_3_VERSION,
        signatureAlgorithms: String? = nil,
        groups: String? = nil, session: OpenSSLSession? = nil, protocols: [UInt8] = []
    ) throws {
        OpenSSLProcess.prepare()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()),
            let ssl = unsafe Self.open(context, highest: highest, signatureAlgorithms, groups)
        else { throw Failure.setUp }
        unsafe self.context = context
        unsafe self.ssl = ssl
        self.descriptor = descriptor
        unsafe SSL_set_fd(ssl, descriptor)
        unsafe SSL_set_connect_state(ssl)
        if let host { _ = unsafe tls_set_server_name(ssl, host) }
        if let session { unsafe SSL_set_session(ssl, session.handle) }
        if !protocols.isEmpty { unsafe SSL_set_alpn_protos(ssl, protocols, UInt32(protocols.count)) }
    }

    deinit {
        unsafe SSL_free(ssl)
        unsafe SSL_CTX_free(context)
    }

    private static func open(
        _ context: OpaquePointer, highest: Int32, _ signatureAlgorithms: String?, _ groups: String?
    ) -> OpaquePointer? {
        guard unsafe tls_context_set_versions(context, TLS1_2_VERSION, highest) == 1 else { return nil }
        if let signatureAlgorithms, unsafe tls_context_set_signature_algorithms(context, signatureAlgorithms) != 1 {
            return nil
        }
        if let groups, unsafe tls_context_set_groups(context, groups) != 1 { return nil }
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        return unsafe SSL_new(context)
    }

    /// One step of the handshake; whether it is complete.
    func handshake() -> Bool {
        ERR_clear_error()
        return unsafe SSL_do_handshake(ssl) == 1
    }

    /// What a read gives, and the reason of the error queue if it gives nothing.
    func read() -> (bytes: [UInt8], reason: Int32) {
        ERR_clear_error()
        var buffer = [UInt8](repeating: 0, count: 1 << 15)
        let count = unsafe SSL_read(ssl, &buffer, Int32(buffer.count))
        return count > 0 ? (Array(buffer[..<Int(count)]), 0) : ([], tls_error_reason(ERR_peek_error()))
    }

    func write(_ text: String) -> Bool {
        ERR_clear_error()
        return unsafe SSL_write(ssl, text, Int32(text.utf8.count)) == Int32(text.utf8.count)
    }

    func updateKey(requestingAnswer: Bool) -> Bool {
        unsafe SSL_key_update(ssl, requestingAnswer ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED) == 1
    }

    func renegotiate() -> Bool {
        unsafe SSL_renegotiate(ssl) == 1 && SSL_do_handshake(ssl) == 1
    }

    func shutDown() {
        _ = unsafe SSL_shutdown(ssl)
    }

    var wasResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    var session: OpenSSLSession? {
        guard let session = unsafe SSL_get1_session(ssl) else { return nil }
        return unsafe OpenSSLSession(handle: session)
    }

    /// The OpenSSL number of the kind of the server's key.
    var peerKeyKind: Int32 {
        guard let certificate = unsafe SSL_get0_peer_certificate(ssl) else { return 0 }
        return unsafe EVP_PKEY_get_base_id(X509_get0_pubkey(certificate))
    }

    /// Whether the server's certificate is made out for a name.
    func peerCertificate(isFor name: String) -> Bool {
        guard let certificate = unsafe SSL_get0_peer_certificate(ssl) else { return false }
        return unsafe X509_check_host(certificate, name, name.utf8.count, 0, nil) == 1
    }

    var alpn: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard let name = unsafe name else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }
}

/// A session that a client can come back with.
@safe final class OpenSSLSession {
    let handle: OpaquePointer

    init(handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe SSL_SESSION_free(handle)
    }
}

extension TestServer {
    /// A handshake with a client on OpenSSL, to where neither side moves any more.
    func handshake(with peer: OpenSSLPeer, over sockets: SocketPair) throws -> ServedPeer {
        let served = ServedPeer(session: try TLSSession(server: context, descriptor: sockets.server))
        served.settle(with: peer)
        return served
    }
}

/// The server's end of a connection from a client on OpenSSL.
final class ServedPeer {
    let session: TLSSession
    var step = TLSHandshakeStep.wantRead
    var peerIsComplete = false

    init(session: consuming TLSSession) {
        self.session = session
    }

    func settle(with peer: OpenSSLPeer) {
        for _ in 0..<32 {
            if !peerIsComplete { peerIsComplete = peer.handshake() }
            session.socketReadable()
            session.socketWritable()
            if !step.isFinal { step = session.handshake() }
        }
    }
}
