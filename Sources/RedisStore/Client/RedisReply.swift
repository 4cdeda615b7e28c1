/// One answer of the server (RESP2), copied out of the parser.
package enum RedisReply: Sendable, Equatable {
    case null
    case status(String)
    case error(RedisServerError)
    case integer(Int64)
    case bytes([UInt8])
    case array([RedisReply])

    /// The bytes of a bulk or status answer, else nil.
    package var bytes: [UInt8]? {
        switch self {
        case .bytes(let value): value
        case .status(let text): Array(text.utf8)
        default: nil
        }
    }

    /// The bytes as UTF-8 text, else nil.
    package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// An integer answer, or a bulk answer that is a decimal number.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        default: text.flatMap { Int64($0) }
        }
    }

    /// The elements of an array answer, else nil.
    package var elements: [RedisReply]? {
        guard case .array(let value) = self else { return nil }
        return value
    }
}
