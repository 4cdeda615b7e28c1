package import ProxyModel

/// What an operation answers with when it succeeds, for OpenAPI and for those who show it.
package struct OperationAnswer: Sendable {
    /// The kinds of content.
    package enum Content: Sendable {
        /// One JSON object.
        case object(name: String, definition: JSONValue)
        /// A page of a list: `{key: [elements], "pagination": …}`; `columns` are the members that a table shows.
        case list(key: String, name: String, element: JSONValue, columns: [String])
        /// Text of this type.
        case text(String)
        /// Nothing at all.
        case nothing
    }

    /// The status code.
    package let status: Int
    /// The kind and the form of the content.
    package let content: Content

    /// Makes an answer.
    package init(_ content: Content, status: Int = 200) {
        self.status = status
        self.content = content
    }

    /// A record by its table.
    package static func record<Root>(_ schema: ObjectSchema<Root>, status: Int = 200) -> OperationAnswer {
        OperationAnswer(.object(name: schema.name, definition: schema.definition(.response)), status: status)
    }

    /// A list of records by their table.
    package static func list<Root>(
        _ key: String, _ schema: ObjectSchema<Root>, columns: [String]
    ) -> OperationAnswer {
        OperationAnswer(
            .list(key: key, name: schema.name, element: schema.definition(.response), columns: columns))
    }

    /// An object of members that are listed with their schemas.
    package static func object(
        _ name: String, _ members: KeyValuePairs<String, JSONValue>, status: Int = 200
    ) -> OperationAnswer {
        OperationAnswer(.object(name: name, definition: definition(members)), status: status)
    }

    /// A list of objects of members that are listed with their schemas.
    package static func list(
        _ key: String, _ name: String, _ members: KeyValuePairs<String, JSONValue>, columns: [String]
    ) -> OperationAnswer {
        OperationAnswer(.list(key: key, name: name, element: definition(members), columns: columns))
    }

    private static func definition(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let properties = JSONObject(members: members.map { JSONObject.Member(name: $0.key, value: $0.value) })
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(members.map { .string($0.key) }),
        ]
    }
}
