/// The head of a request, parsed; every range lies in `block`.
///
/// The object is reused from request to request and confined to one worker.
@safe
package final class RequestHead {
    /// The received bytes and the field lines; hop-by-hop and framing lines are removed already.
    package let block = HeaderBlock()
    // Behind a pointer because every access to a class's own stored variables is checked for exclusivity at run time.
    private let values: UnsafeMutablePointer<Values>

    private struct Values {
        var method: HTTPMethod = .get
        var methodToken: ByteRange = .empty
        var receivedTarget: ByteRange = .empty
        var target: ByteRange = .empty
        var path: ByteRange = .empty
        var query: ByteRange = .empty
        var host: ByteRange = .empty
        var port: UInt16 = 0
        var version: HTTPVersion = .http11
        var framing: BodyFraming = .none
        var flags: Flags = Flags()
        var upgrade: ByteRange = .empty
    }

    /// The method.
    package var method: HTTPMethod {
        @inline(__always) get { unsafe self.values.pointee.method }
        @inline(__always) set { unsafe self.values.pointee.method = newValue }
    }

    /// The method as it was spelled.
    package var methodToken: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.methodToken }
        @inline(__always) set { unsafe self.values.pointee.methodToken = newValue }
    }

    /// The request target as it was received; for logs.
    package var receivedTarget: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.receivedTarget }
        @inline(__always) set { unsafe self.values.pointee.receivedTarget = newValue }
    }

    /// The canonical target in origin-form (or `*`): path and query in one run, as it is sent upstream.
    package var target: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.target }
        @inline(__always) set { unsafe self.values.pointee.target = newValue }
    }

    /// The canonical path, from the first `/` up to the query: used for routing and, being a part of `target`, upstream.
    package var path: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.path }
        @inline(__always) set { unsafe self.values.pointee.path = newValue }
    }

    /// What follows the first `?`; empty also when there is no `?`.
    package var query: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.query }
        @inline(__always) set { unsafe self.values.pointee.query = newValue }
    }

    /// The host in small letters, without port and trailing dot, an IPv6 address without brackets; empty if none was sent.
    package var host: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.host }
        @inline(__always) set { unsafe self.values.pointee.host = newValue }
    }

    /// The port of the authority; 0 when none was given.
    package var port: UInt16 {
        @inline(__always) get { unsafe self.values.pointee.port }
        @inline(__always) set { unsafe self.values.pointee.port = newValue }
    }

    /// The version of the request line.
    package var version: HTTPVersion {
        @inline(__always) get { unsafe self.values.pointee.version }
        @inline(__always) set { unsafe self.values.pointee.version = newValue }
    }

    /// How the content ends; never `untilClose`.
    package var framing: BodyFraming {
        @inline(__always) get { unsafe self.values.pointee.framing }
        @inline(__always) set { unsafe self.values.pointee.framing = newValue }
    }

    /// What else the head says.
    package var flags: Flags {
        @inline(__always) get { unsafe self.values.pointee.flags }
        @inline(__always) set { unsafe self.values.pointee.flags = newValue }
    }

    /// The one protocol named by `Upgrade`; empty unless `flags` has `wantsUpgrade`.
    package var upgrade: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.upgrade }
        @inline(__always) set { unsafe self.values.pointee.upgrade = newValue }
    }

    /// Makes an empty head.
    package init() {
        unsafe self.values = .allocate(capacity: 1)
        unsafe self.values.initialize(to: Values())
    }

    deinit { unsafe self.values.deallocate() }

    /// Properties of a request head.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt16
        @inline(__always)
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The client lets the connection persist (RFC 9112 §9.3).
        package static var keepAlive: Flags { @inline(__always) get { Flags(rawValue: 1) } }
        /// The client waits for `100 Continue` before it sends content (RFC 9110 §10.1.1).
        package static var expectsContinue: Flags { @inline(__always) get { Flags(rawValue: 2) } }
        /// The client asks for another protocol on this connection (RFC 9110 §7.8).
        package static var wantsUpgrade: Flags { @inline(__always) get { Flags(rawValue: 4) } }
        /// The client said `TE: trailers` (RFC 9110 §10.1.4).
        package static var acceptsTrailers: Flags { @inline(__always) get { Flags(rawValue: 8) } }
        /// The target was in absolute-form, and the host is that of the target (RFC 9112 §3.2.2).
        package static var isAbsoluteForm: Flags { @inline(__always) get { Flags(rawValue: 16) } }
        /// The scheme of an absolute-form target was `https`.
        package static var isHTTPSTarget: Flags { @inline(__always) get { Flags(rawValue: 32) } }
        /// The target is `*` (RFC 9112 §3.2.4).
        package static var isAsteriskForm: Flags { @inline(__always) get { Flags(rawValue: 64) } }
        /// The target holds a `?`, even if nothing follows it.
        package static var hasQuery: Flags { @inline(__always) get { Flags(rawValue: 128) } }
        /// The path holds an encoded `/` or `\`, which backends may take for a separator.
        package static var hasEncodedSeparator: Flags { @inline(__always) get { Flags(rawValue: 256) } }
        /// The host is an IPv6 address.
        package static var isIPv6Host: Flags { @inline(__always) get { Flags(rawValue: 512) } }
    }

    /// Whether the client lets the connection persist.
    package var keepAlive: Bool { self.flags.contains(.keepAlive) }
    /// Whether the client waits for `100 Continue`.
    package var expectsContinue: Bool { self.flags.contains(.expectsContinue) }
    /// Whether the client asks for another protocol.
    package var wantsUpgrade: Bool { self.flags.contains(.wantsUpgrade) }

    /// The bytes of one of the ranges of this head.
    @inline(__always)
    package func slice(_ range: ByteRange) -> UnsafeBufferPointer<UInt8> { unsafe self.block.slice(range) }

    /// Forgets the request and keeps the stores for the next one.
    package func reset() {
        self.block.reset()
        unsafe self.values.pointee = Values()
    }
}

@available(*, unavailable)
extension RequestHead: Sendable {}
