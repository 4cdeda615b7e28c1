/// A request method; one that is not listed is `other`, its spelling stays in the head's `methodToken`.
///
/// Methods are case-sensitive (RFC 9110 §9.1): `get` is `other`.
package enum HTTPMethod: UInt8, Sendable, CaseIterable {
    case get, head, post, put, delete, options, patch, trace, connect, other

    /// Whether repeating the request has the effect of sending it once (RFC 9110 §9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .options, .trace, .put, .delete: true
        case .post, .patch, .connect, .other: false
        }
    }

    /// The spelling on the wire; empty for `other`.
    package var token: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .patch: "PATCH"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        case .other: ""
        }
    }

    /// Finds the method spelled by `count` bytes at `source`.
    @inline(__always)
    package init(_ source: UnsafePointer<UInt8>, count: Int) {
        // The order of the cases is the order of their frequency.
        switch count {
        case 3:
            let key = unsafe ShortKey.word(source, 3)
            self = key == ShortKey.word("GET") ? .get : key == ShortKey.word("PUT") ? .put : .other
        case 4:
            let key = unsafe ShortKey.word(source, 4)
            self = key == ShortKey.word("POST") ? .post : key == ShortKey.word("HEAD") ? .head : .other
        case 5:
            let key = unsafe ShortKey.word(source, 5)
            self = key == ShortKey.word("PATCH") ? .patch : key == ShortKey.word("TRACE") ? .trace : .other
        case 6:
            self = unsafe ShortKey.word(source, 6) == ShortKey.word("DELETE") ? .delete : .other
        case 7:
            let key = unsafe ShortKey.word(source, 7)
            self = key == ShortKey.word("OPTIONS") ? .options : key == ShortKey.word("CONNECT") ? .connect : .other
        default:
            self = .other
        }
    }
}
