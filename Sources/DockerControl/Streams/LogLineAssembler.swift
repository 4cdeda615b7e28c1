internal import ProxyModel

/// Puts the parts of both streams together to lines (sans-IO); a line that gets too long is cut.
package struct LogLineAssembler: Sendable {
    /// The longest line.
    package static let maxBytes = 64 << 10

    private struct Line {
        var time: Timestamp?
        var bytes: [UInt8] = []
        /// What was read of a time stamp; nil behind it.
        var stamp: [UInt8]?
        var isBegun = false
    }

    private let hasTimes: Bool
    private let hasTerminal: Bool
    private var lines: [LogStreamDecoder.Stream: Line] = [:]

    /// Begins; `hasTimes` tells that the engine was asked for time stamps.
    package init(hasTimes: Bool, hasTerminal: Bool = false) {
        self.hasTimes = hasTimes
        self.hasTerminal = hasTerminal
    }

    /// Takes a part, and returns the lines that it completes.
    package mutating func feed(_ part: LogStreamDecoder.Part) -> [LogLine] {
        var line = lines[part.stream] ?? Line()
        defer { lines[part.stream] = line }
        var complete: [LogLine] = []
        if hasTimes, part.isFrameStart || hasTerminal && !line.isBegun && line.stamp == nil { line.stamp = [] }
        for byte in part.bytes {
            if let stamp = line.stamp {
                // A long line comes in several frames, with a stamp at the begin of each: the first one counts.
                if byte == 0x20 {
                    if !line.isBegun { line.time = Timestamp(String(decoding: stamp, as: UTF8.self)) }
                    line.stamp = nil
                    line.isBegun = true
                    continue
                }
                if byte != 0x0A, stamp.count < 40 {
                    line.stamp?.append(byte)
                    continue
                }
                line.bytes += stamp
                line.stamp = nil
            }
            line.isBegun = true
            if byte == 0x0A {
                if line.bytes.last == 0x0D { line.bytes.removeLast() }
                complete.append(LogLine(stream: part.stream, time: line.time, bytes: line.bytes))
                line = Line()
                if hasTimes, hasTerminal { line.stamp = [] }
            } else {
                if line.bytes.count >= Self.maxBytes {
                    complete.append(LogLine(stream: part.stream, time: line.time, bytes: line.bytes, isCut: true))
                    line.bytes = []
                }
                line.bytes.append(byte)
            }
        }
        return complete
    }

    /// The lines that have no end yet.
    package mutating func finish() -> [LogLine] {
        defer { lines = [:] }
        return [LogStreamDecoder.Stream.output, .errors].compactMap { stream in
            guard let line = lines[stream], line.isBegun, !line.bytes.isEmpty else { return nil }
            return LogLine(stream: stream, time: line.time, bytes: line.bytes)
        }
    }
}
