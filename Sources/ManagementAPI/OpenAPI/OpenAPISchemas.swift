internal import ProxyModel

/// The named schemas of the document, each described once.
struct OpenAPISchemas {
    private(set) var components = JSONObject()

    /// Describes a schema under a name and refers to it.
    mutating func reference(_ name: String, _ definition: JSONValue) -> JSONValue {
        if components[name] == nil { components.append(name, definition) }
        return ["$ref": .string("#/components/schemas/" + name)]
    }

    /// A page of a list.
    mutating func list(_ key: String, _ name: String, _ element: JSONValue) -> JSONValue {
        let properties = JSONObject(members: [
            JSONObject.Member(name: key, value: ["type": "array", "items": reference(name, element)]),
            JSONObject.Member(name: "pagination", value: pagination),
        ])
        return ["type": "object", "properties": .object(properties), "required": [.string(key), "pagination"]]
    }

    /// Where a list goes on.
    private var pagination: JSONValue {
        mutating get {
            reference(
                "Pagination",
                [
                    "type": "object",
                    "properties": [
                        "page": ["type": "integer"], "per_page": ["type": "integer"], "total": ["type": "integer"],
                        "pages": ["type": "integer"],
                    ], "required": ["page", "per_page", "total", "pages"],
                ])
        }
    }

    /// A refusal (RFC 9457).
    var problem: JSONValue {
        mutating get {
            reference(
                "Problem",
                [
                    "type": "object",
                    "properties": [
                        "type": [
                            "type": "string",
                            "enum": .array(ProblemKind.allCases.map { .string("/problems/" + $0.rawValue) }),
                        ], "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
                        "instance": ["type": "string", "description": "Identifier of the request."],
                        "errors": [
                            "type": "array",
                            "items": [
                                "type": "object",
                                "properties": ["pointer": ["type": "string"], "detail": ["type": "string"]],
                                "required": ["pointer", "detail"],
                            ],
                        ],
                    ], "required": ["type", "title", "status", "detail", "instance"],
                ])
        }
    }
}
