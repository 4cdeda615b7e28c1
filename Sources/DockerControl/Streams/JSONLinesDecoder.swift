package import ProxyModel

/// Takes apart a stream of JSON documents, one in each line (sans-IO).
package struct JSONLinesDecoder: Sendable {
    /// The longest line; events carry all labels of a container.
    package static let maxBytes = 4 << 20

    private var line: [UInt8] = []

    /// Begins a stream.
    package init() {}

    /// Takes the next bytes, and returns the documents that they complete.
    ///
    /// Throws `EngineFailure`, with `tooLarge` for a line that is too long and `protocolViolation` for one that is no JSON.
    package mutating func feed(_ bytes: [UInt8]) throws(EngineFailure) -> [JSONValue] {
        var documents: [JSONValue] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            try append(bytes[start..<end])
            if let document = try take() { documents.append(document) }
            start = end + 1
        }
        try append(bytes[start...])
        return documents
    }

    /// The document of a last line without an end.
    package mutating func finish() throws(EngineFailure) -> JSONValue? { try take() }

    private mutating func append(_ bytes: ArraySlice<UInt8>) throws(EngineFailure) {
        guard bytes.count <= Self.maxBytes - line.count else {
            throw EngineFailure(.tooLarge, "a line of more than \(Self.maxBytes) bytes")
        }
        line += bytes
    }

    private mutating func take() throws(EngineFailure) -> JSONValue? {
        defer { line = [] }
        guard line.contains(where: { $0 > 0x20 }) else { return nil }
        return try EngineClient.document(line)
    }
}
