/// Parses the header of the PROXY protocol, version 1 or 2, at the start of a connection that must bring one.
package enum ProxyProtocolParser {
    /// What became of an attempt.
    package enum Outcome: Equatable, Sendable {
        /// The header has not arrived in full; nothing was consumed.
        case incomplete
        /// The header is parsed; this many bytes belong to it.
        case complete(Int, ProxyProtocolHeader)
        /// The connection does not begin with a valid header.
        case rejected(ProxyProtocolRejection)
    }

    /// Bytes that a version 2 header may have in all, unless told otherwise.
    package static let defaultMaximumBytes = 4096

    /// Parses a header in `[0, count)`; stateless, so that after `incomplete` the caller comes again with more bytes.
    ///
    /// A wrong byte is refused as soon as it is there. `maximumBytes` bounds version 2, whose grammar allows 65,551;
    /// version 1 is bounded by its 107 bytes.
    package static func parse(
        _ source: UnsafePointer<UInt8>, _ count: Int, maximumBytes: Int = defaultMaximumBytes
    ) -> Outcome {
        guard count > 0 else { return .incomplete }
        do throws(ProxyProtocolRejection) {
            if unsafe source[0] == 0x50 { return try unsafe ProxyProtocolV1.parse(source, count) }
            return try unsafe ProxyProtocolV2.parse(source, count, maximumBytes)
        } catch {
            return .rejected(error)
        }
    }
}
