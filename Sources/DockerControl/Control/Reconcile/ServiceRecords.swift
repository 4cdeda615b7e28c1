internal import ProxyModel

/// The records of services as the reconciler of one engine changes them.
///
/// Each change looks again at what it depends on, when it is planned against the configuration in force.
struct ServiceRecords: Sendable {
    let editor: any ConfigurationEditing
    let engine: String

    /// Takes a service that no engine has.
    func claim(_ service: String) async throws(StepFailure) {
        let engine = engine
        try await edit { snapshot in
            guard var record = snapshot.dockerServices[service]?.value, record.engine == nil, record.deletion == nil
            else { return [] }
            record.engine = engine
            return [.put(.dockerService(record))]
        }
    }

    /// Says where requests for a service go; nil = nowhere, and nothing is on record.
    func publish(_ endpoints: ServiceEndpoints?, of service: String) async throws(StepFailure) {
        let engine = engine
        try await edit { snapshot in
            let known = snapshot.serviceEndpoints[service]?.value
            guard let record = snapshot.dockerServices[service]?.value, record.engine == engine else { return [] }
            guard let endpoints, record.deletion == nil else {
                return known == nil ? [] : [.delete(RecordKey(.serviceEndpoints, service))]
            }
            guard known?.isSame(as: endpoints) != true else { return [] }
            return [.put(.serviceEndpoints(endpoints))]
        }
    }

    /// Takes a service off the record that is still to be removed as it was when its last thing went.
    func forget(_ service: ContainerService) async throws(StepFailure) {
        try await edit { snapshot in
            guard let record = snapshot.dockerServices[service.name]?.value, record.deletion == service.deletion,
                record.deletion != nil, record.engine == service.engine
            else { return [] }
            var changes: [Change] = [.delete(RecordKey(.dockerServices, service.name))]
            if snapshot.serviceEndpoints[service.name] != nil {
                changes.append(.delete(RecordKey(.serviceEndpoints, service.name)))
            }
            return changes
        }
    }

    /// Puts a service on record that has no record, if the rules allow it; returns why they do not.
    func adopt(_ service: ContainerService, by rules: AdoptionRules) async throws(StepFailure) -> String? {
        var adopted = service
        adopted.engine = engine
        adopted.deletion = nil
        let record = adopted
        let refusal = Latest<String>()
        try await edit { snapshot in
            // A second attempt finds another configuration than the first one.
            _ = refusal.take()
            guard let reason = rules.refusal(of: record, in: snapshot) else { return [.put(.dockerService(record))] }
            refusal.set(reason)
            return []
        }
        return refusal.take()
    }

    private func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(StepFailure) {
        do throws(Problem) {
            try await editor.edit(plan)
        } catch {
            throw .configuration(error)
        }
    }
}

extension ServiceEndpoints {
    /// Whether another one says the same, whenever it was written.
    func isSame(as other: ServiceEndpoints) -> Bool {
        var other = other
        other.updatedAt = updatedAt
        return self == other
    }
}
