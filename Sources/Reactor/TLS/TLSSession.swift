internal import COpenSSL

/// One TLS connection over a non-blocking socket whose descriptor belongs to the caller.
///
/// No method waits. The socket's readiness has to be reported by `socketReadable` and `socketWritable`; between two
/// such reports no system call is made that could only answer EAGAIN. Confined to the thread of its context.
@safe
package struct TLSSession: ~Copyable {
    /// The most application data that one record carries (RFC 8446 section 5.1), and that a refused write must repeat.
    package static let maximumRecordPayload = 16_384

    let ssl: OpaquePointer
    let socket: SocketState
    private let server: TLSServerContext?
    private let client: TLSClientContext?

    /// A session that awaits a ClientHello.
    ///
    /// - Throws: `TLSFailure` when memory is missing.
    package init(server context: TLSServerContext, descriptor: Int32) throws(TLSFailure) {
        unsafe ssl = try unsafe Self.open(context.handle, context.library, descriptor)
        socket = unsafe SocketState(bio: SSL_get_rbio(ssl))
        server = context
        client = nil
        unsafe SSL_set_accept_state(ssl)
    }

    /// A session that will send a ClientHello to a host.
    ///
    /// - Parameters:
    ///   - context: Its policy decides whether the host's certificate is verified.
    ///   - descriptor: A connected or connecting non-blocking socket.
    ///   - host: The name that the certificate must carry and that is sent as server name, or an IP address as text,
    ///     which the certificate must carry and which is not sent (RFC 6066 section 3).
    /// - Throws: `TLSFailure` when memory is missing or the host is no host.
    package init(client context: TLSClientContext, descriptor: Int32, host: String) throws(TLSFailure) {
        let ssl = try unsafe Self.open(context.handle, context.library, descriptor)
        guard unsafe Self.expect(host, in: ssl) else {
            unsafe SSL_free(ssl)
            throw .lastError()
        }
        unsafe SSL_set_connect_state(ssl)
        unsafe self.ssl = ssl
        socket = unsafe SocketState(bio: SSL_get_rbio(ssl))
        server = nil
        client = context
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Tells that the loop reported the socket readable.
    ///
    /// - Parameter hangup: The loop reported an end of stream or an error too, so that a short receive does not prove
    ///   the socket empty.
    package borrowing func socketReadable(hangup: Bool = false) {
        socket.clearDrained(hangup: hangup)
    }

    /// Tells that the loop reported the socket writable.
    package borrowing func socketWritable() {
        socket.clearFull()
    }

    /// Goes on with the handshake as far as the socket and the certificates allow.
    package borrowing func handshake() -> TLSHandshakeStep {
        guard let server else { return step() }
        server.handshaking = HandshakeInProgress(isACMEChallenge: socket.isACMEChallenge)
        defer { server.handshaking = nil }
        let step = step()
        if server.handshaking?.isACMEChallenge == true { socket.isACMEChallenge = true }
        if step == .complete { unsafe SSL_certs_clear(ssl) }
        return step
    }

    /// Takes received application data.
    ///
    /// `wouldBlock` usually waits for the socket to be readable, and for writable if `wantsWrite`. `end` is a clean
    /// close_notify. `failed` carries an `errno`: `ECONNRESET` for a stream cut off without close_notify, `EPROTO` for
    /// a violation of the protocol; `failure` says more.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        guard buffer.count > 0 else { return .bytes(0) }
        var count = 0
        prepare()
        let result = unsafe SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
        return result == 1 ? .bytes(count) : outcome(of: result)
    }

    /// Sends application data; what is taken may be less than what is offered.
    ///
    /// After `wouldBlock` the next write must offer the same bytes again, wherever they lie, and at least as many, but
    /// never more than the first `maximumRecordPayload` of them: they may be sealed in a record already.
    package borrowing func write(_ buffer: UnsafeRawBufferPointer) -> IOResult {
        var total = 0
        while total < buffer.count {
            var count = 0
            prepare()
            let rest = buffer.count - total
            let result = unsafe SSL_write_ex(ssl, buffer.baseAddress.map { unsafe $0 + total }, rest, &count)
            guard result == 1 else { return total > 0 ? .bytes(total) : outcome(of: result) }
            total += count
        }
        return .bytes(total)
    }

    /// Sends a close_notify if the session is in a state to do so; what the socket does not take at once is dropped.
    ///
    /// - Returns: Whether the notice has left.
    @discardableResult
    package borrowing func closeNotify() -> Bool {
        guard unsafe SSL_in_init(ssl) == 0, failure == nil else { return false }
        prepare()
        return unsafe SSL_shutdown(ssl) >= 0
    }

    private borrowing func step() -> TLSHandshakeStep {
        prepare()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 { return .complete }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .wantRead
        case SSL_ERROR_WANT_WRITE: return .wantWrite
        case SSL_ERROR_WANT_CLIENT_HELLO_CB: return .wantCertificate(server?.handshaking?.awaitedName ?? .absent)
        case let error: return .failed(fail(error))
        }
    }

    private borrowing func outcome(of result: Int32) -> IOResult {
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: .wouldBlock
        case SSL_ERROR_ZERO_RETURN: .end
        case let error: .failed(fail(error).errorNumber)
        }
    }

    private borrowing func fail(_ error: Int32) -> TLSFailure {
        // The first failure tells most: what comes after it is its consequence.
        let failure = socket.failure ?? cause(of: error)
        ERR_clear_error()
        socket.failure = failure
        return failure
    }

    private borrowing func cause(of error: Int32) -> TLSFailure {
        if let alert = server?.handshaking?.refusal { return .refused(alert) }
        let code = ERR_peek_error()
        if error == SSL_ERROR_SSL, code != 0 {
            let verification = unsafe SSL_get_verify_result(ssl)
            let isVerification = tls_error_reason(code) == SSL_R_CERTIFICATE_VERIFY_FAILED
            return isVerification ? .verification(Int32(truncatingIfNeeded: verification)) : TLSFailure(packed: code)
        }
        return socket.errorNumber == 0 ? .truncated : .socket(socket.errorNumber)
    }

    private borrowing func prepare() {
        // OpenSSL reads its queue to tell what a call came to, so nothing of another session may be left in it.
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    private static func open(
        _ context: OpaquePointer, _ library: TLSLibrary, _ descriptor: Int32
    ) throws(TLSFailure) -> OpaquePointer {
        guard let ssl = unsafe SSL_new(context) else { throw .lastError() }
        guard let bio = unsafe SocketState.makeBIO(descriptor: descriptor, library: library.handle) else {
            unsafe SSL_free(ssl)
            throw .lastError()
        }
        unsafe SSL_set_bio(ssl, bio, bio)
        return unsafe ssl
    }

    private static func expect(_ host: String, in ssl: OpaquePointer) -> Bool {
        guard !host.isEmpty else { return false }
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1 { return true }
        ERR_clear_error()
        unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return unsafe SSL_set1_host(ssl, host) == 1 && tls_set_server_name(ssl, host) == 1
    }
}

@available(*, unavailable)
extension TLSSession: Sendable {}
