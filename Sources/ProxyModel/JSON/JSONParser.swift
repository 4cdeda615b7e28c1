extension JSONValue {
    /// Parses one JSON text, strictly (RFC 8259): UTF-8 without byte order mark, no comments, no trailing commas.
    ///
    /// An object with the same name twice, half a surrogate pair, an integer beyond 64 bits and nesting deeper than
    /// `maximumDepth` are refused; with `keepsLargeNumbers` numbers of every size are kept as they are. Throws
    /// `JSONProblem`.
    package init(
        parsing bytes: [UInt8], maximumBytes: Int = 16 << 20, maximumDepth: Int = 64, keepsLargeNumbers: Bool = false
    ) throws(JSONProblem) {
        guard bytes.count <= maximumBytes else { throw JSONProblem(.tooLarge, at: maximumBytes) }
        var parser = JSONParser(
            bytes: bytes, maximumDepth: maximumDepth, keepsLargeNumbers: keepsLargeNumbers)
        self = try parser.document()
    }
}

/// A recursive descent over the bytes of one text; the depth is bounded, so the stack is too.
struct JSONParser {
    let bytes: [UInt8]
    let maximumDepth: Int
    let keepsLargeNumbers: Bool
    var position = 0
    private var depth = 0

    init(bytes: [UInt8], maximumDepth: Int, keepsLargeNumbers: Bool) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.keepsLargeNumbers = keepsLargeNumbers
    }

    mutating func document() throws(JSONProblem) -> JSONValue {
        skipWhitespace()
        let value = try value()
        skipWhitespace()
        guard position == bytes.count else { throw problem(.trailingBytes) }
        return value
    }

    private mutating func value() throws(JSONProblem) -> JSONValue {
        guard position < bytes.count else { throw problem(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw problem(.unexpectedByte)
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
        for expected in word.description.utf8 {
            guard position < bytes.count else { throw problem(.unexpectedEnd) }
            guard bytes[position] == expected else { throw problem(.unexpectedByte) }
            position += 1
        }
        return value
    }

    private mutating func object() throws(JSONProblem) -> JSONObject {
        try enter()
        var members: [JSONObject.Member] = []
        var names = UniqueNames()
        while try next(isFirst: members.isEmpty, until: UInt8(ascii: "}")) {
            guard position < bytes.count else { throw problem(.unexpectedEnd) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw problem(.unexpectedByte) }
            let start = position
            let name = try string()
            guard names.insert(name, into: members) else { throw JSONProblem(.duplicateName, at: start) }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            members.append(JSONObject.Member(name: name, value: try value()))
        }
        depth -= 1
        return JSONObject(members: members)
    }

    private mutating func array() throws(JSONProblem) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        while try next(isFirst: elements.isEmpty, until: UInt8(ascii: "]")) {
            elements.append(try value())
        }
        depth -= 1
        return elements
    }

    private mutating func enter() throws(JSONProblem) {
        depth += 1
        guard depth <= maximumDepth else { throw problem(.tooDeep) }
        position += 1
    }

    /// Moves to the next element; false when the closing byte was there instead.
    private mutating func next(isFirst: Bool, until close: UInt8) throws(JSONProblem) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw problem(.unexpectedEnd) }
        if bytes[position] == close {
            position += 1
            return false
        }
        guard !isFirst else { return true }
        try expect(UInt8(ascii: ","))
        skipWhitespace()
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONProblem) {
        guard position < bytes.count else { throw problem(.unexpectedEnd) }
        guard bytes[position] == byte else { throw problem(.unexpectedByte) }
        position += 1
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func problem(_ reason: JSONProblem.Reason) -> JSONProblem { JSONProblem(reason, at: position) }
}

/// Finds a repeated name: by comparison while an object is small, by a set once it is not.
private struct UniqueNames {
    private var large: Set<String>?

    mutating func insert(_ name: String, into members: [JSONObject.Member]) -> Bool {
        if large != nil { return large?.insert(name).inserted ?? false }
        guard members.count >= 16 else { return !members.contains { $0.name == name } }
        var names = Set(members.map(\.name))
        let isFirst = names.insert(name).inserted
        large = names
        return isFirst
    }
}
