internal import DockerControl
internal import ProxyModel

/// The member `environment` of a request: names with values, of which only sealed ones are kept.
struct ServiceEnvironment: Sendable {
    /// What stands for a value that is kept and never shown.
    static let mask = "***"
    /// What the kernel takes of one variable at most: name, `=`, value and the byte behind it (MAX_ARG_STRLEN).
    static let limit = 131_072
    private static let countLimit = 500

    private let json: JSONValue?

    /// Takes the member; nil = it is not there.
    init(_ json: JSONValue?) { self.json = json }

    static let definition: JSONValue = [
        "type": "object", "additionalProperties": ["type": ["string", "null"]],
        "maxProperties": .integer(Int64(countLimit)), "writeOnly": true,
        "description":
            "Variables of the process. Values are kept sealed and never shown; null removes one, *** leaves it as it is.",
    ]

    /// The variables as they are shown.
    static func shown(_ service: ContainerService) -> JSONValue {
        .object(JSONObject(members: service.environment.map { JSONObject.Member(name: $0.name, value: .string(mask)) }))
    }

    /// Sets what is given and leaves the others; throws a 422 with a pointer to each that cannot be.
    func apply(to service: inout ContainerService, _ call: OperationCall) throws(Problem) {
        guard let json else { return }
        guard let members = json.objectValue?.members else {
            throw Self.problem([SchemaIssue(detail: "expected an object, not \(json.typeName)")])
        }
        var sealed = Dictionary(
            service.environment.map { ($0.name, $0.sealed) }, uniquingKeysWith: { first, _ in first })
        var issues: [SchemaIssue] = []
        for member in members {
            if let detail = Self.problem(member, isKnown: sealed[member.name] != nil) {
                issues.append(SchemaIssue(detail: detail).nested(under: member.name))
            } else if let text = member.value.stringValue, text != Self.mask {
                sealed[member.name] = try Self.sealed(
                    text, SealedVariable.purpose(of: member.name, service: service.name),
                    former: sealed[member.name], call)
            } else if member.value == .null {
                sealed[member.name] = nil
            }
        }
        if sealed.count > Self.countLimit {
            issues.append(SchemaIssue(detail: "at most \(Self.countLimit) variables are allowed"))
        }
        guard issues.isEmpty else { throw Self.problem(issues) }
        service.environment = sealed.sorted { $0.key < $1.key }.map { SealedVariable(name: $0.key, sealed: $0.value) }
    }

    private static func problem(_ member: JSONObject.Member, isKnown: Bool) -> String? {
        let isLine = member.name.utf8.count <= 256 && !member.name.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        guard isLine, EnvironmentVariable(member.name, SecretValue("")) != nil else {
            return "is not the name of a variable"
        }
        guard member.value != .null else { return nil }
        guard let text = member.value.stringValue else { return "expected a string, not \(member.value.typeName)" }
        if text == mask { return isKnown ? nil : "\(mask) stands for the value that is kept; there is none yet" }
        guard member.name.utf8.first.map({ (0x30...0x39).contains($0) }) != true else {
            return "is not the name of a variable: it begins with a digit"
        }
        guard !text.utf8.contains(0) else { return "a value has no NUL" }
        guard member.name.utf8.count + text.utf8.count + 2 <= limit else { return "at most \(limit) bytes are allowed" }
        return nil
    }

    /// A value that is the same as before keeps its seal, so that nothing has changed.
    private static func sealed(
        _ text: String, _ purpose: String, former: String?, _ call: OperationCall
    ) throws(Problem) -> String {
        let (sealer, plain) = (call.environment.sealer, Array(text.utf8))
        if let former, let bytes = Base64URL.decode(former), let old = try? sealer.open(bytes, purpose: purpose),
            old == plain
        {
            return former
        }
        do {
            return Base64URL.encode(try sealer.seal(plain, purpose: purpose))
        } catch {
            throw Problem(.internalError, "the environment cannot be sealed")
        }
    }

    private static func problem(_ issues: [SchemaIssue]) -> Problem {
        Problem(SchemaProblem(issues.map { $0.nested(under: "environment") }))
    }
}
