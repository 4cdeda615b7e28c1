internal import DockerControl
internal import ProxyModel

/// The operations on all ports of the host, which have two addresses each.
enum PortTable {
    private static let bind = OperationParameter(
        name: "bind_address", location: .query, definition: ["type": "string", "default": "127.0.0.1"],
        summary: "Address of the host.", isRequired: false)
    private static let transport = OperationParameter.choice(
        "protocol", ServicePort.Transport.allCases.map(\.rawValue), "What is spoken there; tcp unless given.")

    static func list(_ id: String, _ path: String) -> Operation {
        Operation(
            id, .get, path, .token,
            """
            Tell which ports of the host the services of the caller have, by number; a further holder of the same number \
            is there as address:number/protocol.
            """,
            answer: OperationAnswer(
                .object(
                    name: "PortAllocations",
                    definition: ["type": "object", "additionalProperties": PortView.definition()]))
        ) { (call) throws(Problem) in
            let snapshot = try call.snapshot()
            var ports = JSONObject()
            for entry in PortAllocation(snapshot.dockerServices.values.map(\.value)).entries
            where call.caller.owns(entry.owner) {
                let number = String(entry.port.hostPort)
                let name =
                    ports[number] == nil
                    ? number : "\(entry.port.bind):\(number)/\(entry.port.transport.rawValue)"
                ports.append(name, .object(PortView.json(entry)))
            }
            return .object(ports, revision: snapshot.revision)
        }
    }

    static func available(_ id: String, _ path: String) -> Operation {
        Operation(
            id, .get, path, .token, "Tell which ports of DOCKER_PORT_RANGE no service has.",
            parameters: [bind, transport],
            answer: .object(
                "AvailablePorts",
                [
                    "ranges": JSONSchema.objects, "available": JSONSchema.integer,
                    "next": ["type": ["integer", "null"]],
                    "range": JSONSchema.text, "restricted": JSONSchema.text, "bind_address": JSONSchema.text,
                    "protocol": JSONSchema.text,
                ])
        ) { (call) throws(Problem) in
            let (bind, transport) = try (address(call), spoken(call))
            let snapshot = try call.snapshot()
            let rules = call.environment.portRules
            let table = PortAllocation(snapshot.dockerServices.values.map(\.value))
            let ranges = table.freeRanges(bind: bind, transport: transport, rules: rules)
            let list = ranges.map { range -> JSONValue in
                [
                    "start": .integer(Int64(range.first)), "end": .integer(Int64(range.last)),
                    "count": .integer(Int64(range.ports.count)),
                ]
            }
            return .object(
                [
                    "ranges": .array(list),
                    "available": .integer(Int64(ranges.reduce(0) { $0 + $1.ports.count })),
                    "next": ranges.first.map { .integer(Int64($0.first)) } ?? .null,
                    "range": .string(rules.range.description), "restricted": .string(rules.restricted.description),
                    "bind_address": .string(bind), "protocol": .string(transport.rawValue),
                ], revision: snapshot.revision)
        }
    }

    static func check(_ id: String, _ path: String) -> Operation {
        Operation(
            id, .post, path, .token,
            "Tell whether a port of the host can be had, by the rules, by the other services and by this host's system.",
            parameters: [
                OperationParameter(
                    name: "port", location: .query,
                    definition: ["type": "integer", "minimum": 1, "maximum": 65_535], summary: "Port of the host.",
                    isRequired: true), bind, transport,
            ],
            answer: .object(
                "PortCheck",
                [
                    "port": JSONSchema.integer, "bind_address": JSONSchema.text, "protocol": JSONSchema.text,
                    "available": JSONSchema.flag, "reason": JSONSchema.nullableText,
                ])
        ) { (call) throws(Problem) in
            let number = UInt16(clamping: try call.query.number("port", in: 1...65_535, default: 1))
            var port = ServicePort(name: "port", hostPort: number, containerPort: number)
            port.bind = try address(call)
            port.transport = try spoken(call)
            let reason = try await reason(against: port, call)
            return .object([
                "port": .integer(Int64(number)), "bind_address": .string(port.bind),
                "protocol": .string(port.transport.rawValue), "available": .bool(reason == nil),
                "reason": .text(reason),
            ])
        }
    }

    private static func reason(against port: ServicePort, _ call: OperationCall) async throws(Problem) -> String? {
        if let refusal = call.environment.portRules.refusals(of: port).first {
            return "\(refusal.detail) (rule \(refusal.rule), setting \(refusal.setting))"
        }
        let table = PortAllocation(try call.snapshot().dockerServices.values.map(\.value))
        if let holder = table.holder(of: PortSocket(port)) {
            return "taken by \(PortHolder.text(holder, for: call.caller))"
        }
        let isFree = await call.environment.containers.isFree(
            port.hostPort, bind: port.bind, transport: port.transport)
        return isFree ? nil : "something else on the host listens there"
    }

    private static func address(_ call: OperationCall) throws(Problem) -> String {
        do throws(SchemaProblem) {
            return try ValueSchema<String>.bindAddress.decode(
                .string(call.query.text("bind_address") ?? "127.0.0.1"), .request)
        } catch {
            throw Problem(.invalidContent, "the query parameter 'bind_address' is an address such as 127.0.0.1")
        }
    }

    private static func spoken(_ call: OperationCall) throws(Problem) -> ServicePort.Transport {
        call.query.text("protocol").flatMap { ServicePort.Transport(rawValue: $0) } ?? .tcp
    }
}

extension Operation {
    static let listPorts = PortTable.list("port.list", "/api/v1/ports")
    static let listAllocatedPorts = PortTable.list("service.port.list-all", "/api/v1/services/ports")
    static let showAvailablePorts = PortTable.available("port.available", "/api/v1/ports/available")
    static let showFreePorts = PortTable.available("service.port.available", "/api/v1/services/ports/available")
    static let checkPort = PortTable.check("port.check", "/api/v1/ports/check")
    static let checkServicePort = PortTable.check("service.port.check", "/api/v1/services/ports/check")
}
