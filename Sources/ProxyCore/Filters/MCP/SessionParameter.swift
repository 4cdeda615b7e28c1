internal import ProxyModel

/// The parameter of a query that names a session of the transport of 2024-11-05, where servers tell their clients a URI.
enum SessionParameter: Equatable {
    case absent
    /// Where its value stands.
    case present(Range<Int>)
    /// There are several, and servers differ in which of them they take.
    case ambiguous

    /// Finds the parameter, also where its name is spelled with escapes.
    static func find(in query: [UInt8]) -> SessionParameter {
        var found: Range<Int>?
        var start = 0
        while start <= query.count {
            let end = query[start...].firstIndex(of: UInt8(ascii: "&")) ?? query.count
            let equals = query[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
            if self.isOne(query[start..<equals]) {
                guard found == nil else { return .ambiguous }
                found = min(equals + 1, end)..<end
            }
            start = end + 1
        }
        return found.map { .present($0) } ?? .absent
    }

    /// Finds the parameter in a URI.
    static func find(inURI uri: [UInt8]) -> SessionParameter {
        guard let mark = uri.firstIndex(of: UInt8(ascii: "?")) else { return .absent }
        let end = uri[mark...].firstIndex(of: UInt8(ascii: "#")) ?? uri.count
        guard case .present(let range) = self.find(in: Array(uri[(mark + 1)..<end])) else {
            return self.find(in: Array(uri[(mark + 1)..<end]))
        }
        return .present((range.lowerBound + mark + 1)..<(range.upperBound + mark + 1))
    }

    /// Whether a value has the form of a sealed session, whoever it is for.
    static func isSealed(_ value: [UInt8]) -> Bool {
        guard let bytes = Base64URL.decode(String(decoding: value, as: UTF8.self)), let format = bytes.first else {
            return false
        }
        return SessionSeal.isFormat(format) && bytes.count > SessionSeal.headCount
    }

    private static let names: [StaticString] = ["session_id", "sessionid"]

    /// Whether a name is one of those, in small letters or capital ones: some servers take both.
    ///
    /// Only names with escapes are copied.
    private static func isOne(_ name: ArraySlice<UInt8>) -> Bool {
        let name = name.contains(UInt8(ascii: "%")) ? self.decoded(name)[...] : name
        return unsafe name.withUnsafeBufferPointer { name in
            guard let start = name.baseAddress else { return false }
            return self.names.contains { unsafe CaseFolding.equal(start, name.count, $0) }
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
                let high = self.digit(text[index + 1]), let low = self.digit(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
