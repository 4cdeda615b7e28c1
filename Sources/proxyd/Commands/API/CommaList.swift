internal import ProxyModel

extension JSONValue {
    /// A list with commas as an array of strings.
    static func list(_ text: String) -> JSONValue {
        .array(text.split(separator: ",").map { .string($0.trimmingSpaces) })
    }
}
