internal import ProxyModel

/// JSON values as YAML 1.2 in block style.
enum YAMLText {
    static func render(_ json: JSONValue) -> String { lines(json).joined(separator: "\n") }

    private static func lines(_ json: JSONValue) -> [String] {
        switch json {
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { element in
                let nested = lines(element)
                return nested.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
        case .object(let object) where !object.members.isEmpty:
            return object.members.flatMap { member in
                let nested = lines(member.value)
                let name = scalar(member.name) + ":"
                return isBlock(member.value) ? [name] + nested.map { "  " + $0 } : [name + " " + (nested.first ?? "")]
            }
        case .string(let text): return [scalar(text)]
        default: return [json.compactText]
        }
    }

    private static func isBlock(_ json: JSONValue) -> Bool {
        json.arrayValue?.isEmpty == false || json.objectValue?.members.isEmpty == false
    }

    /// A plain scalar where that cannot be taken for anything else, else the quoted form, which JSON shares.
    private static func scalar(_ text: String) -> String {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain =
            text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) && byte >= 0x41 || (0x30...0x39).contains(byte)
                    || "/_.-".utf8.contains(byte)
            } && text.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2F } == true
            && !words.contains(text.lowercased())
        return isPlain ? text : JSONValue.string(text).compactText
    }
}
