/// What the field of a table is, without the type it belongs to: for the CLI's flags and for documentation.
package struct FieldDescription: Sendable, Equatable {
    /// The member's name in JSON.
    package let name: String
    /// Whether a new value must have it.
    package let isRequired: Bool
    /// Whether it is set by the server alone.
    package let isReadOnly: Bool
    /// One sentence for documentation and help.
    package let summary: String
    /// A JSON Schema without `description` and `default`.
    package let definition: JSONValue
    /// What it is when it is not given; `null` where there is no default.
    package let defaultValue: JSONValue
}

extension ObjectSchema {
    /// Which JSON Schema of a table is wanted.
    package enum Definition: Sendable {
        /// A body that creates a value.
        case request
        /// A body that changes some fields.
        case update
        /// An answer: every field is there.
        case response
    }

    /// The table's JSON Schema (2020-12).
    package func definition(_ kind: Definition) -> JSONValue {
        var properties = JSONObject()
        var required: [JSONValue] = []
        let defaults = encode(defaults, form: .request)
        for field in fields where field.access != .secret && (kind == .response || field.access != .readOnly) {
            var property = field.definition.objectValue ?? JSONObject()
            property["description"] = .string(field.summary)
            if kind == .request, field.access == .optional, let value = defaults[field.name] {
                property["default"] = value
            }
            properties.append(field.name, .object(property))
            if kind == .response || (kind == .request && field.access == .required) {
                required.append(.string(field.name))
            }
        }
        var definition: JSONObject = JSONObject()
        definition["type"] = "object"
        definition["properties"] = .object(properties)
        if !required.isEmpty { definition["required"] = .array(required) }
        definition["additionalProperties"] = .bool(kind == .response)
        if kind == .update { definition["minProperties"] = 1 }
        return .object(definition)
    }

    /// The fields that a client sees, in their order.
    package var descriptions: [FieldDescription] {
        let defaults = encode(defaults, form: .request)
        return fields.filter { $0.access != .secret }.map { field in
            FieldDescription(
                name: field.name, isRequired: field.access == .required, isReadOnly: field.access == .readOnly,
                summary: field.summary, definition: field.definition, defaultValue: defaults[field.name] ?? .null)
        }
    }
}
