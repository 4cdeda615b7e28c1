/// A text with `$host`, `$path` and `$query` in it, cut into pieces once.
///
/// `$query` stands for the query without its `?`; a `?` right before it is left out when the request has no query. Any
/// other `$` stands for itself.
package struct TargetTemplate {
    private enum Piece {
        case literal([UInt8])
        case host
        case path
        case query
        case questionMarkAndQuery
    }

    private let pieces: ContiguousArray<Piece>

    /// Whether the template spells a query itself, so that the request's is not to be put behind it.
    package let definesQuery: Bool
    /// Whether the first thing that is written is the request's path.
    let beginsWithPath: Bool

    /// Cuts the text.
    package init(_ text: String) {
        let bytes = Array(text.utf8)
        var pieces: ContiguousArray<Piece> = []
        var literal: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            guard let (variable, length) = Self.variable(bytes[offset...]) else {
                literal.append(bytes[offset])
                offset += 1
                continue
            }
            var piece = variable
            if case .query = piece, literal.last == Self.questionMark {
                literal.removeLast()
                piece = .questionMarkAndQuery
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(piece)
            offset += length
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
        self.definesQuery = bytes.contains(Self.questionMark) || text.contains("$query")
        if case .path? = pieces.first { self.beginsWithPath = true } else { self.beginsWithPath = false }
    }

    /// Writes the text with the request's parts in it.
    ///
    /// A template that begins with `$path` never begins with two slashes (or a slash and a backslash), which a browser
    /// would read as another host (RFC 3986 §4.2).
    package func append(
        to buffer: WriteBuffer, host: UnsafeBufferPointer<UInt8>, path: UnsafeBufferPointer<UInt8>,
        query: UnsafeBufferPointer<UInt8>
    ) {
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let bytes): unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append($0) }
            case .host: unsafe buffer.append(host)
            case .path:
                if index == 0 {
                    buffer.append(byte: Self.slash)
                    unsafe buffer.append(Self.withoutLeadingSlashes(path))
                } else {
                    unsafe buffer.append(path)
                }
            case .query: unsafe buffer.append(query)
            case .questionMarkAndQuery:
                guard !query.isEmpty else { continue }
                buffer.append(byte: Self.questionMark)
                unsafe buffer.append(query)
            }
        }
    }

    private static let questionMark: UInt8 = 0x3F
    private static let slash: UInt8 = 0x2F
    private static let backslash: UInt8 = 0x5C

    private static func variable(_ bytes: ArraySlice<UInt8>) -> (Piece, Int)? {
        if bytes.starts(with: "$host".utf8) { return (.host, 5) }
        if bytes.starts(with: "$path".utf8) { return (.path, 5) }
        return bytes.starts(with: "$query".utf8) ? (.query, 6) : nil
    }

    private static func withoutLeadingSlashes(_ path: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        while unsafe start < path.count && (path[start] == slash || path[start] == backslash) { start += 1 }
        return unsafe UnsafeBufferPointer(rebasing: path[start...])
    }
}
