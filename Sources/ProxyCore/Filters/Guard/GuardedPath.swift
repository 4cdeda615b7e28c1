/// The paths of a guarded host that have a meaning of their own.
enum GuardedPath {
    /// Metadata of the resource and of its authorization server, and the return from sign-in: answered by ourselves.
    case ownService
    /// A challenge of a certificate authority (RFC 8555 §8.3): passed on.
    case certificateChallenge
    /// Every other one.
    case guarded

    private static let services: [StaticString] = [
        "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration", "/.proxyd/",
    ]
    private static let challenge: StaticString = "/.well-known/acme-challenge/"

    /// What a canonical path is.
    @inline(__always)
    static func of(_ path: UnsafeBufferPointer<UInt8>) -> GuardedPath {
        guard path.count >= 9, unsafe path[1] == 0x2E else { return .guarded }
        return unsafe Self.ofHidden(path)
    }

    @inline(never)
    private static func ofHidden(_ path: UnsafeBufferPointer<UInt8>) -> GuardedPath {
        for service in Self.services where unsafe Self.begins(path, service) {
            // A longer name is somebody else's: only a segment of its own or below it is ours.
            let end = service.utf8CodeUnitCount
            if unsafe path.count == end || path[end] == 0x2F || path[end &- 1] == 0x2F { return .ownService }
        }
        return unsafe Self.isChallenge(path) ? .certificateChallenge : .guarded
    }

    /// Only a token may follow (RFC 8555 §8.3): nothing that a backend could take for another path.
    private static func isChallenge(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Self.challenge.utf8CodeUnitCount
        guard unsafe Self.begins(path, Self.challenge), path.count > start else { return false }
        for index in start..<path.count {
            switch unsafe path[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: break
            default: return false
            }
        }
        return true
    }

    private static func begins(_ path: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool {
        guard path.count >= prefix.utf8CodeUnitCount else { return false }
        for index in 0..<prefix.utf8CodeUnitCount where unsafe path[index] != prefix.utf8Start[index] { return false }
        return true
    }
}
