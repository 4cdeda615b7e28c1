import ProxyCore
import ProxyModel

/// An answer of the API.
struct Reply {
    let status: Int
    let headers: [String: String]
    let bytes: [UInt8]

    init(_ response: LocalResponse) {
        status = response.status
        headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), $0.value) },
            uniquingKeysWith: { first, second in first + ", " + second })
        if case .bytes(let bytes) = response.body { self.bytes = bytes } else { bytes = [] }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }

    subscript(name: String) -> JSONValue? { json[name] }

    /// The pointers of a 422.
    var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    /// The values of one member of a list's elements.
    func column(_ key: String, _ member: String) -> [String] {
        json[key]?.arrayValue?.compactMap { $0[member]?.stringValue } ?? []
    }
}
