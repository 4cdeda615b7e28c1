internal import ProxyModel

/// A member of a record's body that is taken, kept sealed with the record, and never shown.
struct SecretMember<Root: Sendable>: Sendable {
    /// The member's name in bodies.
    let name: String
    /// One sentence for OpenAPI.
    let summary: String
    /// The fields beside it.
    let schema: ObjectSchema<Root>
    /// Where the record keeps it, base64url of the sealed bytes.
    let path: any WritableKeyPath<Root, String?> & Sendable
    /// What it is sealed for.
    let purpose: @Sendable (Root) -> String

    /// The body that creates a record.
    var creation: OperationBody { body(schema.name + "Request", .request) }

    /// The body that changes some fields.
    var update: OperationBody { body(schema.name + "Update", .update) }

    /// A new record with its secret sealed, and the secret itself for checks.
    func decode(_ json: JSONValue, _ call: OperationCall) throws(Problem) -> (root: Root, secret: String?) {
        let (object, secret) = try split(json)
        var root: Root
        do throws(SchemaProblem) {
            root = try schema.decode(.object(object), form: .request)
        } catch {
            throw Problem(error)
        }
        let text = try seal(secret, in: &root, call)
        return (root, text)
    }

    /// Changes a record; a secret that is not given stays, null removes it.
    func apply(_ json: JSONValue, to root: inout Root, _ call: OperationCall) throws(Problem) -> String? {
        let (object, secret) = try split(json)
        if !object.members.isEmpty || secret == nil {
            try Patch(schema: schema, json: .object(object)).apply(to: &root)
        }
        return try seal(secret, in: &root, call)
    }

    private func split(_ json: JSONValue) throws(Problem) -> (JSONObject, JSONValue?) {
        guard var object = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        let secret = object[name]
        object[name] = nil
        return (object, secret)
    }

    private func seal(_ secret: JSONValue?, in root: inout Root, _ call: OperationCall) throws(Problem) -> String? {
        guard let secret else { return nil }
        guard secret != .null else {
            root[keyPath: path] = nil
            return nil
        }
        guard let text = secret.stringValue, (1...4096).contains(text.utf8.count) else {
            throw Problem(
                SchemaProblem([SchemaIssue(pointer: "/" + name, detail: "expected 1 to 4096 bytes of text")]))
        }
        do {
            root[keyPath: path] = Base64URL.encode(
                try call.environment.sealer.seal(Array(text.utf8), purpose: purpose(root)))
        } catch {
            throw Problem(.internalError, "the secret cannot be sealed")
        }
        return text
    }

    private func body(_ name: String, _ kind: ObjectSchema<Root>.Definition) -> OperationBody {
        var definition = schema.definition(kind).objectValue ?? JSONObject()
        var properties = definition["properties"]?.objectValue ?? JSONObject()
        properties.append(
            self.name,
            [
                "type": ["string", "null"], "maxLength": 4096, "writeOnly": true,
                "description": .string(summary + " It is kept sealed and never shown."),
            ])
        definition["properties"] = .object(properties)
        return OperationBody(
            name: name, definition: .object(definition),
            fields: schema.descriptions.filter { !$0.isReadOnly }, limit: OperationBody.standardLimit)
    }
}
