internal import FoundationEssentials
internal import ProxyModel

/// A whole configuration as one JSON document.
struct ConfigurationDocument {
    static let format = "proxyd-configuration"
    static let version: Int64 = 1
    /// The kinds that a document can hold; secrets that nodes make by themselves are not among them.
    static let kinds: [RecordKind] = [
        .proxies, .routes, .services, .tokens, .certificates, .users, .clients, .apiKeys, .identityProviders,
        .signingKeys, .certificateIntents, .certificateIssuers, .dnsProviders, .dockerServices, .portTokens,
    ]
    /// Enough for 100,000 hosts.
    static let limit = 64 << 20

    /// One record of a document.
    struct Entry: Equatable {
        var record: ConfigurationRecord
        var sealedBundle: [UInt8]?
    }

    /// The kinds that are in the document, also those of which it holds no record.
    private(set) var kindsPresent: Set<RecordKind> = []
    private(set) var entries: [Entry] = []

    /// Reads a document; throws a 422 with pointers.
    init(_ json: JSONValue) throws(Problem) {
        guard let object = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        var issues: [SchemaIssue] = []
        if let format = object["format"], format != .string(Self.format) {
            issues.append(SchemaIssue(pointer: "/format", detail: "is not \(Self.format)"))
        }
        if let version = object["version"], version != .integer(Self.version) {
            issues.append(SchemaIssue(pointer: "/version", detail: "is not \(Self.version)"))
        }
        for member in object.members {
            if let kind = Self.kinds.first(where: { $0.rawValue == member.name }) {
                kindsPresent.insert(kind)
                issues += read(member.value, kind)
            } else if !["format", "version", "revision", "exported_at"].contains(member.name) {
                issues.append(SchemaIssue(detail: "no such field").nested(under: member.name))
            }
        }
        guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
    }

    private mutating func read(_ json: JSONValue, _ kind: RecordKind) -> [SchemaIssue] {
        guard let elements = json.arrayValue else {
            return [SchemaIssue(detail: "expected an array").nested(under: kind.rawValue)]
        }
        var issues: [SchemaIssue] = []
        var seen: Set<RecordKey> = []
        for (index, element) in elements.enumerated() {
            do throws(SchemaProblem) {
                let entry = try Self.entry(element, kind)
                // Routes without an identifier get one each.
                if !entry.record.key.id.isEmpty, !seen.insert(entry.record.key).inserted {
                    throw SchemaProblem("is there twice")
                }
                entries.append(entry)
            } catch {
                issues += error.nested(under: String(index)).nested(under: kind.rawValue).issues
            }
        }
        return issues
    }

    private static func entry(_ json: JSONValue, _ kind: RecordKind) throws(SchemaProblem) -> Entry {
        guard kind == .certificates, var object = json.objectValue else {
            return Entry(record: try ConfigurationRecord(kind: kind, json: json, form: .export))
        }
        guard let text = object["sealed_bundle"]?.stringValue, let bundle = Data(base64Encoded: text) else {
            throw SchemaProblem([SchemaIssue(pointer: "/sealed_bundle", detail: "is required, as base64")])
        }
        object["sealed_bundle"] = nil
        let record = try ConfigurationRecord(kind: kind, json: .object(object), form: .export)
        return Entry(record: record, sealedBundle: Array(bundle))
    }

    /// The text of a sealed bundle in a document.
    static func text(_ sealedBundle: [UInt8]) -> JSONValue { .string(Data(sealedBundle).base64EncodedString()) }
}
