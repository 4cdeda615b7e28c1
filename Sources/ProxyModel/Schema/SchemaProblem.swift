/// One thing that is wrong with a JSON value, and where.
package struct SchemaIssue: Sendable, Equatable {
    /// JSON Pointer (RFC 6901) to the offending value; empty for the whole document.
    package var pointer: String
    /// One sentence for the person who sent it.
    package var detail: String

    /// Makes an issue.
    package init(pointer: String = "", detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The same issue seen from the enclosing value, which holds this one under `token`.
    package func nested(under token: String) -> SchemaIssue {
        let escaped = token.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }
        var text = ""
        for character in escaped ? token : "" {
            text += character == "~" ? "~0" : character == "/" ? "~1" : String(character)
        }
        return SchemaIssue(pointer: "/" + (escaped ? text : token) + pointer, detail: detail)
    }
}

/// Everything that is wrong with a JSON value that does not fit its schema.
package struct SchemaProblem: Error, Equatable {
    /// Never empty.
    package var issues: [SchemaIssue]

    /// Makes a problem of several issues.
    package init(_ issues: [SchemaIssue]) { self.issues = issues }

    /// Makes a problem about the value itself.
    package init(_ detail: String) { issues = [SchemaIssue(detail: detail)] }

    /// The same problem seen from the enclosing value.
    package func nested(under token: String) -> SchemaProblem { SchemaProblem(issues.map { $0.nested(under: token) }) }
}
