/// One header field of a request or an answer.
package struct FetchField: Sendable, Equatable {
    package let name: String
    package let value: String

    /// Makes a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
