package import ProxyModel

/// One line that a container has written.
package struct LogLine: Sendable, Equatable {
    /// The stream that it was written to.
    package let stream: LogStreamDecoder.Stream
    /// When the engine saw it; nil when it was not asked for.
    package let time: Timestamp?
    /// The bytes without the end of the line; whatever the container wrote, at most `LogLineAssembler.maxBytes`.
    package let bytes: [UInt8]
    /// Whether the line was longer, and goes on in the next one.
    package let isCut: Bool

    /// Makes a line.
    package init(stream: LogStreamDecoder.Stream, time: Timestamp?, bytes: [UInt8], isCut: Bool = false) {
        self.stream = stream
        self.time = time
        self.bytes = bytes
        self.isCut = isCut
    }

    /// The line as text; what is no UTF-8 is replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
