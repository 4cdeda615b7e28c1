/// One word of a command: any bytes.
package struct RedisArgument: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    let bytes: [UInt8]

    /// Takes bytes as they are.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes text as UTF-8.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// Takes a number as decimal text.
    package init(_ number: some BinaryInteger) { bytes = Array(String(number).utf8) }

    package init(stringLiteral value: String) { self.init(value) }

    package init(integerLiteral value: Int) { self.init(value) }
}
