internal import ProxyModel

/// A group of a proxy's fields that has operations and a spelling of its own: `auth_mode` is `mode` there.
struct ProxySection: Sendable {
    static let auth = ProxySection("ProxyAuthConfig", prefix: "auth_", keeping: ["auth_proxy"])
    static let resource = ProxySection("ProxyResourceConfig", prefix: "resource_")
    static let tools = ProxySection("ProxyToolAccess", prefix: "tool_", keeping: ["tool_access"])
    static let oauthServer = ProxySection("ProxyOAuthServerConfig", prefix: "oauth_server_")

    let name: String
    private let prefix: String
    /// Fields whose name stays as it is.
    private let kept: Set<String>
    private let fields: [FieldDescription]

    private init(_ name: String, prefix: String, keeping kept: Set<String> = []) {
        self.name = name
        self.prefix = prefix
        self.kept = kept
        fields = ProxyTarget.schema.descriptions.filter { $0.name.hasPrefix(prefix) }
    }

    /// The body that sets the group.
    func body(required: Set<String> = []) -> OperationBody {
        var definition: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { definition["required"] = .texts(required.sorted()) }
        definition["additionalProperties"] = false
        return OperationBody(
            name: name + "Request", definition: .object(definition), fields: fields,
            limit: OperationBody.standardLimit)
    }

    /// The answer that shows the group, beside other members.
    func answer(_ members: KeyValuePairs<String, JSONValue> = [:]) -> OperationAnswer {
        var all = JSONObject(members: members.map { JSONObject.Member(name: $0.key, value: $0.value) })
        for member in properties.members where all[member.name] == nil { all.append(member.name, member.value) }
        return OperationAnswer(
            .object(
                name: name,
                definition: [
                    "type": "object", "properties": .object(all), "required": .texts(members.map(\.key)),
                ]))
    }

    /// The group as it is shown.
    func json(_ proxy: ProxyTarget) -> JSONObject {
        let all = ProxyTarget.schema.encode(proxy, form: .request)
        return JSONObject(
            members: fields.map { JSONObject.Member(name: shortName($0.name), value: all[$0.name] ?? .null) })
    }

    /// Sets what a body gives; throws a 422 with pointers into the body.
    func apply(_ json: JSONValue, to proxy: inout ProxyTarget) throws(Problem) {
        guard let object = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        guard !object.members.isEmpty else { return }
        let renamed = JSONObject(
            members: object.members.map { member in
                JSONObject.Member(
                    name: kept.contains(member.name) ? member.name : prefix + member.name, value: member.value)
            })
        do throws(SchemaProblem) {
            try ProxyTarget.schema.update(&proxy, with: .object(renamed), form: .request)
        } catch {
            throw Problem(
                SchemaProblem(
                    error.issues.map { issue in
                        let path = issue.pointer.dropFirst()
                        let isKept = kept.contains(String(path.prefix { $0 != "/" }))
                        guard path.hasPrefix(prefix), !isKept else { return issue }
                        return SchemaIssue(pointer: "/" + path.dropFirst(prefix.count), detail: issue.detail)
                    }))
        }
    }

    private var properties: JSONObject {
        JSONObject(
            members: fields.map { field in
                var property = field.definition.objectValue ?? JSONObject()
                property["description"] = .string(field.summary)
                return JSONObject.Member(name: shortName(field.name), value: .object(property))
            })
    }

    private func shortName(_ name: String) -> String {
        kept.contains(name) ? name : String(name.dropFirst(prefix.count))
    }
}
