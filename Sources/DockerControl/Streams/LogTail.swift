/// The end of a log, bounded in lines and in bytes (sans-IO).
package struct LogTail: Sendable {
    /// Bytes of lines that are kept by default, as JSON writes them.
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
        bytes += Self.weight(line)
        while first < kept.count, kept.count - first > lineLimit || bytes > byteLimit {
            bytes -= Self.weight(kept[first])
            first += 1
        }
        // Half of it at a time, so that no line is moved more than twice.
        guard first > 1_000, first > kept.count / 2 else { return }
        kept.removeFirst(first)
        first = 0
    }

    /// Bytes of a line in JSON, where a control character takes six, and what is no UTF-8 takes three for each.
    private static func weight(_ line: LogLine) -> Int {
        let beyondASCII = String(validating: line.bytes, as: UTF8.self) == nil ? 3 : 1
        return line.bytes.reduce(0) { sum, byte in
            switch byte {
            case 0x00..<0x20, 0x7F: sum + 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): sum + 2
            case 0x80...: sum + beyondASCII
            default: sum + 1
            }
        }
    }
}
