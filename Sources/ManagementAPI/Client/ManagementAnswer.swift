package import ProxyModel

/// A successful answer of the management API.
package struct ManagementAnswer: Sendable {
    /// The status code, a successful one.
    package let status: Int
    /// nil when the answer has no JSON.
    package let json: JSONValue?
    /// The body as text; empty when there is none.
    package let text: String

    /// The answer as a value: its JSON, else its text.
    package var value: JSONValue { json ?? .string(text) }
}
