/// Why bytes are not the JSON text that was expected, and where; `description` is fit to be shown to who sent it.
package struct JSONProblem: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: String, Sendable {
        case tooLarge = "the text is larger than allowed"
        case tooDeep = "arrays and objects are nested too deeply"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "an unexpected character"
        case trailingBytes = "something follows the value"
        case controlCharacter = "an unescaped control character in a string"
        case invalidEscape = "an invalid escape in a string"
        case loneSurrogate = "half of a surrogate pair in a string"
        case invalidUTF8 = "a string that is not UTF-8"
        case invalidNumber = "an invalid number"
        case numberOutOfRange = "a number that is too large"
        case duplicateName = "the same name twice in one object"
    }

    /// What the text breaks.
    package let reason: Reason
    /// Bytes from the beginning.
    package let offset: Int

    package var description: String { "\(reason.rawValue), at byte \(offset)" }

    /// Makes a problem.
    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
