/// One header field of a request or an answer.
package struct FetchField: Sendable, Equatable {
    /// As it was sent or received; compared without regard to case.
    package let name: String
    /// Without white space at the ends.
    package let value: String

    /// Makes a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
