package import ProxyModel

/// A value that an operation takes from its path or its query.
package struct OperationParameter: Sendable, Equatable {
    /// Where the value stands.
    package enum Location: String, Sendable {
        case path, query
    }

    /// As it stands in the path's braces, or in the query.
    package let name: String
    /// Where the value is taken from.
    package let location: Location
    /// A JSON Schema.
    package let definition: JSONValue
    /// One sentence for OpenAPI.
    package let summary: String
    /// Whether a request without it is refused.
    package let isRequired: Bool

    /// A segment of the path.
    package static func path(_ name: String, _ summary: String) -> OperationParameter {
        OperationParameter(
            name: name, location: .path, definition: ["type": "string"], summary: summary, isRequired: true)
    }

    /// An optional text in the query.
    package static func text(_ name: String, _ summary: String) -> OperationParameter {
        OperationParameter(
            name: name, location: .query, definition: ["type": "string"], summary: summary, isRequired: false)
    }

    /// A text that the query must have.
    package static func required(_ name: String, _ summary: String) -> OperationParameter {
        OperationParameter(
            name: name, location: .query, definition: ["type": "string", "minLength": 1], summary: summary,
            isRequired: true)
    }

    /// A switch in the query, off when it is absent.
    package static func flag(_ name: String, _ summary: String) -> OperationParameter {
        flag(name, default: false, summary)
    }

    /// A switch in the query.
    static func flag(_ name: String, default value: Bool, _ summary: String) -> OperationParameter {
        OperationParameter(
            name: name, location: .query, definition: ["type": "boolean", "default": .bool(value)], summary: summary,
            isRequired: false)
    }

    /// A number in the query, within a range.
    static func number(
        _ name: String, in range: ClosedRange<Int>, default value: Int, _ summary: String
    ) -> OperationParameter {
        OperationParameter(
            name: name, location: .query,
            definition: [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)), "default": .integer(Int64(value)),
            ], summary: summary, isRequired: false)
    }

    /// One of several words in the query.
    package static func choice(_ name: String, _ words: [String], _ summary: String) -> OperationParameter {
        OperationParameter(
            name: name, location: .query,
            definition: ["type": "string", "enum": .array(words.map { .string($0) })], summary: summary,
            isRequired: false)
    }

    /// The form of an answer: JSON, or the same data as text.
    package static let format = format(default: "json")

    /// The form of an answer, for operations whose form is another than JSON unless something is said.
    static func format(default form: String) -> OperationParameter {
        OperationParameter(
            name: "format", location: .query,
            definition: ["type": "string", "enum": ["json", "table", "csv", "yaml"], "default": .string(form)],
            summary: "Form of the answer.", isRequired: false)
    }

    /// Which page of a list.
    package static let page = OperationParameter(
        name: "page", location: .query,
        definition: ["type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1],
        summary: "Page of the list.", isRequired: false)
    /// How long a page of a list is.
    package static let perPage = OperationParameter(
        name: "per_page", location: .query,
        definition: ["type": "integer", "minimum": 1, "maximum": 500, "default": 50],
        summary: "Elements per page.", isRequired: false)
}
