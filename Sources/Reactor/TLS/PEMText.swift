/// What can be told of PEM without parsing it: RFC 7468.
enum PEMText {
    /// Whether the text holds the marker.
    static func contains(_ marker: StaticString, in text: [UInt8]) -> Bool {
        marker.withUTF8Buffer { marker in
            guard text.count >= marker.count else { return false }
            return (0...text.count - marker.count).contains { start in
                marker.indices.allSatisfy { unsafe text[start + $0] == marker[$0] }
            }
        }
    }
}
