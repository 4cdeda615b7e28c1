/// What one argument of a tool's call has to be; one of the conditions is set.
package struct ArgumentConstraint: Sendable, Equatable {
    /// Longer texts than this are no match for a glob: the time that a match takes is bounded.
    package static let longestText = 64 * 1024

    /// JSON Pointer (RFC 6901) into the arguments.
    package var path: String
    /// The argument is this value.
    package var equals: JSONValue?
    /// The argument is one of these values.
    package var oneOf: [JSONValue]?
    /// The argument is a text like this, `*` for any run of characters.
    package var glob: String?
    /// The argument is a number not below this.
    package var minimum: Double?
    /// The argument is a number not above this.
    package var maximum: Double?
    /// Whether the argument may be missing.
    package var isOptional = false

    /// A constraint without a condition yet.
    package init(path: String) { self.path = path }

    /// Whether the arguments of a call are as they have to be, whatever reader of JSON the tool has.
    package func isMet(by arguments: JSONValue?) -> Bool {
        let value: JSONValue
        switch arguments.map({ Self.find(path, in: $0) }) ?? .missing {
        case .found(let found): value = found
        case .missing: return isOptional
        case .ambiguous: return false
        }
        if let equals { return Self.areSame(equals, value) }
        if let oneOf { return oneOf.contains { Self.areSame($0, value) } }
        if let glob {
            guard let text = value.stringValue, text.utf8.count <= Self.longestText else { return false }
            return Glob.matches(glob.utf8, text.utf8)
        }
        guard minimum != nil || maximum != nil else { return false }
        return minimum.map { Self.isNumber(value, atLeast: $0) } ?? true
            && maximum.map { Self.isNumber(value, atMost: $0) } ?? true
    }

    /// Whether a text is a JSON Pointer to something inside of a value.
    static func isPointer(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "/") else { return false }
        var isEscape = false
        for byte in text.utf8 {
            if isEscape, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") { return false }
            isEscape = byte == UInt8(ascii: "~")
        }
        return !isEscape
    }

    /// What a path leads to.
    private enum Place {
        case found(JSONValue)
        case missing
        /// Something else for readers that take another name for the one that is looked for.
        case ambiguous
    }

    private static func find(_ path: String, in root: JSONValue) -> Place {
        var value = root
        for token in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let place = child(String(decoding: unescaped(token), as: UTF8.self), of: value)
            guard case .found(let next) = place else { return place }
            value = next
        }
        return .found(value)
    }

    private static func child(_ name: String, of value: JSONValue) -> Place {
        switch value {
        case .object(let object):
            if MemberName.areAmbiguous(CollectionOfOne(name), in: object) { return .ambiguous }
            // By bytes: to Swift some names are equal that are different ones to every reader of JSON.
            let member = object.members.first { $0.name.utf8.elementsEqual(name.utf8) }
            return member.map { .found($0.value) } ?? .missing
        case .array(let elements):
            guard let index = Int(name), String(index) == name, elements.indices.contains(index) else {
                return .missing
            }
            return .found(elements[index])
        default: return .missing
        }
    }

    private static func unescaped(_ token: Substring.UTF8View.SubSequence) -> [UInt8] {
        var name: [UInt8] = []
        var isEscape = false
        for byte in token {
            if isEscape {
                name.append(byte == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
                isEscape = false
            } else if byte == UInt8(ascii: "~") {
                isEscape = true
            } else {
                name.append(byte)
            }
        }
        return name
    }

    private static func areSame(_ wanted: JSONValue, _ value: JSONValue) -> Bool {
        switch (wanted, value) {
        case (.string(let wanted), .string(let text)): wanted.utf8.elementsEqual(text.utf8)
        case (.bool(let wanted), .bool(let flag)): wanted == flag
        case (.integer(let wanted), .integer(let number)): wanted == number
        case (.integer(let wanted), .number(let number)): Int64(exactly: number) == wanted
        case (.number(let wanted), .integer(let number)): Int64(exactly: wanted) == number
        case (.number(let wanted), .number(let number)): wanted == number
        default: false
        }
    }

    /// Also where a 64-bit integer has no exact double.
    private static func isNumber(_ value: JSONValue, atLeast bound: Double) -> Bool {
        switch value {
        case .number(let number): number >= bound
        case .integer(let number): Int64(exactly: bound.rounded(.up)).map { number >= $0 } ?? (bound < 0)
        // The nearest double: where that is the bound, the number may lie beyond it.
        case .largeNumber(let text): Double(text).map { $0 > bound } ?? false
        default: false
        }
    }

    private static func isNumber(_ value: JSONValue, atMost bound: Double) -> Bool {
        switch value {
        case .number(let number): number <= bound
        case .integer(let number): Int64(exactly: bound.rounded(.down)).map { number <= $0 } ?? (bound > 0)
        case .largeNumber(let text): Double(text).map { $0 < bound } ?? false
        default: false
        }
    }
}
