internal import DockerControl
internal import ProxyModel

/// The ports in the body of a service: `port_configs`, and the short forms for a single port.
struct ServicePortBody: Sendable {
    private static let limit = 32
    /// What the port of the short forms is called.
    private static let shortName = "default"

    /// nil = nothing is said of ports.
    private let requests: [PortRequest]?

    /// Takes the members out of a body; throws a 422 with pointers.
    ///
    /// What `former` ports show and no client sets may be there as it was shown.
    init(_ fields: inout JSONObject, former: [ServicePort], isNew: Bool) throws(Problem) {
        let json = fields["port_configs"]
        fields["port_configs"] = nil
        var short = ShortForms()
        if isNew { short = try ShortForms(&fields) }
        do throws(SchemaProblem) {
            var requests = try json.map { (json) throws(SchemaProblem) in
                try Self.requests(json, former: former, bind: short.bindJSON)
            }
            if let port = try short.port(beside: requests ?? []) { requests = (requests ?? []) + [port] }
            self.requests = requests
        } catch {
            throw Problem(error)
        }
    }

    /// Puts the ports into a service, without those numbers that nobody chose: these are 0.
    ///
    /// Returns the tokens that were made, by the names of their ports.
    func apply(to service: inout ContainerService, _ call: OperationCall) -> [(port: String, token: String)] {
        guard let requests else { return [] }
        let former = service.ports
        var made: [(port: String, token: String)] = []
        service.ports = requests.map { request in
            let old = former.first { $0.name == request.name }
            var (port, token) = request.port(
                of: service, replacing: old, now: call.now, random: call.environment.randomBytes)
            if request.host == nil, let old { port.hostPort = old.hostPort }
            if let token { made.append((port.name, token)) }
            return port
        }
        return made
    }

    /// The array as a body has it, from the array as a record has it.
    static func definition(_ record: JSONValue) -> JSONValue {
        var object = record.objectValue ?? JSONObject()
        object["items"] = PortRequest.schema.definition(.request)
        return .object(object)
    }

    /// The members for a single port, for OpenAPI.
    static let shortForms: JSONObject = [
        "external_port": [
            "type": "integer", "minimum": 1, "maximum": 65_535, "writeOnly": true,
            "description": "Port of the host that leads to internal_port; short for one port named 'default'.",
        ],
        "expose_ports": [
            "type": "boolean", "writeOnly": true,
            "description": "With true and no port, a free one of DOCKER_PORT_RANGE leads to internal_port.",
        ],
        "bind_address": [
            "type": "string", "maxLength": 45, "default": "127.0.0.1", "writeOnly": true,
            "description": "Address of the host for ports that name none.",
        ],
    ]

    private static func requests(
        _ json: JSONValue, former: [ServicePort], bind: JSONValue?
    ) throws(SchemaProblem) -> [PortRequest] {
        guard let elements = json.arrayValue else {
            throw SchemaProblem("expected an array, not \(json.typeName)").nested(under: "port_configs")
        }
        var requests: [PortRequest] = []
        var issues: [SchemaIssue] = []
        for (index, element) in elements.prefix(limit).enumerated() {
            do throws(SchemaProblem) {
                let request = try PortRequest.schema.decode(plain(element, former, bind), form: .request)
                if requests.contains(where: { $0.name == request.name }) {
                    throw SchemaProblem([SchemaIssue(pointer: "/name", detail: "'\(request.name)' is there twice")])
                }
                requests.append(request)
            } catch {
                issues += error.nested(under: String(index)).issues
            }
        }
        if elements.count > limit { issues.append(SchemaIssue(detail: "at most \(limit) elements are allowed")) }
        guard issues.isEmpty else { throw SchemaProblem(issues).nested(under: "port_configs") }
        return requests
    }

    private static func plain(_ json: JSONValue, _ former: [ServicePort], _ bind: JSONValue?) -> JSONValue {
        guard var object = json.objectValue else { return json }
        let old = former.first { .string($0.name) == object["name"] }
        if let old, object["created_at"] == .time(old.createdAt) { object["created_at"] = nil }
        if object["bind"] == nil, let bind { object["bind"] = bind }
        return .object(object)
    }

    /// The members for a single port.
    private struct ShortForms {
        var host: UInt16?
        var isExposed: Bool?
        var bind: String?

        var bindJSON: JSONValue? { bind.map { .string($0) } }

        init() {}

        init(_ fields: inout JSONObject) throws(Problem) {
            do throws(SchemaProblem) {
                host = try Self.take("external_port", .integer(1...65_535), &fields)
                isExposed = try Self.take("expose_ports", .flag, &fields)
                bind = try Self.take("bind_address", .bindAddress, &fields)
            } catch {
                throw Problem(error)
            }
        }

        private static func take<Value>(
            _ name: String, _ schema: ValueSchema<Value>, _ fields: inout JSONObject
        ) throws(SchemaProblem) -> Value? {
            guard let json = fields[name] else { return nil }
            fields[name] = nil
            guard json != .null else { return nil }
            do throws(SchemaProblem) {
                return try schema.decode(json, .request)
            } catch {
                throw error.nested(under: name)
            }
        }

        /// The port that they ask for; throws what they have against the ports beside it.
        func port(beside others: [PortRequest]) throws(SchemaProblem) -> PortRequest? {
            let isWanted = host != nil || isExposed == true && others.isEmpty
            if isExposed == false, isWanted || !others.isEmpty {
                throw SchemaProblem([
                    SchemaIssue(
                        pointer: "/expose_ports", detail: "is false, and there are ports; leave one of them out")
                ])
            }
            guard isWanted else { return nil }
            guard !others.contains(where: { $0.name == ServicePortBody.shortName }) else {
                throw SchemaProblem([
                    SchemaIssue(
                        pointer: "/external_port", detail: "port_configs has a port '\(ServicePortBody.shortName)' too")
                ])
            }
            return PortRequest(named: ServicePortBody.shortName, host: host, bind: bind)
        }
    }
}

extension PortRequest {
    /// A port that leads to the one that the service's process listens on.
    fileprivate init(named name: String, host: UInt16?, bind: String?) {
        self = Self.schema.defaults
        self.name = name
        self.host = host
        if let bind { self.bind = bind }
    }
}
