package import ProxyModel

/// The JSON object that an operation takes.
package struct OperationBody: Sendable {
    /// The name in OpenAPI, such as `ProxyTargetRequest`.
    package let name: String
    /// A JSON Schema.
    package let definition: JSONValue
    /// The members, for the CLI's flags; empty when the body is a document of its own.
    package let fields: [FieldDescription]
    /// Bytes; what is longer is a 413.
    package let limit: Int

    /// The body that creates a value.
    package static func create<Root>(_ schema: ObjectSchema<Root>) -> OperationBody {
        OperationBody(
            name: schema.name + "Request", definition: schema.definition(.request),
            fields: schema.descriptions.filter { !$0.isReadOnly }, limit: standardLimit)
    }

    /// The body that changes some fields of a value.
    package static func update<Root>(_ schema: ObjectSchema<Root>) -> OperationBody {
        OperationBody(
            name: schema.name + "Update", definition: schema.definition(.update),
            fields: schema.descriptions.filter { !$0.isReadOnly }, limit: standardLimit)
    }

    /// Enough for every record, and too little to be a burden.
    package static let standardLimit = 1 << 20
}
