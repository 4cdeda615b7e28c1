/// An element of an XML document, as far as the answers of an interface use XML: elements and text.
///
/// Attributes, comments and processing instructions are passed over. A document type is refused, so there are no
/// entities but the five of XML itself and numbers.
struct XMLElement: Sendable, Equatable {
    /// The name without its prefix.
    let name: String
    /// The elements inside, in their order.
    var children: [XMLElement] = []
    /// The text inside, without that of the children.
    var text = ""

    /// The first child of a name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// All children of a name.
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// Reads a document; nil when it is none, or nested deeper than 32 elements.
    init?(parsing bytes: [UInt8]) {
        var reader = XMLReader(String(decoding: bytes, as: UTF8.self))
        guard let root = reader.document() else { return nil }
        self = root
    }

    init(name: String) { self.name = name }
}

/// Reads elements one tag after the other.
private struct XMLReader {
    private static let greatestDepth = 32
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// The one element at the top.
    mutating func document() -> XMLElement? {
        var open: [XMLElement] = []
        while let start = rest.firstIndex(of: "<") {
            if !open.isEmpty {
                guard let text = Self.unescaped(rest[..<start]) else { return nil }
                open[open.count - 1].text += text
            }
            rest = rest[rest.index(after: start)...]
            if skipsMarkup() { continue }
            guard !rest.hasPrefix("!"), let end = rest.firstIndex(of: ">") else { return nil }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard let element = open.popLast(), element.name == Self.name(tag.dropFirst()) else { return nil }
                guard !open.isEmpty else { return element }
                open[open.count - 1].children.append(element)
            } else {
                let element = XMLElement(name: Self.name(tag))
                guard !element.name.isEmpty, open.count < Self.greatestDepth else { return nil }
                if !tag.hasSuffix("/") {
                    open.append(element)
                } else if open.isEmpty {
                    return element
                } else {
                    open[open.count - 1].children.append(element)
                }
            }
        }
        return nil
    }

    /// Passes over a comment or a processing instruction behind its `<`.
    private mutating func skipsMarkup() -> Bool {
        for (start, end) in [("?", "?>"), ("!--", "-->")] where rest.hasPrefix(start) {
            guard let range = rest.firstRange(of: end) else { return false }
            rest = rest[range.upperBound...]
            return true
        }
        return false
    }

    private static func name(_ tag: Substring) -> String {
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        return String(name.split(separator: ":").last ?? "")
    }

    private static func unescaped(_ text: Substring) -> String? {
        guard text.contains("&") else { return String(text) }
        let known: [Substring: Character] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { return nil }
            let entity = rest[rest.index(after: start)..<end]
            if let character = known[entity] {
                result.append(character)
            } else {
                let digits = entity.hasPrefix("#x") ? entity.dropFirst(2) : entity.dropFirst()
                guard entity.hasPrefix("#"), let number = UInt32(digits, radix: entity.hasPrefix("#x") ? 16 : 10),
                    let scalar = Unicode.Scalar(number)
                else { return nil }
                result.unicodeScalars.append(scalar)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}

extension XMLElement {
    /// Text as it may stand inside of an element.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
