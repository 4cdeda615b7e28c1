internal import DockerControl
internal import ProxyModel

/// Looks over a whole configuration: what must not be, and what an operator should know.
struct ConfigurationCheck {
    /// What is found, with the record it concerns.
    struct Finding: Equatable {
        let record: RecordKey
        let issue: SchemaIssue

        var json: JSONValue {
            [
                "record": .string(record.kind.rawValue + "/" + record.id), "pointer": .string(issue.pointer),
                "detail": .string(issue.detail),
            ]
        }
    }

    private(set) var errors: [Finding] = []
    private(set) var warnings: [Finding] = []
    /// The records that refer to something that is not there.
    private(set) var orphans: Set<RecordKey> = []

    init(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) {
        checkProxies(snapshot)
        checkRoutes(snapshot, environment)
        checkCertificates(snapshot, now: environment.now())
        checkServices(snapshot, environment)
        errors.sort { ($0.record.kind.rawValue, $0.record.id) < ($1.record.kind.rawValue, $1.record.id) }
        warnings.sort { ($0.record.kind.rawValue, $0.record.id) < ($1.record.kind.rawValue, $1.record.id) }
    }

    private mutating func checkProxies(_ snapshot: ConfigurationSnapshot) {
        for (id, stored) in snapshot.proxies {
            let key = RecordKey(.proxies, id)
            do throws(Problem) {
                try ProxyRules.check(stored.value, snapshot, .admin)
            } catch {
                errors += error.issues.map { Finding(record: key, issue: $0) }
                if error.issues.contains(where: Self.isReference) { orphans.insert(key) }
            }
            for routeID in stored.value.enabledRoutes + stored.value.disabledRoutes
            where snapshot.routes[routeID] == nil {
                warn(key, "there is no route '\(routeID)'")
            }
            checkOwner(stored.value.owner, key, snapshot)
        }
    }

    private mutating func checkRoutes(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) {
        var seen: [RouteUniqueness: String] = [:]
        for (id, stored) in snapshot.routes.sorted(by: { $0.key < $1.key }) {
            let route = stored.value
            let key = RecordKey(.routes, id)
            if let detail = RouteRules.pathProblem(route) {
                errors.append(Finding(record: key, issue: SchemaIssue(pointer: "/path_pattern", detail: detail)))
            }
            if let other = seen.updateValue(id, forKey: RouteUniqueness(route)) {
                errors.append(Finding(record: key, issue: SchemaIssue(detail: "is the same route as '\(other)'")))
            }
            for host in route.proxyHostnames where snapshot.proxies[host] == nil {
                warn(key, "there is no proxy '\(host)'")
            }
            switch route.target {
            case .hostname(let host) where snapshot.proxies[host] == nil: warn(key, "there is no proxy '\(host)'")
            case .service(let name)
            where snapshot.services[name] == nil && snapshot.dockerServices[name] == nil
                && !environment.settings.localServices.contains(name):
                warn(key, "there is no service '\(name)'")
            default: break
            }
            checkOwner(route.owner, key, snapshot)
        }
    }

    private mutating func checkCertificates(_ snapshot: ConfigurationSnapshot, now: Int64) {
        for (id, stored) in snapshot.certificates {
            let key = RecordKey(.certificates, id)
            if !stored.value.isActive(at: now) {
                warnings.append(Finding(record: key, issue: SchemaIssue(detail: "is not within its validity")))
            }
            checkOwner(stored.value.owner, key, snapshot)
        }
        for (id, stored) in snapshot.certificateIntents {
            let key = RecordKey(.certificateIntents, id)
            if let provider = stored.value.dnsProvider, snapshot.dnsProviders[provider] == nil {
                warn(key, "there is no dns provider '\(provider)'")
            }
            checkOwner(stored.value.owner, key, snapshot)
        }
    }

    private mutating func checkServices(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) {
        let ports = PortAllocation(snapshot.dockerServices.values.lazy.map(\.value))
        for name in snapshot.services.keys {
            guard let issue = ServiceNames.issue(name) else { continue }
            errors.append(Finding(record: RecordKey(.services, name), issue: issue))
        }
        for (name, stored) in snapshot.dockerServices {
            let key = RecordKey(.dockerServices, name)
            if let issue = ServiceNames.issue(name) { errors.append(Finding(record: key, issue: issue)) }
            if snapshot.services[name] != nil || environment.settings.localServices.contains(name) {
                errors.append(
                    Finding(
                        record: key,
                        issue: SchemaIssue(pointer: "/service_name", detail: "another service has the name '\(name)'")))
            }
            for conflict in ports.conflicts(of: stored.value) {
                let issue = SchemaIssue(
                    pointer: "/port_configs/\(conflict.index)/host",
                    detail: "the service '\(conflict.holder.service)' has port \(conflict.holder.port.hostPort)")
                errors.append(Finding(record: key, issue: issue))
            }
            // What nodes are told by their settings can differ: the engine's own decides when it makes a container.
            warnings += environment.servicePolicy.refusals(of: stored.value).map { refusal in
                Finding(record: key, issue: SchemaIssue(pointer: refusal.pointer, detail: refusal.description))
            }
            checkOwner(stored.value.owner, key, snapshot)
        }
        for (name, stored) in snapshot.portTokens {
            let key = RecordKey(.portTokens, name)
            for service in stored.value.allowedServices where snapshot.dockerServices[service] == nil {
                warn(key, "there is no service '\(service)' in containers")
            }
            checkOwner(stored.value.owner, key, snapshot)
        }
    }

    private mutating func checkOwner(_ owner: String?, _ key: RecordKey, _ snapshot: ConfigurationSnapshot) {
        if let owner, snapshot.tokens[owner] == nil { warn(key, "its owner, the token '\(owner)', is not there") }
    }

    /// The rules of a proxy that are about other records.
    private static func isReference(_ issue: SchemaIssue) -> Bool {
        ["/cert_name", "/auth_proxy", "/auth_providers/", "/target_service"].contains { issue.pointer.hasPrefix($0) }
    }

    private mutating func warn(_ key: RecordKey, _ detail: String) {
        orphans.insert(key)
        warnings.append(Finding(record: key, issue: SchemaIssue(detail: detail)))
    }
}
