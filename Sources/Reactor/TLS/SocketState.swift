internal import COpenSSL

/// What the BIO of a session keeps of its socket, with what the session keeps beside it so as to be small itself.
@safe
struct SocketState {
    private static let method = SocketMethod()

    private let pointer: UnsafeMutablePointer<tls_socket>

    /// A BIO over a descriptor, which stays the caller's.
    static func makeBIO(descriptor: Int32, library: OpaquePointer) -> OpaquePointer? {
        unsafe tls_socket_new(library, method.handle, descriptor)
    }

    /// The state of a BIO made here; valid as long as the BIO.
    init(bio: OpaquePointer) {
        unsafe pointer = tls_socket_state(bio)
    }

    /// Whether the last receive left nothing in the socket.
    var isDrained: Bool { unsafe pointer.pointee.flags & UInt16(TLS_SOCKET_DRAINED) != 0 }

    /// The `errno` of the system call that failed, or 0.
    var errorNumber: Int32 { unsafe pointer.pointee.error }

    /// Whether the session is for an ACME challenge.
    var isACMEChallenge: Bool {
        get { unsafe pointer.pointee.is_challenge != 0 }
        nonmutating set { unsafe pointer.pointee.is_challenge = newValue ? 1 : 0 }
    }

    /// Why the session is of no use any more.
    var failure: TLSFailure? {
        get { unsafe TLSFailure(kind: pointer.pointee.failure_kind, code: pointer.pointee.failure_code) }
        nonmutating set {
            unsafe pointer.pointee.failure_kind = newValue?.kind ?? 0
            unsafe pointer.pointee.failure_code = newValue?.code ?? 0
        }
    }

    func clearDrained(hangup: Bool) {
        unsafe pointer.pointee.flags &= ~UInt16(TLS_SOCKET_DRAINED)
        if hangup { unsafe pointer.pointee.flags |= UInt16(TLS_SOCKET_HANGUP) }
    }

    func clearFull() {
        unsafe pointer.pointee.flags &= ~UInt16(TLS_SOCKET_FULL)
    }
}

/// The one description of the BIO for the whole process; OpenSSL only reads it.
@safe
private struct SocketMethod: @unchecked Sendable {
    let handle: OpaquePointer? = unsafe tls_socket_method_new()
}
