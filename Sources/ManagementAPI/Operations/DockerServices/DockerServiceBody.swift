internal import DockerControl
internal import ProxyModel

/// What a request says of a service in containers: the fields of its record, and beside them what the record keeps in
/// another form.
///
/// Values of the environment are sealed, tokens of ports become digests, and the short forms for a single port become a
/// port like others.
struct DockerServiceBody: Sendable {
    private let fields: JSONObject
    private let environment: ServiceEnvironment
    private let ports: ServicePortBody

    /// Takes a request apart; `former` is the service that it changes, nil = it makes one.
    ///
    /// Throws a 422 for what is no object, for ports that are none, and for what no container ever gets.
    init(_ json: JSONValue, former: ContainerService? = nil) throws(Problem) {
        guard var fields = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        // What was shown of its state goes on by itself: to send it back changes nothing.
        if former != nil { for name in DockerServiceView.stateNames { fields[name] = nil } }
        let refusals = ForbiddenMembers.refusals(in: fields, besides: Self.names)
        guard refusals.isEmpty else { throw Problem(refusals) }
        environment = ServiceEnvironment(fields["environment"])
        fields["environment"] = nil
        ports = try ServicePortBody(&fields, former: former?.ports ?? [], isNew: former == nil)
        self.fields = fields
    }

    /// A new service of the caller; a port whose number nobody chose has 0.
    ///
    /// Returns also the tokens that were made for ports.
    func service(_ call: OperationCall) throws(Problem) -> (ContainerService, tokens: [(port: String, token: String)]) {
        var service: ContainerService
        do throws(SchemaProblem) {
            service = try ContainerService.schema.decode(.object(fields), form: .request)
        } catch {
            throw ServiceLimits(call.environment.servicePolicy).told(Problem(error))
        }
        service.owner = call.caller.ownerName
        service.createdAt = call.now
        service.updatedAt = call.now
        let tokens = ports.apply(to: &service, call)
        try environment.apply(to: &service, call)
        return (service, tokens)
    }

    /// Changes a service; what is not given stays.
    ///
    /// Returns the tokens that were made for ports.
    func apply(
        to service: inout ContainerService, _ call: OperationCall
    ) throws(Problem) -> [(port: String, token: String)] {
        do throws(Problem) {
            try Patch(schema: ContainerService.schema, json: .object(fields)).apply(to: &service)
        } catch {
            throw ServiceLimits(call.environment.servicePolicy).told(error)
        }
        let tokens = ports.apply(to: &service, call)
        try environment.apply(to: &service, call)
        return tokens
    }

    /// The body that creates a service.
    static let creation = OperationBody(
        name: "DockerServiceRequest", definition: definition(.request, more: ServicePortBody.shortForms),
        fields: schemaFields, limit: OperationBody.standardLimit)

    /// The body that changes some fields.
    static let update = OperationBody(
        name: "DockerServiceUpdate", definition: definition(.update, more: JSONObject()), fields: schemaFields,
        limit: OperationBody.standardLimit)

    /// The members that a request may have.
    private static let names =
        ContainerService.schema.descriptions.map(\.name) + ["environment"]
        + ServicePortBody.shortForms.members.map(\.name)

    private static let schemaFields = ContainerService.schema.descriptions.filter { !$0.isReadOnly }

    private static func definition(
        _ kind: ObjectSchema<ContainerService>.Definition, more: JSONObject
    ) -> JSONValue {
        var object = ContainerService.schema.definition(kind).objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        properties.append("environment", ServiceEnvironment.definition)
        if let ports = properties["port_configs"] { properties["port_configs"] = ServicePortBody.definition(ports) }
        for member in more.members { properties.append(member.name, member.value) }
        object["properties"] = .object(properties)
        return .object(object)
    }
}
