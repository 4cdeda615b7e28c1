/// Takes apart the two output streams that an engine sends in one (sans-IO).
///
/// Each part has a head of eight bytes: the stream (0 or 1 = output, 2 = errors), three zeros, and the length of what
/// follows as a big-endian number. The output of a terminal has no heads. Nothing but an incomplete head is kept, so a
/// length that lies costs nothing.
package struct LogStreamDecoder: Sendable {
    /// Which of the process's streams.
    package enum Stream: String, Sendable {
        case output, errors
    }

    /// Some bytes of one stream.
    package struct Part: Sendable, Equatable {
        /// The stream.
        package let stream: Stream
        /// Whether a frame begins here; the engine writes a time stamp at the begin of each.
        package let isFrameStart: Bool
        /// At least one.
        package let bytes: [UInt8]

        /// Makes a part.
        package init(stream: Stream, isFrameStart: Bool, bytes: [UInt8]) {
            self.stream = stream
            self.isFrameStart = isFrameStart
            self.bytes = bytes
        }
    }

    private let isFramed: Bool
    private var head: [UInt8] = []
    private var stream = Stream.output
    private var rest: UInt32 = 0
    private var isFrameStart = false
    /// What is wrong behind the parts that were returned; nothing comes after it.
    package private(set) var failure: EngineFailure?

    /// Begins a stream; `hasTerminal` tells that it has no heads.
    package init(hasTerminal: Bool = false) { isFramed = !hasTerminal }

    /// Whether a frame is incomplete: a stream that ends now was cut off.
    package var isInsideFrame: Bool { rest > 0 || !head.isEmpty }

    /// The stream has ended; `failure` becomes `interrupted` when a frame is incomplete.
    package mutating func finish() {
        if failure == nil, isInsideFrame { failure = EngineFailure(.interrupted, "the log broke off in a frame") }
    }

    /// Takes the next bytes; `failure` becomes `protocolViolation` when a head is none.
    package mutating func feed(_ bytes: [UInt8]) -> [Part] {
        guard failure == nil else { return [] }
        guard isFramed else {
            return bytes.isEmpty ? [] : [Part(stream: .output, isFrameStart: false, bytes: bytes)]
        }
        var parts: [Part] = []
        var position = 0
        while position < bytes.count, failure == nil {
            if rest > 0 {
                let count = min(Int(rest), bytes.count - position)
                parts.append(
                    Part(stream: stream, isFrameStart: isFrameStart, bytes: Array(bytes[position..<position + count])))
                isFrameStart = false
                rest -= UInt32(count)
                position += count
            } else {
                let count = min(8 - head.count, bytes.count - position)
                head += bytes[position..<position + count]
                position += count
                if head.count == 8 { beginFrame() }
            }
        }
        return parts
    }

    private mutating func beginFrame() {
        defer { head = [] }
        guard head[0] <= 2, head[1] == 0, head[2] == 0, head[3] == 0 else {
            // 3 is the engine's own word about a stream that went wrong; it comes as the last frame.
            failure = EngineFailure(
                .protocolViolation, head[0] == 3 ? "the log broke off" : "no head of a frame in the log")
            return
        }
        stream = head[0] == 2 ? .errors : .output
        rest = head[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        isFrameStart = true
    }
}
