extension ValueSchema where Value == Bool {
    /// A boolean.
    package static var flag: ValueSchema {
        ValueSchema(
            ["type": "boolean"],
            decode: { (json, _) throws(SchemaProblem) in
                guard let value = json.boolValue else { throw .expected("a boolean", json) }
                return value
            }, encode: { value, _ in .bool(value) })
    }
}

extension ValueSchema where Value == String {
    /// One line of text with so many bytes of UTF-8, without control characters.
    package static func line(_ bytes: ClosedRange<Int> = 0...1024) -> ValueSchema {
        text(bytes).refined { text in
            var previous: UInt8 = 0
            for byte in text.utf8 {
                // U+0080 to U+009F are C2 80 to C2 9F in UTF-8.
                if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) {
                    return "control characters are not allowed"
                }
                previous = byte
            }
            return nil
        }
    }

    /// Text of several lines with so many bytes of UTF-8.
    package static func text(_ bytes: ClosedRange<Int>) -> ValueSchema {
        var definition: JSONObject = JSONObject()
        definition["type"] = "string"
        if bytes.lowerBound > 0 { definition["minLength"] = 1 }
        definition["maxLength"] = .integer(Int64(bytes.upperBound))
        return ValueSchema(
            .object(definition),
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                guard bytes.contains(text.utf8.count) else {
                    throw SchemaProblem(
                        text.isEmpty
                            ? "must not be empty" : "\(bytes.lowerBound) to \(bytes.upperBound) bytes are allowed")
                }
                return text
            }, encode: { value, _ in .string(value) })
    }
}

extension ValueSchema where Value: FixedWidthInteger {
    /// An exact number within a range.
    package static func integer(_ range: ClosedRange<Value>) -> ValueSchema {
        ValueSchema(
            [
                "type": "integer", "minimum": .integer(Int64(clamping: range.lowerBound)),
                "maximum": .integer(Int64(clamping: range.upperBound)),
            ],
            decode: { (json, _) throws(SchemaProblem) in
                guard let number = json.integerValue else { throw .expected("an integer", json) }
                guard let value = Value(exactly: number), range.contains(value) else {
                    throw SchemaProblem("\(range.lowerBound) to \(range.upperBound) is allowed, not \(number)")
                }
                return value
            }, encode: { value, _ in .integer(Int64(clamping: value)) })
    }
}

extension ValueSchema where Value == Double {
    /// A number within a range.
    package static func number(_ range: ClosedRange<Double>) -> ValueSchema {
        ValueSchema(
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)],
            decode: { (json, _) throws(SchemaProblem) in
                guard let number = json.doubleValue else { throw .expected("a number", json) }
                guard range.contains(number) else {
                    throw SchemaProblem("\(range.lowerBound) to \(range.upperBound) is allowed, not \(number)")
                }
                return number
            }, encode: { value, _ in Int64(exactly: value).map { .integer($0) } ?? .number(value) })
    }
}

extension ValueSchema where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    package static var choice: ValueSchema {
        let words = Value.allCases.map(\.rawValue)
        return ValueSchema(
            ["type": "string", "enum": .array(words.map { .string($0) })],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                guard let value = Value(rawValue: text) else {
                    throw SchemaProblem("'\(text)' is not one of \(words.joined(separator: ", "))")
                }
                return value
            }, encode: { value, _ in .string(value.rawValue) })
    }
}
