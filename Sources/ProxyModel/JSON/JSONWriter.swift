extension JSONValue {
    /// The text without white space, UTF-8.
    package var compactBytes: [UInt8] {
        var writer = JSONWriter(isPretty: false)
        writer.write(self)
        return writer.bytes
    }

    /// The text with two spaces per level and a newline at the end, UTF-8.
    package var prettyBytes: [UInt8] {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }

    /// The text without white space.
    package var compactText: String { String(decoding: compactBytes, as: UTF8.self) }
}

/// Appends values as JSON text.
private struct JSONWriter {
    let isPretty: Bool
    var bytes: [UInt8] = []
    private var level = 0

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        // A value that is not finite cannot come from a text, and has none.
        case .number(let number): append(number.isFinite ? String(number) : "null")
        case .largeNumber(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements):
            write(elements, "[", "]") { writer, element in writer.write(element) }
        case .object(let object):
            write(object.members, "{", "}") { writer, member in
                writer.write(member.name)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func write<Element>(
        _ elements: [Element], _ open: StaticString, _ close: StaticString, each: (inout JSONWriter, Element) -> Void
    ) {
        append(open.description)
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            newLine()
            each(&self, element)
        }
        level -= 1
        if !elements.isEmpty { newLine() }
        append(close.description)
    }

    private mutating func newLine() {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F:
                append("\\u00")
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private static let digits = Array("0123456789abcdef".utf8)
}
