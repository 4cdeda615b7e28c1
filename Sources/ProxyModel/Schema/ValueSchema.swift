/// How one type of value is read from JSON, written to it and described (JSON Schema 2020-12).
package struct ValueSchema<Value: Sendable>: Sendable {
    /// A JSON Schema without `description` and `default`.
    package let definition: JSONValue
    /// Throws `SchemaProblem` with pointers relative to the value.
    package let decode: @Sendable (JSONValue, JSONForm) throws(SchemaProblem) -> Value
    /// Writes a value; never fails for one that was read.
    package let encode: @Sendable (Value, JSONForm) -> JSONValue

    /// Makes a schema of its three parts.
    package init(
        _ definition: JSONValue,
        decode: @escaping @Sendable (JSONValue, JSONForm) throws(SchemaProblem) -> Value,
        encode: @escaping @Sendable (Value, JSONForm) -> JSONValue
    ) {
        self.definition = definition
        self.decode = decode
        self.encode = encode
    }

    /// The same schema with one more condition; `check` returns what is wrong, or nil.
    package func refined(_ check: @escaping @Sendable (Value) -> String?) -> ValueSchema {
        let decode = decode
        return ValueSchema(
            definition,
            decode: { (json, form) throws(SchemaProblem) in
                let value = try decode(json, form)
                if let detail = check(value) { throw SchemaProblem(detail) }
                return value
            }, encode: encode)
    }

    /// Such a value or `null`, for nil.
    package static func optional<Wrapped>(_ schema: ValueSchema<Wrapped>) -> Self where Value == Wrapped? {
        ValueSchema(
            nullable(schema.definition),
            decode: { (json, form) throws(SchemaProblem) in json == .null ? nil : try schema.decode(json, form) },
            encode: { value, form in value.map { schema.encode($0, form) } ?? .null })
    }

    /// An array of such values, at most `limit`.
    package static func list<Element>(
        _ schema: ValueSchema<Element>, limit: Int = 1000
    ) -> Self where Value == [Element] {
        ValueSchema(
            ["type": "array", "items": schema.definition, "maxItems": .integer(Int64(limit))],
            decode: { (json, form) throws(SchemaProblem) in
                guard let elements = json.arrayValue else { throw .expected("an array", json) }
                guard elements.count <= limit else { throw SchemaProblem("at most \(limit) elements are allowed") }
                var values: [Element] = []
                var issues: [SchemaIssue] = []
                for (index, element) in elements.enumerated() {
                    do throws(SchemaProblem) {
                        values.append(try schema.decode(element, form))
                    } catch {
                        issues += error.nested(under: String(index)).issues
                    }
                }
                guard issues.isEmpty else { throw SchemaProblem(issues) }
                return values
            },
            encode: { values, form in .array(values.map { schema.encode($0, form) }) })
    }

    private static func nullable(_ definition: JSONValue) -> JSONValue {
        guard var object = definition.objectValue, let type = object["type"] else {
            return ["anyOf": [definition, ["type": "null"]]]
        }
        object["type"] = .array((type.arrayValue ?? [type]).filter { $0 != "null" } + ["null"])
        if let choices = object["enum"]?.arrayValue { object["enum"] = .array(choices + [.null]) }
        return .object(object)
    }
}

extension SchemaProblem {
    /// A value of the wrong type.
    static func expected(_ what: String, _ found: JSONValue) -> SchemaProblem {
        SchemaProblem("expected \(what), found \(found.typeName)")
    }
}
