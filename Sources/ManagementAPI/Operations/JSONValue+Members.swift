internal import ProxyModel

extension JSONValue {
    /// A text, or null.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A moment in milliseconds since 1970.
    static func time(_ milliseconds: Int64) -> JSONValue { .string(Timestamp(milliseconds: milliseconds).description) }

    /// An array of texts.
    static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }
}
