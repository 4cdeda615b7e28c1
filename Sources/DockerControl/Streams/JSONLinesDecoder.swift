package import ProxyModel

/// Takes apart a stream of JSON documents, one in each line (sans-IO).
package struct JSONLinesDecoder: Sendable {
    /// The longest line; events carry all labels of a container.
    package static let maxBytes = 4 << 20

    private var line: [UInt8] = []
    /// What is wrong behind the documents that were returned; nothing comes after it.
    package private(set) var failure: EngineFailure?

    /// Begins a stream.
    package init() {}

    /// Takes the next bytes, and returns the documents that they complete.
    ///
    /// `failure` becomes `tooLarge` for a line that is too long, and `protocolViolation` for one that is no JSON.
    package mutating func feed(_ bytes: [UInt8]) -> [JSONValue] {
        guard failure == nil else { return [] }
        var documents: [JSONValue] = []
        do throws(EngineFailure) {
            var start = 0
            while let end = bytes[start...].firstIndex(of: 0x0A) {
                try append(bytes[start..<end])
                if let document = try take() { documents.append(document) }
                start = end + 1
            }
            try append(bytes[start...])
        } catch {
            failure = error
        }
        return documents
    }

    /// The document of a last line without an end; `failure` as for `feed`.
    package mutating func finish() -> JSONValue? {
        guard failure == nil else { return nil }
        do throws(EngineFailure) {
            return try take()
        } catch {
            failure = error
            return nil
        }
    }

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
