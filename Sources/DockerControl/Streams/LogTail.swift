/// The end of a log, bounded in lines and in bytes (sans-IO).
package struct LogTail: Sendable {
    /// Bytes of lines that are kept, by default.
    package static let maxBytes = 8 << 20

    private let lineLimit: Int
    private let byteLimit: Int
    private var kept: [LogLine] = []
    private var first = 0
    private var bytes = 0

    /// Begins; of a log with more than that the last lines are kept.
    package init(lines: Int, bytes: Int = Self.maxBytes) {
        lineLimit = max(lines, 0)
        byteLimit = bytes
    }

    /// The last lines so far, oldest first.
    package var lines: [LogLine] { Array(kept[first...]) }

    /// Takes the next line.
    package mutating func append(_ line: LogLine) {
        kept.append(line)
        bytes += line.bytes.count
        while first < kept.count, kept.count - first > lineLimit || bytes > byteLimit {
            bytes -= kept[first].bytes.count
            first += 1
        }
        // Half of it at a time, so that no line is moved more than twice.
        guard first > 1_000, first > kept.count / 2 else { return }
        kept.removeFirst(first)
        first = 0
    }
}
