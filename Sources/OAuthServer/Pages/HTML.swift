/// A piece of a page: what is interpolated into it is escaped, what is written in the source is not.
///
/// There is no way to make one of a text that came from outside without escaping it: literals are `StaticString`s.
package struct HTML: Sendable, Equatable {
    /// The markup so far, with everything escaped that came from outside.
    package private(set) var text: String

    /// Nothing.
    package init() { text = "" }

    private init(text: String) { self.text = text }

    /// A constant of the source, as it is.
    package static func raw(_ constant: StaticString) -> HTML { HTML(text: constant.description) }

    /// One piece after the other.
    package static func + (left: HTML, right: HTML) -> HTML { HTML(text: left.text + right.text) }
}

extension HTML: ExpressibleByStringInterpolation {
    /// Collects the pieces of a literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        /// Makes room for the literal.
        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        /// Appends what stands in the source.
        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        /// Appends a text of anybody's, escaped; nothing for nil.
        package mutating func appendInterpolation(_ value: String?) {
            if let value { text += MarkupEscaping.escaped(value) }
        }

        /// Appends a number.
        package mutating func appendInterpolation(_ value: some BinaryInteger & Sendable) { text += String(value) }

        /// Appends a piece; nothing for nil.
        package mutating func appendInterpolation(_ value: HTML?) { if let value { text += value.text } }

        /// Appends pieces.
        package mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }
    }

    package init(stringLiteral value: StaticString) { self = .raw(value) }

    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }
}
