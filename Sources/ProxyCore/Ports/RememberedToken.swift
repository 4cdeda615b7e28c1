internal import Reactor

/// The token that last let a request of a connection in: the next request with it costs no digest.
final class RememberedToken {
    private let bytes: [UInt8]
    let digest: SHA256Digest

    init(_ token: UnsafeBufferPointer<UInt8>, _ digest: SHA256Digest) {
        self.bytes = unsafe Array(token)
        self.digest = digest
    }

    /// Whether this is the token, in a time that does not depend on where it differs: several may share a connection.
    func equalsInConstantTime(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        guard token.count == self.bytes.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<token.count { unsafe difference |= token[index] ^ self.bytes[index] }
        return difference == 0
    }
}

@available(*, unavailable)
extension RememberedToken: Sendable {}
