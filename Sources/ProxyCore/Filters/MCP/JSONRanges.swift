internal import ProxyModel

/// Where the parts of a JSON text stand that was found valid: what is not changed can stay as it was written.
struct JSONRanges {
    private let text: [UInt8]

    /// The text, which a strict parser has read.
    init(_ text: [UInt8]) { self.text = text }

    /// Where the value in a range begins, behind white space.
    func start(of range: Range<Int>) -> Int { self.skipWhitespace(range.lowerBound) }

    /// The elements of the array in a range, without the white space around them.
    func elements(in range: Range<Int>) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        var position = self.skipWhitespace(self.start(of: range) + 1)
        while position < range.upperBound, self.byte(position) != UInt8(ascii: "]") {
            let end = self.endOfValue(position)
            elements.append(position..<end)
            position = self.skipSeparator(end)
        }
        return elements
    }

    /// The value of a member of the object in a range, which was read as `object`; nil when there is no such member.
    func value(of name: String, of object: JSONObject, in range: Range<Int>) -> Range<Int>? {
        guard let index = object.members.firstIndex(where: { $0.name == name }) else { return nil }
        var position = self.skipWhitespace(self.start(of: range) + 1)
        for _ in 0..<index { position = self.skipSeparator(self.endOfValue(self.startOfValue(position))) }
        let start = self.startOfValue(position)
        let end = self.endOfValue(start)
        return start < end ? start..<end : nil
    }

    /// Where the value of the member begins whose name begins here.
    private func startOfValue(_ name: Int) -> Int {
        let colon = self.skipWhitespace(self.endOfValue(name))
        return self.skipWhitespace(colon + 1)
    }

    private func endOfValue(_ start: Int) -> Int {
        switch self.byte(start) {
        case UInt8(ascii: "\""): return self.endOfString(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return self.endOfContainer(start)
        default:
            var position = start
            while let byte = self.byte(position), byte > 0x20, !Self.delimiters.contains(byte) { position += 1 }
            return position
        }
    }

    private func endOfString(_ start: Int) -> Int {
        var position = start + 1
        while let byte = self.byte(position), byte != UInt8(ascii: "\"") {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, self.text.count)
    }

    private func endOfContainer(_ start: Int) -> Int {
        var depth = 0
        var position = start
        while let byte = self.byte(position) {
            switch byte {
            case UInt8(ascii: "\""):
                position = self.endOfString(position)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return position }
        }
        return self.text.count
    }

    /// Where the next element or member begins, or the closing bracket stands.
    private func skipSeparator(_ position: Int) -> Int {
        let position = self.skipWhitespace(position)
        return self.byte(position) == UInt8(ascii: ",") ? self.skipWhitespace(position + 1) : position
    }

    private func skipWhitespace(_ position: Int) -> Int {
        var position = position
        while let byte = self.byte(position), byte <= 0x20 { position += 1 }
        return position
    }

    private func byte(_ position: Int) -> UInt8? { position < self.text.count ? self.text[position] : nil }

    private static let delimiters = Array(",:]}".utf8)
}
