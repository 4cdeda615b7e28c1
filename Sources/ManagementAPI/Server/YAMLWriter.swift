internal import ProxyModel

/// Writes JSON values as YAML 1.2 block style; every string is quoted as in JSON, of which YAML is a superset but for
/// characters that cannot be printed (YAML 1.2.2 §5.1).
enum YAMLWriter {
    static func bytes(_ value: JSONValue) -> [UInt8] {
        var lines: [String] = []
        append(value, level: 0, to: &lines)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func append(_ value: JSONValue, level: Int, to lines: inout [String]) {
        let indent = String(repeating: "  ", count: level)
        switch value {
        case .object(let object) where !object.members.isEmpty:
            for member in object.members {
                let name = scalar(.string(member.name))
                if isBlock(member.value) {
                    lines.append("\(indent)\(plainName(member.name) ?? name):")
                    append(member.value, level: level + 1, to: &lines)
                } else {
                    lines.append("\(indent)\(plainName(member.name) ?? name): \(scalar(member.value))")
                }
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements {
                guard isBlock(element) else {
                    lines.append("\(indent)- \(scalar(element))")
                    continue
                }
                var nested: [String] = []
                append(element, level: level + 1, to: &nested)
                // The dash stands in the indentation of the first line.
                nested[0] = "\(indent)- \(nested[0].dropFirst(indent.count + 2))"
                lines += nested
            }
        default: lines.append(indent + scalar(value))
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        let text = value.compactText
        guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            guard isUnprintable(scalar) else { return result.unicodeScalars.append(scalar) }
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// Control characters beyond ASCII's, separators of lines, and what is no character or only at the beginning of a text.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func isBlock(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object): !object.members.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }

    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    private static func plainName(_ name: String) -> String? {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        return isPlain && !name.isEmpty && !words.contains(name) ? name : nil
    }
}
