package import ProxyModel

/// The description of the API (OpenAPI 3.1), made from the operations.
package struct OpenAPIDocument {
    /// The document of every operation, as text; the same for every build of the same operations.
    package static let all: [UInt8] = OpenAPIDocument(Operation.all).json.prettyBytes

    private let operations: [Operation]

    /// Describes some operations.
    package init(_ operations: [Operation]) { self.operations = operations }

    /// The document.
    package var json: JSONValue {
        var schemas = OpenAPISchemas()
        let paths = self.paths(&schemas)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "proxyd management API", "version": "1",
                "description": "Configures the proxy. Every operation but the open ones needs a bearer token.",
            ],
            "servers": [["url": "/"]], "paths": .object(paths),
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "acm_"]],
                "schemas": .object(schemas.components),
            ],
        ]
    }

    private func paths(_ schemas: inout OpenAPISchemas) -> JSONObject {
        var paths = JSONObject()
        for operation in operations {
            var item = paths[operation.path]?.objectValue ?? JSONObject()
            item.append(operation.method.rawValue.lowercased(), .object(entry(operation, &schemas)))
            paths[operation.path] = .object(item)
        }
        return paths
    }

    private func entry(_ operation: Operation, _ schemas: inout OpenAPISchemas) -> JSONObject {
        var entry: JSONObject = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "tags": [.string(String(operation.id.prefix { $0 != "." }))],
            "security": operation.scope == .open ? [] : [["bearer": []]], "x-scope": .string(operation.scope.rawValue),
        ]
        let parameters = operation.parameters.map { parameter(of: $0) } + headers(operation)
        if !parameters.isEmpty { entry.append("parameters", .array(parameters)) }
        if let body = operation.body {
            entry.append(
                "requestBody",
                [
                    "required": true,
                    "content": ["application/json": ["schema": schemas.reference(body.name, body.definition)]],
                ])
        }
        entry.append("responses", .object(responses(operation, &schemas)))
        return entry
    }

    private func parameter(of parameter: OperationParameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.location.rawValue),
            "required": .bool(parameter.isRequired), "description": .string(parameter.summary),
            "schema": parameter.definition,
        ]
    }

    private func headers(_ operation: Operation) -> [JSONValue] {
        switch operation.method {
        case .get: []
        case .post:
            [
                header(
                    "Idempotency-Key", "Lets the request be repeated without being carried out twice.",
                    ["type": "string", "minLength": 1, "maxLength": 255])
            ]
        case .put, .delete:
            [
                header(
                    "If-Match", "ETag that the resource must still have.",
                    ["type": "string", "examples": ["\"42\"", "*"]])
            ]
        }
    }

    private func header(_ name: String, _ summary: String, _ definition: JSONValue) -> JSONValue {
        [
            "name": .string(name), "in": "header", "required": false, "description": .string(summary),
            "schema": definition,
        ]
    }

    private func responses(_ operation: Operation, _ schemas: inout OpenAPISchemas) -> JSONObject {
        var responses = JSONObject()
        let status = String(operation.answer.status)
        if let content = content(operation, &schemas) {
            responses.append(status, ["description": "Done.", "content": .object(content)])
        } else {
            responses.append(status, ["description": "Done."])
        }
        for (status, summary) in refusals(operation) {
            responses.append(
                String(status),
                ["description": .string(summary), "content": ["application/problem+json": ["schema": schemas.problem]]])
        }
        return responses
    }

    private func content(_ operation: Operation, _ schemas: inout OpenAPISchemas) -> JSONObject? {
        let schema: JSONValue
        var type = "application/json"
        switch operation.answer.content {
        case .object(let name, let definition): schema = schemas.reference(name, definition)
        case .list(let key, let name, let element, _): schema = schemas.list(key, name, element)
        case .text(let full):
            schema = ["type": "string"]
            type = String(full.prefix { $0 != ";" })
        case .nothing: return nil
        }
        var content: JSONObject = [:]
        content.append(type, ["schema": schema])
        if operation.parameters.contains(where: { $0.name == "format" }) {
            for text in ["text/plain", "text/csv"] { content.append(text, ["schema": ["type": "string"]]) }
            content.append("application/yaml", ["schema": schema])
        }
        return content
    }

    private func refusals(_ operation: Operation) -> [(Int, String)] {
        var refusals = [(400, "The request is malformed.")]
        if operation.scope != .open { refusals.append((401, "A valid bearer token is needed.")) }
        if operation.scope == .admin || operation.method != .get {
            refusals.append((403, "The token may not do this."))
        }
        if operation.path.contains("{") { refusals.append((404, "There is no such resource, or it is another's.")) }
        if operation.method != .get {
            refusals.append((409, "The request conflicts with the configuration."))
            if operation.method != .post { refusals.append((412, "The resource was changed meanwhile.")) }
        }
        if operation.body != nil {
            refusals.append((413, "The body is too large."))
            refusals.append((415, "The body is not sent as JSON."))
        }
        if operation.body != nil || !operation.parameters.isEmpty { refusals.append((422, "A value is not valid.")) }
        refusals.append((503, "The configuration store cannot be reached."))
        return refusals
    }
}
