/// What `ARG` before the first `FROM` makes known, and what becomes of names that use it.
struct DockerfileVariables {
    private enum Value {
        case unset
        case text(String)
        /// Engines may differ in what it is, so nothing can be built on it.
        case unclear
    }

    /// Those that engines give values of their own, declared or not.
    private static let predefined: Set<String> = [
        "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH",
        "TARGETVARIANT", "TARGETSTAGE", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY",
    ]

    private let arguments: [String: String]
    private let escape: UInt8
    private var values: [String: Value] = [:]

    /// Takes what a service gives to its build.
    init(_ arguments: [String: String], escape: UInt8) {
        self.arguments = arguments
        self.escape = escape
    }

    // MARK: Declarations

    /// Takes what follows `ARG`.
    mutating func declare(_ text: ByteText, _ line: Int) throws(DockerfileRefusal) {
        let words = try words(text, line)
        for word in words {
            let name = word.prefix { $0 != UInt8(ascii: "=") }
            guard name.isName else { throw DockerfileRefusal(line, "ARG before FROM needs plain names") }
            let value = name.endIndex == word.endIndex ? nil : word[(name.endIndex + 1)...]
            try declare(name.text, value, isAlone: words.count == 1, line)
        }
    }

    private mutating func declare(
        _ name: String, _ value: ByteText?, isAlone: Bool, _ line: Int
    ) throws(DockerfileRefusal) {
        let known = values[name]
        if Self.predefined.contains(name.uppercased()) {
            values[name] = .unclear
        } else if let given = arguments[name] {
            values[name] = .text(given)
        } else if known != nil {
            values[name] = .unclear
        } else {
            values[name] = value.map { self.value($0, isAlone: isAlone, line) } ?? .unset
        }
    }

    /// A default; of several in one line engines differ in whether one can use another.
    private func value(_ text: ByteText, isAlone: Bool, _ line: Int) -> Value {
        var text = text
        if let quote = text.first, Self.isQuote(quote) {
            guard text.count > 1, text.last == quote else { return .unclear }
            text = text.dropFirst().dropLast()
            if quote == UInt8(ascii: "'"), text.contains(UInt8(ascii: "$")) { return .unclear }
        }
        guard !text.contains(where: Self.isQuote), isAlone || !text.contains(UInt8(ascii: "$")) else { return .unclear }
        if !text.contains(UInt8(ascii: "$")) { return .text(text.text) }
        return (try? expanded(text, line)).map { .text($0) } ?? .unclear
    }

    /// The words, where blanks inside of quotes do not separate them.
    private func words(_ text: ByteText, _ line: Int) throws(DockerfileRefusal) -> [ByteText] {
        guard !text.contains(escape), !text.contains(UInt8(ascii: "\\")) else {
            throw DockerfileRefusal(line, "ARG before FROM has an escape character")
        }
        guard text.text.unicodeScalars.allSatisfy({ $0.isASCII || !$0.properties.isWhitespace }) else {
            throw DockerfileRefusal(line, "it has a blank that is not ASCII")
        }
        var words: [ByteText] = []
        var start: Int?
        var quote: UInt8?
        for index in text.indices {
            let byte = text[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if ByteText.isBlank(byte) {
                if let begun = start { words.append(text[begun..<index]) }
                start = nil
                continue
            } else if Self.isQuote(byte) {
                quote = byte
            }
            start = start ?? index
        }
        guard quote == nil else { throw DockerfileRefusal(line, "a quote is not closed") }
        if let start { words.append(text[start...]) }
        return words
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    // MARK: Use

    /// A text with the values of `$NAME`, `${NAME}`, `${NAME:-text}` and `${NAME:+text}` in their places.
    func expanded(_ text: ByteText, _ line: Int) throws(DockerfileRefusal) -> String {
        var result = ""
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$") else {
                guard Self.isPlain(byte) else {
                    throw DockerfileRefusal(line, "'\(DisplayedWord(text))' is not understood as the name of an image")
                }
                result.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            }
            if rest.first == UInt8(ascii: "{") {
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
                    throw DockerfileRefusal(line, "'\(DisplayedWord(text))' has no closing brace")
                }
                result += try braced(rest[(rest.startIndex + 1)..<end], of: text, line)
                rest = rest[(end + 1)...]
            } else {
                let name = rest.prefix(while: ByteText.isNamePart)
                result += try value(name, line)
                rest = rest[name.endIndex...]
            }
        }
        return result
    }

    private func braced(_ inner: ByteText, of text: ByteText, _ line: Int) throws(DockerfileRefusal) -> String {
        let name = inner.prefix(while: ByteText.isNamePart)
        let value = try value(name, line)
        let operation = inner[name.endIndex...]
        guard !operation.isEmpty else { return value }
        let word = operation.dropFirst(2)
        guard operation.first == UInt8(ascii: ":"), word.allSatisfy(Self.isPlain) else {
            throw DockerfileRefusal(line, "'\(DisplayedWord(text))' has an expansion that is not understood")
        }
        switch operation.dropFirst().first {
        case UInt8(ascii: "-"): return value.isEmpty ? word.text : value
        case UInt8(ascii: "+"): return value.isEmpty ? "" : word.text
        default: throw DockerfileRefusal(line, "'\(DisplayedWord(text))' has an expansion that is not understood")
        }
    }

    private func value(_ name: ByteText, _ line: Int) throws(DockerfileRefusal) -> String {
        guard name.isName else { throw DockerfileRefusal(line, "a variable has no plain name") }
        switch values[name.text] {
        case .text(let text): return text
        case .unset: return ""
        case .unclear:
            throw DockerfileRefusal(line, "what \(DisplayedWord(name)) stands for is not the same for every engine")
        case nil:
            throw DockerfileRefusal(line, "\(DisplayedWord(name)) is not declared by ARG before the first FROM")
        }
    }

    /// What names of images are made of.
    private static func isPlain(_ byte: UInt8) -> Bool {
        ByteText.isNamePart(byte) || ".-/:@".utf8.contains(byte)
    }
}
