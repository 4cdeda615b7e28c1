internal import ProxyModel

/// Small JSON Schemas for answers that no table describes.
enum JSONSchema {
    static let text: JSONValue = ["type": "string"]
    static let nullableText: JSONValue = ["type": ["string", "null"]]
    static let integer: JSONValue = ["type": "integer"]
    static let flag: JSONValue = ["type": "boolean"]
    static let time: JSONValue = ["type": "string", "format": "date-time"]
    static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
    static let objects: JSONValue = ["type": "array", "items": ["type": "object"]]
    static let object: JSONValue = ["type": "object"]
}
