internal import ProxyModel

/// Puts the result of an operation into the form that the client asked for.
struct AnswerRenderer {
    let operation: Operation
    let call: OperationCall

    func render(_ result: OperationResult) throws(Problem) -> RenderedAnswer {
        switch result {
        case .text(let bytes):
            guard case .text(let type) = operation.answer.content else {
                return RenderedAnswer(status: operation.answer.status, contentType: "text/plain", body: bytes)
            }
            return RenderedAnswer(status: operation.answer.status, contentType: type, body: bytes)
        case .nothing:
            return RenderedAnswer(status: operation.answer.status)
        case .status(let status, let object):
            return RenderedAnswer(status: status, contentType: Self.json, body: JSONValue.object(object).compactBytes)
        case .object(let object, let revision, let location):
            if let notModified = try notModified(revision) { return notModified }
            var answer = RenderedAnswer(
                status: operation.answer.status, contentType: contentType, body: document(.object(object)))
            if let revision { answer.headers.append(("ETag", EntityTag.text(revision))) }
            if let location { answer.headers.append(("Location", location)) }
            return answer
        case .live(let object, let revision):
            var answer = RenderedAnswer(
                status: operation.answer.status, contentType: contentType, body: document(.object(object)))
            answer.headers.append(("ETag", EntityTag.text(revision)))
            return answer
        case .list(let count, let revision, let members, let elements):
            if let notModified = try notModified(revision) { return notModified }
            let page = try Page(call.query, total: count)
            let object = list(elements(page.range), page, members)
            var answer = RenderedAnswer(
                status: operation.answer.status, contentType: contentType, body: document(.object(object)))
            if let revision { answer.headers.append(("ETag", EntityTag.text(revision))) }
            return answer
        }
    }

    private static let json = "application/json"

    private func notModified(_ revision: Revision?) throws(Problem) -> RenderedAnswer? {
        guard operation.method == .get, let revision, let field = try call.header("if-none-match"),
            EntityTag.isNamed(revision, in: field)
        else { return nil }
        var answer = RenderedAnswer(status: 304, contentType: contentType, body: [])
        answer.headers = [("ETag", EntityTag.text(revision))]
        return answer
    }

    private func list(_ elements: [JSONObject], _ page: Page, _ members: JSONObject) -> JSONObject {
        var object = JSONObject()
        guard case .list(let key, _, _, _) = operation.answer.content else { return object }
        object.append(key, .array(elements.map { .object($0) }))
        for member in members.members { object.append(member.name, member.value) }
        object.append("pagination", page.json)
        return object
    }

    private var form: String { call.query.text("format") ?? operation.defaultForm }

    private var contentType: String {
        switch form {
        case "table": "text/plain; charset=utf-8"
        case "csv": "text/csv; charset=utf-8"
        case "yaml": "application/yaml"
        default: Self.json
        }
    }

    private func document(_ value: JSONValue) -> [UInt8] {
        switch form {
        case "table": TextTable(value, of: operation.answer).plain
        case "csv": TextTable(value, of: operation.answer).csv
        case "yaml": YAMLWriter.bytes(value)
        default: value.compactBytes
        }
    }
}
