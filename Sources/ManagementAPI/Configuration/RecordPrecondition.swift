internal import ProxyModel

/// The conditions of a request on the revision of a record (RFC 9110 §13.1).
struct RecordPrecondition: Sendable {
    private let ifMatch: String?

    /// Reads `If-Match`.
    init(_ call: OperationCall) throws(Problem) { ifMatch = try call.header("if-match") }

    /// Throws a 412 when the record is not at a revision that the client names.
    func check(_ revision: Revision) throws(Problem) {
        guard let ifMatch else { return }
        let tags = ifMatch.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        // A weak tag never matches here (RFC 9110 §13.1.1).
        guard tags.contains("*") || tags.contains(EntityTag.text(revision)) else {
            throw Problem(.preconditionFailed, "the resource is at revision \(revision) now")
        }
    }
}

/// The revision as an entity tag.
enum EntityTag {
    static func text(_ revision: Revision) -> String { "\"\(revision)\"" }

    /// Whether `If-None-Match` names the revision, by weak comparison.
    static func isNamed(_ revision: Revision, in field: String) -> Bool {
        field.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " || $0 == "\t" }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            while tag.last == " " || tag.last == "\t" { tag = tag.dropLast() }
            return tag == "*" || tag == text(revision)
        }
    }
}
