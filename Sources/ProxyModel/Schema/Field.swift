/// One member of a JSON object: what reads, writes, describes and documents a property of `Root`.
package struct Field<Root: Sendable>: Sendable {
    /// Who may set a field, and who sees it.
    package enum Access: Sendable {
        /// Must be there when a value is created.
        case required
        case optional
        /// Set by the server: shown, but refused in requests.
        case readOnly
        /// Kept in the store and in exports, never shown to a client.
        case secret
    }

    /// The member's name in JSON.
    package let name: String
    /// Who may set it, and who sees it.
    package let access: Access
    /// One sentence for documentation, OpenAPI and the CLI's help.
    package let summary: String
    /// A JSON Schema without `description` and `default`.
    package let definition: JSONValue
    /// Sets the property; `siblings` is the whole object, for fields whose meaning depends on another one.
    let decode:
        @Sendable (_ value: JSONValue, _ siblings: JSONObject, JSONForm, inout Root) throws(SchemaProblem) -> Void
    let encode: @Sendable (Root, JSONForm) -> JSONValue
    /// Whether the store must keep the field.
    let isStored: @Sendable (Root) -> Bool

    /// Makes a field of its parts, for members that are not simply one property.
    package init(
        _ name: String, _ access: Access, _ definition: JSONValue, _ summary: String,
        decode: @escaping @Sendable (JSONValue, JSONObject, JSONForm, inout Root) throws(SchemaProblem) -> Void,
        encode: @escaping @Sendable (Root, JSONForm) -> JSONValue,
        isStored: @escaping @Sendable (Root) -> Bool
    ) {
        self.name = name
        self.access = access
        self.summary = summary
        self.definition = definition
        self.decode = decode
        self.encode = encode
        self.isStored = isStored
    }

    /// A field that is always there.
    package init<Value: Sendable>(
        _ name: String, _ access: Access, _ path: any WritableKeyPath<Root, Value> & Sendable,
        _ schema: ValueSchema<Value>, _ summary: String
    ) {
        self.init(
            name, access, schema.definition, summary,
            decode: { (json, _, form, root) throws(SchemaProblem) in
                root[keyPath: path] = try schema.decode(json, form)
            }, encode: { root, form in schema.encode(root[keyPath: path], form) }, isStored: { _ in true })
    }

    /// A field that the store keeps only where it differs from its default.
    package init<Value: Sendable & Equatable>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ schema: ValueSchema<Value>,
        default: Value, access: Access = .optional, _ summary: String
    ) {
        self.init(
            name, access, schema.definition, summary,
            decode: { (json, _, form, root) throws(SchemaProblem) in
                root[keyPath: path] = try schema.decode(json, form)
            }, encode: { root, form in schema.encode(root[keyPath: path], form) },
            isStored: { root in root[keyPath: path] != `default` })
    }
}
