/// The head of a response, parsed or composed; every range lies in `block`.
///
/// The object is reused from response to response and confined to one worker.
@safe
package final class ResponseHead {
    /// The received bytes and the field lines; hop-by-hop and framing lines are removed already.
    package let block = HeaderBlock()
    // Behind a pointer because every access to a class's own stored variables is checked for exclusivity at run time.
    private let values: UnsafeMutablePointer<Values>

    private struct Values {
        var status: UInt16 = 200
        var reason: ByteRange = .empty
        var version: HTTPVersion = .http11
        var framing: BodyFraming = .none
        var flags: Flags = Flags()
        var upgrade: ByteRange = .empty
    }

    /// The status code, 100 to 999.
    package var status: UInt16 {
        @inline(__always) get { unsafe self.values.pointee.status }
        @inline(__always) set { unsafe self.values.pointee.status = newValue }
    }

    /// The reason phrase; when empty, an encoder writes the usual one.
    package var reason: ByteRange {
        @inline(__always) get { unsafe self.values.pointee.reason }
        @inline(__always) set { unsafe self.values.pointee.reason = newValue }
    }

    /// The version of the status line.
    package var version: HTTPVersion {
        @inline(__always) get { unsafe self.values.pointee.version }
        @inline(__always) set { unsafe self.values.pointee.version = newValue }
    }

    /// How the content ends, judged by the request's method too.
    package var framing: BodyFraming {
        @inline(__always) get { unsafe self.values.pointee.framing }
        @inline(__always) set { unsafe self.values.pointee.framing = newValue }
    }

    /// What else the head says.
    package var flags: Flags {
        @inline(__always) get { unsafe self.values.pointee.flags }
        @inline(__always) set { unsafe self.values.pointee.flags = newValue }
    }

    /// The one protocol named by `Upgrade`; empty unless the status is 101.
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

    /// Properties of a response head.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        @inline(__always)
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The connection persists after this response (RFC 9112 §9.3).
        package static var keepAlive: Flags { @inline(__always) get { Flags(rawValue: 1) } }
    }

    /// Whether the connection persists after this response.
    package var keepAlive: Bool { self.flags.contains(.keepAlive) }
    /// Whether the response is interim and another one follows; 101 is final.
    package var is1xx: Bool { self.status < 200 && self.status != 101 }
    /// Whether the server switches protocols.
    package var isUpgrade: Bool { self.status == 101 }

    /// The bytes of one of the ranges of this head.
    @inline(__always)
    package func slice(_ range: ByteRange) -> UnsafeBufferPointer<UInt8> { unsafe self.block.slice(range) }

    /// Forgets the response and keeps the stores for the next one.
    package func reset() {
        self.block.reset()
        unsafe self.values.pointee = Values()
    }
}

@available(*, unavailable)
extension ResponseHead: Sendable {}
